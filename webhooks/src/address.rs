//! Which addresses are asked. Whoever makes a webhook has the server ask a place of his choice; without rules that would be
//! places that only the server can reach: its own ports, the network behind it, the cloud's metadata.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), bits)
}

const fn v6(segments: [u16; 4], bits: u8) -> Ipv6Net {
    let [a, b, c, d] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), bits)
}

/// What of IPv4 is not the internet: IANA IPv4 Special-Purpose Address Registry, and multicast.
const NOT_PUBLIC_V4: [Ipv4Net; 15] = [
    // "This network", and the unspecified address.
    v4(0, 0, 0, 0, 8),
    // RFC 1918.
    v4(10, 0, 0, 0, 8),
    // Between a provider and its customers: RFC 6598.
    v4(100, 64, 0, 0, 10),
    // This machine.
    v4(127, 0, 0, 0, 8),
    // Link-local; the metadata of clouds at 169.254.169.254.
    v4(169, 254, 0, 0, 16),
    // RFC 1918.
    v4(172, 16, 0, 0, 12),
    // Of protocols.
    v4(192, 0, 0, 0, 24),
    // For documentation.
    v4(192, 0, 2, 0, 24),
    // The relays of 6to4, long gone.
    v4(192, 88, 99, 0, 24),
    // RFC 1918.
    v4(192, 168, 0, 0, 16),
    // For benchmarks.
    v4(198, 18, 0, 0, 15),
    // For documentation.
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    // Multicast.
    v4(224, 0, 0, 0, 4),
    // Reserved, and the broadcast address.
    v4(240, 0, 0, 0, 4),
];

/// Of IPv6 this alone is the internet …
const PUBLIC_V6: Ipv6Net = v6([0x2000, 0, 0, 0], 3);

/// … but for this: IANA IPv6 Special-Purpose Address Registry.
const NOT_PUBLIC_V6: [Ipv6Net; 4] = [
    // Of protocols, with Teredo, which has an IPv4 address inside.
    v6([0x2001, 0, 0, 0], 23),
    // For documentation.
    v6([0x2001, 0xdb8, 0, 0], 32),
    v6([0x3fff, 0, 0, 0], 20),
    // 6to4, which has an IPv4 address inside.
    v6([0x2002, 0, 0, 0], 16),
];

/// The addresses by which a network without IPv4 reaches it: RFC 6052.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0], 96);

/// The address that a packet to this one reaches in the end.
fn inner(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if NAT64.contains(&v6) => {
            let [.., a, b, c, d] = v6.octets();
            Ipv4Addr::new(a, b, c, d).into()
        }
        canonical => canonical,
    }
}

/// Whether it is an address of the internet: no private network, no loopback, nothing that is special.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match inner(address) {
        IpAddr::V4(v4) => !NOT_PUBLIC_V4.iter().any(|network| network.contains(&v4)),
        IpAddr::V6(v6) => {
            PUBLIC_V6.contains(&v6) && !NOT_PUBLIC_V6.iter().any(|network| network.contains(&v6))
        }
    }
}

/// The internet, and networks that an operator has allowed besides. The default allows none.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AddressRules {
    allowed: Vec<IpNet>,
}

impl AddressRules {
    /// These networks besides the internet.
    #[must_use]
    pub fn allowing(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// Whether the address is asked.
    #[must_use]
    pub fn admits(&self, address: IpAddr) -> bool {
        let inner = inner(address);
        is_public(inner) || self.allowed.iter().any(|network| network.contains(&inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_internet_is_public_and_nothing_else() {
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }

    #[test]
    fn an_operator_allows_networks() {
        let rules = AddressRules::allowing(vec!["10.1.0.0/16".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        for (address, want) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("64:ff9b::10.1.2.3", true),
            ("10.2.0.1", false),
            ("fd12::1", true),
            ("127.0.0.1", false),
            ("1.1.1.1", true),
        ] {
            assert_eq!(rules.admits(address.parse().unwrap()), want, "{address}");
        }
    }
}
