//! Agents, against what the script of a recording did and what queue_log says.

use std::time::Duration;

use callflow_core::agent::{AgentRecord, AgentState, Interval};
use callflow_core::{CallFlow, ChangeKind, Input, Plan, Timestamp};

use crate::events::Script;
use crate::recording::{feed, read, root};

const VERSIONS: [&str; 2] = ["asterisk-16", "asterisk-22"];

fn play(version: &str, capture: &str, plan: &str) -> CallFlow {
    let plan: Plan = toml::from_str(plan).unwrap();
    let mut flow = CallFlow::new("default", plan);
    for (at, step) in &read(&root().join(version).join(capture)) {
        feed(&mut flow, *at, step);
    }
    flow
}

fn agent(flow: &CallFlow, name: &str) -> AgentRecord {
    flow.agents().into_iter().find(|agent| &*agent.agent == name).unwrap()
}

fn agent_of(version: &str, capture: &str, name: &str) -> AgentRecord {
    agent(&play(version, capture, ""), name)
}

/// State, queue and tenths of a second of the ended intervals that are longer than 50 ms.
fn course(agent: &AgentRecord) -> Vec<(AgentState, Option<&str>, u128)> {
    let ended = agent.intervals.iter().filter(|interval| interval.to.is_some());
    ended
        .map(|interval| (interval, interval.span(Timestamp::default()).length().as_millis()))
        .filter(|(_, ms)| *ms > 50)
        .map(|(interval, ms)| (interval.state, interval.queue.as_deref(), (ms + 50) / 100))
        .collect()
}

fn is_near(ms: u64, want_s: f64) -> bool {
    (ms as f64 / 1_000.0 - want_s).abs() < 0.6
}

#[test]
fn members_come_pause_and_go() {
    for version in VERSIONS {
        let flow = play(version, "27-queue-members", "");
        // queue_log: PAUSE|lunch …, UNPAUSE three seconds later.
        let paused = agent(&flow, "105");
        let lunch = &paused.intervals[0];
        assert_eq!((lunch.state, lunch.reason.as_deref()), (AgentState::Paused, Some("lunch: soup & bread")));
        assert!(is_near(paused.today.times.paused_ms, 2.8), "{version}: {:?}", paused.today.times);
        assert_eq!((paused.state, paused.reason), (AgentState::Available, None));
        // PAUSEALL|break, UNPAUSEALL.
        let everywhere = agent(&flow, "103");
        assert_eq!(everywhere.intervals[0].reason.as_deref(), Some("break"));
        assert_eq!(everywhere.state, AgentState::Available);
        // ADDMEMBER, REMOVEMEMBER.
        let guest = agent(&flow, "108");
        assert_eq!((guest.state, guest.queues.len()), (AgentState::Offline, 0));
        assert_eq!(guest.name.as_deref(), Some("Ivan Example"));
        // CONNECT, COMPLETECALLER|1|2: a talk of two seconds.
        let talked = agent(&flow, "104");
        assert_eq!((talked.today.counts.handled_queue, talked.today.counts.missed), (1, 0));
        assert!(is_near(talked.today.times.talk_ms, 2.0));
        assert_eq!(talked.today.occupancy, talked.overall.occupancy);
    }
}

#[test]
fn wrap_up_follows_a_queues_call_and_the_queue_waits_for_it() {
    use AgentState::{Available, InCall, Ringing, WrapUp};
    for version in VERSIONS {
        let flow = play(
            version,
            "64-fp-penalty-wrapup-position",
            "[[call_centre.queues]]\nname = \"703\"\nwrap_up_s = 4\n",
        );
        let erin = agent(&flow, "104");
        let course = course(&erin);
        // The second caller of 703 waits until the four seconds are over.
        let states: Vec<AgentState> = course.iter().map(|(state, ..)| *state).collect();
        assert_eq!(
            states,
            [
                Ringing, InCall, WrapUp, Available, Ringing, InCall, WrapUp, Available, Ringing, InCall,
                Available, Ringing, InCall
            ],
            "{version}"
        );
        assert_eq!((course[2].1, course[2].2), (Some("703"), 40));
        assert_eq!(erin.today.times.acw_ms, 8_000);
        assert_eq!((erin.today.counts.handled, erin.today.acw_s), (4, Some(2.0)));
        let queue = flow.queues().into_iter().find(|queue| &*queue.queue == "703").unwrap();
        assert_eq!((queue.metrics.tally.handled, queue.metrics.acw_s), (2, Some(4.0)));
    }
}

