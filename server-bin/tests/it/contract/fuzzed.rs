//! Ten thousand requests that mean nothing: each is answered, and none breaks the server.

use asterisk_sim::{Options, Script, Sim, Track};
use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::browser::{Browser, administrator, user};
use crate::captures;
use crate::server::{Client, Database, Server};

const REQUESTS: usize = 10_000;

/// What is asked again and again: the same every time.
const SEED: u64 = 0x5eed;

/// Routes that ask Asterisk, or that take an extension out of what is free: there may be none.
fn may_be_unavailable(path: &str) -> bool {
    const VERBS: [&str; 10] = [
        "originate",
        "hangup",
        "transfer",
        "park",
        "recording",
        "hold",
        "dtmf",
        "pause",
        "queues",
        "members",
    ];
    path == "/extensions/free" || path == "/readyz" || path.split('/').any(|part| VERBS.contains(&part))
}

/// A method, a path of the document, and the names of what it reads.
struct Route {
    method: String,
    path: String,
    parameters: Vec<String>,
    fields: Vec<String>,
}

async fn routes(client: &Client) -> Vec<Route> {
    let document = client.get("/api/openapi.json").await.json();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let parameters =
                parameters.filter(|it| it["in"] == "query").map(|it| text(&it["name"])).collect();
            let to = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let schema = document.pointer(to.as_str().unwrap_or("").trim_start_matches('#'));
            let fields = schema.and_then(|schema| schema["properties"].as_object());
            let fields = fields.map(|fields| fields.keys().cloned().collect()).unwrap_or_default();
            routes.push(Route { method: method.to_uppercase(), path: path.clone(), parameters, fields });
        }
    }
    routes
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Makes up what is sent.
struct Fuzz {
    random: Rng,
    /// Ids that there are.
    ids: Vec<String>,
}

