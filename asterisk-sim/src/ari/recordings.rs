//! What is recorded, and what was.

use std::time::Duration;

use serde_json::{Value, json};

use super::answer::{Answer, Asked, Content};
use super::people::When;
use super::request::Request;
use super::stage::{Target, Turn};
use super::told::About;
use super::world::{Live, Stored, Timer, World};

const NOT_FOUND: &str = "Recording not found";
const FORMATS: [&str; 9] = ["wav", "wav49", "gsm", "ulaw", "alaw", "sln", "sln16", "g722", "WAV"];

impl Live {
    fn to_json(&self, name: &str) -> Value {
        json!({
            "name": name,
            "format": self.format,
            "state": self.state,
            "target_uri": self.target.uri(),
        })
    }

    fn length(&self, now: Duration) -> Duration {
        let running = self.state == "recording";
        self.before + if running { now.saturating_sub(self.since) } else { Duration::ZERO }
    }
}

/// `POST …/record`, once the target is known to be fit for it.
pub(super) fn record(world: &mut World, request: &Request, target: Target) -> Asked {
    let format = request.get("format").unwrap_or_default();
    if !FORMATS.contains(&format.as_str()) {
        return Err(Answer::unprocessable("specified format is unknown on this system"));
    }
    let name = request.get("name").filter(|name| !name.contains(".."));
    let Some(name) = name else { return Err(Answer::failed("Error parsing request")) };
    for (parameter, words) in
        [("maxDurationSeconds", "max_duration_seconds"), ("maxSilenceSeconds", "max_silence_seconds")]
    {
        if request.number(parameter).is_some_and(|seconds| seconds < 0) {
            return Err(Answer::invalid(format!("{words} cannot be negative")));
        }
    }
    let if_exists = request.get("ifExists").unwrap_or_else(|| "fail".into());
    if !["fail", "overwrite", "append"].contains(&if_exists.as_str()) {
        return Err(Answer::invalid("ifExists invalid"));
    }
    let ends_with = request.get("terminateOn").unwrap_or_else(|| "none".into());
    let ends_with = match ends_with.as_str() {
        "none" => "",
        "any" => "0123456789*#ABCD",
        key @ ("*" | "#") => key,
        _ => return Err(Answer::invalid("terminateOn invalid")),
    };
    if world.live.contains_key(&name) || (if_exists == "fail" && world.stored.contains_key(&name)) {
        return Err(Answer::conflict(format!(
            "Recording '{name}' already exists and can not be overwritten"
        )));
    }
    let seconds = |parameter| request.number(parameter).and_then(|seconds| u64::try_from(seconds).ok());
    let live = Live {
        format,
        target: target.clone(),
        state: "queued",
        begun: 0,
        since: world.now,
        before: Duration::ZERO,
        longest: seconds("maxDurationSeconds").filter(|seconds| *seconds > 0).map(Duration::from_secs),
        ends_with: ends_with.to_owned(),
        minds_silence: seconds("maxSilenceSeconds").is_some_and(|seconds| seconds > 0),
        appends: if_exists == "append",
    };
    let answer = Answer::created(live.to_json(&name), format!("/ari/recordings/live/{name}"));
    world.live.insert(name.clone(), live);
    match &target {
        Target::Channel(id) if world.channels.get(id).is_some_and(|channel| channel.bridge.is_some()) => {
            world.recording_fails(&name, "Cannot record channel while in bridge");
        }
        Target::Channel(_) => world.put_on(&target, Turn::Recording(name)),
        // Each recording of a bridge has a channel of its own in it.
        Target::Bridge(_) => world.recording_begins(&name),
    }
    Ok(answer)
}

/// `/recordings/live/NAME…`
pub(super) fn live(world: &mut World, name: &str) -> Asked {
    let live = world.live.get(name).ok_or_else(|| Answer::not_found(NOT_FOUND))?;
    Ok(Answer::ok(live.to_json(name)))
}

pub(super) fn stop(world: &mut World, name: &str, state: &'static str) -> Asked {
    let live = world.live.get(name).ok_or_else(|| Answer::not_found(NOT_FOUND))?;
    if live.state == "queued" {
        let target = live.target.clone();
        world.live.remove(name);
        world.turn_is_over(&target, &Turn::Recording(name.to_owned()));
    } else {
        world.recording_ends(name, state);
    }
    Ok(Answer::done())
}

/// `pause`, `unpause`, `mute`, `unmute`.
pub(super) fn change(world: &mut World, name: &str, pauses: Option<bool>) -> Asked {
    let now = world.now;
    let live = world.live.get_mut(name).ok_or_else(|| Answer::not_found(NOT_FOUND))?;
    match (live.state, pauses) {
        ("queued", _) => return Err(Answer::conflict("Recording not in session")),
        ("recording", Some(true)) => {
            live.before = live.length(now);
            live.state = "paused";
        }
        ("paused", Some(false)) => {
            live.since = now;
            live.state = "recording";
        }
        _ => {}
    }
    Ok(Answer::done())
}

/// `/recordings/stored…`
pub(super) fn list(world: &World) -> Asked {
    let one = |(name, stored): (&String, &Stored)| json!({ "name": name, "format": stored.format });
    Ok(Answer::ok(world.stored.iter().map(one).collect()))
}