#[test]
fn a_member_on_a_call_of_its_own_is_in_a_call_and_the_next_penalty_rings() {
    for version in VERSIONS {
        let flow = play(version, "64-fp-penalty-wrapup-position", "");
        // 102 talks for 2.7 s with 100; meanwhile 103 (penalty 5) takes the call of 701.
        let busy = agent(&flow, "102");
        assert_eq!((busy.today.counts.handled_direct, busy.today.counts.handled_queue), (1, 0));
        assert!(is_near(busy.today.times.talk_ms, 2.72));
        assert!(busy.intervals.iter().all(|interval| interval.queue.is_none()));
        let next = agent(&flow, "103");
        assert_eq!(next.today.counts.handled_queue, 1);
        assert!(course(&next).contains(&(AgentState::InCall, Some("701"), 12)), "{:?}", course(&next));
    }
}

#[test]
fn an_agent_of_the_pool_is_there_from_login_to_logoff() {
    for version in VERSIONS {
        let flow = play(version, "56-fp-agent-pool", "");
        let one = agent(&flow, "1001");
        // The standing line is no call; a direct call and one of 708 (COMPLETECALLER|0|3) are.
        let calls: Vec<Option<&str>> = course(&one)
            .iter()
            .filter(|(state, ..)| *state == AgentState::InCall)
            .map(|(_, queue, _)| *queue)
            .collect();
        assert_eq!(calls, [None, Some("708")], "{version}");
        assert!(is_near(one.today.times.talk_ms, 2.5 + 3.0), "{version}: {:?}", one.today.times);
        assert_eq!((one.state, one.name.as_deref()), (AgentState::Offline, Some("Agent One")));
        assert_eq!(one.today.counts.handled_queue, 1);
    }
}

#[test]
fn who_lets_it_ring_is_not_missed_where_somebody_else_answers() {
    for version in VERSIONS {
        // 103 does not answer for 5 s, then 101 does.
        let flow = play(version, "11-queue-ring-no-answer-then-answered", "");
        let let_ring = agent(&flow, "103").today;
        assert_eq!((let_ring.counts.missed, let_ring.counts.rna, let_ring.counts.handled), (0, 1, 0));
        assert!(is_near(let_ring.times.ring_ms, 5.0));
        let answered = agent(&flow, "101").today;
        assert_eq!((answered.counts.missed, answered.counts.rna, answered.counts.handled), (0, 0, 1));
        // 43: RINGNOANSWER of 103 in both calls, of which one was answered by 108; 108 let the other one ring.
        let flow = play(version, "43-fp-ivr-timecondition-queues-voicemail", "");
        let counts = |name| agent(&flow, name).today.counts;
        assert_eq!((counts("103").missed, counts("103").rna, counts("103").handled), (1, 1, 0));
        assert_eq!((counts("108").missed, counts("108").rna, counts("108").handled), (1, 0, 1));
        // In a ring group the one who was slower is rna.
        let slower = agent_of(version, "23-ring-group", "102").today.counts;
        assert_eq!((slower.missed, slower.rna), (0, 1));
    }
}

#[test]
fn a_call_that_nobody_takes_is_missed_but_not_one_given_up_in_the_queue() {
    for version in VERSIONS {
        let direct = agent_of(version, "03-no-answer", "101").today.counts;
        assert_eq!((direct.missed, direct.rna, direct.handled), (1, 0, 0));
        let abandoned = agent_of(version, "10-queue-abandoned", "102").today;
        assert_eq!((abandoned.counts.missed, abandoned.counts.rna), (0, 0));
        assert!(is_near(abandoned.times.ring_ms, 3.0));
    }
}

