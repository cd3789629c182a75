//! Writing an answer.

use std::time::Duration;

use crate::ids::put_unix;
use crate::wire;

/// The answer to one action: a response, and the events of a list after it.
#[derive(Debug)]
pub(super) struct Reply<'a> {
    id: Option<&'a [u8]>,
    out: &'a mut Vec<u8>,
    /// Events of the list so far.
    items: usize,
}

impl<'a> Reply<'a> {
    pub(super) fn new(id: Option<&'a [u8]>, out: &'a mut Vec<u8>) -> Self {
        Self { id, out, items: 0 }
    }

    pub(super) fn success(&mut self, message: impl AsRef<[u8]>) {
        self.message("Success", message);
    }

    pub(super) fn error(&mut self, message: impl AsRef<[u8]>) {
        self.message("Error", message);
    }

    fn message(&mut self, response: &str, message: impl AsRef<[u8]>) {
        self.begin(response);
        self.put("Message", message);
        self.end();
    }

    /// Begins a response.
    pub(super) fn begin(&mut self, response: &str) {
        self.put("Response", response);
        self.put_id();
    }

    /// The response that a list follows.
    pub(super) fn list(&mut self, message: &str) {
        self.begin("Success");
        self.put("EventList", "start");
        self.put("Message", message);
        self.end();
    }

    /// Begins an event of a list, which has the `ActionID` at its start.
    pub(super) fn item(&mut self, event: &str) {
        self.late_item(event);
        self.put_id();
    }

    /// Begins an event of a list, whose `ActionID` [`put_id`](Self::put_id) puts at its end.
    pub(super) fn late_item(&mut self, event: &str) {
        self.items += 1;
        self.put("Event", event);
    }

    /// Ends a list. `further` names one header more that holds the number of events.
    pub(super) fn complete(&mut self, event: &str, further: Option<&str>) {
        self.put("Event", event);
        self.put_id();
        self.put("EventList", "Complete");
        let items = self.items.to_string();
        self.put("ListItems", &items);
        if let Some(further) = further {
            self.put(further, &items);
        }
        self.end();
    }

    pub(super) fn put_id(&mut self) {
        if let Some(id) = self.id {
            self.put("ActionID", id);
        }
    }

    pub(super) fn put(&mut self, name: &str, value: impl AsRef<[u8]>) {
        wire::put(self.out, name, value);
    }

    /// Unix seconds with six digits behind the dot.
    pub(super) fn put_time(&mut self, name: &str, at: Duration) {
        let mut text = Vec::new();
        put_unix(&mut text, at);
        self.put(name, text);
    }

    /// Adds lines that are complete as they are.
    pub(super) fn raw(&mut self, lines: &[u8]) {
        self.out.extend_from_slice(lines);
    }

    pub(super) fn end(&mut self) {
        wire::end(self.out);
    }
}
