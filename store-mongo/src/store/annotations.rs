//! `annotations`: what people write on calls.

use async_trait::async_trait;
use callflow_core::CallId;
use callflow_core::store::{Annotation, AnnotationStore, Scope, StoreError, Update, check_calls};
use mongodb::bson::{DateTime, Document, RawDocumentBuf, doc};

use super::MongoStore;
use crate::documents::{Fields, number, time};
use crate::queries::of_scope;
use crate::schema::{ANNOTATIONS, CALLS};
use crate::step::{read, record};

/// What changes with an annotation. `over_at` is what it expires by, where calls do.
fn changing(annotation: &Annotation, over_at: DateTime) -> Result<Fields, StoreError> {
    let tags: Vec<&str> = annotation.tags.iter().map(|tag| &**tag).collect();
    Ok(Fields::default()
        .number("version", annotation.version)
        .set("tags", tags)
        .date("changedAt", Some(annotation.changed_at))
        .set("callOverAt", over_at)
        .set("record", record(annotation)?))
}

fn of_calls(calls: &[CallId]) -> Document {
    let ids: Vec<&str> = calls.iter().map(CallId::as_str).collect();
    doc! {"_id": {"$in": ids}}
}

impl MongoStore {
    /// The call that is annotated, if it is there.
    async fn annotated(&self, annotation: &Annotation) -> Result<Option<RawDocumentBuf>, StoreError> {
        let Annotation { call, pbx, tenant, .. } = annotation;
        let filter = doc! {"_id": call.as_str(), "pbx": &**pbx, "tenant": &**tenant};
        let calls = self.connection.collection(CALLS);
        self.until_done(|| async { calls.find_one(filter.clone()).projection(doc! {"overAt": 1}).await })
            .await
    }
}

#[async_trait]
impl AnnotationStore for MongoStore {
    async fn annotations(&self, scope: &Scope, calls: &[CallId]) -> Result<Vec<Annotation>, StoreError> {
        check_calls(calls)?;
        if calls.is_empty() {
            return Ok(Vec::new());
        }
        let mut filter = of_calls(calls);
        filter.extend(of_scope(scope));
        let annotations = self.connection.collection(ANNOTATIONS);
        let annotations = annotations.find(filter).sort(doc! {"_id": 1});
        let found = self.connection.all(async { annotations.await }).await?;
        found.iter().map(|document| read("an annotation", document)).collect()
    }

    async fn annotate(&self, annotation: &Annotation) -> Result<Update, StoreError> {
        let Some(call) = self.annotated(annotation).await? else { return Ok(Update::Gone) };
        // One of a call that goes on expires by the time it was written at, which is a little earlier.
        let over_at = call.get_datetime("overAt").unwrap_or(time(annotation.changed_at));
        let version = annotation.version.saturating_add(1);
        let fields = changing(&Annotation { version, ..annotation.clone() }, over_at)?;
        let id = annotation.call.as_str();
        let done = if annotation.version == 0 {
            let document =
                fields.set("_id", id).set("pbx", &*annotation.pbx).set("tenant", &*annotation.tenant);
            self.insert(ANNOTATIONS, &document.encode()?).await?
        } else {
            let old = doc! {"_id": id, "version": number(annotation.version)};
            self.change(ANNOTATIONS, &old, &doc! {"$set": fields.done()}).await? > 0
        };
        if !done {
            return Ok(Update::Changed);
        }
        // A call that was removed meanwhile has not taken this along.
        if self.annotated(annotation).await?.is_none() {
            self.remove(ANNOTATIONS, &doc! {"_id": id}).await?;
            return Ok(Update::Gone);
        }
        Ok(Update::Done { version })
    }

    async fn remove_annotations(&self, calls: &[CallId]) -> Result<u64, StoreError> {
        let mut removed = 0;
        for calls in calls.chunks(1_000) {
            removed += self.remove(ANNOTATIONS, &of_calls(calls)).await?;
        }
        Ok(removed)
    }
}