#[test]
fn one_who_picks_up_handles_the_call_and_the_one_whose_phone_rang_does_not() {
    for version in VERSIONS {
        // 109 picks a call of queue 700 up; queue_log says that 101 was connected.
        let flow = play(version, "52-fp-pickup", "");
        let picker = agent(&flow, "109").today;
        assert_eq!((picker.counts.handled, picker.counts.handled_direct), (1, 1));
        assert!(is_near(picker.times.talk_ms, 2.0));
        let rang = agent(&flow, "101").today;
        assert_eq!((rang.counts.handled, rang.counts.missed, rang.times.talk_ms), (0, 0, 0));
    }
}

#[test]
fn holds_by_the_agent_itself_are_on_hold_and_part_of_the_talk() {
    for version in VERSIONS {
        // 101 holds for 1.5 s and 2 s; 100 holds too, which is no hold of 101.
        let held = agent_of(version, "16-hold", "101").today;
        assert!(is_near(held.times.hold_ms, 3.5), "{:?}", held.times);
        assert!(is_near(held.times.talk_ms, 7.6));
    }
}

#[test]
fn the_agents_talk_ends_with_a_transfer_whatever_the_queue_says() {
    for version in VERSIONS {
        // Bob gives the caller to 104 after 2 s; COMPLETECALLER of queue_log says 5.
        let flow = play(version, "53-fp-queue-member-transfers", "");
        let bob = agent(&flow, "101").today;
        assert!(is_near(bob.times.talk_ms, 2.0), "{:?}", bob.times);
        assert_eq!(agent(&flow, "104").today.counts.handled_direct, 1);
    }
}

#[test]
fn an_agent_without_a_number_is_known_by_the_phone_behind_it() {
    for version in VERSIONS {
        // 709 has Local/id-12@agentcallback/n, behind which PJSIP/h4x7k2mq is extension 110.
        let flow = play(version, "66-fp-names-that-say-nothing", "");
        let kim = agent(&flow, "Local/id-12@agentcallback/n");
        assert_eq!((kim.number.as_deref(), kim.name.as_deref()), (Some("110"), Some("Kim Example")));
        // RINGNOANSWER|4000, and a call that it made; CONNECT of the other one.
        assert_eq!((kim.today.counts.rna, kim.today.counts.missed, kim.today.counts.made), (1, 0, 1));
        assert!(course(&kim).contains(&(AgentState::Ringing, Some("709"), 40)), "{:?}", course(&kim));
        let lee = agent(&flow, "Local/3f1e8e52-9d5c-4f2a-8b0e-0b5f6ad0a1b7@usersharedlines/n");
        assert_eq!((lee.number.as_deref(), lee.today.counts.handled_queue), (Some("111"), 1));
    }
}

#[test]
fn a_reload_of_queues_changes_no_agent() {
    for version in VERSIONS {
        let flow = play(version, "61-fp-queue-reload", "");
        let (erin, judy) = (agent(&flow, "104"), agent(&flow, "109"));
        // COMPLETECALLER|0|13 and COMPLETEAGENT|9|2.
        assert!(is_near(erin.today.times.talk_ms, 12.4) && is_near(judy.today.times.talk_ms, 2.9));
        assert_eq!((erin.today.counts.handled, judy.today.counts.handled), (1, 1));
        assert_eq!(judy.queues.iter().map(|queue| &**queue).collect::<Vec<_>>(), ["706"]);
    }
}

#[test]
fn the_storms_leave_every_agent_at_rest() {
    for version in VERSIONS {
        for capture in ["28-storm", "65-fp-storm"] {
            for agent in play(version, capture, "").agents() {
                assert_eq!(agent.state, AgentState::Available, "{version} {capture} {}", agent.agent);
            }
        }
    }
}

const ADDED: &str = "Event: QueueMemberAdded\nQueue: sales\nMemberName: Bob\nInterface: PJSIP/101\nPenalty: 0\nInCall: 0\nStatus: 1\nPaused: 0\nPausedReason:\nWrapuptime: 30";

