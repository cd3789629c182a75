//! The client.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::driver::{self, Shared};
use crate::error::{ConnectError, Error};
use crate::handle::{BridgeHandle, ChannelHandle, PlaybackHandle, RecordingHandle};
use crate::id;
use crate::model::Application;
use crate::operation::{Operation, applications, bridges, channels};
use crate::options::Options;
use crate::state::State;
use crate::subscribe::queue::Queue;
use crate::subscribe::{Interest, Snapshot, SubscribeOptions, SubscriberMetrics, Subscription};
use crate::text::{BridgeId, ChannelId, PlaybackId, RecordingName, Text};
use crate::transport::Reply;
use crate::transport::http::Http;
use crate::transport::websocket::Socket;

/// A handle to the REST interface of one Asterisk; cheap to clone.
///
/// Behind it is one task that opens the WebSocket, keeps it, and opens it anew for as long as there is a handle. When the
/// last one is dropped it ends, and so do all subscriptions.
///
/// It implements the trait of each resource ([`operation`](crate::operation)), and [`Ari`](crate::Ari), which is all of
/// them. What is about one channel or bridge is shorter by a handle: [`channel`](Self::channel), [`bridge`](Self::bridge).
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
    /// The driver ends when the last one is dropped.
    stop: Arc<watch::Sender<bool>>,
    deadline: Duration,
}

impl Client {
    /// Connects, and waits until the WebSocket is open.
    ///
    /// # Errors
    /// If the first attempt fails; nothing goes on then. Once connected, a lost connection is made anew for ever.
    ///
    /// # Cancel safety
    /// Dropping the future ends the attempt.
    pub async fn connect(options: Options) -> Result<Self, ConnectError> {
        let client = Self::start(options);
        let mut state = client.state();
        loop {
            match &*state.borrow_and_update() {
                State::Up { .. } => break,
                State::Waiting { error, .. } => return Err(error.clone()),
                State::Closed => return Err(ConnectError::Closed),
                State::Connecting => {}
            }
            if state.changed().await.is_err() {
                return Err(ConnectError::Closed);
            }
        }
        Ok(client)
    }

    /// Begins to connect, and goes on trying until it succeeds. Must be called within a tokio runtime.
    #[must_use]
    pub fn start(options: Options) -> Self {
        Self::start_with(options, None)
    }

    /// As [`start`](Self::start), with one who listens from the very first event on.
    #[must_use]
    pub fn start_listening(options: Options, listener: SubscribeOptions) -> (Self, Subscription) {
        let queue = Arc::new(Queue::new(listener));
        let client = Self::start_with(options, Some(&queue));
        (client, Subscription { queue })
    }

    fn start_with(options: Options, listener: Option<&Arc<Queue>>) -> Self {
        let options = Arc::new(options);
        let shared = Shared::new(options.settings.clone(), Some(Http::new(&options)));
        listener.into_iter().for_each(|queue| shared.hub.add(queue));
        let (client, stop) = Self::of(shared.clone());
        tokio::spawn(driver::run(shared, options, stop));
        client
    }

    /// Of a connection that Asterisk has made.
    pub(crate) fn accepted(shared: Arc<Shared>, socket: Socket) -> Self {
        let (client, stop) = Self::of(shared.clone());
        tokio::spawn(driver::run_once(shared, socket, stop));
        client
    }

    fn of(shared: Arc<Shared>) -> (Self, driver::Stop) {
        let (sender, stop) = watch::channel(false);
        let deadline = shared.settings.answer_within;
        (Self { shared, stop: Arc::new(sender), deadline }, stop)
    }

    /// The same, with another limit for answers.
    #[must_use]
    pub fn with_deadline(&self, within: Duration) -> Self {
        Self { deadline: within, ..self.clone() }
    }

    /// Does an operation.
    ///
    /// ```no_run
    /// # async fn run(client: ari_client::Client) -> Result<(), ari_client::Error> {
    /// use ari_client::operation::channels;
    ///
    /// let channel = client.send(&channels::Get::new("1795198626.0")).await?;
    /// println!("{}: {}", channel.name, channel.state);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`]; [`Error::did_nothing`] tells whether it may be tried again.
    ///
    /// # Cancel safety
    /// A request whose future is dropped may have been sent or not. If it was not written yet, it is not written any
    /// more.
    pub async fn send<O: Operation>(&self, request: &O) -> Result<O::Answer, Error> {
        self.shared.ask(request.call(), self.deadline).await?.read::<O>()
    }

    /// Does an operation, and gives the answer as it came, whatever its status is.
    ///
    /// # Errors
    /// If there is no answer. One that tells of an error is none here.
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn raw<O: Operation>(&self, request: &O) -> Result<Reply, Error> {
        self.shared.ask(request.call(), self.deadline).await
    }

