//! The section of `manager.conf` that gives Callflow what it needs, and nothing else.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use callflow_server::config::Pbx;

/// What to paste. The same stands, explained, in `docs/configuration.md`.
pub(super) fn section(pbx: &Pbx) -> String {
    let (here, mask) = match own_address(pbx) {
        Some(IpAddr::V6(address)) => (address.to_string(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        Some(IpAddr::V4(address)) => (address.to_string(), "255.255.255.255"),
        None => (Ipv4Addr::LOCALHOST.to_string(), "255.255.255.255"),
    };
    let user = &pbx.username;
    format!(
        "\
[general]
enabled = yes
timestampevents = yes

[{user}]
secret = PUT-A-LONG-RANDOM-SECRET-HERE
deny = 0.0.0.0/0.0.0.0
permit = {here}/{mask}   ; this machine, as far as it can tell
read = system,call,agent,dialplan,dtmf
write = reporting
writetimeout = 5000
eventfilter = !Event: VarSet.*[^n]Variable: ([^QMV]|Q[^U]|M[^I]|V[^M])
"
    )
}

/// The address from which this machine reaches Asterisk. Nothing is sent for that.
fn own_address(pbx: &Pbx) -> Option<IpAddr> {
    let any = if pbx.host.contains(':') { "[::]:0" } else { "0.0.0.0:0" };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect((&*pbx.host, pbx.port)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use callflow_server::config::Tls;

    use super::*;

    #[test]
    fn it_is_that_of_the_documentation() {
        let pbx = Pbx {
            host: "127.0.0.1".into(),
            port: 5038,
            username: "callflow".into(),
            password: "hush".to_owned().into(),
            tls: Tls::Off,
            wss: String::new(),
            ari: None,
        };
        let section = section(&pbx);
        assert!(
            !section.contains("hush") && section.contains("permit = 127.0.0.1/255.255.255.255"),
            "{section}"
        );
        let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md");
        let document = std::fs::read_to_string(document).unwrap();
        for line in section.lines().filter(|line| !line.starts_with("secret") && !line.starts_with("permit"))
        {
            assert!(document.lines().any(|documented| documented.starts_with(line)), "{line}");
        }
    }
}
