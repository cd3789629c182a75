//! What is known of the other side.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::time::Duration;

use super::answer::{message, succeeded};
use crate::frame::Frame;

/// What the greeting, `CoreSettings` and `FullyBooted` said.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Server {
    ami: Option<(u32, u32)>,
    asterisk: Option<String>,
    system_name: Option<String>,
    uptime: Option<Duration>,
    filter_refused: Option<String>,
    settings_refused: Option<String>,
}

/// What this Asterisk can do, as far as its version tells. Of an unknown version nothing is promised.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Capabilities {
    major: Option<u32>,
}

impl Capabilities {
    fn since(self, version: u32) -> bool {
        self.major.is_some_and(|major| major >= version)
    }

    /// The action `Filter`, since Asterisk 10.
    #[must_use]
    pub fn filter(self) -> bool {
        self.since(10)
    }

    /// Bridges are told of (`BridgeEnter`) and listed (`BridgeList`, `BridgeInfo`), since Asterisk 12.
    #[must_use]
    pub fn bridges(self) -> bool {
        self.since(12)
    }

    /// Command output comes in headers `Output`, since Asterisk 14. Both forms read alike.
    #[must_use]
    pub fn command_output_headers(self) -> bool {
        self.since(14)
    }
}

impl Server {
    /// Version of the manager interface, from the greeting: `(11, 0)` of Asterisk 22, `(5, 0)` of Asterisk 16.
    #[must_use]
    pub fn ami_version(&self) -> Option<(u32, u32)> {
        self.ami
    }

    /// Version of Asterisk as it names it, such as `22.10.1`; `None` until it was asked, or where the user may not.
    #[must_use]
    pub fn asterisk_version(&self) -> Option<&str> {
        self.asterisk.as_deref()
    }

    /// Major version of Asterisk, from its own words, else from the greeting.
    #[must_use]
    pub fn asterisk_major(&self) -> Option<u32> {
        let told = self.asterisk.as_deref().and_then(|text| {
            // `certified/18.9-cert4`, `GIT-20-…`.
            let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        });
        told.or_else(|| self.ami.and_then(major_of))
    }

    /// `SystemName`, if one is set in `asterisk.conf`.
    #[must_use]
    pub fn system_name(&self) -> Option<&str> {
        self.system_name.as_deref()
    }

    /// How long Asterisk had been up when it last said `FullyBooted`, in whole seconds. Without `read = system` it
    /// never does.
    #[must_use]
    pub fn uptime(&self) -> Option<Duration> {
        self.uptime
    }

    /// Why filters are not in force, in the words of Asterisk: all events come then.
    #[must_use]
    pub fn filter_refused(&self) -> Option<&str> {
        self.filter_refused.as_deref()
    }

    /// Why the version is not known, in the words of Asterisk.
    #[must_use]
    pub fn settings_refused(&self) -> Option<&str> {
        self.settings_refused.as_deref()
    }

    /// What it can do.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        Capabilities { major: self.asterisk_major() }
    }

    pub(super) fn greeted(&mut self, banner: &Frame<'_>) {
        let line = banner.headers().next().map_or(&[][..], |header| header.value);
        let line = core::str::from_utf8(line).unwrap_or_default();
        let mut parts = line.rsplit('/').next().unwrap_or_default().trim().split('.');
        let mut number = || parts.next().and_then(|part| part.parse().ok());
        self.ami = number().map(|major| (major, number().unwrap_or_default()));
    }

    pub(super) fn settings(&mut self, frame: &Frame<'_>) {
        if !succeeded(frame) {
            self.settings_refused = Some(message(frame).into_owned());
            return;
        }
        let text =
            |name| frame.text(name).filter(|text| !text.is_empty()).map(|text| text.as_ref().to_owned());
        self.asterisk = text("AsteriskVersion");
        self.system_name = text("SystemName");
    }

    pub(super) fn filtered(&mut self, frame: &Frame<'_>) {
        if !succeeded(frame) {
            self.filter_refused = Some(message(frame).into_owned());
        }
    }

    pub(super) fn told(&mut self, event: &Frame<'_>) {
        if event.event_name() == Some(b"FullyBooted") {
            let seconds = event.text("Uptime").and_then(|text| text.trim().parse().ok());
            self.uptime = seconds.map(Duration::from_secs);
        }
    }
}

/// `AMI_VERSION` of each release of Asterisk since 1.4.
fn major_of((major, minor): (u32, u32)) -> Option<u32> {
    Some(match (major, minor) {
        (0, _) => return None,
        (1, 0) => 1,
        (1, 1) => 8,
        (1, 2) => 10,
        (1, _) => 11,
        (2, 0..=3) => 12,
        (2, _) => 13,
        (3, _) => 14,
        (4, _) => 15,
        (newer, _) => newer.saturating_add(11),
    })
}
