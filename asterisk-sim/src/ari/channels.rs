//! What can be asked for of channels.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};

use super::answer::{Answer, Asked};
use super::channel::{Channel, Control, Entry, Party, State};
use super::json;
use super::life::{Begin, By, DIALS, End, LINE};
use super::people::Reply;
use super::request::{Body, Request};
use super::stage::Target;
use super::world::World;

/// How long a call waits for an answer unless something else is said.
const WAITS: Duration = Duration::from_secs(30);

pub(super) fn list(world: &World) -> Asked {
    Ok(Answer::ok(world.channels.values().map(json::channel).collect()))
}

pub(super) fn get(world: &World, id: &str) -> Asked {
    Ok(Answer::ok(json::channel(world.channel(id)?)))
}

/// The channel, if an application has it.
pub(super) fn in_stasis<'w>(world: &'w World, id: &str) -> Result<&'w Channel, Answer> {
    let channel = world.channel(id)?;
    channel.app().map(|_| channel).ok_or_else(Answer::not_in_stasis)
}

/// The target of what is played and recorded: a channel of an application that is dialled already.
pub(super) fn target(world: &World, id: &str) -> Result<Target, Answer> {
    let channel = in_stasis(world, id)?;
    if channel.state == State::Down {
        return Err(Answer::error(412, "Precondition Failed", "Channel in invalid state"));
    }
    Ok(Target::Channel(id.to_owned()))
}

/// What is wanted of a new channel to a telephone.
struct Wanted {
    endpoint: String,
    caller: Party,
    reply: Reply,
    id: Option<String>,
    variables: Vec<(String, String)>,
}

fn wanted(world: &World, request: &Request, id: Option<&str>) -> Result<Wanted, Answer> {
    if request.body == Body::Broken {
        return Err(Answer::unreadable());
    }
    let endpoint = request.get("endpoint").ok_or_else(|| Answer::invalid("Endpoint must be specified"))?;
    if !endpoint.contains('/') {
        return Err(Answer::invalid("Invalid endpoint specified"));
    }
    let variables = variables(request, world.facts.major)?;
    let id = id.map(str::to_owned).or_else(|| request.get("channelId"));
    let phone = world.phone(&endpoint).filter(|phone| phone.reply != Reply::Unreachable);
    let phone = phone.ok_or_else(Answer::no_channel)?;
    if id.as_ref().is_some_and(|id| world.channels.contains_key(id)) {
        return Err(Answer::conflict("Channel with given unique ID already exists"));
    }
    let caller = Party { name: phone.name.clone(), number: phone.resource().to_owned() };
    Ok(Wanted { caller, reply: phone.reply, id, variables, endpoint })
}

/// `variables` of the body.
fn variables(request: &Request, major: u32) -> Result<Vec<(String, String)>, Answer> {
    if request.body == Body::Broken {
        return Err(Answer::unreadable());
    }
    let Some(Value::Object(variables)) = request.fields().and_then(|fields| fields.get("variables")) else {
        return Ok(Vec::new());
    };
    let text = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::Object(fields) if major >= 22 => fields.get("value").and_then(Value::as_str),
            value => value.as_str(),
        };
        value.map(|value| (name.clone(), value.to_owned())).ok_or_else(|| {
            Answer::invalid(if major >= 22 {
                "Each value in 'variables' must be a string or an object with 'value' and optional \
                 'report_events'"
            } else {
                "Only string values in the 'variables' object allowed"
            })
        })
    };
    variables.iter().map(text).collect()
}

fn entry(request: &Request) -> Option<Entry> {
    let app = request.get("app")?;
    Some(Entry { app, args: request.list("appArgs") })
}

pub(super) fn originate(world: &mut World, request: &Request, id: Option<&str>) -> Asked {
    let wanted = wanted(world, request, id)?;
    let entry = entry(request);
    if entry.is_none() && request.get("extension").is_none() {
        return Err(Answer::invalid("Application or extension must be specified"));
    }
    let app = entry.as_ref().map(|entry| entry.app.clone());
    let Wanted { endpoint, caller, reply, id, variables } = wanted;
    let originator = request.get("originator").and_then(|id| world.channels.get(&id));
    let begin = Begin {
        id,
        endpoint,
        state: State::Down,
        caller,
        context: "from-internal",
        exten: "s".into(),
        control: Control::Dialled(entry),
        reply: Some(reply),
        linkedid: originator.map(|channel| channel.linkedid.clone()),
        media_to: None,
        steps: Vec::new(),
    };
    let id = world.begin_to_phone(begin);
    world.set_application(&id, DIALS, LINE);
    for (name, value) in &variables {
        world.set_variable(&id, name, value);
    }
    if let Some(caller_id) = request.get("callerId") {
        let party = Party::read(&caller_id);
        for is_caller in [false, true] {
            if let Some(channel) = world.channels.get_mut(&id) {
                *(if is_caller { &mut channel.caller } else { &mut channel.connected }) = party.clone();
            }
            world.tell_party(&id, is_caller);
        }
    }
    // From here on the application hears of it, also when it has not entered it.
    if let Some(app) = app {
        world.follow(&app, &id);
    }
    let answer = Answer::ok(json::channel(world.channel(&id)?));
    let seconds = request.number("timeout").unwrap_or_else(|| i64::try_from(WAITS.as_secs()).unwrap_or(30));
    world.dial(&id, u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs));
    Ok(answer)
}

