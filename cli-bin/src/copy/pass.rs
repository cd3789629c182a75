//! One kind of records: copied, compared, and copied again where the source went on meanwhile.

use callflow_core::Timestamp;
use callflow_core::store::Store;

use super::kept::Kept;
use super::sum::{Sum, checksum};
use super::walk::{Met, Walk};
use super::{Compared, CopiedKind, CopyError, Verify};
use crate::terminal::Progress;

/// Records of one transaction.
const BATCH: usize = 500;
/// How many records that differ are named.
const NAMED: usize = 10;
/// How often a source that is written meanwhile is caught up with.
const MOST_ROUNDS: u32 = 5;

/// Copies the records of one kind, and compares them.
///
/// Compared is what the source had at the beginning: what came later may be copied or not. A call of before that ended
/// or was corrected meanwhile is found to differ, copied in the next round and compared again. What differs in the same
/// way after it was written once more is a difference.
pub(super) async fn kind<R: Kept>(
    source: &dyn Store,
    target: &dyn Store,
    verify: Verify,
) -> Result<CopiedKind, CopyError> {
    let until = R::newest(source).await.map_err(CopyError::Source)?;
    let mut copied = pass::<R>(source, target).await?;
    if verify == Verify::No {
        return Ok(copied);
    }
    let mut before = None;
    for round in 1.. {
        let (compared, differing) = compare::<R>(source, target, until).await?;
        let stays = compared.different == 0 || before == Some(differing) || round == MOST_ROUNDS;
        copied.compared = Some(compared);
        if stays {
            break;
        }
        before = Some(differing);
        let again = pass::<R>(source, target).await?;
        copied.written += again.written;
        (copied.newer_in_target, copied.only_in_target) = (again.newer_in_target, again.only_in_target);
    }
    Ok(copied)
}

/// Writes what the target lacks or has in an older form.
async fn pass<R: Kept>(source: &dyn Store, target: &dyn Store) -> Result<CopiedKind, CopyError> {
    let progress = Progress::records(R::count(source).await.map_err(CopyError::Source)?, R::KIND);
    let mut copied =
        CopiedKind { kind: R::KIND, written: 0, newer_in_target: 0, only_in_target: 0, compared: None };
    let mut walk = Walk::<R>::new(source, target);
    let mut batch = Vec::new();
    while let Some(met) = walk.next().await? {
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

/// Counts and adds up both sides, up to the records of `until`; also what those that differ add up to.
async fn compare<R: Kept>(
    source: &dyn Store,
    target: &dyn Store,
    until: Option<Timestamp>,
) -> Result<(Compared, Sum), CopyError> {
    let mut compared =
        Compared { source: Sum::default(), target: Sum::default(), different: 0, differences: Vec::new() };
    let mut differing = Sum::default();
    let Some(until) = until else { return Ok((compared, differing)) };
    let progress = Progress::records(R::count(source).await.map_err(CopyError::Source)?, R::KIND);
    let mut walk = Walk::<R>::new(source, target);
    while let Some(met) = walk.next().await? {
        let (source, target) = match met {
            Met::Source(source) => (source, None),
            Met::Both { source, target } => (source, Some(target)),
            Met::Target => continue,
        };
        progress.add(1);
        // One that the target has in a newer form is none that was to be copied.
        if source.at() > until
            || target.as_ref().is_some_and(|target| *target != source && !source.replaces(target))
        {
            continue;
        }
        let own = checksum(&source)?;
        compared.source.add(own);
        let there = target.as_ref().map(checksum).transpose()?;
        if let Some(there) = there {
            compared.target.add(there);
        }
        if there != Some(own) {
            compared.different += 1;
            differing.add(own);
            if compared.differences.len() < NAMED {
                compared.differences.push(source.name());
            }
        }
    }
    Ok((compared, differing))
}
