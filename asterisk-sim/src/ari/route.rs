//! Which request asks for what.

use super::answer::{Answer, Asked};
use super::request::{Method, Request};
use super::world::World;
use super::{applications, bridges, channels, playbacks, recordings, system};

/// Carries out a request that is allowed.
pub(super) fn answer(world: &mut World, request: &Request) -> Asked {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["channels", rest @ ..] => of_channels(world, request, rest),
        ["bridges", rest @ ..] => of_bridges(world, request, rest),
        ["playbacks", rest @ ..] => of_playbacks(world, request, rest),
        ["recordings", rest @ ..] => of_recordings(world, request, rest),
        ["applications", rest @ ..] => of_applications(world, request, rest),
        ["events", "user", event] => match request.method {
            Method::Post => applications::user_event(world, event, request),
            _ => Err(wrong_method()),
        },
        ["", ..] => Err(wrong_method()),
        path => of_system(world, request, path),
    }
}

fn unknown() -> Answer {
    Answer::not_found("Resource not found")
}

fn wrong_method() -> Answer {
    Answer::error(405, "Method Not Allowed", "Invalid method")
}

fn of_channels(world: &mut World, request: &Request, path: &[&str]) -> Asked {
    use Method::{Delete, Get, Post};
    match (path, request.method) {
        ([], Get) => channels::list(world),
        ([], Post) => channels::originate(world, request, None),
        (["create"], Post) => channels::create(world, request),
        (["externalMedia"], Post) => channels::external_media(world, request),
        ([id], Get) => channels::get(world, id),
        ([id], Post) => channels::originate(world, request, Some(id)),
        ([id], Delete) => channels::hangup(world, id, request),
        ([id, "answer"], Post) => channels::answer(world, id),
        ([id, "continue"], Post) => channels::go_on(world, id),
        ([id, "move"], Post) => channels::move_to(world, id, request),
        ([id, "dial"], Post) => channels::dial(world, id, request),
        ([id, "dtmf"], Post) => channels::dtmf(world, id, request),
        ([id, "mute"], Post | Delete) => channels::mute(world, id, request),
        ([id, "hold" | "moh"], Post) => channels::music(world, id, true),
        ([id, "hold" | "moh"], Delete) => channels::music(world, id, false),
        // Nobody hears it, so nothing comes of it.
        ([id, "ring" | "silence"], Post | Delete) => channels::in_stasis(world, id).map(|_| Answer::done()),
        ([id, "progress"], Post) if world.facts.major >= 22 => {
            channels::in_stasis(world, id).map(|_| Answer::done())
        }
        ([id, "variable"], Get) => channels::variable(world, id, request),
        ([id, "variable"], Post) => channels::set_variable(world, id, request),
        ([id, "variables"], Post) if world.facts.major >= 22 => channels::set_variables(world, id, request),
        ([id, "play"], Post) => {
            let target = channels::target(world, id)?;
            playbacks::play(world, request, target, None)
        }
        ([id, "play", playback], Post) => {
            let target = channels::target(world, id)?;
            playbacks::play(world, request, target, Some((*playback).to_owned()))
        }
        ([id, "record"], Post) => {
            let target = channels::target(world, id)?;
            recordings::record(world, request, target)
        }
        ([id, what @ ("transfer_progress" | "variables")], _) if world.facts.major >= 22 => {
            world.channel(id)?;
            Err(Answer::not_simulated(what))
        }
        ([id, what @ ("redirect" | "snoop" | "rtp_statistics")], _) => {
            world.channel(id)?;
            Err(Answer::not_simulated(what))
        }
        ([_], _)
        | ([], _)
        | ([_, "answer" | "continue" | "move" | "dial" | "dtmf" | "play" | "record"], _) => {
            Err(wrong_method())
        }
        _ => Err(unknown()),
    }
}

