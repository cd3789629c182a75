//! `callflow copy`: all that one store keeps, into another one.
//!
//! No place is remembered. Both stores are read side by side, in order, and what the target lacks or has in an older form
//! is written. So a copy that was cut off goes on where it stood, one that is repeated brings what came since, and a
//! record that was corrected in the meantime is found, whenever its call began: a remembered place would pass over a long
//! call, which is written at its end and listed at its beginning.

mod kept;
mod pass;
mod sum;
mod walk;

use std::io::{self, BufWriter, Write};

use anyhow::anyhow;
use callflow_core::call::Call;
use callflow_core::store::{
    AgentRow, DeviceEventRow, ExtensionRow, IntervalRow, LeaseRow, MemberRow, QueueRow, Store, StoreError,
};
use serde::Serialize;

pub(crate) use self::kept::every_call;
use self::pass::kind;
use self::sum::Sum;
pub(crate) use self::sum::checksum;
use crate::cli::{CopyArgs, Format};
use crate::database::{self, DatabaseUrl};
use crate::failure::Failure;
use crate::output::{json, table};

/// Runs the command.
pub(crate) fn run(args: &CopyArgs) -> Result<(), Failure> {
    let (from, to) = (DatabaseUrl::new(&args.from), DatabaseUrl::new(&args.to));
    if from.is_same(&to) {
        return Err(Failure::Input(anyhow!("--from and --to are the same database, {}", to.shown())));
    }
    from.must_exist("check --from")?;
    let copied = database::block_on(async {
        let source = from.open().await?;
        let target = to.open().await?;
        let copied = copy(&*source, &*target, args.verify()).await.map_err(Failure::from)?;
        target.close().await.map_err(database::failed)?;
        source.close().await.map_err(database::failed)?;
        Ok(copied)
    })?;
    print(&copied, args.format)
}

/// Prints what was copied; fails where both sides differ.
pub(crate) fn print(copied: &Copied, format: Format) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Json => json::document(&mut out, copied),
        Format::Table => table::copied(&mut out, copied),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)?;
    copied.must_be_whole()
}

/// Whether both sides are compared after the copying.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verify {
    /// By counts and checksums.
    Yes,
    /// What was written is taken for written.
    No,
}

/// The result.
#[derive(Debug, Serialize)]
pub(crate) struct Copied {
    /// Both sides were compared.
    pub(crate) verified: bool,
    /// What became of each kind.
    pub(crate) kinds: Vec<CopiedKind>,
}

/// What became of one kind of records.
#[derive(Debug, Serialize)]
pub(crate) struct CopiedKind {
    /// `calls`, `agents` …
    pub(crate) kind: &'static str,
    /// How many were written to the target.
    pub(crate) written: u64,
    /// How many the target has in a newer form, which stays.
    pub(crate) newer_in_target: u64,
    /// How many the target has and the source has not.
    pub(crate) only_in_target: u64,
    /// What was compared; `None` without it.
    pub(crate) compared: Option<Compared>,
}

/// The records of one kind in the source, and the same ones in the target, where it has none newer.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Compared {
    /// In the source.
    pub(crate) source: Sum,
    /// In the target.
    pub(crate) target: Sum,
    /// How many the target lacks, or has otherwise.
    pub(crate) different: u64,
    /// Some of these.
    pub(crate) differences: Vec<String>,
}

impl Copied {
    /// Fails where something differs, and says what.
    pub(crate) fn must_be_whole(&self) -> Result<(), Failure> {
        let differs = |it: &CopiedKind| {
            let compared = it.compared.as_ref().filter(|compared| compared.different > 0)?;
            Some(format!("{} {} ({})", compared.different, it.kind, compared.differences.join(", ")))
        };
        let differences: Vec<String> = self.kinds.iter().filter_map(differs).collect();
        if differences.is_empty() {
            return Ok(());
        }
        Err(Failure::Work(anyhow!("the target differs from the source in {}", differences.join("; "))))
    }
}

/// Why it was given up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CopyError {
    /// The store that is copied.
    #[error("reading the source")]
    Source(#[source] StoreError),
    /// The store that is copied to.
    #[error("writing the target")]
    Target(#[source] StoreError),
    /// A record has no form to compare.
    #[error("comparing")]
    Form(#[from] serde_json::Error),
}

impl From<CopyError> for Failure {
    fn from(error: CopyError) -> Self {
        Self::Work(anyhow::Error::new(error).context("the copy is not whole; run it again and it goes on"))
    }
}

/// Copies everything. Records that the target has in a newer form stay.
pub(crate) async fn copy(
    source: &dyn Store,
    target: &dyn Store,
    verify: Verify,
) -> Result<Copied, CopyError> {
    let kinds = vec![
        kind::<Call>(source, target, verify).await?,
        kind::<QueueRow>(source, target, verify).await?,
        kind::<MemberRow>(source, target, verify).await?,
        kind::<AgentRow>(source, target, verify).await?,
        kind::<IntervalRow>(source, target, verify).await?,
        kind::<ExtensionRow>(source, target, verify).await?,
        kind::<DeviceEventRow>(source, target, verify).await?,
        kind::<LeaseRow>(source, target, verify).await?,
    ];
    Ok(Copied { verified: verify == Verify::Yes, kinds })
}

#[cfg(test)]
mod tests;
