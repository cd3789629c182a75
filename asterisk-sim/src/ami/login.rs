//! Login, plain and by MD5, and which events a client wants.

use std::time::Duration;

use md5::{Digest, Md5};

use super::filter::Filters;
use super::reply::Reply;
use super::request::Request;
use super::{Pbx, Then};
use crate::ids::mixed;
use crate::user::{Classes, User};

/// Who a connection is.
#[derive(Debug)]
pub(super) struct Login {
    number: u64,
    challenge: Option<String>,
    user: Option<User>,
    mask: Classes,
    filters: Filters,
    /// Whether every login fails.
    refuses: bool,
    /// Channels that were hung up, and that nobody has taken notice of yet.
    hung_up: Vec<Vec<u8>>,
}

impl Login {
    pub(super) fn new(number: u64) -> Self {
        Self {
            number,
            challenge: None,
            user: None,
            mask: Classes::ALL,
            filters: Filters::default(),
            refuses: false,
            hung_up: Vec::new(),
        }
    }

    pub(super) fn refuse(&mut self) {
        self.refuses = true;
    }

    pub(super) fn hang_up(&mut self, channel: &[u8]) {
        self.hung_up.push(channel.to_vec());
    }

    pub(super) fn take_hung_up(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.hung_up)
    }

    /// What the client wants to get of these classes.
    pub(super) fn filters(&self) -> &Filters {
        &self.filters
    }

    pub(super) fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// The classes that the client asked for.
    pub(super) fn mask(&self) -> Classes {
        self.mask
    }

    /// The same challenge as long as it is not used.
    pub(super) fn challenge(&mut self, request: &Request<'_>, pbx: &Pbx, reply: &mut Reply<'_>) -> Then {
        if request.get("AuthType").is_some_and(|kind| kind.eq_ignore_ascii_case(b"MD5")) {
            let number = self.number;
            let challenge = self
                .challenge
                .get_or_insert_with(|| (mixed(pbx.seed ^ mixed(number)) & 0x7fff_ffff).to_string());
            reply.begin("Success");
            reply.put("Challenge", &*challenge);
            reply.end();
        } else {
            reply.error("Must specify AuthType");
        }
        Then::GoOn
    }

    pub(super) fn login(
        &mut self,
        request: &Request<'_>,
        pbx: &Pbx,
        now: Duration,
        reply: &mut Reply<'_>,
    ) -> Then {
        let name = request.get("Username").unwrap_or_default();
        let user = pbx.users.iter().find(|user| user.name.as_bytes() == name);
        let may = |user: &&User| self.proves(request, user) && (user.spared || !self.refuses);
        let Some(user) = user.filter(may) else {
            reply.error("Authentication failed");
            return Then::Close;
        };
        if let Some(mask) = request.get("Events").and_then(mask) {
            self.mask = mask;
        }
        reply.success("Authentication accepted");
        if (user.read & self.mask).meets(Classes::SYSTEM) {
            let uptime = now.saturating_sub(pbx.booted).as_secs().to_string();
            reply.put("Event", "FullyBooted");
            reply.put("Privilege", "system,all");
            reply.put("Uptime", &uptime);
            reply.put("LastReload", &uptime);
            reply.put("Status", "Fully Booted");
            reply.end();
        }
        self.user = Some(user.clone());
        Then::GoOn
    }

    fn proves(&self, request: &Request<'_>, user: &User) -> bool {
        if request.get("AuthType").is_some_and(|kind| kind.eq_ignore_ascii_case(b"MD5")) {
            let Some(challenge) = &self.challenge else { return false };
            let key = Md5::new().chain_update(challenge).chain_update(&user.secret).finalize();
            let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            return request.get("Key").is_some_and(|given| given.eq_ignore_ascii_case(key.as_bytes()));
        }
        request.get("Secret") == Some(user.secret.as_bytes())
    }

    /// `Filter` with `Operation: Add`.
    pub(super) fn filter(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) {
        if !request.get("Operation").is_some_and(|operation| operation.eq_ignore_ascii_case(b"Add")) {
            reply.error("Unknown operation");
            return;
        }
        let by_regex = request.given("MatchCriteria").is_none();
        match by_regex.then(|| self.filters.add(request.get("Filter").unwrap_or_default())) {
            Some(Ok(())) => reply.success("Added"),
            Some(Err(_)) | None => {
                reply.error("Filter did not compile.  Check the syntax of the filter given.");
            }
        }
    }

    pub(super) fn events(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) {
        let asked = request.get("EventMask").and_then(mask);
        self.mask = asked.unwrap_or(self.mask);
        reply.begin("Success");
        reply.put("Events", if asked == Some(Classes::NONE) { "Off" } else { "On" });
        reply.end();
    }
}

/// `on`, `off`, a number of bits, or names of classes.
fn mask(text: &[u8]) -> Option<Classes> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()));
    if text.is_empty() {
        None
    } else if is(&["on", "yes", "true", "1"]) {
        Some(Classes::ALL)
    } else if is(&["off", "no", "false", "0"]) {
        Some(Classes::NONE)
    } else if let Some(bits) = str::from_utf8(text).ok().and_then(|text| text.trim_end().parse().ok()) {
        Some(Classes::from_bits(bits))
    } else {
        Some(Classes::of(text))
    }
}
