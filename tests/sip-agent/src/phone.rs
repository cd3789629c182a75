//! The telephone's task: its socket, calls and open requests.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use crate::message::{Message, parameter, uri, user};
use crate::{Account, CallId, Ending, Error, Event, OnCall, sound};

const FIRST_REPEAT: Duration = Duration::from_millis(500);
const IDLE: Duration = Duration::from_secs(3600);

pub(crate) type Reply<T> = oneshot::Sender<Result<T, Error>>;

#[derive(Debug)]
pub(crate) enum Command {
    Register(u32, Reply<()>),
    Call(String, Option<String>, Reply<CallId>),
    Answer(CallId, Reply<()>),
    Refuse(CallId, u16, Reply<()>),
    HangUp(CallId, Reply<()>),
    Hold(CallId, bool, Reply<()>),
    Transfer(CallId, String, Reply<()>),
    Connect(CallId, CallId, Reply<()>),
    Press(CallId, char, Reply<()>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Ours, and nobody rings yet.
    Calling,
    /// Ours, and it rings there.
    RingsThere,
    /// Theirs, and it rings here.
    RingsHere,
    /// Theirs; we said yes and wait for the ACK.
    Accepted,
    Up,
    /// We hung up and wait for the answer.
    Ending,
}

struct Call {
    phase: Phase,
    /// From and To, as our requests have them.
    local: String,
    remote: String,
    /// Where requests go: their contact.
    target: String,
    sequence: u32,
    /// The INVITE that began it: ours, which CANCEL must repeat, or theirs, which we answer.
    invite: Message,
    /// What we sent last for an INVITE of this call, should the other side repeat itself.
    last: Option<Message>,
    answer_at: Option<Instant>,
    /// Who ends it, once it is ending.
    by: Ending,
}

/// A request that waits for its final answer.
struct Open {
    request: Message,
    call: Option<CallId>,
    reply: Option<Reply<()>>,
    repeat: Option<Instant>,
    interval: Duration,
    until: Option<Instant>,
    authorized: bool,
}

pub(crate) struct Phone {
    account: Account,
    socket: UdpSocket,
    address: SocketAddr,
    /// The port that we name for RTP; nobody reads from it.
    rtp: Arc<UdpSocket>,
    /// Where we speak to.
    speaks_to: watch::Sender<Option<SocketAddr>>,
    rtp_port: u16,
    events: mpsc::UnboundedSender<Event>,
    calls: HashMap<CallId, Call>,
    open: Vec<Open>,
    /// With `serial` makes tags, branches and Call-IDs that no other telephone of this machine has.
    prefix: String,
    serial: u32,
}

impl Phone {
    pub(crate) async fn new(account: Account, events: mpsc::UnboundedSender<Event>) -> Result<Self, Error> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let rtp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = socket.local_addr()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self {
            prefix: format!("{:x}-{:x}", address.port(), now.as_micros()),
            rtp_port: rtp.local_addr()?.port(),
            account,
            socket,
            address,
            rtp: Arc::new(rtp),
            speaks_to: watch::channel(None).0,
            events,
            calls: HashMap::new(),
            open: Vec::new(),
            serial: 0,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) async fn run(mut self, mut commands: mpsc::UnboundedReceiver<Command>) {
        let mut buffer = vec![0; 65536];
        if self.account.speaks {
            // It ends with this task, which has the other end.
            tokio::spawn(sound::speak(self.rtp.clone(), self.speaks_to.subscribe()));
        }
        loop {
            let deadline = self.deadline();
            tokio::select! {
                // An error says that an earlier datagram found nobody; it will be repeated.
                received = self.socket.recv_from(&mut buffer) => {
                    let message = received.ok().and_then(|(length, _)| Message::parse(buffer.get(..length)?));
                    if let Some(place) = message.as_ref().and_then(|message| sound::place(&message.body)) {
                        self.speaks_to.send_replace(Some(place));
                    }
                    match message {
                        Some(message) if message.status().is_some() => self.on_response(message).await,
                        Some(message) => self.on_request(message).await,
                        None => {}
                    }
                }
                command = commands.recv() => match command {
                    Some(command) => self.on_command(command).await,
                    None => return,
                },
                () = sleep_until(deadline) => self.on_time(Instant::now()).await,
            }
        }
    }