    /// How the connection is, to be watched.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<State> {
        self.shared.state.subscribe()
    }

    /// Listens to events from now on.
    #[must_use]
    pub fn subscribe(&self, options: SubscribeOptions) -> Subscription {
        let queue = Arc::new(Queue::new(options));
        self.shared.hub.add(&queue);
        Subscription { queue }
    }

    /// Those who listen, and what they have not read yet.
    #[must_use]
    pub fn subscribers(&self) -> Vec<SubscriberMetrics> {
        self.shared.hub.queues().iter().map(|queue| SubscriberMetrics::of(queue)).collect()
    }

    /// Asks Asterisk how things are: channels, bridges, endpoints, device states.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        driver::snapshot(&self.shared).await
    }

    /// Subscribes the first application to a source of events, `endpoint:PJSIP/101` and the like, also after each new
    /// connection, until [`unfollow`](Self::unfollow).
    ///
    /// # Errors
    /// See [`Error`]. It is not followed then.
    pub async fn follow(&self, source: impl Into<Text>) -> Result<Application, Error> {
        let (app, source) = (self.app(), source.into());
        let application = self.send(&applications::Subscribe::new(&app, [&source])).await?;
        self.shared.sources.add(&app, &source);
        Ok(application)
    }

    /// Takes back what [`follow`](Self::follow) has done.
    ///
    /// # Errors
    /// See [`Error`]. After the next new connection it is not followed any more, all the same.
    pub async fn unfollow(&self, source: impl Into<Text>) -> Result<Application, Error> {
        let (app, source) = (self.app(), source.into());
        self.shared.sources.remove(&app, &source);
        self.send(&applications::Unsubscribe::new(&app, [&source])).await
    }

    /// The first application.
    #[must_use]
    pub fn app(&self) -> Text {
        self.shared.settings.apps.first().cloned().unwrap_or_default()
    }

    /// A channel by its id, whether there is one or not.
    #[must_use]
    pub fn channel(&self, id: impl Into<ChannelId>) -> ChannelHandle {
        ChannelHandle::new(id, Arc::new(self.clone()))
    }

    /// A bridge by its id, whether there is one or not.
    #[must_use]
    pub fn bridge(&self, id: impl Into<BridgeId>) -> BridgeHandle {
        BridgeHandle::new(id, Arc::new(self.clone()))
    }

    /// A playback by its id, whether there is one or not.
    #[must_use]
    pub fn playback(&self, id: impl Into<PlaybackId>) -> PlaybackHandle {
        PlaybackHandle::new(id, Arc::new(self.clone()))
    }

    /// A recording by its name, whether there is one or not.
    #[must_use]
    pub fn recording(&self, name: impl Into<RecordingName>) -> RecordingHandle {
        RecordingHandle::new(name, Arc::new(self.clone()))
    }

    /// Creates a channel and dials. Who listens to it does so before Asterisk is asked, by an id that is chosen here, so
    /// that not even the first event is missed. Without an application or extension the channel comes into the first
    /// application of this client.
    ///
    /// # Errors
    /// See [`Error`].
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn originate(
        &self,
        mut request: channels::Originate,
    ) -> Result<(ChannelHandle, Subscription), Error> {
        let id = request.channel_id.get_or_insert_with(|| id::fresh().into()).clone();
        if request.app.is_none() && request.extension.is_none() && request.context.is_none() {
            request.app = Some(self.app());
        }
        let events = self.subscribe(SubscribeOptions::new().interest(Interest::channel(&id)));
        self.send(&request).await?;
        Ok((self.channel(id), events))
    }

    /// Creates a channel without dialling; otherwise as [`originate`](Self::originate).
    ///
    /// # Errors
    /// See [`Error`].
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn create_channel(
        &self,
        mut request: channels::Create,
    ) -> Result<(ChannelHandle, Subscription), Error> {
        let id = request.channel_id.get_or_insert_with(|| id::fresh().into()).clone();
        let events = self.subscribe(SubscribeOptions::new().interest(Interest::channel(&id)));
        self.send(&request).await?;
        Ok((self.channel(id), events))
    }

    /// Creates a bridge, and listens to it from before that on.
    ///
    /// # Errors
    /// See [`Error`].
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn create_bridge(
        &self,
        mut request: bridges::Create,
    ) -> Result<(BridgeHandle, Subscription), Error> {
        let id = request.bridge_id.get_or_insert_with(|| id::fresh().into()).clone();
        let events = self.subscribe(SubscribeOptions::new().interest(Interest::bridge(&id)));
        self.send(&request).await?;
        Ok((self.bridge(id), events))
    }

    /// Ends the connection, for all handles. What was received can still be read by subscriptions.
    pub fn close(&self) {
        self.stop.send_replace(true);
        self.shared.close();
    }
}
