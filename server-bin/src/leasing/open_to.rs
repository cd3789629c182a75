//! Who may lease without signing in, as clients of earlier backends do.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};
use ipnet::IpNet;

/// The networks.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum OpenTo {
    /// Programs on this machine.
    #[default]
    Loopback,
    /// Nobody.
    Nobody,
    /// These.
    Networks(Vec<IpNet>),
}

/// What proxies say whom they ask for. Where the proxy is not trusted, the client may be anybody.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-host"];

impl OpenTo {
    /// Whether this client may. `address` is that of the client, behind proxies that are trusted; `is_direct` says that no
    /// trusted proxy stood between.
    pub(crate) fn admits(&self, address: IpAddr, is_direct: bool, headers: &HeaderMap) -> bool {
        // One that nobody told us of makes everybody look like a neighbour.
        if is_direct && FORWARDED.iter().any(|name| headers.contains_key(*name)) {
            return false;
        }
        match self {
            Self::Nobody => false,
            // A page of somebody else's whose name has come to mean this machine is not this machine.
            Self::Loopback => address.is_loopback() && is_local_host(headers),
            Self::Networks(networks) => networks.iter().any(|network| network.contains(&address)),
        }
    }
}

fn is_local_host(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|value| value.to_str().ok()) else { return true };
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn it_is_open_to_the_networks_that_are_named() {
        let networks = OpenTo::Networks(vec!["10.0.0.0/8".parse().unwrap()]);
        let nothing: &[(&'static str, &str)] = &[];
        for (open_to, address, is_direct, said, want) in [
            (&OpenTo::Loopback, "127.0.0.1", true, nothing, true),
            (&OpenTo::Loopback, "::1", true, &[("host", "[::1]:8080")], true),
            (&OpenTo::Loopback, "127.0.0.1", true, &[("host", "localhost:8080")], true),
            (&OpenTo::Loopback, "127.0.0.1", true, &[("host", "evil.example.com:8080")], false),
            (&OpenTo::Loopback, "127.0.0.1", true, &[("x-forwarded-for", "203.0.113.9")], false),
            (&OpenTo::Loopback, "127.0.0.1", true, &[("forwarded", "for=203.0.113.9")], false),
            (&OpenTo::Loopback, "10.1.2.3", true, nothing, false),
            (&OpenTo::Nobody, "127.0.0.1", true, nothing, false),
            (&networks, "10.1.2.3", true, nothing, true),
            (&networks, "10.1.2.3", false, &[("x-forwarded-for", "10.1.2.3")], true),
            (&networks, "10.1.2.3", true, &[("x-forwarded-for", "10.1.2.3")], false),
            (&networks, "127.0.0.1", true, nothing, false),
        ] {
            let admitted = open_to.admits(address.parse().unwrap(), is_direct, &headers(said));
            assert_eq!(admitted, want, "{open_to:?} {address} {said:?}");
        }
    }
}