fn paused(script: &mut Script, ms: u64, reason: Option<&str>) {
    let paused = u8::from(reason.is_some());
    let reason = reason.unwrap_or("");
    script.after(
        ms,
        &format!("Event: QueueMemberPause\nQueue: sales\nMemberName: Bob\nInterface: PJSIP/101\nStatus: 1\nPaused: {paused}\nPausedReason: {reason}"),
    );
}

#[test]
fn paused_in_one_of_two_queues_is_available() {
    let mut script = Script::new();
    script.after(0, ADDED).after(0, &ADDED.replace("sales", "support"));
    paused(&mut script, 1_000, Some("tea"));
    assert_eq!(agent(&script.flow, "101").state, AgentState::Available);
    script.after(1_000, "Event: QueueMemberPause\nQueue: support\nMemberName: Bob\nInterface: PJSIP/101\nStatus: 1\nPaused: 1");
    let bob = agent(&script.flow, "101");
    assert_eq!((bob.state, bob.reason.as_deref()), (AgentState::Paused, Some("tea")));
    // It cannot be reached any more: that counts before the pause.
    script
        .after(1_000, "Event: QueueMemberStatus\nQueue: support\nMemberName: Bob\nInterface: PJSIP/101\nStatus: 5\nPaused: 1")
        .after(0, "Event: QueueMemberStatus\nQueue: sales\nMemberName: Bob\nInterface: PJSIP/101\nStatus: 5\nPaused: 1");
    assert_eq!(agent(&script.flow, "101").state, AgentState::Offline);
    let told: Vec<AgentState> = script
        .changes
        .iter()
        .filter_map(|change| match &change.kind {
            ChangeKind::AgentState(change) => Some(change.state),
            _ => None,
        })
        .collect();
    assert_eq!(told, [AgentState::Available, AgentState::Paused, AgentState::Offline]);
}

/// A call of the queue, from its ringing to its end a second later, with the channel `id` at the agent's phone.
fn queue_call(script: &mut Script, ms: u64, id: &str) {
    let phone = |event: &str, more: &str| {
        Script::channel(event, &format!("PJSIP/101-{id}"), id, "1700000000.1", more)
    };
    let member = |event: &str| {
        Script::channel(
            event,
            "PJSIP/trunk-1",
            "1700000000.1",
            "1700000000.1",
            &format!(
                "DestChannel: PJSIP/101-{id}\nDestUniqueid: {id}\nDestLinkedid: 1700000000.1\nQueue: sales\nInterface: PJSIP/101\nMemberName: Bob"
            ),
        )
    };
    script
        .after(ms, &phone("Newchannel", "ChannelState: 0"))
        .after(0, &member("AgentCalled"))
        .after(0, &phone("Newstate", "ChannelState: 5"))
        .after(2_000, &phone("Newstate", "ChannelState: 6"))
        .after(0, &member("AgentConnect"))
        .after(1_000, &phone("Hangup", "Cause: 16"));
}

#[test]
fn the_members_own_wrap_up_time_counts_and_ends_by_itself() {
    let mut script = Script::new();
    script.after(0, ADDED);
    queue_call(&mut script, 1_000, "1700000000.2");
    let bob = agent(&script.flow, "101");
    assert_eq!((bob.state, bob.queue.as_deref()), (AgentState::WrapUp, Some("sales")));
    let due = script.flow.poll_timeout().unwrap();
    assert_eq!(due, bob.since.saturating_add(Duration::from_secs(30)));
    script.flow.handle(Input::Tick, due.saturating_sub(Duration::from_micros(1)));
    assert_eq!(agent(&script.flow, "101").state, AgentState::WrapUp);
    // However late the tick comes, the wrap-up was over when it was.
    script.flow.handle(Input::Tick, due.saturating_add(Duration::from_secs(5)));
    let bob = agent(&script.flow, "101");
    assert_eq!((bob.state, bob.since), (AgentState::Available, due));
    assert_eq!((bob.today.times.acw_ms, bob.today.times.available_ms), (30_000, 6_000));
    // What is due now is the forgetting of the call.
    assert!(script.flow.poll_timeout().is_some_and(|next| next > due));
}