    // ------------------------------------------------------------------------------------------- sending

    async fn send(&self, message: &Message) {
        // What is lost is repeated, so an error needs no other care.
        let _ = self.socket.send_to(&message.to_bytes(), self.account.server).await;
    }

    fn tell(&self, event: Event) {
        let _ = self.events.send(event); // nobody may listen
    }

    fn token(&mut self) -> String {
        self.serial += 1;
        format!("{}-{:x}", self.prefix, self.serial)
    }

    fn via(&mut self) -> String {
        let branch = self.token();
        format!("SIP/2.0/UDP {};rport;branch=z9hG4bK{branch}", self.address)
    }

    fn contact(&self) -> String {
        format!("<sip:{}@{}>", self.account.user, self.address)
    }

    fn request(
        &mut self,
        method: &str,
        target: &str,
        from: &str,
        to: &str,
        id: &str,
        sequence: u32,
    ) -> Message {
        let mut request = Message::request(method, target);
        request.add("Via", self.via());
        request.add("Max-Forwards", "70");
        request.add("From", from);
        request.add("To", to);
        request.add("Call-ID", id);
        request.add("CSeq", format!("{sequence} {method}"));
        request.add("Contact", self.contact());
        request.add("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, NOTIFY, REFER");
        request.add("Supported", "replaces");
        for (name, value) in &self.account.headers {
            request.add(name, value.clone());
        }
        request
    }

    async fn open(&mut self, request: Message, call: Option<CallId>, reply: Option<Reply<()>>) {
        let now = Instant::now();
        self.send(&request).await;
        self.open.push(Open {
            request,
            call,
            reply,
            repeat: Some(now + FIRST_REPEAT),
            interval: FIRST_REPEAT,
            until: Some(now + self.account.patience),
            authorized: false,
        });
    }

    /// Sends a request within a call.
    async fn within(
        &mut self,
        id: &CallId,
        method: &str,
        complete: impl FnOnce(&mut Message),
        reply: Option<Reply<()>>,
    ) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        call.sequence += 1;
        let (target, local, remote) = (call.target.clone(), call.local.clone(), call.remote.clone());
        let sequence = call.sequence;
        let mut request = self.request(method, &target, &local, &remote, &id.0, sequence);
        complete(&mut request);
        self.open(request, Some(id.clone()), reply).await;
    }

    async fn respond(&mut self, request: &Message, status: u16, reason: &str) {
        let tag = self.token();
        self.send(&request.response(status, reason, &tag)).await;
    }

    /// Answers an INVITE or UPDATE of a call, and remembers the answer.
    async fn respond_in(&mut self, id: &CallId, request: &Message, status: u16, reason: &str, sdp: bool) {
        let Some(tag) = self.calls.get(id).and_then(|call| parameter(&call.local, "tag")).map(str::to_owned)
        else {
            return;
        };
        let mut response = request.response(status, reason, &tag);
        response.add("Contact", self.contact());
        if sdp {
            let held = request.body.contains("a=sendonly") || request.body.contains("a=inactive");
            response.set_body("application/sdp", self.sdp(if held { "recvonly" } else { "sendrecv" }));
        }
        self.send(&response).await;
        if let Some(call) = self.calls.get_mut(id).filter(|_| request.method() == "INVITE") {
            call.last = Some(response);
        }
    }

    fn sdp(&mut self, direction: &str) -> String {
        self.serial += 1; // the version must grow with each offer
        format!(
            "v=0\r\no=- 1 {} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {} RTP/AVP 0 101\r\n\
             a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na={direction}\r\n",
            self.serial, self.rtp_port
        )
    }

