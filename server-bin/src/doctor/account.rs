//! What the manager user may ask, and what it may do besides.

use ami_client::ami_proto::{Action, Frame};
use ami_client::{Client, SendError};
use callflow_core::resync::Question;

use super::finding::Finding;

/// What is not known without the answer to a question.
fn purpose(action: &str) -> &'static str {
    match action {
        "CoreStatus" => "whether Asterisk was restarted meanwhile",
        "BridgeList" => "what the bridges of calls in progress are for",
        "Status" => "calls that began or ended unseen",
        "QueueStatus" => "who waits in queues, and their members",
        "ParkedCalls" => "who parked a call, and since when it is parked",
        "ExtensionStateList" => "the status of extensions",
        "DeviceStateList" => "what devices are doing",
        "PJSIPShowEndpoints" | "PJSIPShowContacts" => "where phones are registered",
        "SIPpeers" | "IAXpeerlist" => "where phones of older kinds are registered",
        "Agents" => "agents who logged in before",
        _ => "how things are",
    }
}

/// Asks what `callflowd` asks after each login.
pub(super) async fn questions(client: &Client) -> Result<Vec<Finding>, SendError> {
    let (mut may, mut absent, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for question in Question::all() {
        match client.send(Action::new(question.action)).await {
            Err(SendError::PermissionDenied) => findings.push(denied(question)),
            // Of a module that is not loaded: there is nothing to ask for.
            Err(SendError::Refused { message }) if message.contains("unknown command") => {
                absent.push(question.action);
            }
            // "No Contacts found" is an answer.
            Ok(_) | Err(SendError::Refused { .. }) => may.push(question.action),
            Err(error) => return Err(error),
        }
    }
    if !absent.is_empty() {
        let text = format!("has no {}: their modules are not loaded", absent.join(", "));
        findings.insert(0, Finding::fine(text));
    }
    if !may.is_empty() {
        findings.insert(0, Finding::fine(format!("may ask {}", may.join(", "))));
    }
    Ok(findings)
}

fn denied(question: &Question) -> Finding {
    let (action, right, purpose) = (question.action, question.right, purpose(question.action));
    // These rights allow far more than to ask, so it may be meant so.
    if matches!(right, "call" | "agent" | "system") {
        return Finding::note(format!(
            "may not ask {action}, so it is not known at once {purpose}; write = {right} would allow it, and much else"
        ));
    }
    Finding::fault(format!(
        "may not ask {action}, so it is not known {purpose}: give the manager user write = {right}"
    ))
}

/// Something that an account may do and that telling calls does not need.
struct Power {
    /// The class of `write` that allows it.
    class: &'static str,
    /// What of Callflow needs it, where somebody wants that.
    needed_to: Option<&'static str>,
    /// Actions that need this class and no other, as `ListCommands` tells them.
    actions: &'static [&'static str],
    what: &'static str,
}

const POWERS: [Power; 8] = [
    Power {
        class: "command",
        needed_to: None,
        actions: &["Command"],
        what: "run any command of Asterisk's console",
    },
    Power {
        class: "config",
        needed_to: None,
        actions: &["UpdateConfig", "CreateConfig", "ListCategories"],
        what: "read and change configuration files, secrets in them included",
    },
    Power {
        class: "originate",
        needed_to: Some("place calls"),
        actions: &["Originate"],
        what: "make calls, and run applications of the dial plan",
    },
    Power {
        class: "system",
        needed_to: None,
        actions: &["ModuleLoad", "DialplanExtensionAdd", "DBPut"],
        what: "load modules, change the dial plan and Asterisk's database, read configuration files, hang up",
    },
    Power {
        class: "call",
        needed_to: Some("hang up, transfer and park"),
        actions: &["Redirect", "Setvar", "Bridge", "Atxfer", "Park"],
        what: "hang up and redirect calls, set variables and functions of channels",
    },
    Power {
        class: "agent",
        needed_to: Some("pause agents and change queues"),
        actions: &["QueueAdd", "QueueRemove", "QueuePause"],
        what: "change who is in a queue",
    },
    Power { class: "agi", needed_to: None, actions: &["AGI"], what: "run AGI commands on channels" },
    Power { class: "message", needed_to: None, actions: &["MessageSend"], what: "send text messages" },
];

/// What the account may do besides, by its list of commands.
pub(super) async fn powers(client: &Client) -> Result<Vec<Finding>, SendError> {
    let allowed = client.send(Action::new("ListCommands")).await?;
    Ok(of_list(&allowed.frame()))
}

fn of_list(commands: &Frame<'_>) -> Vec<Finding> {
    let found = POWERS.iter().filter_map(|power| {
        let may: Vec<&str> = power
            .actions
            .iter()
            .copied()
            .filter(|action| {
                let about = commands.text(action).unwrap_or_default();
                let classes = about.rsplit_once("(Priv: ").map_or("", |(_, classes)| classes);
                classes.trim_end_matches(')').split(',').eq([power.class, "all"])
            })
            .collect();
        (!may.is_empty()).then(|| {
            let Power { class, what, .. } = power;
            let advice = match power.needed_to {
                Some(act) => format!("take {class} out of write unless Callflow is to {act}"),
                None => format!("Callflow never does: take {class} out of write"),
            };
            Finding::note(format!("may {what} ({}); {advice}", may.join(", ")))
        })
    });
    let found: Vec<Finding> = found.collect();
    if found.is_empty() {
        return vec![Finding::fine("may change nothing: only what Callflow needs")];
    }
    found
}

#[cfg(test)]
mod tests {
    use ami_client::ami_proto::OwnedFrame;

    use super::*;

    #[test]
    fn an_account_is_judged_by_what_it_alone_may_do() {
        let told = |headers: &[(&str, &str)]| {
            let frame = OwnedFrame::from_headers(headers.iter().copied());
            of_list(&frame.as_frame()).into_iter().map(|finding| finding.text).collect::<Vec<_>>()
        };
        let reporting = ("Status", "List channel status.  (Priv: system,call,reporting,all)");
        assert_eq!(told(&[reporting]), ["may change nothing: only what Callflow needs"]);
        let command = ("Command", "Execute Asterisk CLI Command.  (Priv: command,all)");
        let both = told(&[reporting, command, ("Originate", "Originate a call.  (Priv: originate,all)")]);
        assert_eq!(both.len(), 2);
        assert!(
            both[0].contains("console (Command)") && both[0].contains("take command out of write"),
            "{both:?}"
        );
        assert!(both[1].contains("(Originate); take originate out of write unless"), "{both:?}");
    }

    #[test]
    fn every_question_has_a_purpose() {
        for question in Question::all() {
            assert_ne!(purpose(question.action), purpose("?"), "{}", question.action);
        }
    }
}
