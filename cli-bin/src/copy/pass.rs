//! One kind of records: copied, compared, and settled where the source went on meanwhile.

use std::collections::BTreeMap;

use callflow_core::Timestamp;
use callflow_core::store::Store;

use super::kept::Kept;
use super::sum::checksum;
use super::walk::{Met, Reader, Walk};
use super::{Compared, CopiedKind, CopyError, Verify};
use crate::terminal::Progress;

/// Records of one transaction.
const BATCH: usize = 500;
/// How many records that differ are named.
const NAMED: usize = 10;
/// How many records that differ are held to be put once more; with more of them something is wrong.
const MOST_OPEN: usize = 100_000;

/// Copies the records of one kind, and compares them.
///
/// Copied is what began before the source's newest record of the beginning, so that it ends, however fast the source grows;
/// what came later is for the next run. A call of before that ended or
/// was corrected after it was copied is found to differ. It is put once more, and only what the target then does not give
/// back is a difference: a source that is written all the time would else never be like its copy.
pub(super) async fn kind<R: Kept>(
    source: &dyn Store,
    target: &dyn Store,
    verify: Verify,
) -> Result<CopiedKind, CopyError> {
    let until = R::newest(source).await.map_err(CopyError::Source)?;
    let mut copied = pass::<R>(source, target, until).await?;
    if verify == Verify::Yes {
        let (mut compared, open) = compare::<R>(source, target, until).await?;
        if compared.different > 0 && compared.different == open.len() as u64 {
            copied.written += compared.different;
            settle(target, open, &mut compared).await?;
        }
        copied.compared = Some(compared);
    }
    Ok(copied)
}

/// Writes what the target lacks or has in an older form.
async fn pass<R: Kept>(
    source: &dyn Store,
    target: &dyn Store,
    until: Option<Timestamp>,
) -> Result<CopiedKind, CopyError> {
    let progress = Progress::records(R::count(source).await.map_err(CopyError::Source)?, R::KIND);
    let mut copied =
        CopiedKind { kind: R::KIND, written: 0, newer_in_target: 0, only_in_target: 0, compared: None };
    let mut walk = Walk::<R>::new(source, target);
    let mut batch = Vec::new();
    while let Some(met) = walk.next().await? {
        if met.is_beyond(until) {
            break;
        }
        match met {
            Met::Source(record) => batch.push(record),
            Met::Both { source, target } if source == target => {}
            Met::Both { source, target } if source.replaces(&target) => batch.push(source),
            Met::Both { .. } => copied.newer_in_target += 1,
            Met::Target => {
                copied.only_in_target += 1;
                continue;
            }
        }
        progress.add(1);
        if batch.len() == BATCH {
            copied.written += put(target, &mut batch).await?;
        }
    }
    copied.written += put(target, &mut batch).await?;
    Ok(copied)
}

async fn put<R: Kept>(target: &dyn Store, batch: &mut Vec<R>) -> Result<u64, CopyError> {
    if batch.is_empty() {
        return Ok(0);
    }
    let records = std::mem::take(batch);
    let count = records.len() as u64;
    R::put(target, records).await.map_err(CopyError::Target)?;
    Ok(count)
}

/// Counts and adds up both sides, up to the records of `until`; also gives those that differ, as the source has them.
async fn compare<R: Kept>(
    source: &dyn Store,
    target: &dyn Store,
    until: Option<Timestamp>,
) -> Result<(Compared, Vec<R>), CopyError> {
    let (mut compared, mut open) = (Compared::default(), Vec::new());
    let Some(until) = until else { return Ok((compared, open)) };
    let progress = Progress::records(R::count(source).await.map_err(CopyError::Source)?, R::KIND);
    let mut walk = Walk::<R>::new(source, target);
    while let Some(met) = walk.next().await? {
        if met.is_beyond(Some(until)) {
            break;
        }
        let (source, target) = match met {
            Met::Source(source) => (source, None),
            Met::Both { source, target } => (source, Some(target)),
            Met::Target => continue,
        };
        progress.add(1);
        // One that the target has in a newer form is none that was to be copied.
        if source.at() > until || target.as_ref().is_some_and(|target| is_newer(target, &source)) {
            continue;
        }
        let own = checksum(&source)?;
        compared.source.add(own);
        if target.map(|target| checksum(&target)).transpose()? == Some(own) {
            compared.target.add(own);
        } else {
            compared.differs(&source);
            if open.len() < MOST_OPEN {
                open.push(source);
            }
        }
    }
    Ok((compared, open))
}

/// Puts the records once more. Those that the target has then are no difference.
async fn settle<R: Kept>(target: &dyn Store, open: Vec<R>, compared: &mut Compared) -> Result<(), CopyError> {
    for batch in open.chunks(BATCH) {
        R::put(target, batch.to_vec()).await.map_err(CopyError::Target)?;
    }
    let mut open: BTreeMap<R::Place, R> = open.into_iter().map(|record| (record.place(), record)).collect();
    let mut there = Reader::<R>::new(target);
    while let Some(there) = there.next().await.map_err(CopyError::Target)? {
        let place = there.place();
        if open.get(&place).is_some_and(|mine| there == *mine || is_newer(&there, mine)) {
            open.remove(&place);
        }
    }
    let source = compared.source;
    *compared = Compared { source, target: source, ..Compared::default() };
    for record in open.values() {
        compared.target.remove(checksum(record)?);
        compared.differs(record);
    }
    Ok(())
}

/// Whether the target has a record that what the source has does not replace.
fn is_newer<R: Kept>(target: &R, source: &R) -> bool {
    target != source && !source.replaces(target)
}

impl Compared {
    fn differs(&mut self, record: &impl Kept) {
        self.different += 1;
        if self.differences.len() < NAMED {
            self.differences.push(record.name());
        }
    }
}
