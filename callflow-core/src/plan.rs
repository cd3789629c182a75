//! The dial plan as far as the truth of a call needs it: what is inside, what is outside, and whose it is.
//!
//! [`Plan::default`] needs no file and serves plain dial plans and those in the manner of FreePBX and Wazo. A
//! site that names things otherwise writes a TOML file of the same fields; what it names replaces the default of
//! that field:
//!
//! ```toml
//! [inbound]                     # a caller who comes in here, or over one of these endpoints, is from outside
//! contexts = ["from-provider", "from-trunk*"]
//! trunks = ["provider-*"]
//!
//! [numbers]
//! internal = ["_1XX", "_*X."]   # extensions and feature codes, as in extensions.conf
//! access_prefixes = ["0"]       # dialled before an outside number
//! country_code = "49"           # with these three, numbers become E.164
//! national_prefix = "0"
//! international_prefix = "00"
//!
//! [blocking]
//! contexts = ["*blacklist*"]    # a call that ends here was turned away
//!
//! [[dids]]
//! number = "+493012345"         # inbound calls to 03012345, 3012345 or 345 have this DID
//!
//! [[trunks]]
//! endpoint = "isdn-*"           # writes numbers in a way of its own
//! callers = [{ match = "_0.", strip = 1, prepend = "+49" }]
//! [leasing]
//! extensions = ["_3XXX"]        # given out to browsers on time; none by default
//!
//! [call_centre]
//! zone = "Europe/Berlin"        # where a day begins and ends
//! service_level_s = 20          # an answer within so many seconds is in time
//! short_abandon_s = 5           # who gives up earlier has hardly waited
//! wrap_up_s = 0                 # how long an agent works on after a queue's call
//! keep_days = 2                 # how long hours and agents' intervals are kept, today included
//!
//! [[call_centre.queues]]
//! name = "sales"
//! wrap_up_s = 10                # wrapuptime of queues.conf, which no event tells
//!
//! [[tenants]]
//! name = "acme"
//! dids = ["_+4930123XX"]
//! contexts = ["acme-*"]
//! endpoints = ["acme-*"]
//! queues = ["acme-sales"]
//! ```

mod call_centre;
mod checked;
mod did;
mod direction;
mod explain;
mod normaliser;
mod number;
mod pattern;
mod trunk;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub use self::call_centre::{CallCentre, Limits, QueueRules};
pub use self::checked::{NumberChecked, NumberDialled, Supposed};
pub use self::did::{Did, DidForm, DidMatch};
pub use self::direction::{DirectionQuestion, DirectionReason};
pub use self::explain::{DidExplained, NumberExplained, NumberKind};
pub use self::normaliser::Normaliser;
pub use self::number::NumberRule;
pub(crate) use self::number::is_special_exten;
pub use self::pattern::{Pattern, PatternError};
pub use self::trunk::{Rewrite, Trunk};

/// What is inside, what is outside, and whose it is. See the [module](self) for the file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// How a call from outside is told.
    pub inbound: Inbound,
    /// What numbers mean.
    pub numbers: Numbers,
    /// How a call that was turned away is told.
    pub blocking: Blocking,
    /// How a call centre counts.
    pub call_centre: CallCentre,
    /// The site's own public numbers.
    pub dids: Vec<Did>,
    /// Trunks that write numbers in a way of their own.
    pub trunks: Vec<Trunk>,
    /// Which extensions are given out on time.
    pub leasing: Leasing,
    /// Whose a call is; the first that matches. `default` where none does.
    pub tenants: Vec<Tenant>,
    #[serde(skip)]
    normaliser: normaliser::Attached,
    #[serde(skip)]
    no_tenant: NoTenant,
}

/// What stands in records that no tenant's list fits.
#[derive(Clone, Debug)]
struct NoTenant(Arc<str>);

impl Default for NoTenant {
    fn default() -> Self {
        Self("default".into())
    }
}

/// How a call from outside is told: by the context that its first channel comes in at, or by its endpoint.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Inbound {
    /// Contexts for calls from outside; `*` stands for any text.
    pub contexts: Vec<Pattern>,
    /// Endpoints (PJSIP) or peers (SIP, IAX2) that lead outside; `*` stands for any text.
    pub trunks: Vec<Pattern>,
}

/// What numbers mean.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Numbers {
    /// Extensions, groups, queues and feature codes.
    pub internal: Vec<Pattern>,
    /// Digits that are dialled before an outside number and are no part of it; of several the longest counts.
    pub access_prefixes: Vec<Arc<str>>,
    /// Caller IDs that hide the number; the caller's number is then `None`. `*` stands for any text.
    pub anonymous: Vec<Pattern>,
    /// The country whose numbering decides what E.164 is, as two letters of ISO 3166 (`US`). It takes a
    /// [`Normaliser`], which a program may lack; the plain rules below need none.
    pub country: Option<Arc<str>>,
    /// The country's code, digits only.
    pub country_code: Option<Arc<str>>,
    /// What a national number begins with.
    pub national_prefix: Option<Arc<str>>,
    /// What an international number begins with, in place of `+`.
    pub international_prefix: Option<Arc<str>>,
}

/// How a call that was turned away is told.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Blocking {
    /// Contexts in which a call that **ends** there was turned away; `*` stands for any text.
    pub contexts: Vec<Pattern>,
}

/// Which extensions are given out on time, see [`lease`](crate::lease).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Leasing {
    /// The pool: of these, the ones that Asterisk was heard to have.
    pub extensions: Vec<Pattern>,
}

