//! What came of a request that was not done.

use std::borrow::Cow;
use std::sync::Arc;

use ami_client::SendError;
use ami_proto::EncodeError;
use callflow_core::CallId;

use super::party::Candidate;

/// Why a request was not done, or is not known to be. Messages hold no telephone number.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// The call is not going on: it has ended, became part of another, or there never was one.
    #[error("there is no live call {0}")]
    NotFound(CallId),
    /// Nobody in the call is meant by that party.
    #[error("there is no such party in the call")]
    PartyUnknown {
        /// Who is in it.
        parties: Vec<Candidate>,
    },
    /// More than one is meant by that party.
    #[error("more than one party of the call is meant; name one by its number or its Uniqueid")]
    PartyAmbiguous {
        /// Who they are.
        parties: Vec<Candidate>,
    },
    /// The operator's rules do not allow it, or Asterisk cannot do it at all. Nothing was sent.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A field of the request holds what cannot be. Nothing was sent.
    #[error("{field}: {message}")]
    Invalid {
        /// Name of the field.
        field: Cow<'static, str>,
        /// What is wrong with it.
        message: String,
    },
    /// There is no connection to the Asterisk. Nothing was sent; it may be tried again.
    #[error("there is no connection to the Asterisk {pbx:?}")]
    Unavailable {
        /// Name of the Asterisk.
        pbx: Arc<str>,
    },
    /// Asterisk did not do it.
    #[error("Asterisk did not do it: {message}")]
    Failed {
        /// Why not, as far as its words tell.
        why: Failure,
        /// Its words.
        message: String,
    },
    /// It was sent, and no answer came: whether Asterisk did it is not known. Look before trying again.
    #[error("no answer came from the Asterisk {pbx:?}; whether it was done is not known")]
    Unknown {
        /// Name of the Asterisk.
        pbx: Arc<str>,
    },
}

/// Which rule a request breaks.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// [`Rules::contexts`](super::Rules::contexts) is empty, so that nothing may be dialled.
    #[error("no context is allowed, so nothing can be dialled")]
    NoContext,
    /// The context is not among [`Rules::contexts`](super::Rules::contexts).
    #[error("the context {context:?} is not allowed")]
    Context {
        /// The context.
        context: String,
    },
    /// The number is one of [`Rules::deny`](super::Rules::deny).
    #[error("the number is one of those that are never dialled")]
    NumberDenied,
    /// The number is neither internal nor one of [`Rules::allow`](super::Rules::allow).
    #[error("the number is neither internal nor allowed")]
    NumberNotAllowed,
    /// Calls are not made to the outside ([`Rules::originate_outside`](super::Rules::originate_outside)).
    #[error("calls to outside numbers are not made")]
    Outside,
    /// The trunk is not among [`Rules::trunks`](super::Rules::trunks).
    #[error("the trunk {trunk:?} is not allowed")]
    Trunk {
        /// The trunk.
        trunk: String,
    },
    /// The number to show is neither internal nor one of [`Rules::caller_ids`](super::Rules::caller_ids).
    #[error("the number to show is neither internal nor allowed")]
    CallerId,
    /// The variable is not among [`Rules::variables`](super::Rules::variables).
    #[error("the variable {name:?} is not allowed")]
    Variable {
        /// Its name.
        name: String,
    },
    /// The interface is of a technology that is not among [`Rules::technologies`](super::Rules::technologies), and not
    /// one of [`Rules::interfaces`](super::Rules::interfaces).
    #[error("the interface is not of an allowed technology")]
    Interface,
    /// Nothing is recorded: [`Rules::recording`](super::Rules::recording) names no folder.
    #[error("no folder for recordings is configured")]
    Recording,
    /// A call cannot be put on hold over the manager interface: it has no action for it. That takes ARI.
    #[error("the manager interface cannot hold a call; that takes ARI")]
    HoldNeedsAri,
}

/// Why Asterisk did not do it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Failure {
    /// The channel is gone.
    NoSuchChannel,
    /// The context has no such extension.
    NoSuchExtension,
    /// There is no such queue.
    NoSuchQueue,
    /// There is no such member in the queue.
    NotAMember,
    /// It is a member of the queue already.
    AlreadyAMember,
    /// The member stands in `queues.conf`, and cannot be taken out.
    NotDynamic,
    /// The call is not in a state for it: it is not answered yet, or already transferred; or it is not recorded.
    NotNow,
    /// No phone could be rung: there is no such one, or it is not registered.
    NotRung,
    /// The manager user may not do it; see `write` in `manager.conf`.
    PermissionDenied,
    /// Anything else.
    Other,
}

