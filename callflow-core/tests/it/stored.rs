//! What changes leave in a store is what the tracker knows, in every recording, however often it is put.

use std::collections::BTreeSet;

use callflow_core::Change;
use callflow_core::store::memory::MemoryStore;
use callflow_core::store::{
    AgentStore, Batch, ExtensionStore, HistoryQuery, MAX_LIMIT, QueueStore, Rows, Scope, Sort, StateStore,
};
use pollster::block_on;

use crate::recording::{folders, play, read};

/// Puts changes in batches of this many, some of them twice, as after a kill.
fn put(store: &MemoryStore, changes: &[Change], batch: usize) {
    for (n, changes) in changes.chunks(batch).enumerate() {
        let mut rows = Rows::default();
        changes.iter().for_each(|change| rows.take(change));
        for _ in 0..=n % 2 {
            block_on(store.commit(&Batch::new(&[]).with_rows(&rows))).unwrap();
        }
    }
}

#[test]
fn every_recording_is_stored_as_it_is_known() {
    let all = Scope::default();
    let (mut members, mut intervals, mut extensions) = (0, 0, 0);
    for folder in folders() {
        let (flow, changes) = play(&read(&folder));
        for batch in [1, 7, usize::MAX] {
            let store = MemoryStore::new();
            put(&store, &changes, batch);

            let queues = flow.queues();
            let known: Vec<_> = queues.iter().flat_map(|queue| &queue.members).cloned().collect();
            let stored = block_on(store.members(&all, None)).unwrap();
            assert_eq!(stored.into_iter().map(|row| row.member).collect::<Vec<_>>(), known, "{folder:?}");
            members += known.len();
            let stored = block_on(store.queues(&all)).unwrap();
            let stored: BTreeSet<_> = stored.into_iter().map(|row| row.queue).collect();
            for queue in queues {
                let heard_of = !queue.members.is_empty() || !queue.visits.is_empty();
                assert!(stored.contains(&queue.queue) || !heard_of, "{} in {folder:?}", queue.queue);
            }

            let agents = flow.agents();
            let known: Vec<_> = agents.iter().map(|it| (it.agent.clone(), it.state, it.since)).collect();
            let stored = block_on(store.agents(&all)).unwrap();
            let stored: Vec<_> = stored.into_iter().map(|row| (row.agent, row.state, row.since)).collect();
            assert_eq!(stored, known, "{folder:?}");
            for agent in agents {
                let mut query = HistoryQuery::default();
                (query.of, query.limit, query.sort) =
                    (Some(agent.agent.clone()), MAX_LIMIT, Sort::OldestFirst);
                let stored = block_on(store.agent_intervals(&query)).unwrap().items;
                let stored: Vec<_> = stored.iter().map(|row| (row.state, row.from, row.to)).collect();
                let known: Vec<_> = agent.intervals.iter().map(|it| (it.state, it.from, it.to)).collect();
                assert_eq!(stored, known, "{} in {folder:?}", agent.agent);
                intervals += known.len();
            }

            let known: Vec<_> = flow.extensions();
            let stored = block_on(store.extensions(&all)).unwrap();
            for row in stored {
                let known = known.iter().find(|known| known.extension == row.extension.extension).unwrap();
                let facts = (known.status, known.device_state, known.registered, &known.contacts);
                let row = &row.extension;
                let stored = (row.status, row.device_state, row.registered, &row.contacts);
                assert_eq!(stored, facts, "{} in {folder:?}", row.extension);
                extensions += 1;
            }
        }
    }
    assert!(members > 500 && intervals > 5_000 && extensions > 500, "{members} {intervals} {extensions}");
}