/// A tenant and what is its own. Empty lists match nothing.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// Its name, as it stands in the records.
    pub name: Arc<str>,
    /// Its DIDs.
    #[serde(default)]
    pub dids: Vec<Pattern>,
    /// Contexts of its phones and trunks.
    #[serde(default)]
    pub contexts: Vec<Pattern>,
    /// Its endpoints.
    #[serde(default)]
    pub endpoints: Vec<Pattern>,
    /// Its queues.
    #[serde(default)]
    pub queues: Vec<Pattern>,
}

/// What the plan needs to know of a call to say whose it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct TenantQuestion<'a> {
    /// The DID, of an inbound call.
    pub did: Option<&'a str>,
    /// The context of the first channel.
    pub context: Option<&'a str>,
    /// The endpoint of the first channel.
    pub endpoint: Option<&'a str>,
    /// The queue that the caller was in.
    pub queue: Option<&'a str>,
}

impl Default for Inbound {
    fn default() -> Self {
        Self {
            contexts: patterns(&[
                "from-trunk*",
                "from-pstn*",
                "from-did-direct*",
                "from-twilio*",
                "from-provider*",
                "from-sip-external*",
                "from-dahdi*",
                "from-zaptel*",
                "from-outside*",
                "from-extern*",
                "external*",
                "from-voip*",
                "from-itsp*",
                "ext-did*",
                "incoming*",
                "inbound*",
                "public",
            ]),
            trunks: patterns(&[
                "*trunk*",
                "*twilio*",
                "*gateway*",
                "*provider*",
                "*carrier*",
                "*pstn*",
                "*itsp*",
                "*telco*",
            ]),
        }
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            // Two to six digits: shorter is a menu's key, longer is the public network's.
            internal: patterns(&["_XX", "_XXX", "_XXXX", "_XXXXX", "_XXXXXX", "_*.", "_#."]),
            access_prefixes: Vec::from(["9".into()]),
            anonymous: patterns(&[
                "anonymous",
                "restricted",
                "unavailable",
                "unknown",
                "private",
                "withheld",
                // What Asterisk calls itself where no caller ID is configured.
                "asterisk",
            ]),
            country: None,
            country_code: None,
            national_prefix: None,
            international_prefix: None,
        }
    }
}

impl Default for Blocking {
    fn default() -> Self {
        Self { contexts: patterns(&["*blacklist*", "*blocklist*", "*blocked*"]) }
    }
}

fn patterns(texts: &[&str]) -> Vec<Pattern> {
    texts.iter().map(|text| Pattern::literal_or_glob(text)).collect()
}

impl Plan {
    /// Whether a call whose dial plan ended in `context` was turned away.
    #[must_use]
    pub fn blocks(&self, context: &str) -> bool {
        any(&self.blocking.contexts, context)
    }

    /// Whether an extension is one of those that are given out on time.
    #[must_use]
    pub fn leases(&self, extension: &str) -> bool {
        any(&self.leasing.extensions, extension)
    }

    /// Whose a call is: that of its DID's entry in the table, else the first tenant with something that matches.
    #[must_use]
    pub fn tenant(&self, question: TenantQuestion<'_>) -> &str {
        self.find_tenant(question)
    }

    /// [`tenant`](Self::tenant), for records to share.
    pub(crate) fn tenant_name(&self, question: TenantQuestion<'_>) -> Arc<str> {
        self.find_tenant(question).clone()
    }

    fn find_tenant(&self, question: TenantQuestion<'_>) -> &Arc<str> {
        let by_did = question.did.and_then(|did| self.find_did(did)?.entry.tenant.as_ref());
        by_did.unwrap_or_else(|| self.tenant_by_lists(question))
    }

    fn tenant_by_lists(&self, question: TenantQuestion<'_>) -> &Arc<str> {
        let matches = |list: &[Pattern], text: Option<&str>| text.is_some_and(|text| any(list, text));
        self.tenants
            .iter()
            .find(|tenant| {
                matches(&tenant.dids, question.did)
                    || matches(&tenant.queues, question.queue)
                    || matches(&tenant.contexts, question.context)
                    || matches(&tenant.endpoints, question.endpoint)
            })
            .map_or(&self.no_tenant.0, |tenant| &tenant.name)
    }
}

fn any(list: &[Pattern], text: &str) -> bool {
    list.iter().any(|pattern| pattern.matches(text))
}

impl core::str::FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_what_it_changes_and_keeps_the_rest() {
        let plan: Plan = toml::from_str(
            "[numbers]\ncountry_code = \"49\"\n[[tenants]]\nname = \"acme\"\nqueues = [\"acme-*\"]\n",
        )
        .unwrap();
        assert!(plan.is_internal("101"));
        assert_eq!(plan.numbers.country_code.as_deref(), Some("49"));
        let question = TenantQuestion { queue: Some("acme-sales"), ..TenantQuestion::default() };
        assert_eq!(plan.tenant(question), "acme");
        assert_eq!(plan.tenant(TenantQuestion::default()), "default");
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let error = toml::from_str::<Plan>("[numbers]\ninternals = []\n").unwrap_err();
        assert!(alloc::format!("{error}").contains("internals"), "{error}");
    }

    #[test]
    fn a_pattern_that_cannot_match_is_refused() {
        assert!(toml::from_str::<Plan>("[numbers]\ninternal = [\"_1[\"]\n").is_err());
    }
}