#[test]
fn a_call_of_its_own_is_made_within_the_wrap_up() {
    let mut script = Script::new();
    script.after(0, ADDED);
    queue_call(&mut script, 0, "1700000000.2");
    script
        .on(
            5_000,
            "Newchannel",
            "PJSIP/101-00000009",
            "1700000000.9",
            "1700000000.9",
            "ChannelState: 4\nExten: 102",
        )
        .on(10_000, "Hangup", "PJSIP/101-00000009", "1700000000.9", "1700000000.9", "Cause: 16");
    let bob = agent(&script.flow, "101");
    // The time of the wrap-up goes on meanwhile.
    assert_eq!(bob.state, AgentState::WrapUp);
    assert_eq!((bob.today.times.acw_ms, bob.today.times.talk_ms), (5_000, 11_000));
    let due = script.flow.poll_timeout().unwrap();
    assert_eq!(due, bob.since.saturating_add(Duration::from_secs(15)));
}

#[test]
fn a_call_that_ended_while_the_link_was_down_ends_for_the_agent_too() {
    let mut script = Script::new();
    script.after(0, ADDED).on(
        1_000,
        "Newchannel",
        "PJSIP/101-1",
        "1700000000.9",
        "1700000000.9",
        "ChannelState: 4\nExten: 102",
    );
    assert_eq!(agent(&script.flow, "101").state, AgentState::InCall);
    script.lose_link();
    let asked = script.flow.mark();
    let lost = Timestamp::from_unix_micros(1_700_000_001_000_000);
    let later = lost.saturating_add(Duration::from_secs(60));
    script.flow.handle(Input::Snapshot { items: &[], all_channels: Some(asked) }, later);
    let bob = agent(&script.flow, "101");
    assert_eq!((bob.state, bob.since), (AgentState::Available, lost));
}

fn in_zone(zone: &str, rest: &str) -> Plan {
    toml::from_str(&format!("[call_centre]\nzone = \"{zone}\"\n{rest}")).unwrap()
}

#[test]
fn figures_of_the_day_begin_anew_at_local_midnight() {
    // The script begins on 2023-11-14 at 22:13:20 UTC: 23:13:20 in Berlin, so midnight is 2,800 s away.
    let mut script = Script::with(in_zone("Europe/Berlin", ""));
    script.after(0, ADDED);
    paused(&mut script, 1_000_000, Some("tea"));
    paused(&mut script, 3_000_000, None);
    let bob = agent(&script.flow, "101");
    assert_eq!((bob.overall.times.available_ms, bob.overall.times.paused_ms), (1_000_000, 3_000_000));
    assert_eq!((bob.today.times.available_ms, bob.today.times.paused_ms), (0, 1_200_000));
    let in_utc = {
        let mut script = Script::with(Plan::default());
        script.after(0, ADDED);
        paused(&mut script, 1_000_000, Some("tea"));
        paused(&mut script, 3_000_000, None);
        agent(&script.flow, "101")
    };
    assert_eq!(in_utc.today.times, in_utc.overall.times);
}

#[test]
fn a_day_through_summer_time_is_23_or_25_hours_of_work() {
    for (zone, begins, hours) in [
        ("Europe/Berlin", "2026-03-28T23:00:00Z", 23),
        ("Europe/Berlin", "2026-10-24T22:00:00Z", 25),
        ("America/New_York", "2026-03-08T05:00:00Z", 23),
        ("America/New_York", "2026-11-01T04:00:00Z", 25),
    ] {
        let midnight: Timestamp = begins.parse().unwrap();
        let end = midnight.saturating_add(Duration::from_secs(hours * 3_600));
        let just_before = |at: Timestamp| at.saturating_sub(Duration::from_millis(1));
        let mut script = Script::with(in_zone(zone, ""));
        script.after(0, ADDED);
        script.flow.handle(Input::Tick, just_before(end));
        let bob = agent(&script.flow, "101");
        assert_eq!(bob.today.times.available_ms, hours * 3_600_000 - 1, "{zone} {begins}");
        script.flow.handle(Input::Tick, end);
        assert_eq!(agent(&script.flow, "101").today.times.available_ms, 0, "{zone} {begins}");
        assert!(agent(&script.flow, "101").overall.times.available_ms > hours * 3_600_000);
    }
}

