//! Rows of CEL (channel event logging), and the signals that they stand for.
//!
//! CEL tells of channels, answers, bridges and transfers as AMI does, but not who dialled whom: that is read off the
//! application of each channel, `AppDial` or `AppQueue` for one that was called.

mod player;

use alloc::borrow::Cow;
use alloc::format;
use alloc::sync::Arc;

use serde::Deserialize;

pub(super) use self::player::play;
use crate::cause::HangupCause;
use crate::signal::{BridgeKind, BridgeSnapshot, ChannelSnapshot};
use crate::time::Timestamp;
use crate::zone::Zone;

/// The columns of CEL that say something of calls, by the names of `cel_custom.conf`.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(default)]
pub struct CelRow {
    /// `CHAN_START`, `ANSWER`, `BRIDGE_ENTER`, `HANGUP` …
    pub eventtype: Arc<str>,
    /// In Unix seconds, or as `2026-11-20 18:16:50` by Asterisk's own clock (`dateformat` of `cel.conf`).
    pub eventtime: Arc<str>,
    /// Caller ID name.
    pub cid_name: Arc<str>,
    /// Caller ID number.
    pub cid_num: Arc<str>,
    /// Place in the dial plan: extension.
    pub exten: Arc<str>,
    /// Place in the dial plan: context.
    pub context: Arc<str>,
    /// Name of the channel.
    pub channame: Arc<str>,
    /// The application that it runs.
    pub appname: Arc<str>,
    /// The application's arguments.
    pub appdata: Arc<str>,
    /// Account code.
    pub accountcode: Arc<str>,
    /// `Uniqueid` of the channel.
    pub uniqueid: Arc<str>,
    /// `Linkedid` of the channel.
    pub linkedid: Arc<str>,
    /// What more there is, as JSON; read by the caller into [`CelExtra`].
    pub eventextra: Arc<str>,
}

/// The name of a column of CEL.
pub type CelColumn = &'static str;

impl CelRow {
    /// The columns in the order of the sample `cel_custom.conf`, for a file without a head line.
    pub const COLUMNS: [CelColumn; 20] = [
        "eventtype",
        "eventtime",
        "cid_name",
        "cid_num",
        "cid_ani",
        "cid_rdnis",
        "cid_dnid",
        "exten",
        "context",
        "channame",
        "appname",
        "appdata",
        "amaflags",
        "accountcode",
        "uniqueid",
        "linkedid",
        "peer",
        "userfield",
        "userdeftype",
        "eventextra",
    ];
    /// The columns without which nothing can be told.
    pub const NEEDED: [CelColumn; 5] = ["eventtype", "eventtime", "channame", "uniqueid", "linkedid"];
}

/// What the column `eventextra` holds, by the names of its JSON; each event has some of them.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(default)]
pub struct CelExtra {
    /// `HANGUP`: Q.850.
    pub hangupcause: Option<HangupCause>,
    /// `HANGUP`: the channel whose far end hung up, or a word for what of Asterisk did.
    pub hangupsource: Option<Arc<str>>,
    /// `HANGUP`: of the channel's last `Dial()`.
    pub dialstatus: Option<Arc<str>>,
    /// `BRIDGE_ENTER`, `BRIDGE_EXIT`: which.
    pub bridge_id: Option<Arc<str>>,
    /// The same: `holding_bridge` for a place to wait.
    pub bridge_technology: Option<Arc<str>>,
    /// `BLINDTRANSFER`: the target.
    pub extension: Option<Arc<str>>,
    /// `ATTENDEDTRANSFER`: the transferer's other channel.
    pub channel2_name: Option<Arc<str>>,
    /// The same: its `Uniqueid`.
    pub channel2_uniqueid: Option<Arc<str>>,
    /// Both transfers: who was transferred.
    pub transferee_channel_name: Option<Arc<str>>,
    /// The same: its `Uniqueid`.
    pub transferee_channel_uniqueid: Option<Arc<str>>,
    /// `ATTENDEDTRANSFER`: the target's channel.
    pub transfer_target_channel_name: Option<Arc<str>>,
    /// The same: its `Uniqueid`.
    pub transfer_target_channel_uniqueid: Option<Arc<str>>,
    /// `PARK_START`: who parked, as a dial string.
    pub parker_dial_string: Option<Arc<str>>,
    /// `PARK_START`: where.
    pub parking_lot: Option<Arc<str>>,
    /// `PARK_END`: `ParkedCallUnparked`, `ParkedCallTimeOut`, `ParkedCallGiveUp`.
    pub reason: Option<Arc<str>>,
    /// `PARK_END`: the name of the channel that fetched.
    pub retriever: Option<Arc<str>>,
    /// `PICKUP`: who took the call.
    pub pickup_channel: Option<Arc<str>>,
    /// The same: its `Uniqueid`.
    pub pickup_channel_uniqueid: Option<Arc<str>>,
    /// `DTMF`: the key.
    pub digit: Option<Arc<str>>,
}

