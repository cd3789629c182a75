//! What people configure, as opposed to what Asterisk tells: extensions, agents and queues.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::{self, Debug};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::query::Scope;
use super::sealed::Sealed;
use super::versioned::{Creation, Removal, Update};
use crate::time::Timestamp;

/// An extension, as somebody has configured it.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct ExtensionEntry {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// Its number, by which it is known.
    pub extension: Arc<str>,
    /// The name of whoever has it.
    pub name: Option<Arc<str>>,
    /// The context of the dial plan that its calls begin in.
    pub context: Option<Arc<str>>,
    /// The address of whoever has it.
    pub email: Option<Arc<str>>,
    /// Anything that somebody wants to remember.
    pub notes: Option<Arc<str>>,
    /// What its device registers with, encrypted. It stands in the JSON too: whoever shows an entry leaves it out.
    pub secret: Option<Sealed>,
    /// Rises by one with each change, from 1.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

impl ExtensionEntry {
    /// A new one, made at `at`, of which nothing but its number is known.
    #[must_use]
    pub fn new(pbx: &str, tenant: &str, extension: &str, at: Timestamp) -> Self {
        Self {
            pbx: pbx.into(),
            tenant: tenant.into(),
            extension: extension.into(),
            name: None,
            context: None,
            email: None,
            notes: None,
            secret: None,
            version: 1,
            created_at: at,
            changed_at: at,
        }
    }
}

/// An agent, as somebody has configured it.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct AgentEntry {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// By what it is known.
    pub agent: Arc<str>,
    /// Its name, as people say it.
    pub name: Option<Arc<str>>,
    /// The interface by which it is a member of queues: `PJSIP/101`.
    pub interface: Option<Arc<str>>,
    /// The number of its extension.
    pub number: Option<Arc<str>>,
    /// The queues that it works in.
    pub queues: Vec<AgentQueue>,
    /// Anything that somebody wants to remember.
    pub notes: Option<Arc<str>>,
    /// Rises by one with each change, from 1.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

impl AgentEntry {
    /// A new one, made at `at`, of which nothing but its name is known.
    #[must_use]
    pub fn new(pbx: &str, tenant: &str, agent: &str, at: Timestamp) -> Self {
        Self {
            pbx: pbx.into(),
            tenant: tenant.into(),
            agent: agent.into(),
            name: None,
            interface: None,
            number: None,
            queues: Vec::new(),
            notes: None,
            version: 1,
            created_at: at,
            changed_at: at,
        }
    }
}

/// A queue that an agent works in.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct AgentQueue {
    /// The name of the queue.
    pub queue: Arc<str>,
    /// Members with a lower one are called first.
    pub penalty: u32,
}

/// A queue, as somebody has configured it.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct QueueEntry {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// Its name in Asterisk, by which it is known.
    pub queue: Arc<str>,
    /// Its name, as people say it.
    pub name: Option<Arc<str>>,
    /// How it chooses who is called, in Asterisk's word: `rrmemory`.
    pub strategy: Option<Arc<str>>,
    /// In how many seconds calls of it are to be answered.
    pub threshold_s: Option<u32>,
    /// Anything that somebody wants to remember.
    pub notes: Option<Arc<str>>,
    /// Rises by one with each change, from 1.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

impl QueueEntry {
    /// A new one, made at `at`, of which nothing but its name is known.
    #[must_use]
    pub fn new(pbx: &str, tenant: &str, queue: &str, at: Timestamp) -> Self {
        Self {
            pbx: pbx.into(),
            tenant: tenant.into(),
            queue: queue.into(),
            name: None,
            strategy: None,
            threshold_s: None,
            notes: None,
            version: 1,
            created_at: at,
            changed_at: at,
        }
    }
}

/// What an entry of a directory is of.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// An extension.
    Extension,
    /// An agent.
    Agent,
    /// A queue.
    Queue,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Extension, Self::Agent, Self::Queue];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::Agent => "agent",
            Self::Queue => "queue",
        }
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An entry of any kind. In JSON its kind stands beside its fields: `{"kind": "queue", "queue": "sales", …}`.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DirectoryEntry {
    /// An extension.
    Extension(ExtensionEntry),
    /// An agent.
    Agent(AgentEntry),
    /// A queue.
    Queue(QueueEntry),
}

/// The same of an entry of any kind.
macro_rules! each {
    ($on:expr, $it:ident => $each:expr) => {
        match $on {
            DirectoryEntry::Extension($it) => $each,
            DirectoryEntry::Agent($it) => $each,
            DirectoryEntry::Queue($it) => $each,
        }
    };
}

impl DirectoryEntry {
    /// What it is of.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Extension(_) => EntryKind::Extension,
            Self::Agent(_) => EntryKind::Agent,
            Self::Queue(_) => EntryKind::Queue,
        }
    }

    /// By what it is known: the extension, the agent, the queue.
    #[must_use]
    pub fn known_by(&self) -> &str {
        match self {
            Self::Extension(entry) => &entry.extension,
            Self::Agent(entry) => &entry.agent,
            Self::Queue(entry) => &entry.queue,
        }
    }

    /// By what it is found, for whoever may see entries of its tenant alone.
    #[must_use]
    pub fn id(&self) -> EntryId<'_> {
        each!(self, entry => EntryId {
            kind: self.kind(),
            tenant: Some(&entry.tenant),
            pbx: &entry.pbx,
            known_by: self.known_by(),
        })
    }

    /// Rises by one with each change, from 1.
    #[must_use]
    pub fn version(&self) -> u64 {
        each!(self, entry => entry.version)
    }

    /// When it was made.
    #[must_use]
    pub fn created_at(&self) -> Timestamp {
        each!(self, entry => entry.created_at)
    }

    /// When it was changed last.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        each!(self, entry => entry.changed_at)
    }

    /// The same in another version, made at another time: stores know both better than whoever puts it.
    #[must_use]
    pub fn in_version(mut self, version: u64, created_at: Timestamp) -> Self {
        each!(&mut self, entry => (entry.version, entry.created_at) = (version, created_at));
        self
    }
}

