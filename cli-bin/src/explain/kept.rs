//! The journal of a `callflowd`, which may be at work.

use std::path::Path;

use anyhow::anyhow;
use callflow_core::{Call, Plan};
use callflow_server::journal_reader::{Answer, Heard, JournalError, JournalReader, Step, Told, ari_event};

use super::find::{self, Calls};
use super::{Explained, History, Place};
use crate::cli::ExplainArgs;
use crate::configuration::{self, wrong};
use crate::database;
use crate::failure::Failure;
use crate::plan_file;
use crate::playback::{Cause, What};

/// From the journal that the configuration names, by the plan that it names.
pub(super) fn explain_configured(args: &ExplainArgs) -> Result<Explained, Failure> {
    let settings = configuration::gather(args.config.as_deref()).map_err(wrong)?;
    let path = settings.journal().map_err(wrong)?.path;
    let plan = match &args.site.plan {
        Some(plan) => plan_file::read(Some(plan))?,
        None => settings.read_plan().map_err(wrong)?,
    };
    if !path.is_file() {
        let what =
            "no such journal; name a recording, or the journal of callflowd with --journal or --config";
        return Err(Failure::input(path.display(), what));
    }
    explain(&args.call, &path, &plan)
}

/// Plays the journal twice, as a recording is.
pub(super) fn explain(asked: &str, path: &Path, plan: &Plan) -> Result<Explained, Failure> {
    database::block_on(async {
        let journal = JournalReader::open(path).await.map_err(unreadable)?;
        let pbxs = journal.pbxs().await.map_err(unreadable)?;
        let mut calls = Calls::new();
        for pbx in &pbxs {
            let take = &mut |step: Step<'_>| {
                each_record(&step, &mut |call| drop(calls.insert(call.id.clone(), call.clone())))
            };
            journal.play(pbx, plan, take).await.map_err(unreadable)?;
        }
        let recordings = [(path, calls)];
        let found = find::choose(asked, &recordings)?;
        let mut history = History::of(found.ids);
        let mut number = 0;
        let take = &mut |step: Step<'_>| {
            number += 1;
            let (received, what) = (step.at, what(&step.told));
            let cause = Cause { number, file: path, offset: step.position, received, what };
            each_record(&step, &mut |call| history.told(&cause, call));
        };
        journal.play(&found.record.pbx, plan, take).await.map_err(unreadable)?;
        Ok(Explained {
            call: found.record.id.clone(),
            steps: history.steps(),
            record: found.record,
            place: Place::Entry,
        })
    })
}

/// The records that a step tells of.
fn each_record(step: &Step<'_>, take: &mut dyn FnMut(&Call)) {
    if let Told::State(live) = step.told {
        live.iter().for_each(&mut *take);
    }
    step.changes.iter().filter_map(|change| change.kind.call()).for_each(take);
}

fn what<'a>(told: &Told<'a>) -> What<'a> {
    match told {
        Told::State(_) => What::Restored,
        Told::Heard(heard) => match *heard {
            Heard::Event(frame)
            | Heard::Answer(_, Answer::Response(frame) | Answer::Item(frame) | Answer::End(frame)) => {
                What::Frame(frame)
            }
            Heard::Lease(frame) => What::Frame(frame),
            Heard::Connected | Heard::Answer(_, Answer::Failed) => What::Asked,
            Heard::Ari(frame) => ari_event(&frame).map_or(What::Tick, |event| What::Ari(Box::new(event))),
            Heard::LinkLost => What::LinkLost,
            Heard::AriLost => What::AriLost,
            Heard::Tick | Heard::ResetLeases => What::Tick,
        },
    }
}

fn unreadable(error: JournalError) -> Failure {
    match error {
        JournalError::Foreign { path } => {
            Failure::input(path.display(), "is no journal of callflowd and no folder of recordings")
        }
        JournalError::Failed(_) | JournalError::Damaged { .. } => Failure::Work(anyhow!("{error}")),
        error => Failure::Input(error.into()),
    }
}
