//! What is played to the servers, and whether a store has it all, once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use asterisk_sim::{Audience, Options, Pace, Rounds, Script, Sim, Speed, Track};
use callflow_core::store::{CallQuery, Store};
use callflow_core::{Call, CallFlow, CallId, Input, Plan, Timestamp};
use tokio::time::{Instant, sleep};

use crate::captures;

/// Longer than anything here takes without any progress.
const PATIENCE: Duration = Duration::from_secs(60);
/// What is on its way to a server that is killed is heard by nobody: a call that is over as soon may leave no trace. A busy
/// machine lets a server wait for a moment, and a storm of calls has a dozen in a tenth of a second.
const ON_ITS_WAY: Duration = Duration::from_secs(3);

/// Calls of many kinds that all end.
const RECORDINGS: [&str; 8] = [
    "asterisk-22/01-internal-caller-hangs-up",
    "asterisk-22/06-inbound-did",
    "asterisk-22/09-queue-answered-after-wait",
    "asterisk-22/14-attended-transfer-dtmf",
    "asterisk-22/14c-attended-transfer-refer-replaces",
    "asterisk-22/15-park-and-retrieve",
    "asterisk-22/21-pickup",
    "asterisk-22/28-storm",
];

/// An Asterisk that plays each recording so many times, ten times as fast as it was, whether anybody listens or not
/// once somebody did (or only while somebody does), and notes what it has played.
pub(super) async fn asterisk(rounds: u64, audience: Audience) -> Sim {
    // `Uptime` is in whole seconds: who leaves in the second in which Asterisk was started cannot know afterwards
    // whether it was started anew meanwhile.
    let later = Duration::from_secs(50);
    let tracks = RECORDINGS
        .iter()
        .map(|name| Track::of([captures::open(name)]).rounds(Rounds::times(rounds)).starts_after(later));
    let script = tracks.fold(Script::new(), Script::track);
    let script = script.pace(Pace::Scaled(Speed::new(10.0).unwrap())).audience(audience);
    Sim::bind(Options::new().script(script).keep_played(true)).await.unwrap()
}

/// The last record of each call that was played.
pub(super) async fn truth(sim: &Sim) -> BTreeMap<CallId, Call> {
    let mut flow = CallFlow::new("default", Plan::default());
    let mut calls = BTreeMap::new();
    for played in sim.take_played().await {
        let Some(bytes) = played.event() else { continue };
        let mut frames = ami_proto::frames(bytes);
        let at = Timestamp::default().saturating_add(played.at());
        flow.handle(Input::Ami(frames.next().unwrap().unwrap()), at);
        while let Some(change) = flow.poll_output() {
            if let Some(call) = change.kind.call() {
                calls.insert(call.id.clone(), call.clone());
            }
        }
    }
    calls
}

/// All records of a store, once they are as they were, or nothing has changed for long: then it is for the test to tell
/// what is wrong with them.
pub(super) async fn stored(store: &dyn Store, truth: &BTreeMap<CallId, Call>) -> Vec<Call> {
    stored_once(store, |calls| {
        let seen: BTreeSet<_> = calls.iter().map(|call| &call.id).collect();
        calls.iter().all(is_over)
            && truth.values().all(|call| call.merged_into.is_some() || seen.contains(&call.id))
            && heard_whole(calls).all(|call| truth.get(&call.id).is_some_and(|wanted| same(call, wanted)))
            && (seen.len() == truth.len() || calls.iter().any(is_in_part))
    })
    .await
}

/// All records of a store, once they are as they are wanted, or nothing has changed for long.
pub(super) async fn stored_once(store: &dyn Store, wanted: impl Fn(&[Call]) -> bool) -> Vec<Call> {
    let (mut began, mut before) = (Instant::now(), Vec::new());
    loop {
        let calls = all(store).await;
        if wanted(&calls) || (calls == before && began.elapsed() > PATIENCE) {
            return calls;
        }
        if calls != before {
            (began, before) = (Instant::now(), calls);
        }
        sleep(Duration::from_millis(100)).await;
    }
}

async fn all(store: &dyn Store) -> Vec<Call> {
    let mut query = CallQuery::default();
    (query.include_merged, query.limit) = (true, 500);
    let mut calls = Vec::new();
    loop {
        let page = store.calls(&query).await.unwrap();
        calls.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return calls;
        }
    }
}

/// Nothing is to come of it.
pub(super) fn is_over(call: &Call) -> bool {
    call.ended_at.is_some() || call.merged_into.is_some()
}

/// Somebody was not there for some of it.
fn is_in_part(call: &Call) -> bool {
    call.gaps > 0 || call.reconstructed
}

fn heard_whole(calls: &[Call]) -> impl Iterator<Item = &Call> {
    calls.iter().filter(|call| !is_in_part(call))
}

fn same(call: &Call, wanted: &Call) -> bool {
    captures::shape(call) == captures::shape(wanted)
}

/// Each call of the truth is there once, and nothing else; all are over. One that became part of another while nobody
/// listened was never heard as a call of its own.
pub(super) fn assert_once(calls: &[Call], truth: &BTreeMap<CallId, Call>) {
    let unheard = unheard(calls, truth);
    assert!(unheard.is_empty(), "{} of {} are missing: {:#?}", unheard.len(), truth.len(), unheard.first());
}

/// The same, but for calls that were over before a server that was killed at one of these times could have heard of them: few
/// of all. Gives how many.
pub(super) fn assert_once_if_heard(
    calls: &[Call],
    truth: &BTreeMap<CallId, Call>,
    kills: &[Timestamp],
) -> usize {
    let unheard = unheard(calls, truth);
    for call in &unheard {
        let began_and_ended_at = |kill: &Timestamp| {
            let (from, to) = (kill.saturating_sub(ON_ITS_WAY), kill.saturating_add(ON_ITS_WAY));
            from <= call.started_at && call.ended_at.is_some_and(|ended_at| ended_at <= to)
        };
        assert!(kills.iter().any(began_and_ended_at), "missing, killed at {kills:?}: {call:#?}");
    }
    assert!(
        unheard.len() <= truth.len() / 10,
        "{} of {} are missing: {unheard:#?}",
        unheard.len(),
        truth.len()
    );
    unheard.len()
}

/// What calls call now: the simulated Asterisk goes by the clock.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Timestamp::default().saturating_add(since)
}

/// The calls that are missing. Nothing else is there, nothing twice, and nothing open.
fn unheard<'t>(calls: &[Call], truth: &'t BTreeMap<CallId, Call>) -> Vec<&'t Call> {
    let mut seen = BTreeSet::new();
    for call in calls {
        assert!(is_over(call), "open: {call:?}");
        assert!(truth.contains_key(&call.id), "never was: {call:?}");
        assert!(seen.insert(&call.id), "twice: {call:?}");
    }
    truth.values().filter(|call| call.merged_into.is_none() && !seen.contains(&call.id)).collect()
}

/// Those that were heard from their beginning to their end are as they were.
pub(super) fn assert_true(calls: &[Call], truth: &BTreeMap<CallId, Call>) -> usize {
    let mut whole = 0;
    for call in heard_whole(calls) {
        let (told, wanted) = (captures::shape(call), captures::shape(&truth[&call.id]));
        assert_eq!(told, wanted, "{}", call.id);
        whole += 1;
    }
    whole
}
