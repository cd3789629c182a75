//! `callflow restore`: what a backup holds, into the store.

use anyhow::anyhow;
use callflow_core::store::{CallQuery, Store};

use crate::cli::RestoreArgs;
use crate::copy::{self, Verify};
use crate::database::{self, DatabaseUrl};
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(args: &RestoreArgs) -> Result<(), Failure> {
    let from = DatabaseUrl::of_file(&args.file);
    from.must_exist("check the path")?;
    let to = DatabaseUrl::named(&args.database)?;
    if from.is_same(&to) {
        return Err(Failure::input(args.file.display(), "is the database itself; name a backup of it"));
    }
    let copied = database::block_on(async {
        let target = to.open().await?;
        if !args.yes && has_calls(&*target).await? {
            target.close().await.map_err(database::failed)?;
            return Err(Failure::Input(anyhow!(
                "{} has calls already; with --yes those of the backup are added, and nothing that is newer is lost",
                to.shown()
            )));
        }
        let source = from.open().await?;
        let copied = copy::copy(&*source, &*target, Verify::Yes).await?;
        target.close().await.map_err(database::failed)?;
        source.close().await.map_err(database::failed)?;
        Ok(copied)
    })?;
    copy::print(&copied, args.format)
}

async fn has_calls(store: &dyn Store) -> Result<bool, Failure> {
    let mut query = CallQuery::default();
    (query.include_merged, query.limit) = (true, 1);
    Ok(!store.calls(&query).await.map_err(database::failed)?.items.is_empty())
}