    /// The ACK of a response to our INVITE: for a refusal it belongs to the INVITE, for a success it is a request of
    /// its own to the contact.
    async fn acknowledge(&mut self, invite: &Message, response: &Message) {
        let success = response.status().is_some_and(|status| status < 300);
        let contact = uri(response.header("Contact"));
        let target = if success && !contact.is_empty() {
            contact
        } else {
            invite.start.split(' ').nth(1).unwrap_or_default()
        };
        let mut ack = Message::request("ACK", target);
        ack.add("Via", if success { self.via() } else { invite.header("Via").to_owned() });
        ack.add("Max-Forwards", "70");
        for name in ["From", "To", "Call-ID"] {
            ack.add(name, response.header(name));
        }
        ack.add("CSeq", format!("{} ACK", response.sequence()));
        for (name, value) in &self.account.headers {
            ack.add(name, value.clone());
        }
        self.send(&ack).await;
    }

    fn end(&mut self, id: &CallId, by: Ending) {
        if self.calls.remove(id).is_some() {
            self.speaks_to.send_replace(None);
            self.tell(Event::Ended { call: id.clone(), by });
        }
    }

    // ------------------------------------------------------------------------------------------ commands

    async fn on_command(&mut self, command: Command) {
        match command {
            Command::Register(seconds, reply) => {
                let (me, tag) = (format!("sip:{}@{}", self.account.user, self.account.server), self.token());
                let (from, to) = (format!("<{me}>;tag={tag}"), format!("<{me}>"));
                let server = format!("sip:{}", self.account.server);
                let (id, sequence) = (self.token(), self.serial);
                let mut request = self.request("REGISTER", &server, &from, &to, &id, sequence);
                request.add("Expires", seconds.to_string());
                self.open(request, None, Some(reply)).await;
            }
            Command::Call(number, caller, reply) => {
                let id = self.invite(&number, caller).await;
                let _ = reply.send(Ok(id));
            }
            Command::Answer(id, reply) => {
                let done = self.accept(&id).await;
                let _ = reply.send(done);
            }
            Command::Refuse(id, status, reply) => {
                let done = self.refuse(&id, status).await;
                let _ = reply.send(done);
            }
            Command::HangUp(id, reply) => {
                let done = self.hang_up(&id).await;
                let _ = reply.send(done);
            }
            Command::Hold(id, on, reply) => {
                let sdp = self.sdp(if on { "sendonly" } else { "sendrecv" });
                self.in_call(&id, "INVITE", |request| request.set_body("application/sdp", sdp), reply).await;
            }
            Command::Transfer(id, number, reply) => {
                let to = format!("<sip:{number}@{}>", self.account.server);
                self.in_call(&id, "REFER", |request| request.add("Refer-To", to), reply).await;
            }
            Command::Connect(id, with, reply) => {
                let other = self.calls.get(&with).filter(|call| call.phase == Phase::Up);
                let Some((other, local, remote)) =
                    other.and_then(|c| Some((c, parameter(&c.local, "tag")?, parameter(&c.remote, "tag")?)))
                else {
                    let _ = reply.send(Err(Error::NoCall));
                    return;
                };
                let to = format!(
                    "<{}?Replaces={with}%3Bto-tag%3D{remote}%3Bfrom-tag%3D{local}>",
                    uri(&other.remote)
                );
                self.in_call(&id, "REFER", |request| request.add("Refer-To", to), reply).await;
            }
            Command::Press(id, key, reply) => {
                let body = format!("Signal={key}\r\nDuration=160\r\n");
                self.in_call(&id, "INFO", |request| request.set_body("application/dtmf-relay", body), reply)
                    .await;
            }
        }
    }

    /// A request of an answered call, whose answer is the reply's.
    async fn in_call(
        &mut self,
        id: &CallId,
        method: &str,
        complete: impl FnOnce(&mut Message),
        reply: Reply<()>,
    ) {
        if self.calls.get(id).is_some_and(|call| call.phase == Phase::Up) {
            self.within(id, method, complete, Some(reply)).await;
        } else {
            let _ = reply.send(Err(Error::NoCall));
        }
    }

