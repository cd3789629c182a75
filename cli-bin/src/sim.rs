//! `callflow sim`: a simulated Asterisk that plays recordings.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use anyhow::anyhow;
use asterisk_sim::{
    Audience, Capture, CaptureError, Ids, Options, Pace, Rounds, Script, Sim, Stamps, Track, User, demo,
};
use callflow_server::stop_signal;

use crate::cli::{SimArgs, Speed, Trouble, Wait};
use crate::failure::Failure;
use crate::terminal;

pub(crate) const SECRET_VARIABLE: &str = "CALLFLOW_SIM_SECRET";
const USUAL_SECRET: &str = "secret";

/// When the last event is on its way, a client may have asked something a moment before. A connection that is
/// closed on a question is reset, and with it goes what the client has not read yet.
const LINGER: Duration = Duration::from_secs(1);

/// Runs the command.
pub(crate) fn run(args: &SimArgs) -> Result<(), Failure> {
    let played = captures(args)?;
    let (user, password) = user(args)?;
    let mut options = Options::new()
        .listen(args.listen)
        .user(user)
        .script(script(args, &played)?)
        .buffer(args.buffer)
        .slow_reader(args.slow_reader)
        .login_within(args.login_within)
        .seed(args.seed);
    if let Some(asterisk) = args.asterisk {
        options = options.version(asterisk.version());
    }
    options = args.fault.iter().cloned().fold(options, |options, trouble| match trouble {
        Trouble::Fault(fault) => options.fault(fault),
        Trouble::Outage(outage) => options.outage(outage),
    });
    if let Some(ari) = args.rest.setup() {
        options = options.ari(ari);
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Work(error.into()))?;
    runtime.block_on(async {
        let stop = pin!(stop_signal());
        let sim = Sim::bind(options).await.map_err(|error| {
            let (addresses, flags) = match args.rest.ari {
                Some(ari) => (format!("{} and {ari}", args.listen), "others with --listen and --ari"),
                None => (args.listen.to_string(), "another with --listen"),
            };
            Failure::Work(anyhow!("cannot listen on {addresses}: {error}; choose {flags}"))
        })?;
        terminal::say(format_args!(
            "a simulated Asterisk listens on {}; user {}, {password}; Ctrl-C stops",
            sim.local_addr(),
            args.user,
        ));
        if let Some(ari) = sim.ari_addr() {
            terminal::say(format_args!("its REST interface (ARI) listens on http://{ari}; the same user"));
        }
        terminal::say(programme(args, &played));
        tokio::select! {
            () = play(&sim, args.stay) => {}
            () = stop => {}
        }
        sim.shutdown().await;
        Ok(())
    })
}

/// Until everything is played and the clients are gone.
async fn play(sim: &Sim, stay: bool) {
    sim.finished().await;
    terminal::say(format_args!("everything is played: {} events", sim.status().events));
    if stay {
        return std::future::pending().await;
    }
    let empty = || sim.until(|status| status.connections == 0);
    if tokio::time::timeout(LINGER, empty()).await.is_err() {
        sim.disconnect_all();
        empty().await;
    }
}

/// Who may log in, and what to say of the secret: the one that everybody knows is shown.
fn user(args: &SimArgs) -> Result<(User, String), Failure> {
    let given = match (&args.secret, env::var_os(SECRET_VARIABLE).filter(|secret| !secret.is_empty())) {
        (Some(secret), _) => Some((secret.clone(), "password as given by --secret".to_owned())),
        (None, Some(secret)) => {
            let secret = secret.into_string().map_err(|_| Failure::input(SECRET_VARIABLE, "is not UTF-8"))?;
            Some((secret, format!("password as in {SECRET_VARIABLE}")))
        }
        (None, None) => None,
    };
    let (secret, told) =
        given.unwrap_or_else(|| (USUAL_SECRET.to_owned(), format!("password {USUAL_SECRET}")));
    if secret.contains(['\r', '\n']) {
        return Err(Failure::input("secret", "has a line break, which no login can have"));
    }
    let user = User::new(&args.user, secret).read(args.read).write(args.write);
    Ok((args.hide.iter().fold(user, User::without_event), told))
}

/// What is played: the recordings that are named, else the mix that the simulator brings along, without end.
fn script(args: &SimArgs, captures: &[Capture]) -> Result<Script, Failure> {
    let script = if captures.is_empty() {
        let script = args.calls.map_or_else(demo::script, demo::call_centre_of);
        script.map_err(|error| Failure::Work(error.into()))?
    } else {
        tracks(args, captures).into_iter().fold(Script::new(), Script::track)
    };
    let pace = match args.speed {
        Speed::Original => Pace::Original,
        Speed::AsRead => Pace::AsRead,
        Speed::Times(speed) => Pace::Scaled(speed),
    };
    let script = script
        .pace(pace)
        .ids(if args.recorded_ids { Ids::RecordedFirst } else { Ids::Fresh })
        .stamps(if args.timestamps { Stamps::OnAll } else { Stamps::AsRecorded });
    Ok(match (args.wait, captures.is_empty()) {
        (Some(Wait::Always), _) | (None, false) => script.audience(Audience::Needed),
        (Some(Wait::Start), _) => script.audience(Audience::FirstListener),
        (Some(Wait::Never), _) | (None, true) => script.audience(Audience::NotNeeded),
    })
}

