//! A million calls that differ.

use std::sync::Arc;
use std::time::{Duration, Instant};

use callflow_core::store::{Batch, Cursor, StateStore as _};
use callflow_core::{Call, CallFlow, Plan, Timestamp};
use callflow_store_sql::SqlStore;

use crate::recording::Repetition;
use crate::storm::{Ended, Storm};

/// Calls in one transaction, as many as the server takes at most.
const BATCH: usize = 512;
/// Calls are spread over so many days.
pub(crate) const DAYS: u64 = 90;
const BEGIN_S: u64 = 1_795_132_800;
/// Numbers of the company, queues, and numbers outside, whose calls are these calls.
pub(crate) const EXTENSIONS: u64 = 500;
pub(crate) const QUEUES: u64 = 20;
pub(crate) const OUTSIDE: u64 = 100_000;
/// One name of a caller in so many calls has a word that no other has.
const RARE: u64 = 10_007;

/// What is in the store.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) calls: u64,
    /// Places in the list, evenly over all of it.
    pub(crate) places: Vec<Cursor>,
    /// Where the list begins and ends.
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

/// Fills a store with at least `calls` calls; says how long the store took.
pub(crate) async fn fill(store: &SqlStore, storm: &Storm, calls: u64) -> anyhow::Result<(Stored, Duration)> {
    let repetitions = calls.div_ceil(storm.calls());
    let apart_s = (DAYS * 86_400 / repetitions).max(storm.recording.seconds());
    let mut flow = CallFlow::new("default", Plan::default());
    let mut ended = Ended::default();
    let (mut batch, mut places) = (Vec::with_capacity(BATCH + 64), Vec::new());
    let (mut count, mut took) = (0, Duration::ZERO);
    for number in 0..repetitions {
        let repetition = Repetition { number: u32::try_from(number)?, begin_s: BEGIN_S + number * apart_s };
        ended.track(&storm.recording, repetition, &mut flow, |_, mut call| {
            vary(&mut call, count);
            count += 1;
            if count.is_multiple_of((calls / 1_000).max(1)) {
                places.push(Cursor::after(&call));
            }
            batch.push(call);
        })?;
        if batch.len() >= BATCH || number + 1 == repetitions {
            let begun = Instant::now();
            store.commit(&Batch::new(&batch)).await?;
            took += begun.elapsed();
            batch.clear();
        }
    }
    let at = |s: u64| Timestamp::from_unix_micros(s.cast_signed() * 1_000_000);
    let stored = Stored { calls: count, places, from: at(BEGIN_S), to: at(BEGIN_S + repetitions * apart_s) };
    Ok((stored, took))
}

/// Gives a call other parties, one number for one number.
fn vary(call: &mut Call, count: u64) {
    // A step of a generator with a good spread; which one does not matter.
    let seed = count.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let other = |number: &str| -> Arc<str> {
        let outside = number.len() > 5;
        let own =
            number.bytes().fold(seed >> 20, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        if outside { self::outside(own % OUTSIDE) } else { extension(own % EXTENSIONS) }
    };
    let numbers = [
        &mut call.caller.number,
        &mut call.dialled,
        &mut call.did,
        &mut call.answered_by,
        &mut call.final_party,
    ];
    let of_legs = call.legs.iter_mut().map(|leg| &mut leg.number);
    for number in numbers.into_iter().chain(of_legs).flatten() {
        *number = other(number);
    }
    for party in &mut call.parties {
        party.number = other(&party.number);
    }
    let queue = queue((seed >> 40) % QUEUES);
    for name in call.queue.iter_mut().chain(call.queue_visits.iter_mut().map(|visit| &mut visit.queue)) {
        *name = queue.clone();
    }
    for member in call.queue_visits.iter_mut().filter_map(|visit| visit.member.as_mut()) {
        *member = other(member);
    }
    let rare = if count.is_multiple_of(RARE) { format!(" {}", rare(count / RARE)) } else { String::new() };
    call.caller.name = Some(format!("Caller {}{rare}", (seed >> 30) % 1_000).into());
}

pub(crate) fn outside(n: u64) -> Arc<str> {
    format!("+1303{:07}", n * 37).into()
}

pub(crate) fn extension(n: u64) -> Arc<str> {
    (1_000 + n).to_string().into()
}

pub(crate) fn queue(n: u64) -> Arc<str> {
    format!("queue-{n}").into()
}

/// A word that one call has.
pub(crate) fn rare(n: u64) -> String {
    format!("wanted-{n}x")
}
