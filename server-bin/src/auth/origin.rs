//! Where a request comes from: the address behind proxies that are trusted, the program, the request's id.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, header, request::Parts};
use callflow_accounts::service::Origin;
use ipnet::IpNet;
use tower_http::request_id::RequestId;

/// Who opened the connection; the server puts it into each request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

const FORWARDED_FOR: &str = "x-forwarded-for";

/// More hops than any honest chain of proxies has are not looked at.
const MOST_HOPS: usize = 20;

/// The address of the client: who connected, or whom a trusted proxy names.
pub(crate) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    let values = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    let mut hops: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    // Each proxy writes whom it was asked by behind what it was told, so the last ones are the ones to believe.
    for _ in 0..MOST_HOPS {
        let Some(address) = hops.pop().and_then(address) else { break };
        client = address;
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// `192.0.2.1`, `192.0.2.1:5060`, `[2001:db8::1]:5060`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    bare.ok().map(|address| address.to_canonical())
}

/// What is noted of a request.
pub(crate) fn of(parts: &Parts, trusted: &[IpNet]) -> Origin {
    let peer = parts.extensions.get::<Peer>();
    let text = |value: &axum::http::HeaderValue| value.to_str().ok().map(str::to_owned);
    Origin {
        address: peer.map(|peer| client_address(peer.0.ip(), &parts.headers, trusted)),
        agent: parts.headers.get(header::USER_AGENT).and_then(text),
        request: parts.extensions.get::<RequestId>().and_then(|id| text(id.header_value())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_name_the_client() {
        let trusted: Vec<IpNet> = vec!["127.0.0.0/8".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
        for (peer, forwarded, want) in [
            // Nobody's word counts but a proxy's.
            ("192.0.2.1", &["198.51.100.7"][..], "192.0.2.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::ffff:127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            // What the client itself has written stands in front, and is not believed.
            ("127.0.0.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", &["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", &["203.0.113.9, 198.51.100.7, 10.1.2.3"], "198.51.100.7"),
            ("127.0.0.1", &["198.51.100.7:4000"], "198.51.100.7"),
            ("127.0.0.1", &["[2001:db8::1]:4000"], "2001:db8::1"),
            // What is no address ends the chain.
            ("127.0.0.1", &["198.51.100.7, rubbish"], "127.0.0.1"),
            ("127.0.0.1", &["10.1.2.3"], "10.1.2.3"),
        ] {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append(FORWARDED_FOR, value.parse().unwrap());
            }
            let client = client_address(peer.parse().unwrap(), &headers, &trusted);
            assert_eq!(client, want.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
        }
    }
}
