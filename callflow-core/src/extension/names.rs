//! Which extension a device belongs to: the one of its name, else the one whose hint watches it.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::plan::Plan;
use crate::story::member_number;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Names {
    /// The extensions of devices whose names are no extensions.
    hinted: BTreeMap<Arc<str>, Arc<str>>,
}

impl Names {
    /// Takes in what a hint watches: `PJSIP/alice&PJSIP/alice-mobile,CustomPresence:101`.
    pub(super) fn learn(&mut self, plan: &Plan, exten: &str, hint: Option<&str>) {
        let hint = hint.and_then(|hint| hint.split(',').next()).unwrap_or("");
        // Feature codes watch the phones' devices too.
        if !exten.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        for device in hint.split('&').map(str::trim).filter(|device| is_phone(device)) {
            if member_number(plan, device).is_none() && !self.hinted.contains_key(device) {
                self.hinted.insert(device.into(), exten.into());
            }
        }
    }

    /// The extension of a device, `101` of `PJSIP/101`.
    pub(super) fn of_device<'a>(&'a self, plan: &Plan, device: &'a str) -> Option<&'a str> {
        if !is_phone(device) {
            return None;
        }
        member_number(plan, device).or_else(|| self.hinted.get(device).map(|exten| &**exten))
    }

    /// The extension of a channel, `101` of `PJSIP/101-00000003`.
    pub(super) fn of_channel<'a>(&'a self, plan: &Plan, channel: &'a str) -> Option<&'a str> {
        // Only the number at the end is cut off: endpoints may have dashes in their names.
        let device = channel.rsplit_once('-').map_or(channel, |(device, _)| device);
        self.of_device(plan, device)
    }
}

/// `Queue:sales_avail` and parking spaces have states too, and a Local channel is no device: it can always be called,
/// whether or not the phone behind it can.
fn is_phone(device: &str) -> bool {
    device.split_once('/').is_some_and(|(technology, _)| !technology.contains(':') && technology != "Local")
}