    async fn invite(&mut self, number: &str, caller: Option<String>) -> CallId {
        let server = self.account.server;
        let caller = caller.unwrap_or_else(|| self.account.user.clone());
        let target = format!("sip:{number}@{server}");
        let local = format!("<sip:{caller}@{server}>;tag={}", self.token());
        let remote = format!("<{target}>");
        let id = CallId(self.token().into());
        let mut invite = self.request("INVITE", &target, &local, &remote, &id.0, 1);
        let sdp = self.sdp("sendrecv");
        invite.set_body("application/sdp", sdp);
        let call = Call {
            phase: Phase::Calling,
            local,
            remote,
            target,
            sequence: 1,
            invite: invite.clone(),
            last: None,
            answer_at: None,
            by: Ending::Here,
        };
        self.calls.insert(id.clone(), call);
        self.open(invite, Some(id.clone()), None).await;
        id
    }

    async fn accept(&mut self, id: &CallId) -> Result<(), Error> {
        let call =
            self.calls.get_mut(id).filter(|call| call.phase == Phase::RingsHere).ok_or(Error::NoCall)?;
        call.phase = Phase::Accepted;
        let invite = call.invite.clone();
        self.respond_in(id, &invite, 200, "OK", true).await;
        Ok(())
    }

    async fn refuse(&mut self, id: &CallId, status: u16) -> Result<(), Error> {
        let call = self.calls.get(id).filter(|call| call.phase == Phase::RingsHere).ok_or(Error::NoCall)?;
        let invite = call.invite.clone();
        self.respond_in(id, &invite, status, "No", false).await;
        self.end(id, Ending::Here);
        Ok(())
    }

    async fn hang_up(&mut self, id: &CallId) -> Result<(), Error> {
        let call = self.calls.get_mut(id).ok_or(Error::NoCall)?;
        match call.phase {
            Phase::RingsHere => return self.refuse(id, 603).await,
            Phase::Calling | Phase::RingsThere => {
                call.phase = Phase::Ending;
                let invite = &call.invite;
                let mut cancel = Message::request("CANCEL", &call.target);
                for name in ["Via", "Max-Forwards", "From", "To", "Call-ID"] {
                    cancel.add(name, invite.header(name));
                }
                cancel.add("CSeq", format!("{} CANCEL", invite.sequence()));
                self.open(cancel, Some(id.clone()), None).await;
            }
            Phase::Accepted | Phase::Up => {
                call.phase = Phase::Ending;
                self.within(id, "BYE", |_| {}, None).await;
            }
            Phase::Ending => {}
        }
        Ok(())
    }

    // ----------------------------------------------------------------------------------------- responses

    async fn on_response(&mut self, response: Message) {
        let status = response.status().unwrap_or(0);
        let same = |open: &Open| {
            open.request.branch() == response.branch() && open.request.method() == response.method()
        };
        let Some(index) = self.open.iter().position(same) else {
            // Repeated, as our ACK was lost.
            let id = CallId(response.header("Call-ID").into());
            if response.method() == "INVITE"
                && status >= 200
                && let Some(invite) = self.calls.get(&id).map(|call| call.invite.clone())
            {
                self.acknowledge(&invite, &response).await;
            }
            return;
        };
        if status < 200 {
            self.on_provisional(index, status);
            return;
        }
        let open = self.open.swap_remove(index);
        let invite = response.method() == "INVITE";
        if invite {
            self.acknowledge(&open.request, &response).await;
        }
        let ending = |call: &Call| call.phase == Phase::Ending;
        let given_up = open.call.as_ref().and_then(|id| self.calls.get(id)).is_some_and(ending) && invite;
        if matches!(status, 401 | 407) && !open.authorized && !given_up {
            self.authorize(open, &response).await;
            return;
        }
        if let Some(reply) = open.reply {
            let _ = reply.send(if status < 300 { Ok(()) } else { Err(Error::Refused(status)) });
        }
        let Some(id) = open.call else {
            return;
        };
        if response.method() == "BYE" {
            let by = self.calls.get(&id).map_or(Ending::Here, |call| call.by);
            self.end(&id, by);
        } else if invite && parameter(open.request.header("To"), "tag").is_none() {
            let Some(call) = self.calls.get_mut(&id) else {
                return;
            };
            if status >= 300 {
                self.end(&id, if given_up { Ending::Here } else { Ending::Refused(status) });
                return;
            }
            call.remote = response.header("To").to_owned();
            call.target = uri(response.header("Contact")).to_owned();
            if given_up {
                self.within(&id, "BYE", |_| {}, None).await; // answered while we cancelled
            } else {
                call.phase = Phase::Up;
                self.tell(Event::Answered { call: id });
            }
        }
    }

