//! Calls that the server deletes by itself: indexes with a time to live.

use std::time::Duration;

use mongodb::bson::doc;
use mongodb::error::Error;

use crate::connection::Connection;
use crate::error::{code, code_of};
use crate::migrations::ignoring;
use crate::schema::{ANNOTATIONS, BELOW_CALLS, CALLS};

const NAME: &str = "expiry";

/// Makes the database as the options have it: with this time to live, or without any.
pub(crate) async fn set(connection: &Connection, after: Option<Duration>) -> Result<(), Error> {
    // A live call has no such time, and what has none never expires.
    let calls = (CALLS, "overAt");
    let below = BELOW_CALLS.into_iter().chain([ANNOTATIONS]).map(|collection| (collection, "callOverAt"));
    for (collection, field) in below.chain([calls]) {
        match after {
            Some(after) => keep_for(connection, collection, field, after).await?,
            None => {
                let dropped =
                    connection.database.run_command(doc! {"dropIndexes": collection, "index": NAME});
                ignoring(dropped.await, &[code::INDEX_NOT_FOUND, code::NAMESPACE_NOT_FOUND])?;
            }
        }
    }
    Ok(())
}

async fn keep_for(
    connection: &Connection,
    collection: &str,
    field: &str,
    after: Duration,
) -> Result<(), Error> {
    // The largest number of seconds that the server takes.
    let seconds = i32::try_from(after.as_secs()).unwrap_or(i32::MAX);
    let index = doc! {"key": {field: 1}, "name": NAME, "expireAfterSeconds": seconds};
    let created =
        connection.database.run_command(doc! {"createIndexes": collection, "indexes": [index]}).await;
    let conflicts = [code::INDEX_OPTIONS_CONFLICT, code::INDEX_KEY_SPECS_CONFLICT];
    match created {
        // It is there with another time.
        Err(error) if code_of(&error).is_some_and(|code| conflicts.contains(&code)) => {
            let index = doc! {"name": NAME, "expireAfterSeconds": seconds};
            connection.database.run_command(doc! {"collMod": collection, "index": index}).await?;
            Ok(())
        }
        other => other.map(|_| ()),
    }
}
