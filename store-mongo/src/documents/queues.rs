//! `queues` and `queueMembers`.

use callflow_core::store::{MemberRow, QueueRow};
use mongodb::bson::{Bson, Document, doc};

use super::Fields;
use super::rows::{StoredRow, key, not_after};
use crate::schema::{MEMBERS, QUEUES};
use crate::words::word;

impl StoredRow for QueueRow {
    const COLLECTION: &'static str = QUEUES;

    fn id(&self) -> String {
        key([&self.pbx, &self.queue])
    }

    fn fields(&self, fields: Fields) -> Fields {
        fields.set("queue", &*self.queue).moment("seenAt", Some(self.seen_at))
    }

    fn guard(&self) -> Bson {
        not_after("seenAtMicros", self.seen_at.unix_micros())
    }
}

impl StoredRow for MemberRow {
    const COLLECTION: &'static str = MEMBERS;

    fn id(&self) -> String {
        key([&self.pbx, &self.member.queue, &self.member.interface])
    }

    fn fields(&self, fields: Fields) -> Fields {
        let member = &self.member;
        fields
            .set("queue", &*member.queue)
            .set("member", &*member.member)
            .set("interface", &*member.interface)
            .text("name", member.name.as_ref())
            .maybe("state", member.state.as_ref().map(word))
            .set("paused", member.paused)
            .text("reason", member.reason.as_ref())
            .set("penalty", i64::from(member.penalty))
            .set("inCall", member.in_call)
            .moment("changedAt", Some(self.changed_at))
    }

    fn guard(&self) -> Bson {
        not_after("changedAtMicros", self.changed_at.unix_micros())
    }

    fn removes(&self) -> Option<Document> {
        let until = self.changed_at.unix_micros();
        self.member.removed.then(|| doc! {"_id": self.id(), "changedAtMicros": {"$lte": until}})
    }
}
