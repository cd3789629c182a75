//! `calls`: what a call is found, ordered and counted by, what reports ask for, and the record itself.

use std::collections::BTreeSet;

use callflow_core::call::{Party, Transfer};
use callflow_core::store::{Standing, StoreError, agents, is_live, numbers, over_since, queues, search_text};
use callflow_core::{Call, CallId};
use mongodb::bson::{Bson, RawDocument, RawDocumentBuf};

use super::Fields;
use crate::error::damaged;
use crate::words::word;

/// The published JSON of the record, whole.
pub(crate) const RECORD: &str = "record";
pub(crate) const VERSION: &str = "version";
pub(crate) const ENDED: &str = "ended";
pub(crate) const LIVE: &str = "live";

/// The document of a call.
pub(crate) fn document(call: &Call) -> Result<RawDocumentBuf, StoreError> {
    let record = serde_json::to_string(call).map_err(|error| StoreError::Failed { source: error.into() })?;
    let standing = Standing::of(call);
    let merged = call.merged_into.is_some();
    Fields::default()
        .set("_id", call.id.as_str())
        .set(VERSION, i64::from(standing.version))
        .set(ENDED, standing.ended)
        .set(LIVE, is_live(call))
        .set("merged", merged)
        .set("counted", standing.ended && !merged)
        .set("tenant", &*call.tenant)
        .set("pbx", &*call.pbx)
        .set("linkedid", call.linkedid.as_str())
        .set("direction", word(&call.direction))
        .set("state", word(&call.state))
        .maybe("disposition", call.disposition.as_ref().map(word))
        .text("callerNumber", call.caller.number.as_ref())
        .text("callerName", call.caller.name.as_ref())
        .text("dialled", call.dialled.as_ref())
        .text("did", call.did.as_ref())
        .set("answered", call.answered)
        .text("answeredBy", call.answered_by.as_ref())
        .text("answeredByName", call.answered_by_name.as_ref())
        .text("finalParty", call.final_party.as_ref())
        .maybe("hungUpBy", call.hung_up_by.as_ref().map(word))
        .maybe("hangupCause", call.hangup_cause.map(|cause| i64::from(cause.number())))
        .set("blocked", call.blocked)
        .set("voicemail", call.voicemail)
        .moment("startedAt", Some(call.started_at))
        .moment("answeredAt", call.answered_at)
        .moment("endedAt", call.ended_at)
        .moment("overAt", over_since(call))
        .number("ringMs", call.ring_ms)
        .number("waitMs", call.wait_ms)
        .number("talkMs", call.talk_ms)
        .number("holdMs", call.hold_ms)
        .number("durationMs", call.duration_ms)
        .text("queue", call.queue.as_ref())
        .text("conference", call.conference.as_ref())
        .set("parties", call.parties.iter().map(party).collect::<Vec<_>>())
        .set("transfers", call.transfers.iter().map(transfer).collect::<Vec<_>>())
        .set("originated", call.originated)
        .text("originatedBy", call.originated_by.as_ref())
        .maybe("mergedInto", call.merged_into.as_ref().map(CallId::as_str))
        .set("reconstructed", call.reconstructed)
        .text("accountCode", call.account_code.as_ref())
        .date("revisedAt", call.revised_at)
        .set("numbers", words(&numbers(call)))
        .set("agents", words(&agents(call)))
        .set("queues", words(&queues(call)))
        .set("search", search_text(call))
        .set(RECORD, record)
        .encode()
}

fn words(words: &BTreeSet<&str>) -> Vec<Bson> {
    words.iter().map(|word| Bson::from(*word)).collect()
}

fn party(party: &Party) -> Bson {
    Fields::default()
        .set("number", &*party.number)
        .text("name", party.name.as_ref())
        .set("role", word(&party.role))
        .set("answered", party.answered)
        .maybe("outcome", party.outcome.as_ref().map(word))
        .done()
        .into()
}

fn transfer(transfer: &Transfer) -> Bson {
    Fields::default()
        .set("kind", word(&transfer.kind))
        .text("by", transfer.by.as_ref())
        .text("to", transfer.to.as_ref())
        .date("at", Some(transfer.at))
        .set("succeeded", transfer.succeeded)
        .maybe("consultMs", transfer.consult_ms.map(super::number))
        .done()
        .into()
}

/// The record out of a document that has at least `_id` and `record`.
pub(crate) fn read(document: &RawDocument) -> Result<Call, StoreError> {
    let id = document.get_str("_id").unwrap_or("?");
    let broken = || format!("call {id}");
    let record = document.get_str(RECORD).map_err(|error| damaged(&broken(), error))?;
    serde_json::from_str(record).map_err(|error| damaged(&broken(), error))
}

/// What a stored call is, as far as it decides what is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored {
    pub(crate) standing: Standing,
    pub(crate) live: bool,
}

impl Stored {
    /// Out of a document that has at least `version`, `ended` and `live`. What somebody has broken is replaced.
    pub(crate) fn read(document: &RawDocument) -> Self {
        let version = super::whole(document, VERSION).and_then(|version| u32::try_from(version).ok());
        let ended = document.get_bool(ENDED).unwrap_or(false);
        Self {
            standing: Standing { version: version.unwrap_or(0), ended },
            live: document.get_bool(LIVE).unwrap_or(false),
        }
    }
}