#[test]
fn old_intervals_go_and_the_figures_stay() {
    const DAY_MS: u64 = 86_400_000;
    let mut script = Script::with(in_zone("UTC", "keep_days = 2\n"));
    script.after(0, ADDED);
    for _ in 0..5 {
        paused(&mut script, DAY_MS / 2, Some("tea"));
        paused(&mut script, DAY_MS / 2, None);
    }
    let bob = agent(&script.flow, "101");
    assert_eq!(bob.overall.times.logged_in_ms, 5 * DAY_MS);
    assert_eq!(bob.overall.times.paused_ms, 5 * DAY_MS / 2);
    let oldest: &Interval = &bob.intervals[0];
    let kept_from = bob.since.saturating_sub(Duration::from_secs(2 * 86_400));
    assert!(oldest.to.unwrap() > kept_from && bob.intervals.len() < 7, "{:?}", bob.intervals);
    // The script begins at 22:13:20.
    assert_eq!(bob.today.times.logged_in_ms, 80_000_000);
}

#[test]
fn a_flapping_agent_has_no_more_than_a_thousand_intervals_and_the_right_day() {
    let mut script = Script::new();
    script.after(0, ADDED);
    for _ in 0..1_500 {
        paused(&mut script, 1_000, Some("tea"));
        paused(&mut script, 2_000, None);
    }
    let bob = agent(&script.flow, "101");
    assert_eq!(bob.intervals.len(), 1_001);
    assert_eq!((bob.overall.times.available_ms, bob.overall.times.paused_ms), (1_500_000, 3_000_000));
    assert_eq!(bob.today.times, bob.overall.times);
}

#[test]
fn agents_are_restored_as_they_were_saved() {
    let steps = read(&root().join("asterisk-22/64-fp-penalty-wrapup-position"));
    let plan = || toml::from_str::<Plan>("[call_centre]\nwrap_up_s = 3\n").unwrap();
    let mut whole = CallFlow::new("default", plan());
    let mut parts = CallFlow::new("default", plan());
    for (number, (at, step)) in steps.iter().enumerate() {
        feed(&mut whole, *at, step);
        feed(&mut parts, *at, step);
        if number % 40 == 0 {
            let saved = serde_json::to_string(parts.state()).unwrap();
            parts = CallFlow::restore(plan(), serde_json::from_str(&saved).unwrap());
        }
    }
    assert_eq!(parts.agents(), whole.agents());
    assert_eq!(parts.queues(), whole.queues());
    assert_eq!(parts.counted().queue_overall("702"), whole.counted().queue_overall("702"));
}

#[test]
fn the_json_of_an_agent_has_its_names() {
    let mut script = Script::new();
    script.after(0, ADDED);
    paused(&mut script, 1_000, Some("tea"));
    let json = serde_json::to_value(script.flow.agents()).unwrap();
    let bob = &json[0];
    assert_eq!(
        (&bob["agent"], &bob["name"], &bob["state"]),
        (&"101".into(), &"Bob".into(), &"paused".into())
    );
    assert_eq!((&bob["reason"], &bob["queues"]), (&"tea".into(), &serde_json::json!(["sales"])));
    assert_eq!(bob["today"]["logged_in_ms"], 1_000);
    assert_eq!(bob["today"]["att_s"], serde_json::Value::Null);
    assert_eq!(bob["overall"]["occupancy"], 0.0);
    assert_eq!(bob["intervals"][1]["state"], "paused");
    assert_eq!(bob["intervals"][1]["to"], serde_json::Value::Null);
    let told = serde_json::to_value(&script.changes.last().unwrap().kind).unwrap();
    assert_eq!(told["type"], "agent.state");
    assert_eq!((&told["data"]["agent"], &told["data"]["state"]), (&"101".into(), &"paused".into()));
}
