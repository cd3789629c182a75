//! The handle.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use ami_proto::action::{IntoAction, Originate};
use ami_proto::session::Expect;
use ami_proto::{Action, OwnedFrame};
use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot, watch};

use crate::driver::{Driver, ListPart, Order, Reply, Shared};
use crate::error::{ConnectError, SendError};
use crate::metrics::{Metrics, SubscriberMetrics};
use crate::options::{Options, Transport};
use crate::response::{Originated, Response};
use crate::state::State;
use crate::subscribe::queue::Queue;
use crate::subscribe::{SubscribeOptions, Subscription};

/// So many orders wait for the driver at most; whoever gives more waits.
const ORDERS: usize = 1_024;
/// So many items of a [`List`] wait to be read at most.
const ITEMS: usize = 65_536;

/// A handle to the manager interface of one Asterisk; cheap to clone.
///
/// Behind it is one task that makes the connection, keeps it, and makes it anew for as long as there is a handle or a
/// [`Subscription`]. When the last one is dropped it logs off.
#[derive(Clone, Debug)]
pub struct Client {
    events: Link,
    /// The connection for actions; the same one unless they are separate.
    actions: Link,
}

/// One connection, and the way to its driver.
#[derive(Clone, Debug)]
struct Link {
    shared: Arc<Shared>,
    orders: mpsc::Sender<Order>,
    state: watch::Receiver<State>,
}

impl Client {
    /// Connects, and waits until Asterisk has let us in.
    ///
    /// # Errors
    /// If the first attempt fails; nothing goes on then. Once connected, a lost connection is made anew for ever.
    ///
    /// # Cancel safety
    /// Dropping the future ends the attempt.
    pub async fn connect(options: Options) -> Result<Self, ConnectError> {
        let client = Self::start(options)?;
        client.actions.first_login().await?;
        client.events.first_login().await?;
        Ok(client)
    }

    /// Begins to connect, and goes on trying until it succeeds. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// If the options hold something that cannot be sent.
    pub fn start(options: Options) -> Result<Self, ConnectError> {
        Self::start_with(options, &[])
    }

