//! Rows that were read, and those that could not be.

use std::fmt::Display;

use callflow_core::Zone;
use callflow_core::backfill::{CdrRecord, CdrRow};

use crate::terminal;

/// How many bad rows are told one by one.
const TOLD: u64 = 20;

/// Rows that were read, and how many could not be.
pub(super) struct Rows {
    zone: Zone,
    records: Vec<CdrRecord>,
    bad: u64,
}

impl Rows {
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone, records: Vec::new(), bad: 0 }
    }

    /// Takes a row that stands at this place.
    pub(super) fn take(&mut self, at: impl Display, row: CdrRow) {
        match CdrRecord::new(row, &self.zone) {
            Ok(record) => self.records.push(record),
            Err(error) => self.refuse(at, error),
        }
    }

    /// Counts a row that cannot be read, and says why.
    pub(super) fn refuse(&mut self, at: impl Display, why: impl Display) {
        self.bad += 1;
        if self.bad <= TOLD {
            terminal::complain(format_args!("{at}: {why}; left out"));
        } else if self.bad == TOLD + 1 {
            terminal::complain("more rows cannot be read; they are counted");
        }
    }

    pub(super) fn records(&self) -> &[CdrRecord] {
        &self.records
    }

    pub(super) fn bad(&self) -> u64 {
        self.bad
    }
}