super::rows::placed!(ExtensionEntry, AgentEntry, QueueEntry);

impl super::rows::Placed for DirectoryEntry {
    fn tenant(&self) -> &str {
        each!(self, entry => &entry.tenant)
    }

    fn pbx(&self) -> &str {
        each!(self, entry => &entry.pbx)
    }
}

/// The type of the entries of one kind. There are three.
pub trait Configured: Into<DirectoryEntry> + TryFrom<DirectoryEntry> {
    /// What they are of.
    const KIND: EntryKind;
}

macro_rules! configured {
    ($($kind:ident = $entry:ident,)*) => {$(
        impl Configured for $entry {
            const KIND: EntryKind = EntryKind::$kind;
        }

        impl From<$entry> for DirectoryEntry {
            fn from(entry: $entry) -> Self {
                Self::$kind(entry)
            }
        }

        impl TryFrom<DirectoryEntry> for $entry {
            /// It is one of another kind.
            type Error = DirectoryEntry;

            fn try_from(entry: DirectoryEntry) -> Result<Self, Self::Error> {
                match entry {
                    DirectoryEntry::$kind(entry) => Ok(entry),
                    other => Err(other),
                }
            }
        }
    )*};
}
configured! {
    Extension = ExtensionEntry,
    Agent = AgentEntry,
    Queue = QueueEntry,
}

/// By what an entry is found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct EntryId<'a> {
    /// What it is of.
    pub kind: EntryKind,
    /// Whose it must be; `None` is anybody's.
    pub tenant: Option<&'a str>,
    /// The name of the PBX.
    pub pbx: &'a str,
    /// The extension, the agent, the queue.
    pub known_by: &'a str,
}

/// Keeps what people configure.
///
/// An entry of a kind is known by its PBX and by its number or name there, and **exists once over all tenants**, as
/// Asterisk has it once. So one tenant learns that another one has a number, and nothing else of it.
///
/// Whatever failed may be repeated; the answer of a change that was done, though its answer was lost, is then that it was
/// done before: [`Creation::Exists`], [`Update::Changed`], [`Removal::Gone`].
#[async_trait]
pub trait DirectoryStore: Debug + Send + Sync {
    /// All entries of a kind, by PBX and by what they are known by (by the bytes of both). [`entries`] has them in their
    /// type.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for an entry that cannot be read, and those of the database.
    async fn directory(&self, kind: EntryKind, scope: &Scope) -> Result<Vec<DirectoryEntry>, StoreError>;

    /// One entry; `None` too where it is another tenant's. [`entry`] has it in its type.
    ///
    /// # Errors
    /// Those of [`directory`](Self::directory).
    async fn directory_entry(&self, id: &EntryId<'_>) -> Result<Option<DirectoryEntry>, StoreError>;

    /// Puts a new entry, in version 1 whatever its own is. Of several who put the same one at once, one does.
    ///
    /// # Errors
    /// Those of the database.
    async fn create_entry(&self, entry: &DirectoryEntry) -> Result<Creation, StoreError>;

    /// Puts a changed entry in the place of the one of its tenant, PBX and name **and its version**, which the store raises.
    /// The time it was made stays what it was.
    ///
    /// # Errors
    /// Those of the database.
    async fn update_entry(&self, entry: &DirectoryEntry) -> Result<Update, StoreError>;

    /// Removes an entry, where `version` says so only in that one.
    ///
    /// # Errors
    /// Those of the database.
    async fn remove_entry(&self, id: &EntryId<'_>, version: Option<u64>) -> Result<Removal, StoreError>;
}

/// [`DirectoryStore::directory`] in the type of the entries.
///
/// # Errors
/// The same.
pub async fn entries<E: Configured>(store: &dyn DirectoryStore, scope: &Scope) -> Result<Vec<E>, StoreError> {
    let entries = store.directory(E::KIND, scope).await?;
    Ok(entries.into_iter().filter_map(|entry| entry.try_into().ok()).collect())
}

/// [`DirectoryStore::directory_entry`] in the type of the entry: the one of this PBX that is known by this, if it is
/// `tenant`'s.
///
/// # Errors
/// The same.
pub async fn entry<E: Configured>(
    store: &dyn DirectoryStore,
    tenant: Option<&str>,
    pbx: &str,
    known_by: &str,
) -> Result<Option<E>, StoreError> {
    let id = EntryId { kind: E::KIND, tenant, pbx, known_by };
    Ok(store.directory_entry(&id).await?.and_then(|entry| entry.try_into().ok()))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_kind_is_told_by_the_word_of_its_json() {
        let at = Timestamp::default();
        let entries: [DirectoryEntry; 3] = [
            ExtensionEntry::new("default", "acme", "101", at).into(),
            AgentEntry::new("default", "acme", "ann", at).into(),
            QueueEntry::new("default", "acme", "sales", at).into(),
        ];
        for (entry, kind) in entries.into_iter().zip(EntryKind::ALL) {
            assert_eq!(entry.kind(), kind);
            let json = serde_json::to_value(&entry).unwrap();
            assert_eq!(json["kind"], kind.to_string());
            assert_eq!(json[kind.as_str()], entry.known_by());
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(serde_json::from_value::<DirectoryEntry>(json).unwrap(), entry);
        }
    }
}