pub(super) fn create(world: &mut World, request: &Request) -> Asked {
    let wanted = wanted(world, request, None)?;
    let entry = entry(request).ok_or_else(|| Answer::missing("app"))?;
    let Wanted { endpoint, caller, reply, id, variables } = wanted;
    let id = world.begin_to_phone(Begin {
        id,
        endpoint,
        state: State::Down,
        caller,
        context: "from-internal",
        exten: "s".into(),
        control: Control::DialPlan,
        reply: Some(reply),
        linkedid: None,
        media_to: None,
        steps: Vec::new(),
    });
    let answer = Answer::ok(json::channel(world.channel(&id)?));
    for (name, value) in &variables {
        world.set_variable(&id, name, value);
    }
    world.follow(&entry.app, &id);
    world.set_application(&id, "Stasis", &entry.data());
    world.enter(&id, &entry);
    Ok(answer)
}

pub(super) fn external_media(world: &mut World, request: &Request) -> Asked {
    let entry = entry(request).ok_or_else(|| Answer::invalid("app cannot be empty"))?;
    let host = request.get("external_host").ok_or_else(|| {
        Answer::invalid("external_host is required for all but websocket server connections")
    })?;
    if request.get("format").is_none() {
        return Err(Answer::invalid("format cannot be empty"));
    }
    let id = request.get("channelId");
    if id.as_ref().is_some_and(|id| world.channels.contains_key(id)) {
        return Err(Answer::conflict("Channel with given unique ID already exists"));
    }
    let Ok(address) = host.parse::<SocketAddr>() else {
        return Err(Answer::failed("An internal error prevented this request from being handled"));
    };
    let id = world.begin(Begin {
        id,
        endpoint: format!("UnicastRTP/{host}"),
        state: State::Down,
        caller: Party::default(),
        context: "default",
        exten: "s".into(),
        control: Control::DialPlan,
        reply: None,
        linkedid: None,
        media_to: Some(address),
        steps: Vec::new(),
    });
    world.set_variable(&id, "UNICASTRTP_LOCAL_ADDRESS", "127.0.0.1");
    world.set_variable(&id, "UNICASTRTP_LOCAL_PORT", "10000");
    let answer = Answer::ok(json::channel(world.channel(&id)?));
    world.follow(&entry.app, &id);
    world.set_state(&id, State::Up);
    world.enter(&id, &entry);
    Ok(answer)
}

pub(super) fn dial(world: &mut World, id: &str, request: &Request) -> Asked {
    let channel = in_stasis(world, id)?;
    if let Some(caller) = request.get("caller")
        && !world.channels.contains_key(&caller)
    {
        return Err(Answer::not_found("Calling channel not found"));
    }
    if channel.state != State::Down || channel.dialling.is_some() {
        return Err(Answer::conflict("Channel is not in the 'Down' state"));
    }
    let seconds = request.number("timeout").and_then(|seconds| u64::try_from(seconds).ok());
    world.dial(id, seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs));
    Ok(Answer::done())
}

/// What `reason` may say, with the cause that it stands for.
const REASONS: [(&str, u8); 13] = [
    ("normal", 16),
    ("busy", 17),
    ("congestion", 34),
    ("no_answer", 19),
    ("timeout", 18),
    ("rejected", 21),
    ("unallocated", 1),
    ("normal_unspecified", 31),
    ("number_incomplete", 28),
    ("codec_mismatch", 58),
    ("interworking", 127),
    ("failure", 38),
    ("answered_elsewhere", 26),
];

pub(super) fn hangup(world: &mut World, id: &str, request: &Request) -> Asked {
    world.channel(id)?;
    let cause = match (request.get("reason"), request.get("reason_code")) {
        (Some(_), Some(_)) => {
            return Err(Answer::invalid("The reason and reason_code can't both be specified"));
        }
        (Some(reason), None) => {
            REASONS.iter().find(|(name, _)| *name == reason).map(|(_, cause)| *cause).ok_or_else(|| {
                Answer::error(400, "Invalid Reason", "Invalid reason for hangup reason provided")
            })?
        }
        (None, Some(code)) => code.parse::<u8>().ok().filter(|code| *code < 128).ok_or_else(|| {
            Answer::error(400, "Invalid Reason Code", "Invalid reason for hangup reason code provided")
        })?,
        (None, None) => 16,
    };
    world.end(id, End { cause, by: By::Request });
    Ok(Answer::done())
}

pub(super) fn answer(world: &mut World, id: &str) -> Asked {
    in_stasis(world, id)?;
    world.set_state(id, State::Up);
    Ok(Answer::done())
}

