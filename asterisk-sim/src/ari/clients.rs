//! The connections of the REST interface: bytes in and out of the world.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use super::Datagram;
use super::answer::Answer;
use super::http::{Bad, Reader, Received, page, response, switched};
use super::request::{Body, Method, Request};
use super::rest;
use super::socket::{Came, Socket};
use super::told::Told;
use super::world::World;
use crate::fault::Fault;
use crate::ids::mixed;
use crate::line::Line;
use crate::machine::ConnectionId;
use crate::user::{Classes, User};

/// One connection.
#[derive(Debug)]
struct Client {
    line: Line,
    speaks: Speaks,
    /// Whether it has a number, by which faults find it.
    is_numbered: bool,
    /// When it was last asked something.
    asked: Duration,
}

#[derive(Debug)]
enum Speaks {
    Http(Reader),
    /// In the name of these applications.
    WebSocket(Box<Socket>, Vec<String>),
}

/// What a client may do with its buffer, and with its time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    pub(crate) buffer: usize,
    pub(crate) slow_reader: Duration,
}

/// `session_keep_alive` of `http.conf`.
const KEPT_ALIVE: Duration = Duration::from_secs(15);

/// All connections, and the world that they share.
#[derive(Debug)]
pub(crate) struct Clients {
    world: World,
    users: Vec<User>,
    faults: Vec<Fault>,
    http_faults: Vec<Fault>,
    patience: Patience,
    clients: BTreeMap<ConnectionId, Client>,
    /// How many there were so far, of each kind.
    sockets: u64,
    https: u64,
    /// Requests so far.
    asked: u64,
    /// Events of the manager interface that are still to be sent there.
    ami: Vec<(Classes, Vec<u8>)>,
}

impl Clients {
    pub(crate) fn new(world: World, users: Vec<User>, faults: [Vec<Fault>; 2], patience: Patience) -> Self {
        let [faults, http_faults] = faults;
        Self {
            world,
            users,
            faults,
            http_faults,
            patience,
            clients: BTreeMap::new(),
            sockets: 0,
            https: 0,
            asked: 0,
            ami: Vec::new(),
        }
    }

    pub(crate) fn accept(&mut self, id: ConnectionId, now: Duration) {
        let client = Client {
            line: Line::new(0, &[], now),
            speaks: Speaks::Http(Reader::default()),
            is_numbered: false,
            asked: now,
        };
        self.clients.insert(id, client);
    }

    pub(crate) fn line(&self, id: ConnectionId) -> Option<&Line> {
        self.clients.get(&id).map(|client| &client.line)
    }

    pub(crate) fn sent(&mut self, id: ConnectionId, bytes: usize, now: Duration) {
        if let Some(client) = self.clients.get_mut(&id) {
            client.line.out.took(bytes, now);
        }
    }

    pub(crate) fn lost(&mut self, id: ConnectionId) {
        if self.clients.remove(&id).is_some() {
            self.world.close(id);
        }
    }

    /// Asterisk goes away: connections end, and nothing is left of what went on.
    pub(crate) fn go_down(&mut self, now: Duration) {
        self.disconnect_all();
        self.clients.keys().for_each(|id| self.world.close(*id));
        self.world.restart(now);
        self.ami.clear();
    }

    pub(crate) fn disconnect_all(&mut self) {
        self.clients.values_mut().for_each(|client| client.line.close());
    }

    pub(crate) fn len(&self) -> usize {
        self.clients.len()
    }

    /// Clients that hear events.
    pub(crate) fn listeners(&self) -> usize {
        self.clients.values().filter(|client| client.listens()).count()
    }

    /// Whether nothing is to be sent, and nothing will happen by itself.
    pub(crate) fn is_idle(&self) -> bool {
        self.world.next_due().is_none() && self.clients.values().all(|client| client.line.unsent() == 0)
    }

    /// The manager interface hangs up.
    pub(crate) fn hang_up(&mut self, uniqueid: &[u8], cause: u8, now: Duration) {
        self.world.advance(now);
        self.world.hung_up_by_the_manager(&String::from_utf8_lossy(uniqueid), cause);
        self.spread();
    }

    /// A packet has come by UDP.
    pub(crate) fn hear(&mut self, from: SocketAddr, now: Duration) {
        self.world.hear(from, now);
    }

    /// What is to be sent by UDP.
    pub(crate) fn take_sound(&mut self) -> Vec<Datagram> {
        self.world.take_sound()
    }

