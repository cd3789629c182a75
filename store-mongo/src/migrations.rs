//! The versions of the schema. A released one is never changed; a change is a new one.
//!
//! Each is a set of indexes, and whatever has to be done to documents. Everything may be done again: a program that was
//! killed in the middle, or two that begin at once, leave the same.

use mongodb::bson::{Bson, Document, doc};
use mongodb::error::Error;
use mongodb::options::ReturnDocument;

use crate::connection::Connection;
use crate::error::{code, code_of};
use crate::schema::{
    ACCOUNT_INDEXES, CALL_INDEXES, CALLS, DIRECTORY_INDEXES, Index, PLAIN, PLAIN_DIRECTORY, PLAIN_RECORDINGS,
    PLAIN_ROWS, ROW_INDEXES, SCHEMA, WEBHOOK_INDEXES,
};

/// The document of `callflowSchema`.
const ID: &str = "schema";

struct Migration {
    version: i64,
    name: &'static str,
    indexes: &'static [Index],
    /// Collections that have no index of their own.
    plain: &'static [&'static str],
    /// Whether it takes data out of a database that has some.
    drops_data: bool,
}

const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "calls", indexes: CALL_INDEXES, plain: PLAIN, drops_data: false },
    Migration {
        version: 2,
        name: "agents, queues, extensions",
        indexes: ROW_INDEXES,
        plain: PLAIN_ROWS,
        drops_data: false,
    },
    Migration { version: 3, name: "accounts", indexes: ACCOUNT_INDEXES, plain: &[], drops_data: false },
    Migration {
        version: 4,
        name: "directory",
        indexes: DIRECTORY_INDEXES,
        plain: PLAIN_DIRECTORY,
        drops_data: false,
    },
    Migration { version: 5, name: "recordings", indexes: &[], plain: PLAIN_RECORDINGS, drops_data: false },
    Migration { version: 6, name: "webhooks", indexes: WEBHOOK_INDEXES, plain: &[], drops_data: false },
];

/// One version of the schema, and whether a database has it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct MigrationStatus {
    /// From 1.
    pub version: i64,
    /// What it brings, in a word or two.
    pub name: &'static str,
    /// Whether the database has it.
    pub applied: bool,
    /// Whether it takes data out of a database that has some. Opening takes it all the same: whoever opens asks first.
    pub drops_data: bool,
}

/// What a database is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Found {
    /// It has nothing of ours, nor of the same name.
    Nothing,
    /// A collection of this name, and no schema: it is another program's.
    Foreign(String),
    /// The schema of this version.
    Version(i64),
}

/// The newest version that this program knows.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// All versions, where the database has those up to `version`.
pub(crate) fn status(version: i64) -> Vec<MigrationStatus> {
    let status = |it: &Migration| MigrationStatus {
        version: it.version,
        name: it.name,
        applied: it.version <= version,
        drops_data: it.drops_data,
    };
    MIGRATIONS.iter().map(status).collect()
}

/// Looks at a database and changes nothing.
pub(crate) async fn find(connection: &Connection) -> Result<Found, Error> {
    let schema = connection.database.collection::<Document>(SCHEMA);
    if let Some(schema) = schema.find_one(doc! {"_id": ID}).await? {
        let version = match schema.get("version") {
            Some(Bson::Int64(version)) => *version,
            Some(Bson::Int32(version)) => i64::from(*version),
            _ => 0,
        };
        return Ok(Found::Version(version));
    }
    // Other collections may lie beside ours, but ours are ours alone. Empty ones are of a program that was killed before it
    // noted its first version.
    for name in connection.database.list_collection_names().await? {
        if ours().any(|ours| ours == name) && !is_empty(connection, &name).await? {
            return Ok(Found::Foreign(name));
        }
    }
    Ok(Found::Nothing)
}

async fn is_empty(connection: &Connection, name: &str) -> Result<bool, Error> {
    Ok(connection.collection(name).find_one(doc! {}).await?.is_none())
}

fn ours() -> impl Iterator<Item = &'static str> {
    let collections = |it: &'static Migration| {
        it.indexes.iter().map(|index| index.collection).chain(it.plain.iter().copied())
    };
    MIGRATIONS.iter().flat_map(collections)
}

/// Brings the schema from `version` to the newest.
pub(crate) async fn run(connection: &Connection, version: i64) -> Result<(), Error> {
    for migration in MIGRATIONS.iter().filter(|migration| migration.version > version) {
        for name in migration.plain {
            let created = connection.database.create_collection(*name).await;
            ignoring(created, &[code::NAMESPACE_EXISTS])?;
        }
        for group in migration.indexes.chunk_by(|one, other| one.collection == other.collection) {
            create(connection, group).await?;
        }
        note(connection, migration).await?;
    }
    Ok(())
}

async fn create(connection: &Connection, indexes: &[Index]) -> Result<(), Error> {
    let collection = indexes.first().map_or(CALLS, |index| index.collection);
    let specifications: Vec<Document> = indexes.iter().map(Index::specification).collect();
    let command = doc! {"createIndexes": collection, "indexes": specifications};
    connection.database.run_command(command).await?;
    Ok(())
}

/// Another program may be at the same, or ahead: the version never sinks.
async fn note(connection: &Connection, migration: &Migration) -> Result<(), Error> {
    let schema = connection.database.collection::<Document>(SCHEMA);
    let change = doc! {
        "$max": {"version": migration.version},
        "$setOnInsert": {"program": "callflow"},
        "$currentDate": {"changedAt": true},
    };
    let updated = schema
        .find_one_and_update(doc! {"_id": ID}, change)
        .upsert(true)
        .return_document(ReturnDocument::After);
    updated.await?;
    Ok(())
}

/// Lets pass what another program has just done.
pub(crate) fn ignoring<T>(result: Result<T, Error>, codes: &[i32]) -> Result<(), Error> {
    match result {
        Err(error) if code_of(&error).is_some_and(|code| codes.contains(&code)) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Ok(()),
    }
}