    /// As [`start`](Self::start), with one who listens from the very first event on.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_listening(
        options: Options,
        listener: SubscribeOptions,
    ) -> Result<(Self, Subscription), ConnectError> {
        let queue = queue(&options, listener);
        let client = Self::start_with(options, std::slice::from_ref(&queue))?;
        let orders = client.events.orders.clone();
        Ok((client, Subscription { queue, orders, questions: 0 }))
    }

    fn start_with(options: Options, listeners: &[Arc<Queue>]) -> Result<Self, ConnectError> {
        options.check()?;
        let separate = options.separate_actions;
        let mute = options.clone().events("off").only_events([""; 0]);
        let events = Link::start(options, listeners);
        let actions = if separate { Link::start(mute, &[]) } else { events.clone() };
        Ok(Self { events, actions })
    }

    /// Sends an action and waits for its response. Of one that is answered by a list use [`collect`](Self::collect) or
    /// [`list`](Self::list): here the items are left out.
    ///
    /// An `Originate` that would wait for the phone is sent as `Async`, since Asterisk would do nothing else for this
    /// connection meanwhile; see [`originate`](Self::originate).
    ///
    /// # Errors
    /// See [`SendError`]; [`SendError::did_nothing`] tells whether it may be tried again.
    ///
    /// # Cancel safety
    /// An action whose future is dropped may have been sent or not. If it was not sent yet, it is not sent any more.
    pub async fn send(&self, action: impl IntoAction) -> Result<Response, SendError> {
        let (reply, answer) = oneshot::channel();
        self.act(action, Expect::Response, self.actions.answer_within(), Reply::Response(reply)).await?;
        answer.await.map_err(|_| SendError::ClientClosed)?
    }

    /// Sends an action and waits for its response and for all items of its list, if it has one.
    ///
    /// # Errors
    /// As [`send`](Self::send); and if the list breaks off, for what reason ever.
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn collect(&self, action: impl IntoAction) -> Result<(Response, Vec<OwnedFrame>), SendError> {
        let mut list = self.list(action).await?;
        let mut items = Vec::new();
        while let Some(item) = list.next().await {
            items.push(item?);
        }
        Ok((list.response, items))
    }

    /// Sends an action and gives the items of its list as they come.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn list(&self, action: impl IntoAction) -> Result<List, SendError> {
        let (reply, answer) = oneshot::channel();
        let (sender, items) = mpsc::channel(ITEMS);
        let reply = Reply::List { response: reply, items: sender };
        self.act(action, Expect::Response, self.actions.answer_within(), reply).await?;
        let (response, has_items) = answer.await.map_err(|_| SendError::ClientClosed)??;
        Ok(List { response, items: has_items.then_some(items), end: None })
    }

    /// Carries out a command of Asterisk's console, and gives its lines. Before Asterisk 14 it says of every command that
    /// it succeeded; the lines tell.
    ///
    /// # Errors
    /// As [`send`](Self::send). Of a command that fails, or is unknown, [`SendError::Refused`] has the lines.
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn command(&self, command: impl AsRef<str>) -> Result<Vec<String>, SendError> {
        let action = Action::new("Command").header("Command", command.as_ref())?;
        let response = self.send(action).await?;
        Ok(response.lines().map(|line| line.into_owned()).collect())
    }

    /// Makes a call and waits until it is answered or has failed: for the event `OriginateResponse`. `within` is how
    /// long that may take, more than the action's own `Timeout`.
    ///
    /// # Errors
    /// As [`send`](Self::send). A call that fails is no error; see [`Originated::succeeded`]. Where the manager user
    /// does not read the class `call`, no outcome ever comes.
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn originate(&self, action: Originate, within: Duration) -> Result<Originated, SendError> {
        let (reply, answer) = oneshot::channel();
        let reply = Reply::Outcome { waits: reply, response: None, outcome: None };
        let action = action.build()?;
        // Its outcome is an event, and events come on one connection only.
        self.events.act(action, Expect::Outcome("OriginateResponse"), within, reply).await?;
        answer.await.map_err(|_| SendError::ClientClosed)?
    }

    async fn act(
        &self,
        action: impl IntoAction,
        expect: Expect,
        within: Duration,
        reply: Reply,
    ) -> Result<(), SendError> {
        self.actions.act(action.into_action()?, expect, within, reply).await
    }

    /// Listens from now on.
    #[must_use]
    pub fn subscribe(&self, options: SubscribeOptions) -> Subscription {
        let queue = self.events.options(|client| queue(client, options));
        self.events.shared.hub.add(&queue);
        Subscription { queue, orders: self.events.orders.clone(), questions: 0 }
    }

    /// How the connection is, to be watched. With separate connections, that of the events.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<State> {
        self.events.state.clone()
    }

    /// How the connection for actions is; the same one unless they are [separate](Options::separate_actions).
    #[must_use]
    pub fn actions_state(&self) -> watch::Receiver<State> {
        self.actions.state.clone()
    }

    /// Waits until actions can be sent. `false` if the client was closed.
    ///
    /// # Cancel safety
    /// Dropping the future changes nothing.
    pub async fn ready(&self) -> bool {
        let mut state = self.actions.state.clone();
        let state = state.wait_for(|state| matches!(state, State::Up { .. } | State::Closed)).await;
        state.is_ok_and(|state| state.is_up())
    }

    /// What was counted.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let mut metrics = self.events.shared.meters.read();
        if !Arc::ptr_eq(&self.events.shared, &self.actions.shared) {
            // Those that were sent in step with the events are left aside.
            metrics.actions = self.actions.shared.meters.read().actions;
        }
        let subscribers = self.events.shared.hub.queues().into_iter().map(|queue| {
            let depth = queue.depth();
            SubscriberMetrics {
                name: queue.options.name.clone(),
                messages: depth.messages,
                bytes: depth.bytes,
                gaps: depth.gaps,
                missed: depth.missed,
            }
        });
        metrics.subscribers = subscribers.collect();
        metrics
    }

    /// Takes another secret for the next connection. The one that there is stays; where there is none, it is tried at
    /// once.
    pub fn set_secret(&self, secret: impl Into<SecretString>) {
        let secret = secret.into();
        self.change(|options| options.secret = secret.clone());
    }

    /// Takes another transport, or other certificates, for the next connection. The one that there is stays; where there
    /// is none, it is tried at once.
    pub fn set_transport(&self, transport: &Transport) {
        self.change(|options| options.transport = transport.clone());
    }

    fn change(&self, change: impl Fn(&mut Options)) {
        self.events.change(&change);
        if !Arc::ptr_eq(&self.events.shared, &self.actions.shared) {
            self.actions.change(&change);
        }
    }

    /// Logs off, for all handles, takes what Asterisk has sent by then, and ends. Subscriptions give what is left in
    /// them, and then `None`.
    ///
    /// # Cancel safety
    /// A future that is dropped may have begun it.
    pub async fn close(&self) {
        self.actions.close().await;
        self.events.close().await;
    }
}

