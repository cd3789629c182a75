//! Carrying out what was planned.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ami_client::Client;
use callflow_core::{Call, CallId, Timestamp};
use tokio::time::sleep;

use super::error::{ControlError, Failure, Refusal};
use super::live::{Clients, Live};
use super::outcome::{Details, Done};
use super::plan::{self, ChannelIds, Means, Order, Ringing};
use super::request::{
    Dtmf, Hangup, Originate, Park, QueueAdd, QueuePause, QueuePenalty, QueueRemove, Recording, Transfer,
};
use super::rules::Rules;
use super::watch::{Heard, Watch};

/// For so long an event is waited for.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(5);
/// What becomes of a call is known so long after its phone stops ringing, at most.
const BEYOND_TIMEOUT: Duration = Duration::from_secs(30);

/// Acts on the calls and queues of all Asterisks. Cheap to clone.
///
/// Each verb finds the channel in the live record, holds the request against the [`Rules`], listens, sends, and waits until
/// an event shows that it was done, by default for five seconds.
///
/// # Errors
/// Of all verbs: see [`ControlError`]. Of those that say that nothing was sent nothing is left behind.
///
/// # Cancel safety
/// An action whose future is dropped may have been sent or not.
///
/// ```no_run
/// # use std::{collections::BTreeMap, sync::Arc};
/// # use callflow_server::control::{Control, ControlError, Hangup, Live, Rules};
/// # async fn run(client: ami_client::Client, live: impl Live + 'static, id: callflow_core::CallId) -> Result<(), ControlError> {
/// let clients = BTreeMap::from([(Arc::from("pbx"), client)]);
/// let control = Control::new(clients, live, Rules::default(), callflow_core::Timestamp::default);
/// let done = control.hangup(&id, &Hangup { party: Some("callee".into()), ..Hangup::default() }).await?;
/// assert!(done.confirmed, "the event Hangup has come");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Control {
    clients: Arc<dyn Clients>,
    live: Arc<dyn Live>,
    /// Those of now; clones have the same.
    rules: Arc<RwLock<Arc<Rules>>>,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    confirmed_within: Duration,
}

/// What came of a call that is to be recorded by itself.
#[derive(Debug)]
pub(crate) enum Recorded {
    /// It is not, or not any more.
    NotDue,
    /// Its channel is recorded already, or was.
    Already,
    /// It is recorded from now on.
    Begun(Done),
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").field("rules", &self.rules()).finish_non_exhaustive()
    }
}

impl Control {
    /// With these connections, these calls and members, and these rules; `now` gives the time.
    #[must_use]
    pub fn new(
        clients: impl Clients + 'static,
        live: impl Live + 'static,
        rules: Rules,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        Self {
            clients: Arc::new(clients),
            live: Arc::new(live),
            rules: Arc::new(RwLock::new(Arc::new(rules))),
            now: Arc::new(now),
            confirmed_within: CONFIRMED_WITHIN,
        }
    }

