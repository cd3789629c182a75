//! The session: login, answers, lists, deadlines, and what becomes of everything when the connection is lost.

use std::time::Duration;

use ami_proto::session::{Expect, Fate, Options, Output, Role, SendError, Session, Ticket};
use ami_proto::{Action, OwnedFrame};

mod any_order;

const BANNER: &str = "Asterisk Call Manager/11.0.0\r\n";
const SECOND: Duration = Duration::from_secs(1);

/// A session with its clock, and what it told in short words.
pub(crate) struct Talk {
    pub(crate) session: Session,
    pub(crate) now: Duration,
    pub(crate) told: Vec<String>,
}

impl Talk {
    fn begin(options: Options) -> Self {
        Self { session: Session::new(options, Duration::ZERO), now: Duration::ZERO, told: Vec::new() }
    }

    /// Logged in, with nothing told yet.
    pub(crate) fn logged_in() -> Self {
        let mut talk = Self::begin(options().plain().without_settings());
        talk.sent();
        talk.hears(BANNER);
        talk.hears("Response: Success\r\nActionID: t-1\r\nMessage: Authentication accepted\r\n\r\n");
        assert_eq!(std::mem::take(&mut talk.told), ["banner", "in"]);
        talk
    }

    /// Writes what is to be written, and gives it.
    fn sent(&mut self) -> String {
        let bytes = self.session.unsent().to_vec();
        self.session.wrote(bytes.len());
        String::from_utf8(bytes).unwrap()
    }

    pub(crate) fn hears(&mut self, bytes: &str) {
        self.session.receive(bytes.as_bytes(), self.now);
        self.poll();
    }

    fn waits(&mut self, time: Duration) {
        self.now += time;
        self.poll();
    }

    fn poll(&mut self) {
        while let Some(output) = self.session.poll(self.now) {
            self.told.push(word(&output));
        }
    }

    fn asks(&mut self, action: &str, expect: Expect) -> Ticket {
        let ticket = self.session.send(&Action::new(action), expect, 5 * SECOND, self.now).unwrap();
        self.sent();
        ticket
    }

    fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.told)
    }
}

fn options() -> Options {
    Options::new("callflow", "lo").action_ids("t")
}

