//! The driver: moves bytes between sockets and the [`Machine`], and tells it the time. It decides nothing.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use tokio::net::TcpListener;
#[cfg(feature = "ari")]
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

mod driver;

use driver::{Door, Driver, Order};

use crate::machine::Machine;
use crate::options::Options;
use crate::played::Played;

/// A simulated Asterisk that listens on TCP. It ends when this is dropped.
///
/// All futures of it may be dropped at any time without an effect on the simulation; only what
/// [`take_played`](Self::take_played) was about to give is lost.
#[derive(Debug)]
pub struct Sim {
    address: SocketAddr,
    #[cfg(feature = "ari")]
    ari_address: Option<SocketAddr>,
    status: watch::Receiver<Status>,
    orders: mpsc::UnboundedSender<Order>,
    task: JoinHandle<()>,
}

/// How far a simulation is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// Clients that are connected to the manager interface.
    pub connections: usize,
    /// Connections that it ever accepted.
    pub accepted: u64,
    /// Clients that are logged in there with events on.
    pub listeners: usize,
    /// Events that it had to tell of: those that were played, and those of live calls.
    pub events: u64,
    /// The script is played to its end, no live call goes on by itself, and everything is sent.
    pub finished: bool,
    /// Clients that are connected to the REST interface.
    #[cfg(feature = "ari")]
    pub ari_connections: usize,
    /// WebSockets that are open there.
    #[cfg(feature = "ari")]
    pub ari_listeners: usize,
}

impl Status {
    fn of(machine: &Machine) -> Self {
        Self {
            connections: machine.connections(),
            accepted: machine.accepted(),
            listeners: machine.listeners(),
            events: machine.events(),
            finished: machine.is_finished(),
            #[cfg(feature = "ari")]
            ari_connections: machine.ari_connections(),
            #[cfg(feature = "ari")]
            ari_listeners: machine.ari_listeners(),
        }
    }
}

impl Sim {
    /// Listens, and begins.
    ///
    /// # Errors
    ///
    /// An address cannot be listened on.
    pub async fn bind(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        #[cfg_attr(not(feature = "ari"), expect(unused_mut, reason = "ARI has the only other one"))]
        let mut doors = vec![(Door::Manager, listener)];
        #[cfg(feature = "ari")]
        let ari_address = match &options.ari {
            Some(ari) => {
                let listener = TcpListener::bind(ari.listen).await?;
                let address = listener.local_addr()?;
                doors.push((Door::Rest, listener));
                Some(address)
            }
            None => None,
        };
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let machine = Machine::new(options, wall);
        let (tell, status) = watch::channel(Status::of(&machine));
        let (orders, given) = mpsc::unbounded_channel();
        let clock = Clock { wall, start: Instant::now() };
        let mut driver = Driver::new(doors, machine, clock, tell, given);
        #[cfg(feature = "ari")]
        if let Some(address) = ari_address {
            driver.sound = Some(UdpSocket::bind((address.ip(), 0)).await?);
        }
        let task = tokio::spawn(async move { poll_fn(|cx| driver.poll(cx)).await });
        Ok(Self {
            address,
            #[cfg(feature = "ari")]
            ari_address,
            status,
            orders,
            task,
        })
    }

    /// Where the manager interface listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Where the REST interface listens, if there is one.
    #[cfg(feature = "ari")]
    #[must_use]
    pub fn ari_addr(&self) -> Option<SocketAddr> {
        self.ari_address
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> Status {
        *self.status.borrow()
    }

    /// How many clients are connected to the manager interface.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.status().connections
    }

    /// Waits until the status is so, and returns it.
    pub async fn until(&self, is_so: impl FnMut(&Status) -> bool) -> Status {
        let mut status = self.status.clone();
        // The driver ends only after this handle.
        status.wait_for(is_so).await.map(|status| *status).unwrap_or_default()
    }

    /// Waits until the script is played to its end, no live call goes on by itself and everything is sent. An endless
    /// script never ends.
    pub async fn finished(&self) {
        self.until(|status| status.finished).await;
    }

    /// Ends every connection once what waits for it is sent. New ones are accepted.
    pub fn disconnect_all(&self) {
        // A driver that is gone has no connections.
        let _ = self.orders.send(Order::DisconnectAll);
    }

    /// [`Machine::take_played`]: what happened since this was last asked, if
    /// [`Options::keep_played`](crate::Options::keep_played) is set. Is it dropped before it is ready, what was
    /// taken is lost.
    pub async fn take_played(&self) -> Vec<Played> {
        let (give, given) = oneshot::channel();
        // A driver that is gone gives nothing any more.
        let _ = self.orders.send(Order::TakePlayed(give));
        given.await.unwrap_or_default()
    }

    /// Stops listening and ends every connection.
    pub async fn shutdown(mut self) {
        let _ = self.orders.send(Order::Stop);
        let _ = (&mut self.task).await;
    }

    /// Runs until the future is dropped: for programs that do nothing else.
    pub async fn run(mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Time since the Unix epoch that never goes back.
#[derive(Clone, Copy, Debug)]
struct Clock {
    wall: Duration,
    start: Instant,
}

impl Clock {
    fn now(&self) -> Duration {
        self.wall + self.start.elapsed()
    }

    fn instant(&self, at: Duration) -> Instant {
        let far = Duration::from_secs(86_400 * 365);
        self.start + at.saturating_sub(self.wall).min(far)
    }
}