/// Goes on in the dial plan. There is none here: the channel ends there.
pub(super) fn go_on(world: &mut World, id: &str) -> Asked {
    in_stasis(world, id)?;
    world.leave_bridge(id, true);
    world.leave(id);
    world.end(id, End { cause: 16, by: By::Asterisk });
    Ok(Answer::done())
}

pub(super) fn move_to(world: &mut World, id: &str, request: &Request) -> Asked {
    let from = in_stasis(world, id)?.app().unwrap_or_default().to_owned();
    let entry = entry(request).ok_or_else(|| Answer::missing("app"))?;
    if world.apps.get(&entry.app).is_none_or(|app| app.socket.is_none()) {
        let channel = json::channel(world.channel(id)?);
        let fields = json!({ "channel": channel, "destination": entry.app, "args": entry.args });
        world.tell(&[super::told::About::App(&from)], "ApplicationMoveFailed", fields);
        return Ok(Answer::done());
    }
    world.leave_bridge(id, true);
    world.leave(id);
    world.enter(id, &entry);
    Ok(Answer::done())
}

/// `hold` and `moh`, on or off.
pub(super) fn music(world: &mut World, id: &str, on: bool) -> Asked {
    in_stasis(world, id)?;
    let before = world.channels.get_mut(id).is_some_and(|channel| std::mem::replace(&mut channel.music, on));
    match (before, on) {
        (false, true) => world.ami_tell(id, "MusicOnHoldStart", "call", &[("Class", "default")]),
        (true, false) => world.ami_tell(id, "MusicOnHoldStop", "call", &[]),
        _ => {}
    }
    Ok(Answer::done())
}

pub(super) fn mute(world: &World, id: &str, request: &Request) -> Asked {
    in_stasis(world, id)?;
    match request.get("direction").as_deref() {
        None => Err(Answer::invalid("Direction is required")),
        Some("in" | "out" | "both") => Ok(Answer::done()),
        Some(_) => Err(Answer::invalid("Invalid direction specified")),
    }
}

pub(super) fn dtmf(world: &mut World, id: &str, request: &Request) -> Asked {
    in_stasis(world, id)?;
    let keys = request.get("dtmf").ok_or_else(|| Answer::invalid("DTMF is required"))?;
    for key in keys.chars().filter(|key| key.is_ascii_digit() || "*#ABCDabcd".contains(*key)) {
        let digit = key.to_string();
        world.ami_tell(id, "DTMFBegin", "dtmf", &[("Digit", &digit), ("Direction", "Sent")]);
        let end = [("Digit", digit.as_str()), ("DurationMs", "100"), ("Direction", "Sent")];
        world.ami_tell(id, "DTMFEnd", "dtmf", &end);
    }
    Ok(Answer::done())
}

pub(super) fn variable(world: &World, id: &str, request: &Request) -> Asked {
    let name = name_of_variable(request)?;
    let Some(channel) = world.channels.get(id) else {
        return Err(Answer::error(404, "Channel Not Found", "Provided channel was not found"));
    };
    let value = value_of(channel, &name).or_else(|| world.globals.get(&name).cloned());
    let missing = || Answer::error(404, "Variable Not Found", "Provided variable was not found");
    Ok(Answer::ok(json!({ "value": value.ok_or_else(missing)? })))
}

pub(super) fn set_variable(world: &mut World, id: &str, request: &Request) -> Asked {
    in_stasis(world, id)?;
    let name = name_of_variable(request)?;
    world.set_variable(id, &name, &request.get("value").unwrap_or_default());
    Ok(Answer::done())
}

pub(super) fn set_variables(world: &mut World, id: &str, request: &Request) -> Asked {
    in_stasis(world, id)?;
    for (name, value) in variables(request, world.facts.major)? {
        world.set_variable(id, &name, &value);
    }
    Ok(Answer::done())
}

fn name_of_variable(request: &Request) -> Result<String, Answer> {
    request.get("variable").ok_or_else(|| Answer::invalid("Variable name is required"))
}

fn value_of(channel: &Channel, name: &str) -> Option<String> {
    Some(match name {
        "CALLERID(num)" => channel.caller.number.clone(),
        "CALLERID(name)" => channel.caller.name.clone(),
        "CONNECTEDLINE(num)" => channel.connected.number.clone(),
        "CONNECTEDLINE(name)" => channel.connected.name.clone(),
        "CHANNEL" | "CHANNEL(name)" => channel.name.clone(),
        "UNIQUEID" => channel.id.clone(),
        "EXTEN" => channel.exten.clone(),
        name => channel.variables.get(name)?.clone(),
    })
}

impl World {
    /// Makes a channel to a telephone, with what is done there.
    fn begin_to_phone(&mut self, mut begin: Begin) -> String {
        if let Some(phone) = self.phone(&begin.endpoint) {
            begin.steps.clone_from(&phone.steps);
        }
        self.begin(begin)
    }

    /// An application hears of a channel from now on, if it is there.
    fn follow(&mut self, app: &str, id: &str) {
        if let Some(app) = self.apps.get_mut(app) {
            super::told::subscribe(&mut app.channels, id);
        }
    }
}
