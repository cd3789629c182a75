//! Which events of a recording belong together.
//!
//! When Asterisk is restarted in mid-call, nothing more is heard of the calls that were going on, but what begins
//! later goes on. So events are put into groups: those that name the same channel, call or bridge, and those that
//! such an event ties together.

use std::collections::BTreeMap;

use ami_proto::Frame;

use crate::ids::{self, Named};

/// Groups as they come to light: a forest, in which each tree is one.
#[derive(Debug, Default)]
pub(super) struct Groups {
    parents: Vec<usize>,
    /// What is named, in which run of Asterisk: names begin again in each.
    known: BTreeMap<(usize, Named, Vec<u8>), usize>,
}

impl Groups {
    /// The group of an event in that run; `None` if it names nothing that ends.
    pub(super) fn of(&mut self, run: usize, frame: &Frame<'_>) -> Option<usize> {
        let mut group = None;
        for (kind, name) in frame.headers().filter_map(|header| ids::named(header.name, header.value)) {
            let Self { parents, known } = self;
            let found = *known.entry((run, kind, name.to_vec())).or_insert_with(|| {
                parents.push(parents.len());
                parents.len() - 1
            });
            group = Some(group.map_or(found, |group| self.join(group, found)));
        }
        group
    }

    fn join(&mut self, one: usize, other: usize) -> usize {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(parent) = self.parents.get_mut(one.max(other)) {
            *parent = one.min(other);
        }
        one.min(other)
    }

    /// What the group is now known as.
    pub(super) fn root(&self, mut group: usize) -> usize {
        while let Some(parent) = self.parents.get(group).filter(|parent| **parent != group) {
            group = *parent;
        }
        group
    }
}