fn of_bridges(world: &mut World, request: &Request, path: &[&str]) -> Asked {
    use Method::{Delete, Get, Post};
    match (path, request.method) {
        ([], Get) => bridges::list(world),
        ([], Post) => bridges::create(world, request, None),
        ([id], Get) => bridges::get(world, id),
        ([id], Post) => bridges::create(world, request, Some(id)),
        ([id], Delete) => bridges::destroy(world, id),
        ([id, "addChannel"], Post) => bridges::add(world, id, request),
        ([id, "removeChannel"], Post) => bridges::remove(world, id, request),
        ([id, "moh"], Post) => bridges::music(world, id, true),
        ([id, "moh"], Delete) => bridges::music(world, id, false),
        ([id, "play"], Post) => {
            let target = bridges::target(world, id)?;
            playbacks::play(world, request, target, None)
        }
        ([id, "play", playback], Post) => {
            let target = bridges::target(world, id)?;
            playbacks::play(world, request, target, Some((*playback).to_owned()))
        }
        ([id, "record"], Post) => {
            let target = bridges::target(world, id)?;
            recordings::record(world, request, target)
        }
        ([id, what @ ("videoSource" | "variable" | "variables")], _) => {
            bridges::get(world, id)?;
            Err(Answer::not_simulated(what))
        }
        ([], _) | ([_], _) | ([_, "addChannel" | "removeChannel" | "moh" | "play" | "record"], _) => {
            Err(wrong_method())
        }
        _ => Err(unknown()),
    }
}

fn of_playbacks(world: &mut World, request: &Request, path: &[&str]) -> Asked {
    use Method::{Delete, Get, Post};
    match (path, request.method) {
        ([id], Get) => playbacks::get(world, id),
        ([id], Delete) => playbacks::stop(world, id),
        ([id, "control"], Post) => playbacks::control(world, id, request),
        ([_] | [_, "control"], _) => Err(wrong_method()),
        _ => Err(unknown()),
    }
}

fn of_recordings(world: &mut World, request: &Request, path: &[&str]) -> Asked {
    use Method::{Delete, Get, Post};
    match (path, request.method) {
        (["stored"], Get) => recordings::list(world),
        (["stored", name], Get) => recordings::stored(world, name),
        (["stored", name], Delete) => recordings::delete(world, name),
        (["stored", name, "file"], Get) => recordings::file(world, name),
        (["stored", name, "copy"], Post) => recordings::copy(world, name, request),
        (["live", name], Get) => recordings::live(world, name),
        (["live", name], Delete) => recordings::stop(world, name, "canceled"),
        (["live", name, "stop"], Post) => recordings::stop(world, name, "done"),
        (["live", name, "pause"], Post) => recordings::change(world, name, Some(true)),
        (["live", name, "pause"], Delete) => recordings::change(world, name, Some(false)),
        (["live", name, "mute"], Post | Delete) => recordings::change(world, name, None),
        (["stored"] | ["stored" | "live", _] | ["stored", _, "file" | "copy"], _)
        | (["live", _, "stop" | "pause" | "mute"], _) => Err(wrong_method()),
        _ => Err(unknown()),
    }
}

fn of_applications(world: &mut World, request: &Request, path: &[&str]) -> Asked {
    use Method::{Delete, Get, Post, Put};
    match (path, request.method) {
        ([], Get) => applications::list(world),
        ([name], Get) => applications::get(world, name),
        ([name, "subscription"], Post) => applications::subscribe_to(world, name, request),
        ([name, "subscription"], Delete) => applications::unsubscribe_from(world, name, request),
        ([name, "eventFilter"], Put) => applications::filter(world, name, request),
        ([] | [_] | [_, "subscription" | "eventFilter"], _) => Err(wrong_method()),
        _ => Err(unknown()),
    }
}

fn of_system(world: &mut World, request: &Request, path: &[&str]) -> Asked {
    use Method::{Delete, Get, Post, Put};
    match (path, request.method) {
        (["asterisk", "info"], Get) => system::info(world, request),
        (["asterisk", "ping"], Get) => system::ping(world),
        (["asterisk", "variable"], Get) => system::global(world, request),
        (["asterisk", "variable"], Post) => system::set_global(world, request),
        (["endpoints"], Get) => system::endpoints(world, None),
        (["endpoints", technology], Get) => system::endpoints(world, Some(technology)),
        (["endpoints", technology, resource], Get) => system::endpoint(world, technology, resource),
        (["deviceStates"], Get) => system::devices(world),
        (["deviceStates", device], Get) => system::device(world, device),
        (["deviceStates", device], Put) => system::set_device(world, device, request),
        (["deviceStates", device], Delete) => system::delete_device(world, device),
        (["asterisk", "info" | "ping" | "variable"] | ["endpoints" | "deviceStates", ..], _) => {
            Err(wrong_method())
        }
        (["asterisk" | "sounds" | "mailboxes" | "events", ..], _) => {
            Err(Answer::not_simulated(&path.join("/")))
        }
        _ => Err(unknown()),
    }
}