fn word(output: &Output<'_>) -> String {
    match output {
        Output::Frame(role, frame) => match role {
            Role::Banner => "banner".into(),
            Role::LoggedIn => "in".into(),
            Role::Refused => format!("refused: {}", ami_proto::session::message(frame)),
            Role::Own => "own".into(),
            Role::Event => format!("event {}", frame.text("Event").unwrap()),
            Role::Outcome(_) => format!("outcome {}", frame.text("Event").unwrap()),
            Role::Answer { last, .. } => {
                let what = frame.text("Event").unwrap_or_else(|| frame.text("Response").unwrap());
                format!("{} {what}", if *last { "last" } else { "part" })
            }
            other => format!("{other:?}").to_lowercase(),
        },
        Output::Expired(_) => "expired".into(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_secret_is_proven_and_not_sent() {
    let mut talk = Talk::begin(options());
    assert_eq!(talk.sent(), "Action: Challenge\r\nAuthType: MD5\r\nActionID: t-1\r\n\r\n");
    talk.hears(&format!("{BANNER}Response: Success\r\nActionID: t-1\r\nChallenge: hel\r\n\r\n"));
    let answer = "Action: Login\r\nAuthType: MD5\r\nUsername: callflow\r\n\
                  Key: 5d41402abc4b2a76b9719d911017c592\r\nEvents: on\r\nActionID: t-2\r\n\r\n";
    assert_eq!(talk.sent(), answer);
    talk.hears("Response: Success\r\nActionID: t-2\r\nMessage: Authentication accepted\r\n\r\n");
    assert_eq!(talk.take(), ["banner", "own", "in"]);
    assert!(talk.session.is_logged_in());
    assert_eq!(talk.sent(), "Action: CoreSettings\r\nActionID: t-3\r\n\r\n");
    talk.hears("Response: Success\r\nActionID: t-3\r\nAMIversion: 11.0.0\r\nAsteriskVersion: 22.10.1+dfsg\r\nSystemName: \r\n\r\n");
    assert_eq!(talk.take(), ["own"]);
    let server = talk.session.server();
    assert_eq!((server.ami_version(), server.asterisk_version()), (Some((11, 0)), Some("22.10.1+dfsg")));
    assert_eq!((server.asterisk_major(), server.system_name()), (Some(22), None));
    assert!(server.capabilities().filter() && server.capabilities().command_output_headers());
}

#[test]
fn a_refusal_is_told_in_the_words_of_asterisk() {
    let mut talk = Talk::begin(options().plain());
    assert!(talk.sent().contains("Secret: lo\r\n"));
    talk.hears(&format!(
        "{BANNER}Response: Error\r\nActionID: t-1\r\nMessage: Authentication failed\r\n\r\n"
    ));
    assert_eq!(talk.take(), ["banner", "refused: Authentication failed"]);
    assert!(!talk.session.is_logged_in());
    let refused = talk.session.send(&Action::new("Ping"), Expect::Response, SECOND, talk.now);
    assert_eq!(refused.unwrap_err(), SendError::NotLoggedIn);
    // Whether the login expires matters no more.
    talk.waits(60 * SECOND);
    assert_eq!(talk.take(), Vec::<String>::new());
}

#[test]
fn the_version_is_known_from_the_greeting_where_it_may_not_be_asked() {
    for (banner, major, headers) in
        [("5.0.4", 16, true), ("2.10.5", 13, false), ("1.1", 8, false), ("12.0.0", 23, true)]
    {
        let mut talk = Talk::begin(options().plain());
        talk.hears(&format!("Asterisk Call Manager/{banner}\r\n"));
        talk.hears("Response: Success\r\nActionID: t-1\r\n\r\n");
        talk.hears("Response: Error\r\nActionID: t-2\r\nMessage: Permission denied\r\n\r\n");
        let server = talk.session.server();
        assert_eq!(server.asterisk_major(), Some(major), "{banner}");
        assert_eq!(server.settings_refused(), Some("Permission denied"));
        assert_eq!(server.capabilities().command_output_headers(), headers, "{banner}");
    }
}

#[test]
fn filters_stand_before_the_first_event_comes() {
    let mut talk =
        Talk::begin(options().plain().without_settings().events("call").filters(["Event: Hangup", "x"]));
    assert!(talk.sent().contains("Events: off\r\n"));
    talk.hears("Response: Success\r\nActionID: t-1\r\n\r\n");
    assert_eq!(
        talk.sent(),
        "Action: Filter\r\nOperation: Add\r\nFilter: Event: Hangup\r\nActionID: t-2\r\n\r\n"
    );
    talk.hears("Response: Success\r\nActionID: t-2\r\n\r\n");
    assert!(talk.sent().contains("Filter: x\r\n"));
    talk.hears("Response: Error\r\nActionID: t-3\r\nMessage: Filter format error\r\n\r\n");
    assert_eq!(talk.sent(), "Action: Events\r\nEventMask: call\r\nActionID: t-4\r\n\r\n");
    assert_eq!(talk.session.server().filter_refused(), Some("Filter format error"));
    // A filter that is never answered does not keep the events away for good.
    let mut talk = Talk::begin(options().plain().without_settings().filters(["x"]));
    talk.hears("Response: Success\r\nActionID: t-1\r\n\r\n");
    talk.sent();
    talk.waits(10 * SECOND);
    assert!(talk.sent().contains("Action: Events\r\nEventMask: on\r\n"));
}

#[test]
fn a_login_is_understood_where_a_proxy_gives_no_ids_back() {
    let mut talk = Talk::begin(options());
    talk.hears(BANNER);
    talk.hears("Response: Success\r\nChallenge: hel\r\n\r\n");
    assert!(talk.sent().contains("Key: 5d41402abc4b2a76b9719d911017c592\r\n"));
    talk.hears("Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
    assert_eq!(talk.take(), ["banner", "own", "in"]);
}

#[test]
fn a_login_has_its_time() {
    let mut talk = Talk::begin(options());
    talk.hears(BANNER);
    assert_eq!(talk.session.poll_timeout(), Some(10 * SECOND));
    talk.waits(10 * SECOND);
    talk.waits(10 * SECOND);
    assert_eq!(talk.take(), ["banner", "LoginExpired"]);
}

#[test]
fn answers_find_their_actions_whatever_their_order() {
    let mut talk = Talk::logged_in();
    let (one, two) = (talk.asks("Ping", Expect::Response), talk.asks("ListCommands", Expect::Response));
    assert_eq!(talk.session.under_way(), 2);
    let roles = |talk: &mut Talk, bytes: &str| {
        talk.session.receive(bytes.as_bytes(), talk.now);
        match talk.session.poll(talk.now) {
            Some(Output::Frame(role, _)) => role,
            other => panic!("{other:?}"),
        }
    };
    let answer = roles(&mut talk, "Response: Success\r\nActionID: t-3\r\nPing: (Priv: <none>)\r\n\r\n");
    assert_eq!(answer, Role::Answer { ticket: two, last: true });
    let answer = roles(&mut talk, "Response: Success\r\nActionID: t-2\r\n\r\n");
    assert_eq!(answer, Role::Answer { ticket: one, last: true });
    // Once answered, an id is nobody's.
    assert_eq!(roles(&mut talk, "Response: Success\r\nActionID: t-2\r\n\r\n"), Role::Foreign);
    assert_eq!(
        roles(&mut talk, "Response: Error\r\nMessage: Missing action in request\r\n\r\n"),
        Role::Foreign
    );
    assert_eq!(talk.session.under_way(), 0);
}

#[test]
fn lists_end_in_every_way_that_asterisk_knows() {
    let lists = [
        // Since Asterisk 1.8, most; 13 and later, all.
        (
            "EventList: start\r\nMessage: Channels will follow\r\n",
            "EventList: Complete\r\nListItems: 1\r\n",
            "XComplete",
        ),
        ("EventList: start\r\n", "EventList: cancelled\r\n", "X"),
        // Before.
        ("Message: Parked calls will follow\r\n", "Total: 1\r\n", "ParkedCallsComplete"),
        ("Message: Result will follow\n\r\n", "Val: 1\r\n", "DBGetResponse"),
    ];
    for (head, tail, name) in lists {
        let mut talk = Talk::logged_in();
        talk.asks("X", Expect::Response);
        talk.hears(&format!("Response: Success\r\nActionID: t-2\r\n{head}\r\n"));
        talk.hears(
            "Event: Item\r\nActionID: t-2\r\n\r\nEvent: Hangup\r\n\r\nEvent: Item\r\nActionID: other\r\n\r\n",
        );
        talk.hears(&format!("Event: {name}\r\nActionID: t-2\r\n{tail}\r\n"));
        talk.hears("Event: Item\r\nActionID: t-2\r\n\r\n");
        let last = format!("last {name}");
        let expected = ["part Success", "part Item", "event Hangup", "event Item", &last, "event Item"];
        assert_eq!(talk.take(), expected, "{name}");
    }
}

/// As Asterisk 16 and 22 do it: before `EventList` the item was the end.
#[test]
fn a_marked_list_does_not_end_with_an_item_that_once_ended_it() {
    let mut talk = Talk::logged_in();
    talk.asks("DBGet", Expect::Response);
    talk.hears(
        "Response: Success\r\nActionID: t-2\r\nEventList: start\r\nMessage: Result will follow\r\n\r\n",
    );
    talk.hears("Event: DBGetResponse\r\nVal: 1\r\nActionID: t-2\r\n\r\n");
    talk.hears("Event: DBGetComplete\r\nActionID: t-2\r\nEventList: Complete\r\nListItems: 1\r\n\r\n");
    assert_eq!(talk.take(), ["part Success", "part DBGetResponse", "last DBGetComplete"]);
    assert_eq!(talk.session.under_way(), 0);
}

#[test]
fn no_list_follows_an_error_nor_a_plain_answer() {
    for response in [
        "Response: Error\r\nActionID: t-2\r\nEventList: start\r\nMessage: No Contacts found\n\r\n\r\n",
        "Response: Success\r\nActionID: t-2\r\nMessage: Park successful\n\r\n\r\n",
        "Response: Follows\r\nActionID: t-2\r\nPrivilege: Command\r\nline\r\n--END COMMAND--\r\n\r\n",
        "Response: Success\r\nActionID: t-2\r\nMessage: Command output follows\r\nOutput: a\r\nOutput: \r\n\r\n",
    ] {
        let mut talk = Talk::logged_in();
        talk.asks("X", Expect::Response);
        talk.hears(response);
        assert!(talk.take()[0].starts_with("last "), "{response}");
    }
}

#[test]
fn an_originate_ends_with_its_outcome_which_is_an_event_for_all() {
    let outcome = Expect::Outcome("OriginateResponse");
    let response = "Response: Success\r\nActionID: t-2\r\nMessage: Originate successfully queued\r\n\r\n";
    let event = "Event: OriginateResponse\r\nActionID: t-2\r\nResponse: Failure\r\n\r\n";
    let mut talk = Talk::logged_in();
    talk.asks("Originate", outcome);
    talk.hears(&format!("{response}Event: Newchannel\r\n\r\n{event}"));
    assert_eq!(talk.take(), ["part Success", "event Newchannel", "outcome OriginateResponse"]);
    assert_eq!(talk.session.under_way(), 0);
    // The other way round, too.
    let mut talk = Talk::logged_in();
    talk.asks("Originate", outcome);
    talk.hears(&format!("{event}{response}"));
    assert_eq!(talk.take(), ["outcome OriginateResponse", "last Success"]);
    // And a refusal has none.
    let mut talk = Talk::logged_in();
    talk.asks("Originate", outcome);
    talk.hears("Response: Error\r\nActionID: t-2\r\nMessage: Extension does not exist.\r\n\r\n");
    assert_eq!(talk.take(), ["last Error"]);
}

#[test]
fn what_comes_after_its_deadline_is_late_and_no_event() {
    let mut talk = Talk::logged_in();
    let ticket = talk.asks("ParkedCalls", Expect::Response);
    assert_eq!(talk.session.poll_timeout(), Some(5 * SECOND));
    talk.waits(5 * SECOND);
    assert_eq!(talk.take(), ["expired"]);
    talk.hears("Response: Success\r\nActionID: t-2\r\nEventList: start\r\n\r\n");
    talk.hears("Event: ParkedCall\r\nActionID: t-2\r\n\r\nEvent: ParkedCall\r\n\r\n");
    talk.hears("Event: ParkedCallsComplete\r\nActionID: t-2\r\nEventList: Complete\r\n\r\n");
    assert_eq!(talk.take(), ["late", "late", "event ParkedCall", "late"]);
    assert!(talk.session.lose().all(|(lost, _)| lost != ticket));
}

#[test]
fn each_item_of_a_list_gives_it_new_time() {
    let mut talk = Talk::logged_in();
    talk.asks("Status", Expect::Response);
    talk.waits(4 * SECOND);
    talk.hears("Response: Success\r\nActionID: t-2\r\nEventList: start\r\n\r\n");
    talk.waits(4 * SECOND);
    talk.hears("Event: Status\r\nActionID: t-2\r\n\r\n");
    talk.waits(4 * SECOND);
    assert_eq!(talk.take(), ["part Success", "part Status"]);
    talk.waits(SECOND);
    assert_eq!(talk.take(), ["expired"]);
}

#[test]
fn a_silent_asterisk_is_asked_and_then_given_up() {
    let mut talk = Talk::logged_in();
    talk.waits(19 * SECOND);
    assert_eq!(talk.sent(), "");
    talk.waits(SECOND);
    assert_eq!(talk.sent(), "Action: Ping\r\nActionID: t-2\r\n\r\n");
    talk.hears("Response: Success\r\nActionID: t-2\r\nPing: Pong\r\n\r\n");
    assert_eq!(talk.take(), ["own"]);
    talk.waits(20 * SECOND);
    assert!(!talk.sent().is_empty());
    // Any byte is a sign of life.
    talk.waits(9 * SECOND);
    talk.hears("Event: Hang");
    talk.waits(20 * SECOND);
    assert!(!talk.sent().is_empty());
    talk.waits(10 * SECOND);
    talk.waits(100 * SECOND);
    assert_eq!(talk.take(), ["Silent"]);
}

#[test]
fn an_id_of_ones_own_is_kept_and_cannot_be_taken_twice() {
    let mut talk = Talk::logged_in();
    let action = Action::new("Ping").header("ActionID", "mine").unwrap();
    talk.session.send(&action, Expect::Response, SECOND, talk.now).unwrap();
    assert_eq!(talk.sent(), "Action: Ping\r\nActionID: mine\r\n\r\n");
    let again = talk.session.send(&action, Expect::Response, SECOND, talk.now);
    assert_eq!(again.unwrap_err(), SendError::ActionIdInUse);
    let ours = Action::new("Ping").header("ActionID", "t-99").unwrap();
    talk.session.send(&ours, Expect::Response, SECOND, talk.now).unwrap();
    talk.hears("Response: Success\r\nActionID: mine\r\n\r\nResponse: Success\r\nActionID: t-99\r\n\r\n");
    assert_eq!(talk.take(), ["last Success", "last Success"]);
    talk.session.send(&action, Expect::Response, SECOND, talk.now).unwrap();
}

#[test]
fn a_lost_connection_tells_what_was_never_sent_from_what_may_have_been_done() {
    let mut talk = Talk::logged_in();
    let answered = talk.asks("Ping", Expect::Response);
    talk.hears("Response: Success\r\nActionID: t-2\r\n\r\n");
    let sent = talk.asks("Hangup", Expect::Response);
    let half = talk.session.send(&Action::new("Park"), Expect::Response, SECOND, talk.now).unwrap();
    talk.session.wrote(3);
    let unsent = talk.session.send(&Action::new("Ping"), Expect::Response, SECOND, talk.now).unwrap();
    let fates: Vec<_> = talk.session.lose().collect();
    assert_eq!(fates, [(sent, Fate::Unknown), (half, Fate::Unknown), (unsent, Fate::NotSent)]);
    assert!(answered < sent);
}

#[test]
fn frames_that_are_too_large_and_noise_are_told() {
    let limits = ami_proto::Limits::DEFAULT.frame_bytes(64);
    let mut talk = Talk::begin(options().limits(limits));
    talk.hears(&format!("{BANNER}Event: X\r\nY: {}\r\n\r\n", "y".repeat(100)));
    talk.hears("noise\r\n\r\n");
    let told = talk.take();
    assert!(told[1].starts_with("Undecodable(FrameTooLong"), "{told:?}");
    assert_eq!(told[2], "garbage");
}

#[test]
fn nothing_shows_the_secret() {
    let session = Session::new(Options::new("callflow", "hunter2"), Duration::ZERO);
    assert!(!format!("{session:?}").contains("hunter2"));
    assert!(!format!("{:?}", Options::new("callflow", "hunter2")).contains("hunter2"));
    assert!(Options::new("call\nflow", "x").check().is_err());
    assert!(Options::new("callflow", "x\r\nAction: Command").check().is_err());
    assert_eq!(Options::new("callflow", "x").filters(["Event: Hangup"]).check(), Ok(()));
}

#[test]
fn every_recording_comes_out_whole_and_in_order() {
    for path in crate::captures::recordings() {
        let bytes = std::fs::read(&path).unwrap();
        let mut session = Session::new(options(), Duration::ZERO);
        let mut expected = ami_proto::frames(&bytes);
        for piece in bytes.chunks(1_000) {
            session.receive(piece, Duration::ZERO);
            while let Some(output) = session.poll(Duration::ZERO) {
                let Output::Frame(_, frame) = output else { panic!("{output:?} in {}", path.display()) };
                let next: Option<OwnedFrame> = expected.next().map(|frame| frame.unwrap().to_owned());
                assert_eq!(Some(frame.to_owned()), next, "{}", path.display());
            }
        }
    }
}
