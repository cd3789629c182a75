//! One task for the listeners and all connections.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

#[cfg(feature = "ari")]
use tokio::net::UdpSocket;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Sleep, sleep_until};

use super::{Clock, Status};
use crate::machine::{ConnectionId, Machine};
use crate::played::Played;

/// What the handle asks for.
#[derive(Debug)]
pub(super) enum Order {
    DisconnectAll,
    TakePlayed(oneshot::Sender<Vec<Played>>),
    Stop,
}

/// Which interface is behind a listener.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Door {
    Manager,
    #[cfg(feature = "ari")]
    Rest,
}

impl Door {
    fn enter(self, machine: &mut Machine, now: Duration) -> Option<ConnectionId> {
        match self {
            Self::Manager => machine.accept(now),
            #[cfg(feature = "ari")]
            Self::Rest => machine.accept_ari(now),
        }
    }
}

#[derive(Debug)]
pub(super) struct Driver {
    doors: Vec<(Door, TcpListener)>,
    machine: Machine,
    clock: Clock,
    status: watch::Sender<Status>,
    orders: mpsc::UnboundedReceiver<Order>,
    sockets: Vec<(ConnectionId, TcpStream)>,
    timer: Pin<Box<Sleep>>,
    buffer: Vec<u8>,
    /// Where sound comes from, once there is a REST interface.
    #[cfg(feature = "ari")]
    pub(super) sound: Option<UdpSocket>,
}

/// So often everything is looked at before other tasks have their turn.
const TURNS: usize = 32;

impl Driver {
    pub(super) fn new(
        doors: Vec<(Door, TcpListener)>,
        machine: Machine,
        clock: Clock,
        status: watch::Sender<Status>,
        orders: mpsc::UnboundedReceiver<Order>,
    ) -> Self {
        let timer = Box::pin(sleep_until(clock.start));
        let buffer = vec![0; 16 * 1024];
        Self {
            doors,
            machine,
            clock,
            status,
            orders,
            sockets: Vec::new(),
            timer,
            buffer,
            #[cfg(feature = "ari")]
            sound: None,
        }
    }

    /// Ready when it was told to stop.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..TURNS {
            let mut moved = self.accept(cx);
            loop {
                match self.orders.poll_recv(cx) {
                    Poll::Ready(Some(Order::DisconnectAll)) => self.machine.disconnect_all(),
                    Poll::Ready(Some(Order::TakePlayed(give))) => {
                        // Who no longer waits for it does not want it.
                        let _ = give.send(self.machine.take_played());
                    }
                    Poll::Ready(Some(Order::Stop) | None) => return Poll::Ready(()),
                    Poll::Pending => break,
                }
            }
            self.machine.advance(self.clock.now());
            moved |= self.move_bytes(cx);
            #[cfg(feature = "ari")]
            {
                moved |= self.move_sound(cx);
            }
            self.tell();
            if !moved && self.waits(cx) {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn accept(&mut self, cx: &mut Context<'_>) -> bool {
        let mut moved = false;
        for (door, listener) in &self.doors {
            while let Poll::Ready(accepted) = listener.poll_accept(cx) {
                // A client that is gone again, or no free descriptor: the next one may do.
                let Ok((socket, _)) = accepted else { break };
                let _ = socket.set_nodelay(true);
                if let Some(id) = door.enter(&mut self.machine, self.clock.now()) {
                    self.sockets.push((id, socket));
                }
                moved = true;
            }
        }
        moved
    }

    /// Reads and writes as far as it goes; whether anything did.
    fn move_bytes(&mut self, cx: &mut Context<'_>) -> bool {
        let Self { machine, clock, sockets, buffer, .. } = self;
        let mut moved = false;
        sockets.retain(|(id, socket)| {
            let open = read(*id, socket, machine, clock, buffer, cx).and_then(|read| {
                let written = write(*id, socket, machine, clock, cx)?;
                moved |= read || written;
                Some(())
            });
            if open.is_none() {
                machine.lost(*id, clock.now());
                moved = true;
            }
            open.is_some()
        });
        moved
    }

    /// Sends and receives sound; whether any came.
    #[cfg(feature = "ari")]
    fn move_sound(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(sound) = &self.sound else { return false };
        for (to, packet) in self.machine.take_sound() {
            // What cannot be sent is lost, as sound is.
            let _ = sound.try_send_to(&packet, to);
        }
        let mut moved = false;
        while sound.poll_recv_ready(cx).is_ready() {
            match sound.try_recv_from(&mut self.buffer) {
                Ok((_, from)) => {
                    self.machine.hear(from, self.clock.now());
                    moved = true;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // Nobody listens where it was sent to.
                Err(_) => moved = true,
            }
        }
        moved
    }

    /// Sets the timer; whether there is nothing to do until it rings.
    fn waits(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(at) = self.machine.poll_timeout() else { return true };
        let at = self.clock.instant(at);
        if self.timer.deadline() != at {
            self.timer.as_mut().reset(at);
        }
        self.timer.as_mut().poll(cx).is_pending()
    }

    fn tell(&self) {
        let status = Status::of(&self.machine);
        self.status.send_if_modified(|told| std::mem::replace(told, status) != status);
    }
}

/// Whether something was read; `None` when the connection is over.
fn read(
    id: ConnectionId,
    socket: &TcpStream,
    machine: &mut Machine,
    clock: &Clock,
    buffer: &mut [u8],
    cx: &mut Context<'_>,
) -> Option<bool> {
    let mut moved = false;
    while machine.takes_input(id) && socket.poll_read_ready(cx).is_ready() {
        match socket.try_read(buffer) {
            Ok(0) => return None,
            Ok(length) => machine.receive(id, buffer.get(..length).unwrap_or_default(), clock.now()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(_) => return None,
        }
        moved = true;
    }
    Some(moved)
}

/// Whether something was written; `None` when the connection is over.
fn write(
    id: ConnectionId,
    socket: &TcpStream,
    machine: &mut Machine,
    clock: &Clock,
    cx: &mut Context<'_>,
) -> Option<bool> {
    let mut moved = false;
    loop {
        let output = machine.output(id);
        if output.bytes.is_empty() {
            return if output.then_close { None } else { Some(moved) };
        }
        if socket.poll_write_ready(cx).is_pending() {
            return Some(moved);
        }
        match socket.try_write(output.bytes) {
            Ok(length) => {
                machine.sent(id, length, clock.now());
                moved = true;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
}