/// One row of CEL.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CelEvent {
    at: Timestamp,
    row: CelRow,
    extra: CelExtra,
}

/// Why a row of CEL cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CelError {
    /// The time is in no known form.
    #[error(
        "eventtime {0:?} is no time: 2026-11-20 18:16:50 or Unix seconds are wanted (dateformat of cel.conf)"
    )]
    NotATime(Arc<str>),
    /// A needed column is empty.
    #[error("{0} is empty")]
    Empty(CelColumn),
}

impl CelEvent {
    /// One row, with its `eventextra`; `zone` is that of Asterisk's clock.
    ///
    /// # Errors
    /// If the row has no time, no event or no channel.
    pub fn new(row: CelRow, extra: CelExtra, zone: &Zone) -> Result<Self, CelError> {
        for (name, value) in
            [("eventtype", &row.eventtype), ("uniqueid", &row.uniqueid), ("linkedid", &row.linkedid)]
        {
            if value.is_empty() {
                return Err(CelError::Empty(name));
            }
        }
        let shown = || format!("{}Z", row.eventtime.trim().replacen(' ', "T", 1)).parse().ok();
        let at = Timestamp::from_unix_text(&row.eventtime)
            .or_else(|| shown().map(|shown| zone.time_of(shown)))
            .ok_or_else(|| CelError::NotATime(row.eventtime.clone()))?;
        Ok(Self { at, row, extra })
    }

    /// When it happened.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    pub(super) fn begins(&self) -> bool {
        self.is("CHAN_START")
    }

    pub(super) fn uniqueid(&self) -> &str {
        &self.row.uniqueid
    }

    fn is(&self, event: &str) -> bool {
        *self.row.eventtype == *event
    }

    fn is_of(&self, uniqueid: &str) -> bool {
        *self.row.uniqueid == *uniqueid
    }

    fn channel(&self) -> ChannelSnapshot<'_> {
        let row = &self.row;
        ChannelSnapshot {
            name: Cow::Borrowed(&row.channame),
            uniqueid: Cow::Borrowed(&row.uniqueid),
            linkedid: said(&row.linkedid),
            caller_number: said(&row.cid_num),
            caller_name: said(&row.cid_name),
            context: said(&row.context),
            exten: said(&row.exten),
            account_code: said(&row.accountcode),
            ..ChannelSnapshot::default()
        }
    }

    fn bridge(&self) -> Option<BridgeSnapshot<'_>> {
        let kind = match self.extra.bridge_technology.as_deref() {
            Some("holding_bridge") => BridgeKind::Waiting,
            _ if matches!(&*self.row.appname, "ConfBridge" | "Page") => BridgeKind::Conference,
            _ => BridgeKind::Talk,
        };
        Some(BridgeSnapshot { id: said(self.extra.bridge_id.as_deref()?)?, kind })
    }

    /// The application that the channel runs of its own, none for one that was called.
    fn application(&self) -> Option<&str> {
        let is_own = !matches!(&*self.row.appname, "" | "AppDial" | "AppDial2" | "AppQueue");
        is_own.then_some(&*self.row.appname)
    }
}

fn said(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty() && text != "N/A").then_some(Cow::Borrowed(text))
}

/// A channel of which no more is known than name and `Uniqueid`.
fn named<'a>(name: Option<&'a str>, uniqueid: Option<&'a str>) -> Option<ChannelSnapshot<'a>> {
    let uniqueid = said(uniqueid?)?;
    Some(ChannelSnapshot {
        name: said(name.unwrap_or_default()).unwrap_or_default(),
        uniqueid,
        ..ChannelSnapshot::default()
    })
}
