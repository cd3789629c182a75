//! A call that is recorded by itself: what is asked of Asterisk before, and how it is begun.

use ami_proto::action::{Getvar, IntoAction, ListCommands, MixMonitor, Setvar};
use ami_proto::{Action, Frame};
use callflow_core::Call;

use super::Order;
use crate::control::automatic::{Due, due};
use crate::control::error::ControlError;
use crate::control::expect::Expectation;
use crate::control::rules::Rules;

/// What Asterisk keeps of a recording at its channel. It is no part of what channels hand on.
const FILE: &str = "MIXMONITOR_FILENAME";

/// With which action an Asterisk records.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Means {
    /// `MixMonitor`; class `system`.
    MixMonitor,
    /// `Monitor`, until Asterisk 20, for a manager user who has not that class; class `call`.
    Monitor,
}

/// Asks which actions there are for the manager user.
pub(in crate::control) fn list_means() -> ListCommands {
    ListCommands::new()
}

/// What of them records.
pub(in crate::control) fn means(answer: &Frame<'_>) -> Option<Means> {
    if answer.get("MixMonitor").is_some() {
        Some(Means::MixMonitor)
    } else {
        answer.get("Monitor").map(|_| Means::Monitor)
    }
}

/// Asks whether the channel is recorded already, or was: by the dial plan, or by a server whose answer is lost.
pub(in crate::control) fn asked_for(due: &Due<'_>) -> Result<Action, ControlError> {
    Ok(Getvar::new().channel(due.leg.channel.as_bytes()).variable(FILE).into_action()?)
}

/// Whether it is.
pub(in crate::control) fn is_taken(answer: &Frame<'_>) -> bool {
    answer.get("Value").is_some_and(|value| !value.trim_ascii().is_empty())
}

/// The recording of a call that is to begin now, if one is: for whom it is, and how.
pub(in crate::control) fn record<'c>(
    call: &'c Call,
    rules: &Rules,
    means: Means,
) -> Result<Option<(Due<'c>, Order)>, ControlError> {
    let Some(recording) = &rules.recording else { return Ok(None) };
    let Some(due) = due(call, recording.automatic()) else { return Ok(None) };
    let name = recording.name().name(call, due.part);
    let file = recording.file(&name);
    let channel = due.leg.channel.as_bytes();
    let began = |event| Expectation::of(event).with("Uniqueid", due.leg.uniqueid.as_str());
    let mut order = match means {
        Means::MixMonitor => {
            Order::one(MixMonitor::new().channel(channel).file(&file), began("MixMonitorStart"))?
        }
        Means::Monitor => {
            let bare = file.strip_suffix(&format!(".{}", recording.format())).unwrap_or(&file);
            let monitor = Action::new("Monitor")
                .header("Channel", channel)?
                .header("File", bare)?
                .header("Format", recording.format())?
                .header("Mix", "true")?;
            let mut order = Order::one(monitor, began("MonitorStart"))?;
            // Its events name no file: this one does, for all who follow this Asterisk.
            order.add(Setvar::new().channel(channel).variable(FILE).value(&file))?;
            order
        }
    };
    order.details.file = Some(file);
    Ok(Some((due, order)))
}

#[cfg(test)]
mod tests {
    use ami_proto::OwnedFrame;

    use super::*;
    use crate::control::plan::samples::talking;
    use crate::control::{AutomaticRule, NamePattern, RecordingRules};

    fn rules() -> Rules {
        let recording = RecordingRules::new("/var/spool/calls", "wav").unwrap();
        let name: NamePattern = "{direction}/{call}".parse().unwrap();
        let recording = recording.automatically(name, vec![AutomaticRule::default()]);
        Rules { recording: Some(recording), ..Rules::default() }
    }

    fn headers(action: &Action, names: &[&str]) -> Vec<String> {
        names
            .iter()
            .map(|name| String::from_utf8_lossy(action.get(name).unwrap_or_default()).into_owned())
            .collect()
    }

    fn answer(headers: &[(&str, &str)]) -> OwnedFrame {
        OwnedFrame::from_headers(headers.iter().copied())
    }

    #[test]
    fn mix_monitor_is_told_the_file() {
        let call = talking();
        let (due, order) = record(&call, &rules(), Means::MixMonitor).unwrap().unwrap();
        assert_eq!((due.leg.uniqueid.as_str(), due.part, order.actions.len()), ("1.1", 0, 1));
        let told = headers(&order.actions[0], &["Action", "Channel", "File"]);
        let file = "/var/spool/calls/inbound/default-1.1.wav";
        assert_eq!(told, ["MixMonitor", "PJSIP/trunk-00000001", file]);
        assert_eq!(order.details.file.as_deref(), Some(file));
        assert_eq!(order.expects, [Expectation::of("MixMonitorStart").with("Uniqueid", "1.1")]);
    }

    #[test]
    fn monitor_mixes_and_its_file_is_named_at_the_channel() {
        let call = talking();
        let (_, order) = record(&call, &rules(), Means::Monitor).unwrap().unwrap();
        let told = headers(&order.actions[0], &["Action", "Channel", "File", "Format", "Mix"]);
        let bare = "/var/spool/calls/inbound/default-1.1";
        assert_eq!(told, ["Monitor", "PJSIP/trunk-00000001", bare, "wav", "true"]);
        let named = headers(&order.actions[1], &["Action", "Channel", "Variable", "Value"]);
        let file = format!("{bare}.wav");
        assert_eq!(named, ["Setvar", "PJSIP/trunk-00000001", "MIXMONITOR_FILENAME", &file]);
        assert_eq!(order.expects, [Expectation::of("MonitorStart").with("Uniqueid", "1.1")]);
    }

    #[test]
    fn nothing_is_recorded_by_itself_unless_the_operator_wants_it() {
        let call = talking();
        assert!(record(&call, &Rules::default(), Means::MixMonitor).unwrap().is_none());
        let manual = RecordingRules::new("/var/spool/calls", "wav").unwrap();
        let manual = Rules { recording: Some(manual), ..Rules::default() };
        assert!(record(&call, &manual, Means::MixMonitor).unwrap().is_none());
    }

    #[test]
    fn the_means_are_what_the_manager_user_may_do() {
        let mix = ("MixMonitor", "Record a call and mix the audio.  (Priv: system,all)");
        let monitor = ("Monitor", "Monitor a channel.  (Priv: call,all)");
        let other = ("MixMonitorMute", "Mute / unMute a Mixmonitor recording.  (Priv: system,call,all)");
        for (commands, want) in [
            (vec![mix, other], Some(Means::MixMonitor)),
            (vec![monitor, mix], Some(Means::MixMonitor)),
            (vec![monitor, other], Some(Means::Monitor)),
            (vec![other], None),
        ] {
            assert_eq!(means(&answer(&commands).as_frame()), want);
        }
    }

    #[test]
    fn a_channel_with_a_file_is_taken() {
        for (value, want) in [("", false), (" ", false), ("/var/spool/a.wav", true)] {
            let answer = answer(&[("Response", "Success"), ("Variable", FILE), ("Value", value)]);
            assert_eq!(is_taken(&answer.as_frame()), want);
        }
        assert!(!is_taken(&answer(&[("Response", "Success")]).as_frame()));
    }
}
