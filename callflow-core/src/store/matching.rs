//! What a question means, said once: stores that ask a database say the same in its language.

use core::cmp::Ordering;

use super::facts::{agents, is_live, numbers, queues, search_text};
use super::query::{CallQuery, Scope, Sort, Stage};
use super::rows::Placed;
use crate::call::Call;

impl Scope {
    /// Whether the call or the row is of this tenant and PBX.
    #[must_use]
    pub fn holds<T: Placed>(&self, it: &T) -> bool {
        self.tenant.as_deref().is_none_or(|tenant| tenant == it.tenant())
            && self.pbx.as_deref().is_none_or(|pbx| pbx == it.pbx())
    }
}

impl CallQuery {
    /// Whether the filters leave this call, wherever the cursor stands.
    #[must_use]
    pub fn matches(&self, call: &Call) -> bool {
        let stage = match self.stage {
            None => true,
            Some(Stage::Live) => is_live(call),
            Some(Stage::Ended) => !is_live(call),
        };
        stage
            && (self.include_merged || call.merged_into.is_none())
            && self.scope.holds(call)
            && self.from.is_none_or(|from| call.started_at >= from)
            && self.to.is_none_or(|to| call.started_at < to)
            && self.direction.is_none_or(|direction| direction == call.direction)
            && self.disposition.is_none_or(|disposition| Some(disposition) == call.disposition)
            && self.number.as_deref().is_none_or(|number| numbers(call).contains(number))
            && self.agent.as_deref().is_none_or(|agent| agents(call).contains(agent))
            && self.queue.as_deref().is_none_or(|queue| queues(call).contains(queue))
            && self.matches_text(call)
    }

    fn matches_text(&self, call: &Call) -> bool {
        let mut words = self.words().peekable();
        words.peek().is_none() || {
            let text = search_text(call);
            words.all(|word| text.contains(&*word))
        }
    }

    /// How two calls stand to each other in the list.
    #[must_use]
    pub fn order(&self, one: &Call, other: &Call) -> Ordering {
        self.sort.directed((one.started_at, &one.id).cmp(&(other.started_at, &other.id)))
    }

    /// Whether the call comes after the cursor, if there is one.
    #[must_use]
    pub fn is_after_cursor(&self, call: &Call) -> bool {
        self.cursor.as_ref().is_none_or(|cursor| {
            let order = (call.started_at, call.id.as_str()).cmp(&(cursor.at(), cursor.id()));
            self.sort.directed(order) == Ordering::Greater
        })
    }
}

impl Sort {
    /// What comes first, of two that stand so in time.
    pub(super) fn directed(self, order: Ordering) -> Ordering {
        match self {
            Self::NewestFirst => order.reverse(),
            Self::OldestFirst => order,
        }
    }
}
