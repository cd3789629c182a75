//! `agents` and `agentIntervals`.

use callflow_core::store::{AgentRow, IntervalRow};
use mongodb::bson::{Bson, doc};

use super::Fields;
use super::rows::{StoredRow, key, not_after};
use crate::schema::{AGENTS, INTERVALS};
use crate::words::word;

impl StoredRow for AgentRow {
    const COLLECTION: &'static str = AGENTS;

    fn id(&self) -> String {
        key([&self.pbx, &self.agent])
    }

    fn fields(&self, fields: Fields) -> Fields {
        let queues: Vec<Bson> = self.queues.iter().map(|queue| Bson::from(&**queue)).collect();
        fields
            .set("agent", &*self.agent)
            .text("number", self.number.as_ref())
            .text("name", self.name.as_ref())
            .set("state", word(&self.state))
            .date("since", Some(self.since))
            .text("reason", self.reason.as_ref())
            .text("queue", self.queue.as_ref())
            .set("queues", queues)
            .moment("changedAt", Some(self.changed_at))
    }

    fn guard(&self) -> Bson {
        not_after("changedAtMicros", self.changed_at.unix_micros())
    }
}

impl StoredRow for IntervalRow {
    const COLLECTION: &'static str = INTERVALS;

    fn id(&self) -> String {
        key([&self.pbx, &self.agent, &self.from.unix_micros().to_string()])
    }

    fn fields(&self, fields: Fields) -> Fields {
        fields
            .set("agent", &*self.agent)
            .set("state", word(&self.state))
            .text("reason", self.reason.as_ref())
            .text("queue", self.queue.as_ref())
            .moment("from", Some(self.from))
            .moment("to", self.to)
            .maybe("ms", self.to.map(|to| super::number(to.millis_since(self.from))))
            .history(self)
    }

    /// An end is final, and the later one of two counts.
    fn guard(&self) -> Bson {
        match self.to {
            Some(to) => not_after("toMicros", to.unix_micros()),
            None => doc! {"$eq": [{"$type": "$toMicros"}, "missing"]}.into(),
        }
    }
}
