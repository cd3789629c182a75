//! Texts are found wherever they stand, however many calls have them and whatever else is asked.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::sample::{Sample, at, party};
use crate::call::{Call, Direction};
use crate::disposition::Disposition;
use crate::store::{CallQuery, Cursor, Entity, Purge, Scope, Sort, Stage, Store};

fn text(text: &str) -> CallQuery {
    CallQuery { text: Some(text.into()), with_total: true, ..CallQuery::default() }
}

/// The store answers as the question means.
async fn assert_found(store: &dyn Store, calls: &[Call], query: &CallQuery) {
    let mut want: Vec<&Call> = calls.iter().filter(|call| query.matches(call)).collect();
    want.sort_by(|a, b| query.order(a, b));
    let page = store.calls(query).await.unwrap();
    assert_eq!(page.total, Some(want.len() as u64), "{query:?}");
    want.retain(|call| query.is_after_cursor(call));
    let ids = |calls: &[&Call]| calls.iter().map(|call| call.id.to_string()).collect::<Vec<_>>();
    want.truncate(query.limit as usize);
    assert_eq!(ids(&page.items.iter().collect::<Vec<_>>()), ids(&want), "{query:?}");
}

async fn found(store: &dyn Store, looked_for: &str) -> Vec<String> {
    let page = store.calls(&text(looked_for)).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64), "{looked_for}");
    page.items.iter().map(|call| call.id.to_string()).collect()
}

fn name(name: &str) -> impl FnOnce(&mut Call) {
    move |call| call.caller.name = Some(name.into())
}

fn named(id: &str, second: i64, it: &str) -> Sample {
    Sample::new(id, second).with(name(it))
}

/// Every stretch of a name and of a number, of one character and more, whatever signs it has.
pub async fn every_stretch_of_a_text_is_found(store: &dyn Store) {
    let names = [
        "O'Neil \"the\" %_\\ [x] {1,2} ^.*$",
        "Zoë Ångström",
        "İstanbul Straße ΟΔΥΣΣΕΥΣ",
        "電話帳 🦀🦀🦀",
        "a\u{301}e\u{308}",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
        "-+&|!()~:/NEAR AND OR NOT",
        "",
    ];
    let calls: Vec<Call> = names
        .iter()
        .zip(0..)
        .map(|(it, n)| {
            Sample::new(&format!("c{n}"), n / 3)
                .inbound(&format!("+1202555014{n}"), "100")
                .with(name(it))
                .build()
        })
        .chain([Sample::new("plain", 1).build()])
        .map(|mut call| {
            call.parties.push(party("*8#", names[call.id.as_str().len() % 8].into()));
            call
        })
        .collect();
    store.put_calls(&calls).await.unwrap();
    let mut stretches = BTreeSet::new();
    for call in &calls {
        for word in crate::store::search_text(call).split_whitespace() {
            let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
            for (n, from) in ends.iter().enumerate() {
                let of_length = |length| ends.get(n + length).map(|to| word[*from..*to].to_string());
                stretches.extend([1, 3, 4].into_iter().filter_map(of_length));
            }
            stretches.insert(word.into());
        }
    }
    assert!(stretches.len() > 200);
    for stretch in stretches {
        assert_found(store, &calls, &text(&stretch)).await;
    }
}

/// All words of it in one call, each anywhere: short and long ones, the beginning of one line and the end of another.
pub async fn every_word_of_a_text_is_in_the_call(store: &dyn Store) {
    let calls = [
        Sample::new("one", 0).inbound("+12025550143", "+15125550170").with(name("Ann Example")).build(),
        Sample::new("two", 0).inbound("+12025550199", "+15125550170").with(name("Bob Example")).build(),
        named("both", 1, "Example Annbob").build(),
    ];
    store.put_calls(&calls).await.unwrap();
    let texts = [
        "ann example",
        "example ann 0143",
        "an ex",
        "a b e",
        "nnbo",
        // Two calls that began at one moment have them, none has both.
        "ann 0199",
        "ann bob",
        "0143 0199",
        // On two lines.
        "example0",
        "143+15",
        "43 +1",
        "example example",
        "xample\tEXAM\u{3000}mple",
        "ann nobody",
        "no",
        "nnb bob ann exa mpl ple xam amp +12 ann",
    ];
    for looked_for in texts {
        assert_found(store, &calls, &text(looked_for)).await;
    }
}

