//! Who may log in, and what they may see and do: a section of `manager.conf`.

use std::fmt;
use std::ops::{BitAnd, BitOr};

/// A set of manager classes (`read`, `write`, `EventMask`, header `Privilege`).
///
/// ```
/// use asterisk_sim::Classes;
///
/// let read = Classes::of("call,agent");
/// assert!(read.meets(Classes::CALL));
/// assert!(!read.meets(Classes::of("system,reporting")));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Classes(u32);

/// In the order of the bits of Asterisk's `EVENT_FLAG_*`, which `EventMask` may also give as a number.
const NAMES: [&[u8]; 21] = [
    b"system",
    b"call",
    b"log",
    b"verbose",
    b"command",
    b"agent",
    b"user",
    b"config",
    b"dtmf",
    b"reporting",
    b"cdr",
    b"dialplan",
    b"originate",
    b"agi",
    b"hookresponse",
    b"cc",
    b"aoc",
    b"test",
    b"security",
    b"message",
    b"other",
];

impl Classes {
    /// No class.
    pub const NONE: Self = Self(0);
    /// Every class.
    pub const ALL: Self = Self(u32::MAX);
    /// `system`: without it no `FullyBooted` comes after the login.
    pub const SYSTEM: Self = Self(1);
    /// `call`: channels, dials, bridges.
    pub const CALL: Self = Self(1 << 1);

    /// Reads a list as `manager.conf` and `EventMask` have it: names with commas between them, or `all`.
    /// Unknown names count for nothing.
    #[must_use]
    pub fn of(list: impl AsRef<[u8]>) -> Self {
        list.as_ref()
            .split(|byte| *byte == b',')
            .map(|name| Self::named(name.trim_ascii()))
            .fold(Self::NONE, BitOr::bitor)
    }

    /// The classes of an event or action, from its header `Privilege`. There `all` only says that `all` meets
    /// it, so it does not count.
    #[must_use]
    pub fn of_privilege(list: impl AsRef<[u8]>) -> Self {
        list.as_ref()
            .split(|byte| *byte == b',')
            .map(<[u8]>::trim_ascii)
            .filter(|name| !name.eq_ignore_ascii_case(b"all"))
            .map(Self::named)
            .fold(Self::NONE, BitOr::bitor)
    }

    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Whether the two have a class in common.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no class in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn named(name: &[u8]) -> Self {
        if name.eq_ignore_ascii_case(b"all") {
            return Self::ALL;
        }
        NAMES
            .iter()
            .position(|known| known.eq_ignore_ascii_case(name))
            .map_or(Self::NONE, |bit| Self(1 << bit))
    }
}

impl BitOr for Classes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Classes {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// One who may log in.
///
/// ```
/// use asterisk_sim::{Classes, User};
///
/// let reader = User::new("reader", "s3cret").read(Classes::of("call,agent")).write(Classes::NONE).without_event("VarSet");
/// # let _ = reader;
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct User {
    pub(crate) name: String,
    pub(crate) secret: String,
    pub(crate) read: Classes,
    pub(crate) write: Classes,
    pub(crate) hidden: Vec<String>,
    pub(crate) spared: bool,
}

impl User {
    /// A user who reads and writes everything.
    pub fn new(name: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            secret: secret.into(),
            read: Classes::ALL,
            write: Classes::ALL,
            hidden: Vec::new(),
            spared: false,
        }
    }

    /// `read =`: of which classes the user gets events.
    #[must_use]
    pub fn read(mut self, classes: Classes) -> Self {
        self.read = classes;
        self
    }

    /// `write =`: of which classes the user may use actions.
    #[must_use]
    pub fn write(mut self, classes: Classes) -> Self {
        self.write = classes;
        self
    }

    /// `eventfilter = !Event: NAME`: events of that name are kept from the user.
    #[must_use]
    pub fn without_event(mut self, name: impl Into<String>) -> Self {
        self.hidden.push(name.into());
        self
    }

    /// Faults no longer strike a connection on which this user has logged in, and the login is never refused.
    /// For a second client beside the one under test, which gets everything. Before its login Asterisk cannot
    /// know it, and when Asterisk goes away it suffers like all.
    #[must_use]
    pub fn spared(mut self) -> Self {
        self.spared = true;
        self
    }

    /// Name to log in with.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Does not show the secret.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("name", &self.name)
            .field("read", &self.read)
            .field("write", &self.write)
            .field("hidden", &self.hidden)
            .field("spared", &self.spared)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_in_manager_conf() {
        for (list, want) in [
            ("", Classes::NONE),
            ("call", Classes::CALL),
            ("system, call", Classes::SYSTEM | Classes::CALL),
            ("CALL,nonsense", Classes::CALL),
            ("all", Classes::ALL),
        ] {
            assert_eq!(Classes::of(list), want, "{list:?}");
        }
        assert_eq!(Classes::of_privilege("call,all"), Classes::CALL);
        assert_eq!(Classes::of_privilege("<none>"), Classes::NONE);
    }

    #[test]
    fn the_secret_is_not_shown() {
        assert!(!format!("{:?}", User::new("admin", "hush")).contains("hush"));
    }
}