    fn on_provisional(&mut self, index: usize, status: u16) {
        let Some(open) = self.open.get_mut(index).filter(|open| open.request.method() == "INVITE") else {
            return;
        };
        (open.repeat, open.until) = (None, None); // it may ring for long
        let Some(id) = open.call.clone() else {
            return;
        };
        if let Some(call) = self.calls.get_mut(&id)
            && call.phase == Phase::Calling
            && matches!(status, 180 | 183)
        {
            call.phase = Phase::RingsThere;
            self.tell(Event::Ringing { call: id });
        }
    }

    /// Sends a request again with the password.
    async fn authorize(&mut self, open: Open, response: &Message) {
        let mut request = open.request;
        let method = request.method().to_owned();
        let target = request.start.split(' ').nth(1).unwrap_or_default().to_owned();
        let answer = response.authorization(&self.account.user, &self.account.password, &method, &target);
        let sequence = request.sequence() + 1;
        let via = self.via();
        for (name, value) in &mut request.headers {
            match name.as_str() {
                "Via" => value.clone_from(&via),
                "CSeq" => *value = format!("{sequence} {method}"),
                _ => {}
            }
        }
        let name = if response.status() == Some(407) { "Proxy-Authorization" } else { "Authorization" };
        request.add(name, answer.unwrap_or_default());
        if let Some(call) = open.call.as_ref().and_then(|id| self.calls.get_mut(id)) {
            call.sequence = sequence;
            if matches!(call.phase, Phase::Calling | Phase::RingsThere) {
                call.invite = request.clone();
            }
        }
        self.open(request, open.call, open.reply).await;
        if let Some(open) = self.open.last_mut() {
            open.authorized = true;
        }
    }

    // ------------------------------------------------------------------------------------------ requests

    async fn on_request(&mut self, request: Message) {
        let id = CallId(request.header("Call-ID").into());
        let phase = self.calls.get(&id).map(|call| call.phase);
        match (request.method(), phase) {
            ("INVITE", None) if parameter(request.header("To"), "tag").is_none() => {
                self.offered(id, request).await
            }
            ("INVITE" | "UPDATE", Some(_)) if parameter(request.header("To"), "tag").is_some() => {
                let sdp = request.method() == "INVITE" || !request.body.is_empty();
                self.respond_in(&id, &request, 200, "OK", sdp).await;
            }
            ("INVITE", Some(_)) => {
                if let Some(last) = self.calls.get(&id).and_then(|call| call.last.as_ref()) {
                    self.send(last).await;
                }
            }
            ("ACK", phase) => {
                if let Some(call) = self.calls.get_mut(&id).filter(|_| phase == Some(Phase::Accepted)) {
                    call.phase = Phase::Up;
                    self.tell(Event::Answered { call: id });
                }
            }
            ("CANCEL", Some(Phase::RingsHere)) => {
                self.respond(&request, 200, "OK").await;
                if let Some(invite) = self.calls.get(&id).map(|call| call.invite.clone()) {
                    self.respond_in(&id, &invite, 487, "Request Terminated", false).await;
                }
                self.end(&id, Ending::There);
            }
            ("BYE", Some(phase)) => {
                self.respond(&request, 200, "OK").await;
                let ours = self.calls.get(&id).filter(|_| phase == Phase::Ending).map(|call| call.by);
                self.end(&id, ours.unwrap_or(Ending::There));
            }
            ("NOTIFY", Some(Phase::Up)) => {
                self.respond(&request, 200, "OK").await;
                self.on_transfer(&id, Message::status_of(&request.body).unwrap_or(0)).await;
            }
            ("INVITE" | "UPDATE" | "BYE" | "CANCEL", _) => {
                self.respond(&request, 481, "Call/Transaction Does Not Exist").await;
            }
            ("OPTIONS" | "INFO" | "NOTIFY" | "MESSAGE", _) => self.respond(&request, 200, "OK").await,
            _ => self.respond(&request, 501, "Not Implemented").await,
        }
    }

