//! What can be asked for. The form is that of a JSON body, too; a field that is not known is refused.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::party::Party;

/// Hang up a party, or everybody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hangup {
    /// Who; everybody if `None`.
    pub party: Option<Party>,
    /// Q.850 cause that the phone is told, 1 to 127; 16, normal clearing, if `None`.
    pub cause: Option<u8>,
}

/// Transfer a call without asking the target first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The one who transfers: as if this party had pressed the keys for it. The party **leaves the call**, and the peer,
    /// with whom it talks now, is sent to `to`. By default the callee, so that the caller is sent on; name `caller` to
    /// send the callee on.
    #[serde(default)]
    pub party: Option<Party>,
    /// The number to send the peer to.
    pub to: String,
    /// The context that the number is dialled in; the first of [`Rules::contexts`](super::Rules::contexts) if `None`.
    #[serde(default)]
    pub context: Option<String>,
}

/// Make a call: ring `from`, and when it answers dial `to`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Originate {
    /// The Asterisk; may be left out where there is only one.
    #[serde(default)]
    pub pbx: Option<String>,
    /// Who is rung first: an extension (`101`), an interface of an allowed technology (`PJSIP/101`), or, with `trunk`, an
    /// outside number.
    pub from: String,
    /// The number that is dialled once that phone has answered.
    pub to: String,
    /// The context that `to` is dialled in; the first of [`Rules::contexts`](super::Rules::contexts) if `None`.
    #[serde(default)]
    pub context: Option<String>,
    /// The trunk over which `from` is rung, which is then an outside number: a dialer's call.
    #[serde(default)]
    pub trunk: Option<String>,
    /// Who the call is shown to be from.
    #[serde(default)]
    pub caller_id: Option<CallerId>,
    /// For how many seconds `from` rings at most, 1 to 300; 30 if `None`.
    #[serde(default)]
    pub timeout_s: Option<u32>,
    /// Variables of the new channel; those of [`Rules::variables`](super::Rules::variables) alone.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
}

/// Who a call is shown to be from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallerId {
    /// The number: an internal one, or one of [`Rules::caller_ids`](super::Rules::caller_ids).
    pub number: String,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
}

/// Park a party.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Park {
    /// The one who is **parked**, and then waits in the lot; by default the caller. The peer leaves the call, and is the
    /// one whose phone rings when the lot's time is over.
    pub party: Option<Party>,
    /// The parking lot; Asterisk's choice if `None`: that of the channel, else `default`.
    pub lot: Option<String>,
    /// After how many seconds the call goes back, 1 to 3600; the lot's own time if `None`.
    pub timeout_s: Option<u32>,
}

/// Record a call, or not any more.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// What to do.
    pub action: RecordingStep,
    /// On whose channel; by default the caller's. Both directions are recorded, and the recording ends with that channel.
    #[serde(default)]
    pub party: Option<Party>,
}

/// What to do with a recording.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingStep {
    /// Begin one.
    On,
    /// End it. Of several on the channel, one.
    Off,
    /// Record silence.
    Pause,
    /// Record sound again.
    Resume,
}

/// Play keys to a party.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dtmf {
    /// Who hears them; by default the callee.
    #[serde(default)]
    pub party: Option<Party>,
    /// The keys, `0-9A-D*#`, at most 32.
    pub digits: String,
}

/// Make somebody a member of a queue.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueAdd {
    /// The Asterisk; may be left out where there is only one.
    #[serde(default)]
    pub pbx: Option<String>,
    /// The queue.
    pub queue: String,
    /// The member: an agent's extension (`101`), or an interface (`PJSIP/101`).
    pub agent: String,
    /// The member's name.
    #[serde(default)]
    pub name: Option<String>,
    /// Members of a higher penalty are called after those of a lower one; 0 if `None`.
    #[serde(default)]
    pub penalty: Option<u32>,
    /// Takes no calls for now.
    #[serde(default)]
    pub paused: bool,
}

/// Take a member out of a queue.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueRemove {
    /// The Asterisk; may be left out where there is only one.
    #[serde(default)]
    pub pbx: Option<String>,
    /// The queue.
    pub queue: String,
    /// The member: an agent's extension (`101`), or an interface (`PJSIP/101`).
    pub agent: String,
}

/// Let a member take no calls for a while, or take them again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueuePause {
    /// The Asterisk; may be left out where there is only one.
    #[serde(default)]
    pub pbx: Option<String>,
    /// The queue; all queues that the member is in if `None`.
    #[serde(default)]
    pub queue: Option<String>,
    /// The member: an agent's extension (`101`), or an interface (`PJSIP/101`).
    pub agent: String,
    /// Takes no calls.
    pub paused: bool,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Set a member's penalty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueuePenalty {
    /// The Asterisk; may be left out where there is only one.
    #[serde(default)]
    pub pbx: Option<String>,
    /// The queue; all queues that the member is in if `None`.
    #[serde(default)]
    pub queue: Option<String>,
    /// The member: an agent's extension (`101`), or an interface (`PJSIP/101`).
    pub agent: String,
    /// Members of a higher penalty are called after those of a lower one.
    pub penalty: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_body_needs_no_more_than_must_be_said() {
        assert_eq!(read::<Hangup>("{}").unwrap().party, None);
        assert_eq!(read::<Park>("{\"party\":\"101\"}").unwrap().party, Some(Party::Number("101".into())));
        assert_eq!(
            read::<Transfer>("{\"to\":\"102\",\"party\":\"callee\"}").unwrap().party,
            Some(Party::Callee)
        );
        assert_eq!(read::<Recording>("{\"action\":\"pause\"}").unwrap().action, RecordingStep::Pause);
        assert_eq!(read::<Dtmf>("{\"digits\":\"1#\"}").unwrap().digits, "1#");
        let originate: Originate =
            read("{\"from\":\"101\",\"to\":\"102\",\"caller_id\":{\"number\":\"100\"}}").unwrap();
        assert_eq!((originate.timeout_s, originate.caller_id.unwrap().name), (None, None));
        assert!(!read::<QueueAdd>("{\"queue\":\"sales\",\"agent\":\"101\"}").unwrap().paused);
        assert_eq!(read::<QueuePause>("{\"agent\":\"101\",\"paused\":true}").unwrap().queue, None);
    }

    #[test]
    fn what_is_missing_or_not_known_is_named() {
        assert!(read::<Transfer>("{}").unwrap_err().contains("`to`"));
        assert!(read::<QueuePause>("{\"agent\":\"101\"}").unwrap_err().contains("`paused`"));
        assert!(read::<Hangup>("{\"channel\":\"PJSIP/101-1\"}").unwrap_err().contains("`channel`"));
        assert!(
            read::<Recording>("{\"action\":\"on\",\"file\":\"/etc/passwd\"}").unwrap_err().contains("`file`")
        );
    }
}