    /// Events of the manager interface since this was last taken.
    pub(crate) fn take_ami(&mut self) -> Vec<(Classes, Vec<u8>)> {
        std::mem::take(&mut self.ami)
    }

    /// When [`advance`](Self::advance) has something to do.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        let of_client = |client: &Client| {
            let unread = client.line.out.unread_since();
            let unread = unread.map(|since| since.saturating_add(self.patience.slow_reader));
            [unread, client.idle_until(), client.line.next_due()].into_iter().flatten().min()
        };
        let clients = self.clients.values().filter_map(of_client).min();
        [clients, self.world.next_due()].into_iter().flatten().min()
    }

    /// Lets time go on.
    pub(crate) fn advance(&mut self, now: Duration) {
        self.world.advance(now);
        self.spread();
        let patience = self.patience;
        for client in self.clients.values_mut() {
            client.line.go_on(now);
            if client.idle_until().is_some_and(|until| until <= now) {
                client.line.close();
            }
        }
        let is_patient = |client: &Client| {
            let unread = client.line.out.unread_since();
            client.line.out.waiting().len() <= patience.buffer
                && unread.is_none_or(|since| since.saturating_add(patience.slow_reader) > now)
        };
        let cut: Vec<ConnectionId> =
            self.clients.iter().filter(|(_, client)| !is_patient(client)).map(|(id, _)| *id).collect();
        cut.into_iter().for_each(|id| self.lost(id));
    }

    /// Takes what a client sent.
    pub(crate) fn receive(&mut self, id: ConnectionId, bytes: &[u8], now: Duration) {
        // What is due happens before what is asked for.
        self.world.advance(now);
        self.spread();
        let Some(client) = self.clients.get_mut(&id) else { return };
        client.line.go_on(now);
        client.asked = now;
        match &mut client.speaks {
            Speaks::Http(reader) => reader.feed(bytes),
            Speaks::WebSocket(socket, _) => socket.feed(bytes),
        }
        while self.take_next(id, now) {}
    }

    /// Takes the next request; whether there was one.
    fn take_next(&mut self, id: ConnectionId, now: Duration) -> bool {
        let Some(client) = self.clients.get_mut(&id).filter(|client| !client.line.is_ending()) else {
            return false;
        };
        match &mut client.speaks {
            Speaks::Http(reader) => match reader.next() {
                Some(Ok(received)) => self.http(id, &received, now),
                Some(Err(Bad(status, reason))) => {
                    let answer = page(status, reason, "", &self.world.facts().version, now);
                    self.say(id, &answer, now);
                    if let Some(client) = self.clients.get_mut(&id) {
                        client.line.close_after_answers();
                    }
                }
                None => return false,
            },
            Speaks::WebSocket(socket, apps) => {
                let came = socket.next();
                let written = socket.take_written();
                if !written.is_empty() {
                    client.line.message(&written, None, now);
                }
                match came {
                    Some(Came::Text(text)) => {
                        let app = apps.first().cloned().unwrap_or_default();
                        self.over_websocket(id, &text, &app, now);
                    }
                    Some(Came::End) => client.line.close(),
                    None => return false,
                }
            }
        }
        true
    }

    /// A request over HTTP.
    fn http(&mut self, id: ConnectionId, received: &Received, now: Duration) {
        let version = self.world.facts().version.clone();
        let Some(target) = received.target.strip_prefix("/ari/") else {
            self.number(id, false, now);
            let text = "The requested URL was not found on this server.";
            self.say(id, &page(404, "Not Found", text, &version, now), now);
            return;
        };
        let method = Method::named(&received.method);
        let request = method.map(|method| Request::new(method, target, Body::read(&received.body)));
        let is_events = target.split('?').next() == Some("events") && method == Some(Method::Get);
        self.number(id, is_events && received.websocket_key.is_some(), now);
        let allowed = self.allowed(id, received, request.as_ref());
        let bytes = match (request, allowed) {
            (_, Some(refusal)) => response(&refusal, &version, now),
            (Some(request), None) if is_events => match &received.websocket_key {
                Some(key) if !request.list("app").is_empty() => return self.open(id, &request, key, now),
                Some(_) => page(400, "Bad Request", "HTTP request is missing param: [app]", &version, now),
                None => page(426, "Upgrade Required", "", &version, now),
            },
            (Some(request), None) => {
                let answer = self.world.request(&request, now);
                response(&answer, &version, now)
            }
            (None, None) => {
                let answer = Answer::error(405, "Method Not Allowed", "Invalid method");
                response(&answer, &version, now)
            }
        };
        self.say(id, &bytes, now);
        if received.closes
            && let Some(client) = self.clients.get_mut(&id)
        {
            client.line.close_after_answers();
        }
    }

    /// The refusal, if that user may not do that.
    fn allowed(
        &mut self,
        id: ConnectionId,
        received: &Received,
        request: Option<&Request>,
    ) -> Option<Answer> {
        let api_key = request.and_then(|request| request.get("api_key"));
        let given = received.credentials(api_key.as_deref());
        let user = given.and_then(|(name, password)| {
            self.users.iter().find(|user| user.name == name && user.secret == password)
        });
        let unauthorised = || Answer::error(401, "Unauthorized", "Authentication required");
        let Some((user, client)) = user.zip(self.clients.get_mut(&id)) else { return Some(unauthorised()) };
        if user.spared {
            client.line.spare();
        }
        if client.line.refuses() {
            return Some(unauthorised());
        }
        let writes = request.is_none_or(|request| request.method != Method::Get);
        (writes && user.write.is_empty()).then(|| Answer::error(403, "Forbidden", "Write access denied"))
    }

    /// Gives a connection its number at its first request.
    fn number(&mut self, id: ConnectionId, is_websocket: bool, now: Duration) {
        let Some(client) = self.clients.get_mut(&id) else { return };
        if is_websocket {
            self.sockets += 1;
            client.line.suffer(self.sockets, &self.faults, now);
        } else if !client.is_numbered {
            client.is_numbered = true;
            self.https += 1;
            client.line.suffer(self.https, &self.http_faults, now);
        }
    }

    /// From here on a connection is a WebSocket.
    fn open(&mut self, id: ConnectionId, request: &Request, key: &str, now: Duration) {
        let apps = request.list("app");
        let Some(client) = self.clients.get_mut(&id) else { return };
        let Speaks::Http(reader) = &mut client.speaks else { return };
        let rest = reader.take_rest();
        client.speaks = Speaks::WebSocket(Box::new(Socket::new(rest)), apps.clone());
        client.line.message(&switched(key), None, now);
        self.world.open(&apps, request.is_true("subscribeAll"), id);
        self.spread();
    }

    /// A request over the WebSocket.
    fn over_websocket(&mut self, id: ConnectionId, text: &str, app: &str, now: Duration) {
        if !self.world.answers_on_websockets() {
            return;
        }
        let read = rest::read(text);
        let answer = match read.request {
            Ok(request) => self.world.request(&request, now),
            Err(refusal) => refusal,
        };
        let text = rest::response(&read.ids, answer, app, now);
        let Some(client) = self.clients.get_mut(&id) else { return };
        let Speaks::WebSocket(socket, _) = &mut client.speaks else { return };
        let frame = socket.frame(text);
        self.say(id, &frame, now);
    }

    /// Answers, before or after what comes of the request is told: as chance has it, which the seed decides.
    fn say(&mut self, id: ConnectionId, answer: &[u8], now: Duration) {
        self.asked += 1;
        let answers_first = mixed(self.world.facts().seed ^ mixed(self.asked)) & 1 == 0;
        if !answers_first {
            self.spread();
        }
        if let Some(client) = self.clients.get_mut(&id) {
            client.line.answer(answer, false, now);
        }
        self.spread();
    }

    /// Tells what happened to whom it is for.
    fn spread(&mut self) {
        let now = self.world.time();
        for told in self.world.take_told() {
            match told {
                Told::Ami(classes, bytes) => self.ami.push((classes, bytes)),
                Told::Ari { to, event } => {
                    for (id, app) in to {
                        let Some(client) = self.clients.get_mut(&id) else { continue };
                        let Speaks::WebSocket(socket, _) = &mut client.speaks else { continue };
                        let mut event = event.clone();
                        event.insert("application".into(), app.into());
                        let frame = socket.frame(serde_json::Value::Object(event).to_string());
                        client.line.play(&frame, now);
                    }
                }
            }
        }
    }
}

impl Client {
    fn listens(&self) -> bool {
        matches!(self.speaks, Speaks::WebSocket(..)) && !self.line.is_closing()
    }

    /// When a connection that is asked nothing ends.
    fn idle_until(&self) -> Option<Duration> {
        let waits =
            matches!(self.speaks, Speaks::Http(_)) && !self.line.is_ending() && self.line.unsent() == 0;
        waits.then(|| self.asked.saturating_add(KEPT_ALIVE))
    }
}