    /// What became of a transfer that we asked for.
    async fn on_transfer(&mut self, id: &CallId, status: u16) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        match status {
            200..300 => {
                // It is the telephone's to hang up.
                (call.phase, call.by) = (Phase::Ending, Ending::Transferred);
                self.within(id, "BYE", |_| {}, None).await;
            }
            300.. => self.tell(Event::NotTransferred { call: id.clone(), status }),
            _ => {} // on its way
        }
    }

    async fn offered(&mut self, id: CallId, invite: Message) {
        let local = format!("{};tag={}", invite.header("To"), self.token());
        let from = user(uri(invite.header("From"))).to_owned();
        let call = Call {
            phase: Phase::RingsHere,
            local,
            remote: invite.header("From").to_owned(),
            target: uri(invite.header("Contact")).to_owned(),
            sequence: 0,
            invite: invite.clone(),
            last: None,
            answer_at: match self.account.on_call {
                OnCall::Answer(after) => Some(Instant::now() + after),
                OnCall::Ring | OnCall::Refuse(_) => None,
            },
            by: Ending::Here,
        };
        self.calls.insert(id.clone(), call);
        if let OnCall::Refuse(status) = self.account.on_call {
            self.tell(Event::Incoming { call: id.clone(), from });
            let _ = self.refuse(&id, status).await; // it does ring here
        } else {
            self.respond_in(&id, &invite, 180, "Ringing", false).await;
            self.tell(Event::Incoming { call: id, from });
        }
    }

    // ---------------------------------------------------------------------------------------------- time

    fn deadline(&self) -> Instant {
        let requests = self.open.iter().flat_map(|open| [open.repeat, open.until]);
        let answers = self.calls.values().map(|call| call.answer_at);
        requests.chain(answers).flatten().min().unwrap_or_else(|| Instant::now() + IDLE)
    }

    async fn on_time(&mut self, now: Instant) {
        let due = |call: &Call| call.answer_at.is_some_and(|at| at <= now);
        let answer: Vec<_> =
            self.calls.iter().filter(|(_, call)| due(call)).map(|(id, _)| id.clone()).collect();
        for id in answer {
            if let Some(call) = self.calls.get_mut(&id) {
                call.answer_at = None;
            }
            let _ = self.accept(&id).await; // it may be over, or answered by hand
        }

        for open in
            self.open.extract_if(.., |open| open.until.is_some_and(|until| until <= now)).collect::<Vec<_>>()
        {
            if let Some(reply) = open.reply {
                let _ = reply.send(Err(Error::NoAnswer));
            } else if let Some(id) = open.call {
                self.end(&id, Ending::NoAnswer);
            }
        }

        for index in 0..self.open.len() {
            if let Some(open) =
                self.open.get_mut(index).filter(|open| open.repeat.is_some_and(|at| at <= now))
            {
                open.interval = (open.interval * 2).min(FIRST_REPEAT * 8);
                open.repeat = Some(now + open.interval);
                let request = open.request.clone();
                self.send(&request).await;
            }
        }
    }
}