fn tracks(args: &SimArgs, captures: &[Capture]) -> Vec<Track> {
    let rounds = match args.rounds {
        _ if args.endless => Rounds::Endless,
        Some(rounds) => Rounds::times(rounds),
        None => Rounds::ONCE,
    };
    let gap = args.gap.unwrap_or_default();
    let finish = |track: Track| track.rounds(rounds).gap(gap);
    if !args.together {
        return vec![finish(Track::of(captures.iter().cloned()))];
    }
    let mut starts_after = Duration::ZERO;
    let track = |capture: &Capture| {
        let track = finish(Track::of([capture.clone()])).starts_after(starts_after);
        starts_after = starts_after.saturating_add(args.stagger.unwrap_or_default());
        track
    };
    captures.iter().map(track).collect()
}

/// What is going to be played, for people.
fn programme(args: &SimArgs, captures: &[Capture]) -> String {
    if captures.is_empty() {
        return match args.calls {
            Some(calls) => format!("plays a call centre with about {calls} calls at once, without end"),
            None => "plays the calls of a small office, without end".into(),
        };
    }
    let recordings = match captures {
        [one] => format!("the recording {}", one.name()),
        several => format!("{} recordings", several.len()),
    };
    let events: usize = captures.iter().map(Capture::events).sum();
    let length: Duration = captures.iter().map(Capture::length).sum();
    let how = if args.together { " at once" } else { "" };
    let often = match args.rounds {
        _ if args.endless => ", again and again".to_owned(),
        Some(rounds) if rounds > 1 => format!(", {rounds} times"),
        _ => String::new(),
    };
    let when = match (args.wait, args.speed) {
        (Some(Wait::Never), Speed::Original | Speed::Times(_)) => "",
        _ => ", when a client is logged in",
    };
    format!("plays {recordings}{how}: {events} events, recorded in {:.0?}{often}{when}", length)
}

/// The recordings that are named.
fn captures(args: &SimArgs) -> Result<Vec<Capture>, Failure> {
    let mut captures = Vec::new();
    for path in &args.paths {
        for recording in recordings(path)? {
            let capture = Capture::open(&recording).map_err(|error| unreadable(&recording, error))?;
            captures.push(capture);
        }
    }
    if !args.paths.is_empty() && captures.iter().all(|capture| capture.events() == 0) {
        let first = args.paths.first().map(|path| path.display().to_string()).unwrap_or_default();
        return Err(Failure::input(first, "has no event in it; there is nothing to play"));
    }
    Ok(captures)
}

/// What a path stands for: itself, if it is a file or a capture folder, or the capture folders in it.
fn recordings(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| Failure::unreadable(path.display(), &error);
    if !fs::metadata(path).map_err(unreadable)?.is_dir() || is_capture(path) {
        return Ok(vec![path.into()]);
    }
    let folders = folders(path).map_err(unreadable)?;
    let captures: Vec<PathBuf> = folders.iter().filter(|folder| is_capture(folder)).cloned().collect();
    if !captures.is_empty() {
        return Ok(captures);
    }
    let has_captures = |folder: &&PathBuf| folders_of_captures(folder);
    Err(match folders.iter().find(has_captures) {
        Some(folder) => Failure::input(
            path.display(),
            format_args!("no capture folders here, but in {} within it; name that", folder.display()),
        ),
        None => Failure::input(path.display(), "no ami.raw in this folder, nor in those within it"),
    })
}

fn is_capture(folder: &Path) -> bool {
    folder.join("ami.raw").is_file()
}

fn folders_of_captures(folder: &Path) -> bool {
    folders(folder).is_ok_and(|folders| folders.iter().any(|folder| is_capture(folder)))
}

/// The folders in a folder, by name.
fn folders(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(path)? {
        folders.push(entry?.path());
    }
    folders.retain(|entry| entry.is_dir());
    folders.sort_unstable();
    Ok(folders)
}

fn unreadable(recording: &Path, error: CaptureError) -> Failure {
    match error {
        CaptureError::Unreadable { path, source } => Failure::unreadable(path.display(), &source),
        CaptureError::NoBanner { .. } => Failure::input(
            recording.display(),
            "no recording of a manager connection: it does not begin with the banner, 'Asterisk Call Manager/'",
        ),
        CaptureError::BadTimes { line, .. } => Failure::input(
            recording.display(),
            format_args!("receive times, line {line}: not a byte offset, a tab and Unix seconds"),
        ),
        other => Failure::input(recording.display(), other),
    }
}
