//! Extensions as they stand: whether they can be reached, and what their devices are doing.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::change::ChangeKind;
use crate::device_state::{DeviceState, ExtensionStatus};
use crate::plan::Plan;
use crate::signal::Signal;
use crate::story::member_number;
use crate::time::Timestamp;

/// An extension as it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExtensionRecord {
    /// The extension.
    pub extension: Box<str>,
    /// Whether it can be reached. AMI `ExtensionStatus`; `unknown` as long as no hint told.
    pub status: ExtensionStatus,
    /// What its device is doing. AMI `DeviceStateChange`.
    pub device_state: Option<DeviceState>,
    /// When either changed last.
    pub last_activity_at: Timestamp,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Extensions {
    extensions: BTreeMap<Box<str>, ExtensionRecord>,
}

impl Extensions {
    /// Takes a signal; gives what it changed of an extension.
    pub(crate) fn handle(&mut self, plan: &Plan, signal: &Signal<'_>, at: Timestamp) -> Option<ChangeKind> {
        match signal {
            Signal::ExtensionChanged { exten, status } => {
                self.change(exten, at, |record| core::mem::replace(&mut record.status, *status) != *status)
            }
            // Only devices that are phones: `Queue:sales_avail` and parking spaces have states too.
            Signal::DeviceChanged { device, state } if device.contains('/') => {
                let exten = member_number(plan, device)?;
                self.change(exten, at, |record| record.device_state.replace(*state) != Some(*state))
            }
            _ => None,
        }
    }

    /// The extensions as they stand, by number.
    pub(crate) fn records(&self) -> Vec<ExtensionRecord> {
        self.extensions.values().cloned().collect()
    }

    fn change(
        &mut self,
        exten: &str,
        at: Timestamp,
        change: impl FnOnce(&mut ExtensionRecord) -> bool,
    ) -> Option<ChangeKind> {
        if !self.extensions.contains_key(exten) {
            let record = ExtensionRecord {
                extension: exten.into(),
                status: ExtensionStatus::Unknown,
                device_state: None,
                last_activity_at: at,
            };
            self.extensions.insert(exten.into(), record);
        }
        let record = self.extensions.get_mut(exten)?;
        change(record).then(|| {
            record.last_activity_at = at;
            ChangeKind::ExtensionStatus(record.clone())
        })
    }
}