impl Link {
    fn start(options: Options, listeners: &[Arc<Queue>]) -> Self {
        let shared = Arc::new(Shared::new(options));
        listeners.iter().for_each(|queue| shared.hub.add(queue));
        let (orders, given) = mpsc::channel(ORDERS);
        let (tell, state) = watch::channel(State::Connecting);
        tokio::spawn(Driver::new(shared.clone(), given, tell).run());
        Self { shared, orders, state }
    }

    /// Waits for the end of the first attempt.
    async fn first_login(&self) -> Result<(), ConnectError> {
        let mut state = self.state.clone();
        let settled = state.wait_for(|state| !matches!(state, State::Connecting)).await;
        match settled.as_deref() {
            Ok(State::Up { .. }) => Ok(()),
            Ok(State::Waiting { error, .. }) => Err(error.clone()),
            Ok(State::Connecting | State::Closed) | Err(_) => Err(ConnectError::Closed),
        }
    }

    async fn act(
        &self,
        action: Action,
        expect: Expect,
        within: Duration,
        reply: Reply,
    ) -> Result<(), SendError> {
        let action = quirk_synchronous_originate(action)?;
        let order = Order::Act { action, expect, within, reply };
        self.orders.send(order).await.map_err(|_| SendError::ClientClosed)
    }

    fn options<T>(&self, read: impl FnOnce(&Options) -> T) -> T {
        read(&self.shared.options.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn answer_within(&self) -> Duration {
        self.options(|options| options.answer_within)
    }

    fn change(&self, change: impl Fn(&mut Options)) {
        change(&mut self.shared.options.write().unwrap_or_else(PoisonError::into_inner));
        // Kept for the driver if it is amid an attempt with the old ones.
        self.shared.changed.notify_one();
    }

    async fn close(&self) {
        // One that has ended takes no more orders.
        let _ = self.orders.send(Order::Close).await;
        let mut state = self.state.clone();
        let _ = state.wait_for(|state| matches!(state, State::Closed)).await;
    }
}

/// A listener hears of nothing but what the client was made for.
fn queue(client: &Options, listener: SubscribeOptions) -> Arc<Queue> {
    let interest = listener.interest.clone().only(&client.only_events);
    Arc::new(Queue::new(listener.interest(interest)))
}

/// Asterisk answers nothing else on a connection while a synchronous `Originate` waits for the phone.
fn quirk_synchronous_originate(action: Action) -> Result<Action, SendError> {
    let is_async = |value: &[u8]| {
        // `ast_true` of Asterisk.
        ["yes", "true", "y", "t", "1", "on"].iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
    };
    if !action.name().eq_ignore_ascii_case(b"Originate") || action.get("Async").is_some_and(is_async) {
        return Ok(action);
    }
    Ok(action.replace("Async", "true")?)
}

/// The items of a list, as they come.
///
/// What is not read is kept up to 65,536 items; beyond that the list ends with [`SendError::ListTooLong`], because the
/// connection is never kept waiting.
#[derive(Debug)]
pub struct List {
    response: Response,
    items: Option<mpsc::Receiver<ListPart>>,
    end: Option<OwnedFrame>,
}

impl List {
    /// The response before the items.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// The event that ended the list, with `ListItems` and the like, once it has come.
    #[must_use]
    pub fn end(&self) -> Option<&OwnedFrame> {
        self.end.as_ref()
    }

    /// The next item; `None` once the list is whole, or if the action has none.
    ///
    /// # Errors
    /// If the list breaks off; nothing more comes then.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<OwnedFrame, SendError>> {
        let items = self.items.as_mut()?;
        let part = items.recv().await;
        match part {
            Some(ListPart::Item(item)) => Some(Ok(item)),
            Some(ListPart::End(end)) => {
                self.items = None;
                self.end = Some(end);
                None
            }
            Some(ListPart::Failed(error)) => {
                self.items = None;
                Some(Err(error))
            }
            None => {
                self.items = None;
                Some(Err(SendError::ListTooLong))
            }
        }
    }
}