    /// From now on these rules hold, for all clones.
    pub fn set_rules(&self, rules: Rules) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }

    fn rules(&self) -> Arc<Rules> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits so long for the event that shows that something was done.
    #[must_use]
    pub fn confirmed_within(mut self, time: Duration) -> Self {
        self.confirmed_within = time;
        self
    }

    /// Hangs up a party, or everybody. The record then says that the `system` did it.
    ///
    /// # Errors
    /// See [`ControlError`].
    pub async fn hangup(&self, id: &CallId, request: &Hangup) -> Result<Done, ControlError> {
        let call = self.call(id)?;
        self.on_call(&call, plan::hangup(&call, request)?).await
    }

    /// Transfers a call, blindly: the party leaves it, and the peer goes to another number. Both must talk.
    ///
    /// # Errors
    /// See [`ControlError`]; [`Failure::NotNow`] if they do not talk.
    pub async fn transfer(&self, id: &CallId, request: &Transfer) -> Result<Done, ControlError> {
        let call = self.call(id)?;
        self.on_call(&call, plan::transfer(&call, request, &self.rules())?).await
    }

    /// Parks a party. [`Details`] has the space, if the event came.
    ///
    /// # Errors
    /// See [`ControlError`].
    pub async fn park(&self, id: &CallId, request: &Park) -> Result<Done, ControlError> {
        let call = self.call(id)?;
        self.on_call(&call, plan::park(&call, request)?).await
    }

    /// Begins, ends or pauses a recording. [`Details`] has the file of one that was begun.
    ///
    /// # Errors
    /// See [`ControlError`].
    pub async fn recording(&self, id: &CallId, request: &Recording) -> Result<Done, ControlError> {
        let call = self.call(id)?;
        self.on_call(&call, plan::recording(&call, request, &self.rules(), (self.now)())?).await
    }

    /// Which action an Asterisk records with for this manager user: that is asked, as versions do not tell it.
    pub(crate) async fn recording_means(&self, pbx: &Arc<str>) -> Result<Means, ControlError> {
        let answer = self.client(pbx)?.send(plan::list_means()).await;
        let answer = answer.map_err(|error| ControlError::of_send(pbx, error))?;
        plan::means(&answer.frame()).ok_or_else(|| ControlError::Failed {
            why: Failure::PermissionDenied,
            message: "the manager user may neither MixMonitor nor Monitor; see write in manager.conf"
                .to_owned(),
        })
    }

    /// Which recording of this call would begin now by itself, from 0; `None` if none.
    pub(crate) fn is_to_be_recorded(&self, call: &Call) -> Option<usize> {
        let rules = self.rules();
        super::automatic::due(call, rules.recording.as_ref()?.automatic()).map(|due| due.part)
    }

    /// Begins the recording of a call that is to be recorded by itself. Before that Asterisk is asked whether the channel is
    /// recorded already, so that this may be done again where an answer was lost.
    pub(crate) async fn record_automatically(
        &self,
        call: &Call,
        means: Means,
    ) -> Result<Recorded, ControlError> {
        let Some((due, order)) = plan::record(call, &self.rules(), means)? else {
            return Ok(Recorded::NotDue);
        };
        let client = self.client(&call.pbx)?;
        let taken = client.send(plan::asked_for(&due)?).await;
        let taken = taken.map_err(|error| ControlError::of_send(&call.pbx, error))?;
        if plan::is_taken(&taken.frame()) {
            return Ok(Recorded::Already);
        }
        self.perform(&call.pbx, Some(call.id.clone()), order).await.map(Recorded::Begun)
    }

    /// Plays keys to a party, one after another. No event tells of them, so that this is never confirmed: Asterisk has
    /// taken them all.
    ///
    /// # Errors
    /// See [`ControlError`]; those before the one that failed were played.
    pub async fn dtmf(&self, id: &CallId, request: &Dtmf) -> Result<Done, ControlError> {
        let call = self.call(id)?;
        self.on_call(&call, plan::dtmf(&call, request)?).await
    }

    /// Holding a call is not possible over the manager interface.
    ///
    /// # Errors
    /// [`ControlError::NotFound`] if the call does not go on, else always [`Refusal::HoldNeedsAri`].
    pub fn hold(&self, id: &CallId) -> Result<Done, ControlError> {
        self.call(id)?;
        Err(Refusal::HoldNeedsAri.into())
    }

    /// Makes a call: rings one phone, and when it is answered dials a number. Returns when the first channel is there and
    /// the phone is about to ring, with the id of the call; what becomes of it, the record tells. That the event did not
    /// come in time, and no answer either, is [`ControlError::Unknown`].
    ///
    /// # Errors
    /// See [`ControlError`]; [`Failure::NotRung`] if no channel could be made.
    pub async fn originate(&self, request: &Originate) -> Result<Done, ControlError> {
        let pbx = self.pbx(request.pbx.as_deref())?;
        let now = (self.now)();
        let ids = ChannelIds::new(now, (fastrand::u64(..), fastrand::u64(..)));
        let ringing = plan::originate(&pbx, request, &self.rules(), (&ids, now))?;
        self.ring(&pbx, ringing).await
    }

    /// Makes somebody a member of a queue.
    ///
    /// # Errors
    /// See [`ControlError`].
    pub async fn queue_add(&self, request: &QueueAdd) -> Result<Done, ControlError> {
        let pbx = self.pbx(request.pbx.as_deref())?;
        let order = plan::add(request, &self.rules(), &self.live.members(&pbx))?;
        self.perform(&pbx, None, order).await
    }

    /// Takes a member out of a queue.
    ///
    /// # Errors
    /// See [`ControlError`].
    pub async fn queue_remove(&self, request: &QueueRemove) -> Result<Done, ControlError> {
        let pbx = self.pbx(request.pbx.as_deref())?;
        let order = plan::remove(request, &self.rules(), &self.live.members(&pbx))?;
        self.perform(&pbx, None, order).await
    }

    /// Lets a member take no calls for a while, or take them again.
    ///
    /// # Errors
    /// See [`ControlError`].
    pub async fn queue_pause(&self, request: &QueuePause) -> Result<Done, ControlError> {
        let pbx = self.pbx(request.pbx.as_deref())?;
        let order = plan::pause(request, &self.rules(), &self.live.members(&pbx))?;
        self.perform(&pbx, None, order).await
    }

    /// Sets a member's penalty.
    ///
    /// # Errors
    /// See [`ControlError`].
    pub async fn queue_penalty(&self, request: &QueuePenalty) -> Result<Done, ControlError> {
        let pbx = self.pbx(request.pbx.as_deref())?;
        let order = plan::penalty(request, &self.rules(), &self.live.members(&pbx))?;
        self.perform(&pbx, None, order).await
    }

    fn call(&self, id: &CallId) -> Result<Arc<Call>, ControlError> {
        self.live.call(id).ok_or_else(|| ControlError::NotFound(id.clone()))
    }

    fn pbx(&self, asked: Option<&str>) -> Result<Arc<str>, ControlError> {
        let names = self.clients.names();
        let refused = |message| Err(ControlError::invalid("pbx", message));
        match (asked, names.as_slice()) {
            (Some(asked), _) => {
                let named = names.iter().find(|name| ***name == *asked);
                named.map_or_else(|| refused("there is no Asterisk of that name"), |name| Ok(name.clone()))
            }
            (None, [only]) => Ok(only.clone()),
            (None, _) => refused("there is not exactly one Asterisk, so it must be named"),
        }
    }

    fn client(&self, pbx: &Arc<str>) -> Result<Client, ControlError> {
        self.clients.client(pbx).ok_or_else(|| ControlError::Unavailable { pbx: pbx.clone() })
    }

    async fn on_call(&self, call: &Call, order: Order) -> Result<Done, ControlError> {
        self.perform(&call.pbx, Some(call.id.clone()), order).await
    }

    async fn perform(
        &self,
        pbx: &Arc<str>,
        call: Option<CallId>,
        order: Order,
    ) -> Result<Done, ControlError> {
        let client = self.client(pbx)?;
        let mut watch = Watch::new(&client, order.expects, order.details);
        let (mut done, mut gone) = (0_usize, None);
        for (number, action) in order.actions.into_iter().enumerate() {
            if number > 0 && !order.pause.is_zero() {
                sleep(order.pause).await;
            }
            let Err(error) = client.send(action).await else {
                done += 1;
                continue;
            };
            let error = ControlError::of_send(pbx, error);
            let is_gone = matches!(error, ControlError::Failed { why: Failure::NoSuchChannel, .. });
            if order.ends_channels && is_gone {
                // With one channel others may go.
                gone = Some(error);
                continue;
            }
            return match error {
                // The answer is lost, but what it would have said is known.
                ControlError::Unknown { .. } if watch.look() == Heard::Everything => {
                    Ok(watch.done(call, &*self.now))
                }
                // Nothing of this one was sent, but of those before it.
                ControlError::Unavailable { pbx } if done > 0 => Err(ControlError::Unknown { pbx }),
                other => Err(other),
            };
        }
        if let Some(error) = gone.filter(|_| done == 0) {
            return Err(error);
        }
        watch.wait(self.confirmed_within).await;
        Ok(watch.done(call, &*self.now))
    }

    async fn ring(&self, pbx: &Arc<str>, ringing: Ringing) -> Result<Done, ControlError> {
        let client = self.client(pbx)?;
        let mut watch = Watch::new(&client, vec![ringing.expects], Details::default());
        let within = Duration::from_secs(ringing.timeout_s.into()) + BEYOND_TIMEOUT;
        let mut originated = pin!(client.originate(ringing.action, within));
        let mut outcome = tokio::select! {
            biased;
            _ = watch.wait(self.confirmed_within) => None,
            outcome = &mut originated => Some(outcome),
        };
        if watch.look() == Heard::LinkLost && outcome.is_none() {
            // Only the client knows whether it had been sent.
            outcome = Some(originated.await);
        }
        match outcome {
            // A channel that was there for a moment is a call that failed, and no call that was not made.
            _ if watch.look() == Heard::Everything => {}
            None => return Err(ControlError::Unknown { pbx: pbx.clone() }),
            Some(Err(error)) => return Err(ControlError::of_send(pbx, error)),
            Some(Ok(originated)) if originated.succeeded() => {
                watch.heard_otherwise("OriginateResponse", (self.now)());
            }
            Some(Ok(originated)) => {
                let reason = originated.reason().unwrap_or_default();
                let message = format!("no phone could be rung (reason {reason})");
                return Err(ControlError::Failed { why: Failure::NotRung, message });
            }
        }
        Ok(watch.done(Some(ringing.call), &*self.now))
    }
}