pub(super) fn stored(world: &World, name: &str) -> Asked {
    let stored = found(world, name)?;
    Ok(Answer::ok(json!({ "name": name, "format": stored.format })))
}

pub(super) fn file(world: &World, name: &str) -> Asked {
    let stored = found(world, name)?;
    Ok(Answer::new(200, "OK", Content::File("audio/wav", silence(stored.length))))
}

pub(super) fn delete(world: &mut World, name: &str) -> Asked {
    found(world, name)?;
    world.stored.remove(name);
    Ok(Answer::done())
}

pub(super) fn copy(world: &mut World, name: &str, request: &Request) -> Asked {
    let stored = found(world, name)?.clone();
    let Some(to) = request.get("destinationRecordingName") else {
        return Err(Answer::error(400, "Bad request", "Invalid destination recording name"));
    };
    if world.stored.contains_key(&to) {
        return Err(Answer::conflict("A recording with the same name already exists on the system"));
    }
    let answer = Answer::ok(json!({ "name": to, "format": stored.format }));
    world.stored.insert(to, stored);
    Ok(answer)
}

fn found<'w>(world: &'w World, name: &str) -> Result<&'w Stored, Answer> {
    world.stored.get(name).ok_or_else(|| Answer::not_found(NOT_FOUND))
}

/// A WAV file of so much silence: 8,000 samples a second of 16 bits.
fn silence(length: Duration) -> Vec<u8> {
    let samples = usize::try_from(length.as_millis() * 8).unwrap_or(0).min(8_000 * 3_600);
    let bytes = u32::try_from(samples * 2).unwrap_or(0);
    let mut file = Vec::with_capacity(44 + samples * 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + bytes).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    file.extend_from_slice(&bytes.to_le_bytes());
    file.resize(44 + samples * 2, 0);
    file
}

impl World {
    pub(super) fn recording_begins(&mut self, name: &str) {
        let (begun, now) = (self.draw(), self.now);
        let Some(live) = self.live.get_mut(name) else { return };
        (live.state, live.begun, live.since) = ("recording", begun, now);
        let (longest, target) = (live.longest, live.target.clone());
        self.tell_recording(name, "RecordingStarted", json!({}));
        if let Some(longest) = longest {
            self.after(longest, Timer::Recorded { name: name.to_owned(), begun });
        }
        for id in self.channels_of(&target) {
            self.happened(&id, &When::Recorded);
        }
    }

    pub(super) fn recorded_enough(&mut self, name: &str, begun: u64) {
        let now = self.now;
        let Some(live) = self.live.get(name).filter(|live| live.begun == begun) else { return };
        let left = live.longest.unwrap_or_default().saturating_sub(live.length(now));
        if left.is_zero() {
            self.recording_ends(name, "done");
        } else {
            // It was paused meanwhile; a second is what its length is told in.
            let later = left.max(Duration::from_secs(1));
            self.after(later, Timer::Recorded { name: name.to_owned(), begun });
        }
    }

    pub(super) fn key_ends_recording(&mut self, id: &str, key: char) {
        let target = Target::Channel(id.to_owned());
        let is_meant = |(_, live): &(&String, &Live)| {
            live.state != "queued" && live.target == target && live.ends_with.contains(key)
        };
        if let Some(name) = self.live.iter().find(is_meant).map(|(name, _)| name.clone()) {
            self.recording_ends(&name, "done");
        }
    }

    /// It is over: stored, unless it is `canceled`.
    pub(super) fn recording_ends(&mut self, name: &str, state: &'static str) {
        let now = self.now;
        let Some(live) = self.live.get_mut(name) else { return };
        let mut length = live.length(now);
        // Who throws one away hears nothing else than who keeps it.
        live.state = "done";
        let seconds = length.as_secs();
        let mut fields = json!({ "duration": seconds });
        if let Some(fields) = fields.as_object_mut().filter(|_| live.minds_silence) {
            fields.insert("talking_duration".into(), seconds.into());
            fields.insert("silence_duration".into(), 0.into());
        }
        self.tell_recording(name, "RecordingFinished", fields);
        let Some(live) = self.live.remove(name) else { return };
        if state != "canceled" {
            if live.appends {
                length += self.stored.get(name).map(|stored| stored.length).unwrap_or_default();
            }
            self.stored.insert(name.to_owned(), Stored { format: live.format, length });
        }
        self.turn_is_over(&live.target, &Turn::Recording(name.to_owned()));
    }

    fn recording_fails(&mut self, name: &str, cause: &str) {
        let Some(live) = self.live.get_mut(name) else { return };
        live.state = "failed";
        self.tell_recording(name, "RecordingFailed", json!({ "cause": cause }));
        self.live.remove(name);
    }

    fn tell_recording(&mut self, name: &str, kind: &str, further: Value) {
        let Some(live) = self.live.get(name) else { return };
        let mut recording = live.to_json(name);
        if let (Some(recording), Value::Object(further)) = (recording.as_object_mut(), further) {
            recording.extend(further);
        }
        let target = live.target.clone();
        self.tell(&[About::of(&target)], kind, json!({ "recording": recording }));
    }
}
