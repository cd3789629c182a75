//! Faults of Asterisk itself that anybody with a manager account can use.
//!
//! Only those of the manager interface, and only with the versions that were published:
//!
//! - CVE-2024-42365, GHSA-c4cg-9275-6w44: mended in 18.24.2, 20.9.2, 21.4.2, certified 18.9-cert11 and 20.7-cert2.
//! - CVE-2024-53566, GHSA-33x6-fj46-6rfh: in 22.0; mended in 20.11.1, 21.6.1, certified 18.9-cert13 and 20.7-cert4.
//! - CVE-2023-49294: mended in 18.20.1, 20.5.1, 21.0.1, certified 18.9-cert6.
//! - CVE-2022-42706, AST-2022-009: up to 16.28, 18.14 and 19.6, certified up to 18.9-cert1.

use super::finding::Finding;

/// A version, `20.9.1` or `certified/20.7-cert2`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Version {
    is_certified: bool,
    /// The third of a certified one is the number behind `cert`.
    numbers: [u32; 3],
}

impl Version {
    /// Nothing of builds that are no release, such as `GIT-20-…`: what is in them is not known.
    fn of(text: &str) -> Option<Self> {
        let (is_certified, text) = match text.strip_prefix("certified/").or(text.strip_prefix("certified-")) {
            Some(rest) => (true, rest),
            None => (text.contains("-cert"), text),
        };
        let (base, cert) = text.split_once("-cert").map_or((text, None), |(base, cert)| (base, Some(cert)));
        let mut parts = base.split('.').chain(cert);
        let mut number = || {
            let part = parts.next()?;
            // `22.1.0-rc1` is judged as the release that it became.
            part.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok()
        };
        let numbers = [number()?, number()?, number().unwrap_or(0)];
        Some(Self { is_certified, numbers })
    }
}

struct Advisory {
    name: &'static str,
    what: &'static str,
    /// Who can use it.
    who: &'static str,
    /// The first release of each major version without the fault.
    mended: &'static [[u32; 3]],
    /// The same of certified releases.
    mended_certified: &'static [[u32; 3]],
}

const ADVISORIES: [Advisory; 4] = [
    Advisory {
        name: "CVE-2024-42365",
        what: "write configuration files and run commands of the system",
        who: "write = originate",
        mended: &[[18, 24, 2], [20, 9, 2], [21, 4, 2]],
        mended_certified: &[[18, 9, 11], [20, 7, 2]],
    },
    Advisory {
        name: "CVE-2024-53566",
        what: "read parts of any file",
        who: "write = config",
        mended: &[[20, 11, 1], [21, 6, 1], [22, 1, 0]],
        mended_certified: &[[18, 9, 13], [20, 7, 4]],
    },
    Advisory {
        name: "CVE-2023-49294",
        what: "read any file",
        who: "write = config or system",
        mended: &[[18, 20, 1], [20, 5, 1], [21, 0, 1]],
        mended_certified: &[[18, 9, 6]],
    },
    Advisory {
        name: "CVE-2022-42706",
        what: "read files outside of Asterisk's configuration",
        who: "write = config or system",
        mended: &[[16, 29, 0], [18, 15, 0], [19, 7, 0]],
        mended_certified: &[[18, 9, 2]],
    },
];

/// What is known of this version.
pub(super) fn findings(version: &str) -> Vec<Finding> {
    let Some(asterisk) = Version::of(version) else { return Vec::new() };
    let known = ADVISORIES.iter().filter_map(|advisory| {
        let list = if asterisk.is_certified { advisory.mended_certified } else { advisory.mended };
        // Of a major version that is not in the list nothing was published.
        let mended = list.iter().find(|mended| mended[0] == asterisk.numbers[0])?;
        (asterisk.numbers < *mended).then(|| {
            let Advisory { name, what, who, .. } = advisory;
            let [major, minor, patch] = mended;
            let mended = if asterisk.is_certified {
                format!("{major}.{minor}-cert{patch}")
            } else {
                format!("{major}.{minor}.{patch}")
            };
            Finding::note(format!(
                "{name}: in this version whoever has {who} can {what}; take {mended} or later, and give nobody that right \
                 until then"
            ))
        })
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        for (text, certified, numbers) in [
            ("22.10.1", false, [22, 10, 1]),
            ("20.9", false, [20, 9, 0]),
            ("18.26.0-rc1", false, [18, 26, 0]),
            ("16.28.0~dfsg-0+deb11u4", false, [16, 28, 0]),
            ("certified/18.9-cert11", true, [18, 9, 11]),
            ("certified-20.7-cert2", true, [20, 7, 2]),
            ("18.9-cert5", true, [18, 9, 5]),
        ] {
            assert_eq!(Version::of(text), Some(Version { is_certified: certified, numbers }), "{text}");
        }
        for text in ["GIT-20-abc", "", "UNKNOWN__and_probably_unsupported"] {
            assert_eq!(Version::of(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_mended_is_not_told() {
        let told = |version| {
            let findings = findings(version).into_iter();
            findings
                .filter_map(|finding| finding.text.split(':').next().map(str::to_owned))
                .collect::<Vec<_>>()
        };
        assert_eq!(told("20.9.1"), ["CVE-2024-42365", "CVE-2024-53566"]);
        assert_eq!(told("20.9.2"), ["CVE-2024-53566"]);
        assert_eq!(told("20.11.1"), [""; 0]);
        assert_eq!(told("22.0.0"), ["CVE-2024-53566"]);
        assert_eq!(told("22.10.1"), [""; 0]);
        assert_eq!(told("certified/18.9-cert11"), ["CVE-2024-53566"]);
        assert_eq!(told("18.14.0").len(), 3);
        assert_eq!(told("16.28.0"), ["CVE-2022-42706"]);
        let [one, ..] = &*findings("certified/20.7-cert1") else { panic!("none") };
        assert!(one.text.contains("take 20.7-cert2 or later"), "{one:?}");
    }
}
