//! Two stores side by side, in the order of their records.

use std::cmp::Ordering;
use std::collections::VecDeque;

use callflow_core::Timestamp;
use callflow_core::store::{Cursor, Store, StoreError};

use super::CopyError;
use super::kept::Kept;

/// A record, by where it is.
#[derive(Debug)]
pub(super) enum Met<R> {
    /// Only in the source.
    Source(R),
    /// In both, of one place.
    Both {
        /// As the source has it.
        source: R,
        /// As the target has it.
        target: R,
    },
    /// Only in the target.
    Target,
}

impl<R: Kept> Met<R> {
    /// Whether the source has this and all behind it from after `until`; `None` is before everything.
    pub(super) fn is_beyond(&self, until: Option<Timestamp>) -> bool {
        match self {
            Self::Source(source) | Self::Both { source, .. } => R::BY_TIME && Some(source.at()) > until,
            Self::Target => false,
        }
    }
}

/// Goes through both stores once.
pub(super) struct Walk<'a, R> {
    source: Reader<'a, R>,
    target: Reader<'a, R>,
}

impl<'a, R: Kept> Walk<'a, R> {
    pub(super) fn new(source: &'a dyn Store, target: &'a dyn Store) -> Self {
        Self { source: Reader::new(source), target: Reader::new(target) }
    }

    /// The next record; `None` behind the last one.
    pub(super) async fn next(&mut self) -> Result<Option<Met<R>>, CopyError> {
        let source = self.source.peek().await.map_err(CopyError::Source)?.map(Kept::place);
        let target = self.target.peek().await.map_err(CopyError::Target)?.map(Kept::place);
        let order = match (&source, &target) {
            (None, None) => return Ok(None),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(source), Some(target)) => source.cmp(target),
        };
        let source = if order == Ordering::Greater { None } else { self.source.take() };
        let target = if order == Ordering::Less { None } else { self.target.take() };
        Ok(match (source, target) {
            (Some(source), Some(target)) => Some(Met::Both { source, target }),
            (Some(source), None) => Some(Met::Source(source)),
            (None, Some(_)) => Some(Met::Target),
            (None, None) => None,
        })
    }
}

/// The records of one store, read as they are asked for.
pub(super) struct Reader<'a, R> {
    store: &'a dyn Store,
    page: VecDeque<R>,
    next: Next,
}

enum Next {
    Beginning,
    After(Cursor),
    End,
}

impl<'a, R: Kept> Reader<'a, R> {
    pub(super) fn new(store: &'a dyn Store) -> Self {
        Self { store, page: VecDeque::new(), next: Next::Beginning }
    }

    async fn peek(&mut self) -> Result<Option<&R>, StoreError> {
        while self.page.is_empty() {
            let after = match std::mem::replace(&mut self.next, Next::End) {
                Next::Beginning => None,
                Next::After(cursor) => Some(cursor),
                Next::End => return Ok(None),
            };
            let (records, next) = R::page(self.store, after).await?;
            self.page = records.into();
            self.next = next.map_or(Next::End, Next::After);
        }
        Ok(self.page.front())
    }

    /// The next record; `None` behind the last one.
    pub(super) async fn next(&mut self) -> Result<Option<R>, StoreError> {
        self.peek().await?;
        Ok(self.take())
    }

    fn take(&mut self) -> Option<R> {
        self.page.pop_front()
    }
}