impl Fuzz {
    fn of<'t, T: ?Sized>(&mut self, some: &[&'t T]) -> &'t T {
        some[self.random.usize(..some.len())]
    }

    fn word(&mut self) -> String {
        const WORDS: [&str; 34] = [
            "",
            "0",
            "1",
            "-1",
            "500",
            "501",
            "18446744073709551616",
            "1e400",
            "101",
            "sales",
            "support",
            "default",
            "PJSIP/101",
            "true",
            "null",
            "day",
            "hour",
            "-started_at",
            "from",
            "2026-11-20T18:10:04Z",
            "9999-12-31T23:59:60Z",
            "0000-00-00T00:00:00Z",
            "2026-11-20T18:10:04+14:00",
            "inbound",
            "busy",
            "*",
            "%",
            "_",
            "'; DROP TABLE calls; --",
            "a\u{0}b",
            "\u{202e}abc",
            "ﷺ",
            "${SHELL(id)}",
            "a\r\nAction: Logoff",
        ];
        match self.random.u8(..10) {
            0 if !self.ids.is_empty() => self.ids[self.random.usize(..self.ids.len())].clone(),
            1 => (0..self.random.usize(..40)).map(|_| self.random.char(..)).collect(),
            2 => "a".repeat(self.random.usize(..3_000)),
            _ => self.of(&WORDS).to_owned(),
        }
    }

    fn json(&mut self, depth: u8, fields: &[String]) -> Value {
        match self.random.u8(..if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => Value::Bool(self.random.bool()),
            2 => self.random.i64(..).into(),
            3 => json!(self.random.f64() * 1e300),
            4 | 5 => self.word().into(),
            6 => (0..self.random.usize(..4)).map(|_| self.json(depth - 1, fields)).collect(),
            _ => self.object(depth - 1, fields).into(),
        }
    }

    fn object(&mut self, depth: u8, fields: &[String]) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields {
            if self.random.u8(..4) > 0 {
                let value = if self.random.bool() { self.word().into() } else { self.json(depth, fields) };
                object.insert(field.clone(), value);
            }
        }
        if self.random.u8(..8) == 0 {
            object.insert(self.word(), self.json(depth, &[]));
        }
        object
    }

    fn path(&mut self, route: &Route) -> String {
        let mut path = String::new();
        for (at, part) in route.path.split(['{', '}']).enumerate() {
            match at % 2 {
                0 => path.push_str(part),
                _ => path.push_str(&encoded(&self.word())),
            }
        }
        if self.random.u8(..20) == 0 {
            path.push_str(self.of(&["/", "//", "/..", "/%2e%2e", "/%00", "%FF", ";a=b", "/x/y"]));
        }
        for (at, name) in route.parameters.iter().enumerate() {
            if self.random.u8(..3) == 0 {
                let value = self.word();
                path.push(if path.contains('?') { '&' } else { '?' });
                path.push_str(&format!("{name}={}", encoded(&value)));
            }
            if at > 0 && self.random.u8(..30) == 0 {
                path.push_str("&&=&%=%FF&a=b=c");
            }
        }
        path
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Asks as one, and gives how often it was answered with which status.
async fn ask(browser: &mut Browser, who: &str, routes: &[Route], fuzz: &mut Fuzz, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for number in 0..count {
        let route = &routes[fuzz.random.usize(..routes.len())];
        // Who has signed out asks as nobody, who is asked anyway.
        if who != "nobody" && route.path.starts_with("/api/auth/log") {
            continue;
        }
        let request = format!("{} {}", route.method, fuzz.path(route));
        let body = match (&*route.method, fuzz.random.u8(..5)) {
            ("GET", 1..) | (_, 0) => None,
            (_, 1) => Some(fuzz.json(4, &route.fields)),
            _ => Some(Value::Object(fuzz.object(3, &route.fields))),
        };
        let mut headers = Vec::new();
        for (name, values) in [
            ("if-match", &["\"0\"", "\"1\"", "*", "W/\"1\"", "\"18446744073709551616\""][..]),
            ("idempotency-key", &["a", "b", " "]),
            ("x-request-id", &["a", "../../etc/passwd", "%0d%0a"]),
            ("range", &["bytes=0-1"]),
            ("accept", &["text/html", "*/*;q=0"]),
            ("origin", &["null", "https://evil.example.com"]),
            ("x-forwarded-for", &["unknown", "203.0.113.9, ::1"]),
        ] {
            if fuzz.random.u8(..8) == 0 {
                headers.push((name, fuzz.of(values)));
            }
        }
        let answer = browser.ask(&request, body.as_ref(), &headers).await;
        let is_fine = answer.status < 500 || (answer.status == 503 && may_be_unavailable(&route.path));
        assert!(
            is_fine,
            "{who}, request {number}: {request:?} {headers:?} {body:?}: {} {}",
            answer.status, answer.text
        );
        if answer.status >= 400 && route.path != "/readyz" {
            assert_eq!(
                answer.header("content-type"),
                "application/problem+json",
                "{who}: {request:?}: {} {}",
                answer.status,
                answer.text
            );
        }
        statuses.push(answer.status);
    }
    statuses
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_mean_nothing_are_answered() {
    let recordings = ["asterisk-22/27-queue-members", "asterisk-22/06-inbound-did"].map(captures::open);
    let script = Script::new()
        .track(Track::of(recordings))
        .track(Track::of([captures::open_in_mid_call("asterisk-22/01-internal-caller-hangs-up")]));
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    sim.finished().await;
    client.until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() >= 2).await;
    let mut admin = administrator(&client, &database).await;
    let agent = user(&client, &mut admin, ("ann", "agent"), json!({"numbers": ["101"]})).await;
    let ended = client.items("/api/calls").await;
    let live = client.items("/api/calls/live").await;
    let ids: Vec<String> = ended.iter().chain(&live).map(|call| text(&call["id"])).collect();

    let mut asking = Vec::new();
    for (at, (who, mut browser)) in
        [("nobody", Browser::new(&client)), ("agent", agent), ("administrator", admin)]
            .into_iter()
            .enumerate()
    {
        let routes = routes(&client.stranger()).await;
        let random = Rng::with_seed(SEED + at as u64);
        let mut fuzz = Fuzz { random, ids: ids.clone() };
        asking.push(tokio::spawn(async move {
            (who, ask(&mut browser, who, &routes, &mut fuzz, REQUESTS.div_ceil(3)).await)
        }));
    }
    for one in asking {
        let (who, statuses) = one.await.unwrap();
        let count = |of: std::ops::Range<u16>| statuses.iter().filter(|status| of.contains(status)).count();
        // The requests reach what they are meant for, and not only the door.
        let (good, bad, refused) = (count(200..300), count(400..401), count(401..402));
        if who == "nobody" {
            assert!(refused > 1_000, "{who}: {refused}");
        } else {
            assert!(good > 300 && bad > 300, "{who}: {good}, {bad}, {refused}");
        }
    }
    assert_eq!(client.get("/healthz").await.status, 200);
    assert_eq!(client.get("/readyz").await.status, 200);
    assert_eq!(client.items("/api/calls").await.len(), ended.len(), "a call is gone");
    server.stop().await;
}
