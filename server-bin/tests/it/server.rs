//! A server in this process.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use callflow_core::Call;
use callflow_core::store::{CallQuery, CallStore, Lifecycle};
use callflow_server::config::{Config, Settings, Sources};
use callflow_server::{Application, StartError};
use callflow_store_sql::SqlStore;
use reqwest::header::HeaderMap;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The key of machines that every server here has.
pub(crate) const KEY: &str = "a-key-of-the-tests-0123456789abcdef";

/// A folder with a database, which servers may use one after the other.
pub(crate) struct Database(TempDir);

impl Database {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("callflow.db")
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    /// Everything that is in it, merged calls too.
    pub(crate) async fn calls(&self) -> Vec<Call> {
        let store = SqlStore::open(&self.url()).await.unwrap();
        let mut query = CallQuery::default();
        query.include_merged = true;
        query.limit = 500;
        let mut calls = Vec::new();
        loop {
            let page = store.calls(&query).await.unwrap();
            calls.extend(page.items);
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        store.close().await.unwrap();
        calls
    }

    /// The environment of a server on it that listens to these Asterisks; to none without any.
    pub(crate) fn env(&self, asterisks: &[(&str, SocketAddr)]) -> Vec<(String, String)> {
        let mut env = vec![
            ("CALLFLOW_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
            ("CALLFLOW_DATABASE_URL".to_owned(), self.url()),
            ("CALLFLOW_CONNECT".to_owned(), (!asterisks.is_empty()).to_string()),
            ("CALLFLOW_AUTH_MACHINE_KEY".to_owned(), KEY.to_owned()),
            // Tests ask again and again.
            ("CALLFLOW_HTTP_REQUESTS_PER_SECOND".to_owned(), "0".to_owned()),
        ];
        for (name, address) in asterisks {
            let key = |key: &str| format!("CALLFLOW_PBX_{}_{key}", name.to_uppercase());
            env.push((key("HOST"), address.ip().to_string()));
            env.push((key("PORT"), address.port().to_string()));
            env.push((key("USERNAME"), "admin".to_owned()));
            env.push((key("PASSWORD"), "secret".to_owned()));
        }
        env
    }

    /// A configuration of a server on it that listens to these Asterisks.
    pub(crate) fn config(&self, asterisks: &[(&str, SocketAddr)]) -> Config {
        self.config_of(self.env(asterisks))
    }

    /// A configuration of this environment.
    pub(crate) fn config_of(&self, env: Vec<(String, String)>) -> Config {
        let env = env.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Settings::gather(&Sources { env, ..Sources::default() }).unwrap().config().unwrap()
    }
}

/// One that runs until it is told to stop.
pub(crate) struct Server {
    address: Option<SocketAddr>,
    metrics: Option<SocketAddr>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), StartError>>,
}

impl Server {
    pub(crate) async fn start(config: &Config) -> Self {
        let application = Application::build(config).await.unwrap();
        let (address, metrics) = (application.address(), application.metrics_address());
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(application.run(async move {
            let _ = stopped.await;
        }));
        Self { address, metrics, stop, running }
    }

    pub(crate) fn client(&self) -> Client {
        Client::of(self.address.unwrap())
    }

    pub(crate) fn metrics_client(&self) -> Client {
        Client::of(self.metrics.unwrap())
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.running.await.unwrap().unwrap();
    }
}

/// Asks a server, as the machine that its configuration knows unless told.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    base: String,
    http: reqwest::Client,
    key: Option<&'static str>,
}

/// What it answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Client {
    pub(crate) fn of(address: SocketAddr) -> Self {
        Self { base: format!("http://{address}"), http: reqwest::Client::new(), key: Some(KEY) }
    }

    /// Where it is.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The same as nobody.
    pub(crate) fn stranger(&self) -> Self {
        Self { key: None, ..self.clone() }
    }

    pub(crate) async fn ask(&self, request: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request, None, headers).await
    }

    pub(crate) async fn send(&self, request: &str, body: Option<&Value>, headers: &[(&str, &str)]) -> Answer {
        let (method, path) = request.split_once(' ').unwrap();
        let mut request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.base));
        for (name, value) in self.key.iter().map(|key| ("x-api-key", *key)).chain(headers.iter().copied()) {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Answer { status, headers, text: answer.text().await.unwrap() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[]).await
    }

    /// The `items` of a list.
    #[track_caller]
    pub(crate) fn items(&self, path: &str) -> impl Future<Output = Vec<Value>> {
        let answer = self.clone();
        let path = path.to_owned();
        async move {
            let answer = answer.get(&path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            answer.json()["items"].as_array().unwrap().clone()
        }
    }

    /// Asks again until the answer is so. What a server does with events it says nowhere, so there is nothing to
    /// wait for but its answers.
    pub(crate) async fn until(&self, path: &str, mut is_so: impl FnMut(&Answer) -> bool) -> Answer {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
        loop {
            let answer = self.get(path).await;
            if is_so(&answer) {
                return answer;
            }
            assert!(
                tokio::time::Instant::now() < deadline,
                "{path} stays so: {} {}",
                answer.status,
                answer.text
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
