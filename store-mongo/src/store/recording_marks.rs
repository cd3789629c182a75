//! `recordingMarks`: what became of the files of recordings.

use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::store::{RecordingMark, RecordingMarkStore, StoreError, Update, check_files};
use mongodb::bson::doc;

use super::MongoStore;
use crate::documents::{Fields, key, number};
use crate::schema::RECORDING_MARKS;
use crate::step::{read, record};

/// What changes with a mark.
fn changing(mark: &RecordingMark) -> Result<Fields, StoreError> {
    Ok(Fields::default()
        .number("version", mark.version)
        .set("held", mark.hold.is_some())
        .date("changedAt", Some(mark.changed_at))
        .set("record", record(mark)?))
}

#[async_trait]
impl RecordingMarkStore for MongoStore {
    async fn recording_marks(&self, pbx: &str, files: &[Arc<str>]) -> Result<Vec<RecordingMark>, StoreError> {
        check_files(files)?;
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = files.iter().map(|file| key([pbx, file])).collect();
        let marks = self.connection.collection(RECORDING_MARKS);
        let marks = marks.find(doc! {"_id": {"$in": keys}}).sort(doc! {"file": 1});
        let found = self.connection.all(async { marks.await }).await?;
        found.iter().map(|document| read("the mark of a recording", document)).collect()
    }

    async fn mark_recording(&self, mark: &RecordingMark) -> Result<Update, StoreError> {
        let version = mark.version.saturating_add(1);
        let fields = changing(&RecordingMark { version, ..mark.clone() })?;
        let id = key([&*mark.pbx, &*mark.file]);
        let done = if mark.version == 0 {
            let document = fields
                .set("_id", id)
                .set("pbx", &*mark.pbx)
                .set("file", &*mark.file)
                .set("tenant", &*mark.tenant);
            self.insert(RECORDING_MARKS, &document.encode()?).await?
        } else {
            let old = doc! {"_id": id, "version": number(mark.version)};
            self.change(RECORDING_MARKS, &old, &doc! {"$set": fields.done()}).await? > 0
        };
        Ok(if done { Update::Done { version } } else { Update::Changed })
    }
}
