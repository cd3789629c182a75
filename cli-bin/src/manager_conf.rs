//! The section of `manager.conf` that gives Callflow what it needs, and nothing else.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use callflow_server::config::Pbx;

/// What a manager user is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// To know of calls.
    Watch,
    /// To make and end them, too, and to change who is in a queue.
    Act,
    /// And to record them.
    Record,
}

impl Purpose {
    /// The classes of `write`. `docs/control.md` says what each is for.
    pub(crate) const fn write(self) -> &'static str {
        match self {
            Self::Watch => "reporting",
            Self::Act => "reporting,call,agent,originate",
            Self::Record => "reporting,call,agent,originate,system",
        }
    }
}

/// A manager user.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ManagerUser<'u> {
    pub(crate) name: &'u str,
    pub(crate) secret: &'u str,
    /// Where it comes from, as Asterisk sees it.
    pub(crate) from: IpAddr,
    pub(crate) purpose: Purpose,
}

impl ManagerUser<'_> {
    /// What to paste. The same stands, explained, in `docs/configuration.md`.
    pub(crate) fn section(&self) -> String {
        let Self { name, secret, from, purpose } = self;
        let mask = match from {
            IpAddr::V4(_) => "255.255.255.255",
            IpAddr::V6(_) => "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        };
        format!(
            "\
[general]
enabled = yes
timestampevents = yes

[{name}]
secret = {secret}
deny = 0.0.0.0/0.0.0.0
permit = {from}/{mask}   ; this machine, as far as it can tell
read = system,call,agent,dialplan,dtmf
write = {write}
writetimeout = 5000
eventfilter = !Event: VarSet.*[^n]Variable: ([^QMV]|Q[^U]|M[^I]|V[^M])
",
            write = purpose.write(),
        )
    }
}

/// What `manager.conf` should say of a user that is in use. Its secret is known there already.
pub(crate) fn advised(pbx: &Pbx) -> String {
    let user = ManagerUser {
        name: &pbx.username,
        secret: "PUT-A-LONG-RANDOM-SECRET-HERE",
        from: own_address(&pbx.host, pbx.port),
        purpose: Purpose::Watch,
    };
    user.section()
}

/// The address from which this machine reaches Asterisk, as far as it can tell. Nothing is sent for that.
pub(crate) fn own_address(host: &str, port: u16) -> IpAddr {
    let found = || {
        let any = if host.contains(':') { "[::]:0" } else { "0.0.0.0:0" };
        let socket = UdpSocket::bind(any).ok()?;
        socket.connect((host, port)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    found().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
}

#[cfg(test)]
mod tests {
    use callflow_server::config::Tls;

    use super::*;

    fn document(name: &str) -> String {
        std::fs::read_to_string(format!("{}/../docs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

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
        let section = advised(&pbx);
        assert!(
            !section.contains("hush") && section.contains("permit = 127.0.0.1/255.255.255.255"),
            "{section}"
        );
        let document = document("configuration.md");
        for line in section.lines().filter(|line| !line.starts_with("secret") && !line.starts_with("permit"))
        {
            assert!(document.lines().any(|documented| documented.starts_with(line)), "{line}");
        }
    }

    #[test]
    fn rights_to_act_are_those_of_the_documentation() {
        let document = document("control.md");
        assert!(document.contains(&format!("write = {}", Purpose::Act.write())));
        for class in Purpose::Record.write().split(',').filter(|class| *class != "reporting") {
            assert!(document.contains(&format!("| `{class}` | ")), "{class}");
        }
    }
}
