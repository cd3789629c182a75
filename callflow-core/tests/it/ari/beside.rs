//! ARI beside AMI: AMI says what calls there are, and ARI adds only what AMI cannot know.

use ari_client::Event;
use callflow_core::call::Call;
use callflow_core::source::Owner;
use callflow_core::{CallFlow, Change, ChangeKind, Input, Plan, Timestamp};

use super::recorded::{feed_ari, folders_with_ari, read_ari};
use crate::captures::last_records;
use crate::recording::{Step, feed, play, read, root};

const STASIS: &str = "25-stasis-ari";

/// Feeds both by the times of their reception, ARI's moved by so many milliseconds.
fn play_both(
    ami: &[(Timestamp, Step)],
    ari: &[(Timestamp, Event)],
    later_ms: i64,
) -> (CallFlow, Vec<Change>) {
    let moved = |at: Timestamp| Timestamp::from_unix_micros(at.unix_micros() + later_ms * 1_000);
    let mut flow = CallFlow::new("default", Plan::default());
    let mut changes = Vec::new();
    let mut ari = ari.iter().peekable();
    for (at, step) in ami {
        while let Some((early, event)) = ari.next_if(|(when, _)| moved(*when) < *at) {
            changes.extend(feed_ari(&mut flow, moved(*early), event));
        }
        changes.extend(feed(&mut flow, *at, step));
    }
    for (at, event) in ari {
        changes.extend(feed_ari(&mut flow, moved(*at), event));
    }
    (flow, changes)
}

/// A record without what ARI alone tells, and without how often it was told.
fn as_of_ami(call: &Call) -> Call {
    let mut call = call.clone();
    call.playbacks.clear();
    call.stasis.clear();
    (call.version, call.revised_at) = (0, None);
    call
}

#[test]
fn both_tell_what_ami_alone_does_and_nothing_twice() {
    for folder in folders_with_ari() {
        let (ami, ari) = (read(&folder), read_ari(&folder.join("ari.jsonl")));
        let (alone, both) = (play(&ami), play_both(&ami, &ari, 0));
        if folder.ends_with(STASIS) {
            let told = |changes: &[Change]| last_records(changes).iter().map(as_of_ami).collect::<Vec<_>>();
            assert_eq!(told(&both.1), told(&alone.1), "{}", folder.display());
        } else {
            assert_eq!(both.1, alone.1, "{}", folder.display());
        }
        assert_eq!(both.0.queues(), alone.0.queues(), "{}", folder.display());
        assert_eq!(both.0.extensions(), alone.0.extensions(), "{}", folder.display());
        assert_eq!(both.0.owner(), Owner::Ami);
    }
}

/// The two connections are not in step: what ARI says may come before or after what AMI says of the same moment.
#[test]
fn what_only_ari_knows_is_told_however_late_or_early_it_comes() {
    for version in ["asterisk-16", "asterisk-22"] {
        let folder = root().join(version).join(STASIS);
        let (ami, ari) = (read(&folder), read_ari(&folder.join("ari-rigapp.jsonl")));
        let alone = last_records(&play(&ami).1);
        for later_ms in [-250, -20, 0, 20, 200, 2_000] {
            let (_, changes) = play_both(&ami, &ari, later_ms);
            let calls = last_records(&changes);
            let [call] = &*calls else { panic!("more than one call at {later_ms}") };
            assert_eq!(as_of_ami(call), as_of_ami(&alone[0]), "{later_ms}");
            let media: Vec<_> = call.playbacks.iter().map(|playback| &*playback.media).collect();
            assert_eq!(media, ["sound:digits/1", "sound:digits/2"], "{later_ms}");
            assert!(call.playbacks.iter().all(|playback| playback.to.is_some() && !playback.failed));
            let stays: Vec<_> =
                call.stasis.iter().map(|stay| (&*stay.application, stay.args.len())).collect();
            assert_eq!(stays, [("rigapp", 2), ("rigapp", 1)], "{later_ms}");
            assert_eq!(&*call.stasis[0].args[1], "+12025550143");
            assert!(call.stasis.iter().all(|stay| stay.to.is_some()), "{later_ms}");
        }
    }
}