impl Failure {
    /// What Asterisk's words mean; 16 and 22 say the same.
    pub(super) fn of(message: &str) -> Self {
        const WORDS: &[(&[&str], Failure)] = &[
            (&["extension", "does not exist"], Failure::NoSuchExtension),
            (&["no such channel"], Failure::NoSuchChannel),
            (&["channel not found"], Failure::NoSuchChannel),
            (&["channel", "does not exist"], Failure::NoSuchChannel),
            (&["no such queue"], Failure::NoSuchQueue),
            (&["already there"], Failure::AlreadyAMember),
            (&["not dynamic"], Failure::NotDynamic),
            (&["not there"], Failure::NotAMember),
            (&["interface not found"], Failure::NotAMember),
            (&["invalid interface"], Failure::NotAMember),
            (&["transfer not permitted"], Failure::NotNow),
            (&["transfer invalid"], Failure::NotNow),
            (&["transfer failed"], Failure::NotNow),
            (&["could not stop monitoring"], Failure::NotNow),
            (&["cannot set mute flag"], Failure::NotNow),
            (&["permission denied"], Failure::PermissionDenied),
        ];
        let message = message.to_ascii_lowercase();
        let said = |words: &[&str]| words.iter().all(|word| message.contains(word));
        WORDS.iter().find(|(words, _)| said(words)).map_or(Self::Other, |(_, failure)| *failure)
    }
}

impl ControlError {
    pub(super) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), message: message.into() }
    }

    pub(super) fn failed(message: &str) -> Self {
        let message = message.trim_end();
        Self::Failed { why: Failure::of(message), message: message.to_owned() }
    }

    /// What the client says of an action.
    pub(super) fn of_send(pbx: &Arc<str>, error: SendError) -> Self {
        let pbx = || pbx.clone();
        match error {
            SendError::Refused { message } => Self::failed(&message),
            SendError::PermissionDenied => Self::Failed {
                why: Failure::PermissionDenied,
                message: "the manager user may not do this; see write in manager.conf".to_owned(),
            },
            SendError::Encode(error) => error.into(),
            SendError::NotConnected | SendError::NotSent | SendError::ClientClosed => {
                Self::Unavailable { pbx: pbx() }
            }
            error if error.did_nothing() => Self::Failed { why: Failure::Other, message: error.to_string() },
            _ => Self::Unknown { pbx: pbx() },
        }
    }
}

/// The fields are looked at one by one before; this is what would be left.
impl From<EncodeError> for ControlError {
    fn from(error: EncodeError) -> Self {
        let field = match &error {
            EncodeError::ForbiddenByte { field, .. }
            | EncodeError::LineTooLong { field, .. }
            | EncodeError::ColonInName { field } => field.clone().into(),
            EncodeError::VariableName { .. } | EncodeError::ForbiddenFunction { .. } => "variables".into(),
            _ => "action".into(),
        };
        Self::Invalid { field, message: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_asterisk_are_understood() {
        for (message, why) in [
            ("No such channel", Failure::NoSuchChannel),
            ("Channel specified does not exist", Failure::NoSuchChannel),
            ("Channel does not exist.", Failure::NoSuchChannel),
            ("Channel not found", Failure::NoSuchChannel),
            ("Extension does not exist.", Failure::NoSuchExtension),
            ("Unable to add interface to queue: No such queue", Failure::NoSuchQueue),
            ("Unable to add interface: Already there", Failure::AlreadyAMember),
            ("Unable to remove interface: Not there", Failure::NotAMember),
            ("Unable to remove interface: Member not dynamic", Failure::NotDynamic),
            ("Interface not found", Failure::NotAMember),
            ("Transfer invalid", Failure::NotNow),
            ("Permission denied", Failure::PermissionDenied),
            ("Could not stop monitoring channel", Failure::NotNow),
            ("Could not start monitoring channel", Failure::Other),
        ] {
            assert_eq!(Failure::of(message), why, "{message}");
        }
    }

    #[test]
    fn what_was_surely_not_sent_is_not_what_nobody_knows() {
        let pbx: Arc<str> = "ams".into();
        for (error, want) in [
            (SendError::NotConnected, ControlError::Unavailable { pbx: pbx.clone() }),
            (SendError::NotSent, ControlError::Unavailable { pbx: pbx.clone() }),
            (SendError::ClientClosed, ControlError::Unavailable { pbx: pbx.clone() }),
            (SendError::OutcomeUnknown, ControlError::Unknown { pbx: pbx.clone() }),
            (SendError::TimedOut(std::time::Duration::ZERO), ControlError::Unknown { pbx: pbx.clone() }),
            (
                SendError::Refused { message: "Park successful\n".into() },
                ControlError::Failed { why: Failure::Other, message: "Park successful".into() },
            ),
            (
                SendError::Encode(EncodeError::ForbiddenByte { field: "Exten".into(), byte: 10 }),
                ControlError::Invalid {
                    field: "Exten".into(),
                    message: "header 'Exten' holds the forbidden byte 0x0a".into(),
                },
            ),
        ] {
            assert_eq!(ControlError::of_send(&pbx, error), want);
        }
    }
}