/// A call is found by what its record says now: after a correction, another beginning, and not once it is removed. So are
/// those that began when it did.
pub async fn a_text_goes_with_its_record(store: &dyn Store) {
    let calls =
        [named("a", 0, "alpha").build(), named("b", 0, "beta").build(), named("c", 5, "gamma").build()];
    store.put_calls(&calls).await.unwrap();
    assert_eq!(found(store, "alpha").await, ["a"]);
    store.put_calls(&[named("a", 0, "delta").version(2).build()]).await.unwrap();
    assert_eq!(found(store, "alpha").await, [""; 0]);
    assert_eq!(found(store, "delta").await, ["a"]);
    assert_eq!(found(store, "beta").await, ["b"]);
    store.put_calls(&[named("a", 5, "delta").version(3).build()]).await.unwrap();
    assert_eq!(found(store, "delta").await, ["a"]);
    assert_eq!(found(store, "eta").await, ["b"]);
    assert_eq!(found(store, "gamma").await, ["c"]);
    store.put_calls(&[named("a", 5, "delta").version(2).build()]).await.unwrap();
    assert_eq!(found(store, "delta").await, ["a"], "an older one changes nothing");
    store.put_calls(&[named("b", 0, "beta").version(2).merged_into("c").build()]).await.unwrap();
    assert_eq!(found(store, "beta").await, [""; 0]);
    let merged = CallQuery { include_merged: true, ..text("beta") };
    assert_eq!(store.calls(&merged).await.unwrap().total, Some(1));

    let oldest = |limit| Purge { limit, ..Purge::new(Entity::Calls, at(100)) };
    assert_eq!(store.purge(&oldest(1)).await.unwrap(), 1);
    assert_eq!(store.calls(&merged).await.unwrap().total, Some(0));
    assert_eq!(store.purge(&oldest(1)).await.unwrap(), 1);
    assert_eq!([found(store, "delta").await.len(), found(store, "gamma").await.len()], [0, 1]);
    store.put_calls(&[named("a", 5, "omega").build()]).await.unwrap();
    assert_eq!([found(store, "delta").await.len(), found(store, "omega").await.len()], [0, 1]);
}

/// Some hundred calls: a text that all of them have, some have or one has, beside every other filter, from every place on.
pub async fn a_text_is_found_beside_every_filter(store: &dyn Store) {
    let calls: Vec<Call> = (0..400)
        .map(|n| {
            let sample = Sample::new(&format!("c{n:03}"), n / 2);
            let sample = if n % 5 == 0 { sample.through("sales", "102") } else { sample };
            let sample = if n % 31 == 0 { sample.unanswered(Disposition::Busy) } else { sample };
            let sample = if n > 390 { sample.live() } else { sample };
            let sample = if n % 50 == 7 { sample.merged_into("c000") } else { sample };
            // Of the oldest alone.
            let sample = if n < 9 { sample.inbound("+12025550143", "+15125550170") } else { sample };
            let sample =
                sample.with(name(&format!("caller {n}{}", if n % 67 == 5 { " seldom" } else { "" })));
            sample.with(|call| call.tenant = if n < 20 { "acme".into() } else { "default".into() }).build()
        })
        .collect();
    store.put_calls(&calls).await.unwrap();
    type Filter = fn(&mut CallQuery);
    let filters: &[Filter] = &[
        |_| (),
        |q| (q.from, q.to) = (Some(at(50)), Some(at(150))),
        |q| q.from = Some(at(199)),
        |q| q.to = Some(at(1)),
        |q| q.direction = Some(Direction::Inbound),
        |q| q.disposition = Some(Disposition::Busy),
        |q| q.number = Some("101".into()),
        |q| q.number = Some("+12025550143".into()),
        |q| q.agent = Some("102".into()),
        |q| q.queue = Some("sales".into()),
        |q| (q.queue, q.agent, q.number) = (Some("sales".into()), Some("102".into()), Some("102".into())),
        |q| q.scope = Scope::of_tenant("acme"),
        |q| q.scope = Scope::of_pbx("default"),
        |q| q.stage = Some(Stage::Live),
        |q| q.stage = Some(Stage::Ended),
        |q| q.include_merged = true,
    ];
    for looked_for in ["caller", "ca", "seldom", "caller 350", "5 seldom", "caller nobody"] {
        for filter in filters {
            for sort in [Sort::NewestFirst, Sort::OldestFirst] {
                let mut query = CallQuery { sort, limit: 3, ..text(looked_for) };
                filter(&mut query);
                assert_found(store, &calls, &query).await;
                for cursor in [Cursor::new(at(175), "c350"), Cursor::new(at(5), "c010")] {
                    query.cursor = Some(cursor);
                    assert_found(store, &calls, &query).await;
                }
            }
        }
    }
}

/// Pages of a text give the whole list, be it frequent or seldom.
pub async fn pages_of_a_text_join_without_gap_or_repeat(store: &dyn Store) {
    let calls: Vec<Call> = (0..330)
        .map(|n| {
            let sample =
                named(&format!("c{n:03}"), n / 4, if n % 40 == 3 { "often seldom" } else { "often" });
            // One that hardly any call has beside.
            if n % 100 == 3 { sample.through("sales", "102").build() } else { sample.build() }
        })
        .collect();
    store.put_calls(&calls).await.unwrap();
    for looked_for in ["often", "seldom", "of", "often seldom"] {
        for sort in [Sort::NewestFirst, Sort::OldestFirst] {
            for queue in [None, Some("sales")] {
                let mut query = CallQuery { sort, limit: 7, ..text(looked_for) };
                query.queue = queue.map(Into::into);
                let mut want: Vec<&Call> = calls.iter().filter(|call| query.matches(call)).collect();
                want.sort_by(|a, b| query.order(a, b));
                let (mut seen, mut skipped) = (Vec::new(), Vec::new());
                loop {
                    let page = store.calls(&query).await.unwrap();
                    let by_number = CallQuery { cursor: None, offset: seen.len() as u64, ..query.clone() };
                    skipped.extend(store.calls(&by_number).await.unwrap().items);
                    seen.extend(page.items);
                    let Some(next) = page.next_cursor else { break };
                    query.cursor = Some(next);
                }
                assert!(seen.iter().eq(want.iter().copied()), "{looked_for} {sort:?} {queue:?}");
                assert_eq!(skipped, seen, "{looked_for} {sort:?} {queue:?}");
            }
        }
    }
}