#[test]
fn ari_owns_the_calls_until_ami_is_heard_of_and_no_longer() {
    let folder = root().join("asterisk-22/01-internal-caller-hangs-up");
    let (ami, ari) = (read(&folder), read_ari(&folder.join("ari.jsonl")));
    let answered = ari.iter().find(|(_, event)| event.name() == "ChannelEnteredBridge").unwrap().0;
    let mut flow = CallFlow::new("default", Plan::default());
    let mut changes = Vec::new();
    for (at, event) in ari.iter().filter(|(at, _)| *at <= answered) {
        changes.extend(feed_ari(&mut flow, *at, event));
    }
    assert_eq!((flow.owner(), flow.live_count()), (Owner::Ari, 1));
    for (at, step) in ami.iter().filter(|(at, _)| *at > answered) {
        changes.extend(feed(&mut flow, *at, step));
    }
    for (at, event) in ari.iter().filter(|(at, _)| *at > answered) {
        changes.extend(feed_ari(&mut flow, *at, event));
    }
    assert_eq!((flow.owner(), flow.live_count()), (Owner::Ami, 0));
    let calls = last_records(&changes);
    let [call] = &*calls else { panic!("one call") };
    let alone = last_records(&play(&ami).1);
    assert_eq!(
        (&call.id, &call.answered_by, call.hung_up_by, call.disposition),
        (&alone[0].id, &alone[0].answered_by, alone[0].hung_up_by, alone[0].disposition)
    );
    let counted = |kind: fn(&ChangeKind) -> bool| changes.iter().filter(|change| kind(&change.kind)).count();
    assert_eq!(counted(|kind| matches!(kind, ChangeKind::CallStarted(_))), 1);
    assert_eq!(counted(|kind| matches!(kind, ChangeKind::CallEnded(_))), 1);
}

/// Plays `25-stasis-ari` up to an event of the application's, loses the link to ARI there, and goes on without it.
fn cut_off_at(event: &str, with_ami: bool) -> (Vec<Change>, Call) {
    let folder = root().join("asterisk-22").join(STASIS);
    let ari = read_ari(&folder.join("ari-rigapp.jsonl"));
    let last = ari.iter().position(|(_, told)| told.name() == event).unwrap();
    let (until, _) = ari[last];
    let mut flow = CallFlow::new("default", Plan::default());
    let mut changes = Vec::new();
    let ami = if with_ami { read(&folder) } else { Vec::new() };
    let mut heard = ari[..=last].iter().peekable();
    for (at, step) in ami.iter().filter(|(at, _)| *at <= until) {
        while let Some((when, event)) = heard.next_if(|(when, _)| when < at) {
            changes.extend(feed_ari(&mut flow, *when, event));
        }
        changes.extend(feed(&mut flow, *at, step));
    }
    heard.for_each(|(at, event)| changes.extend(feed_ari(&mut flow, *at, event)));
    flow.handle(Input::AriLost, until);
    changes.extend(std::iter::from_fn(|| flow.poll_output()));
    for (at, step) in ami.iter().filter(|(at, _)| *at > until) {
        changes.extend(feed(&mut flow, *at, step));
    }
    let call = last_records(&changes).swap_remove(0);
    (changes, call)
}

#[test]
fn a_gap_of_ari_marks_only_what_ari_owns() {
    let (changes, call) = cut_off_at("PlaybackStarted", true);
    assert_eq!((call.ari_gaps, call.gaps, call.reconstructed), (1, 0, false));
    assert!(!changes.iter().any(|change| matches!(change.kind, ChangeKind::LinkGap)));
    // When it ended nobody heard, so that it does not read as if it had lasted as long as the call.
    let [playback] = &*call.playbacks else { panic!("{:?}", call.playbacks) };
    assert_eq!((playback.to, call.stasis[0].to), (None, None));
    let alone = last_records(&play(&read(&root().join("asterisk-22").join(STASIS))).1);
    let mut whole = as_of_ami(&call);
    whole.ari_gaps = 0;
    assert_eq!(whole, as_of_ami(&alone[0]));
}

#[test]
fn without_ami_a_gap_of_ari_is_one_of_the_calls() {
    let (changes, call) = cut_off_at("PlaybackStarted", false);
    assert_eq!((call.ari_gaps, call.gaps), (0, 1));
    assert!(changes.iter().any(|change| matches!(change.kind, ChangeKind::LinkGap)));
}

#[test]
fn a_state_that_is_saved_and_restored_goes_on_as_it_was() {
    let folder = root().join("asterisk-22").join(STASIS);
    let (ami, ari) = (read(&folder), read_ari(&folder.join("ari-rigapp.jsonl")));
    let want = last_records(&play_both(&ami, &ari, -200).1);
    let mut flow = CallFlow::new("default", Plan::default());
    let mut changes = Vec::new();
    let mut ari = ari.iter().peekable();
    let moved = |at: Timestamp| Timestamp::from_unix_micros(at.unix_micros() - 200_000);
    let restored = |flow: &CallFlow| {
        let saved = serde_json::to_string(flow.state()).unwrap();
        CallFlow::restore(Plan::default(), serde_json::from_str(&saved).unwrap())
    };
    for (at, step) in &ami {
        while let Some((early, event)) = ari.next_if(|(when, _)| moved(*when) < *at) {
            changes.extend(feed_ari(&mut flow, moved(*early), event));
            flow = restored(&flow);
        }
        changes.extend(feed(&mut flow, *at, step));
        flow = restored(&flow);
    }
    assert_eq!(last_records(&changes), want);
}
