//! What a MongoDB server takes at most: the documents that the pipe has left there, by `insert_many` alone.

use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use mongodb::Client;
use mongodb::bson::{Document, RawDocumentBuf};

/// Documents of one insert.
const BATCH: usize = 512;

/// Copies all collections into an empty database, one after the other; says how long the inserting took.
pub(crate) async fn measure(url: &str) -> anyhow::Result<Duration> {
    let client = Client::with_uri_str(url).await?;
    let from = client.default_database().unwrap_or_else(|| client.database("callflow"));
    let to = client.database("callflow_limit");
    to.drop().await?;
    let mut took = Duration::ZERO;
    for name in from.list_collection_names().await? {
        let copy = to.collection::<RawDocumentBuf>(&name);
        let documents = from.collection::<RawDocumentBuf>(&name).find(Document::new()).await?;
        let mut batches = documents.try_chunks(BATCH);
        while let Some(batch) = batches.try_next().await? {
            let begun = Instant::now();
            copy.insert_many(&batch).await?;
            took += begun.elapsed();
        }
    }
    to.drop().await?;
    Ok(took)
}
