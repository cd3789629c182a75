//! The server on that store, asked over HTTP.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use callflow_server::Application;
use callflow_server::config::{Settings, Sources};
use reqwest::Url;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const KEY: &str = "a-key-of-the-benches-0123456789abcdef";

/// One that runs until it is told to stop, and a client that stays connected.
#[derive(Debug)]
pub(crate) struct Server {
    base: Url,
    client: reqwest::Client,
    stop: oneshot::Sender<()>,
    running: JoinHandle<anyhow::Result<()>>,
}

impl Server {
    /// Without an Asterisk; its journal is in `folder`.
    pub(crate) async fn start(url: &str, folder: &Path) -> anyhow::Result<Self> {
        let journal = folder.join("callflow.journal").display().to_string();
        let env = [
            ("CALLFLOW_LISTEN", "127.0.0.1:0"),
            ("CALLFLOW_CONNECT", "false"),
            ("CALLFLOW_JOURNAL_PATH", &journal),
            ("CALLFLOW_DATABASE_URL", url),
            ("CALLFLOW_AUTH_MACHINE_KEY", KEY),
            ("CALLFLOW_HTTP_REQUESTS_PER_SECOND", "0"),
        ];
        let env = env.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let config = Settings::gather(&Sources { env, ..Sources::default() })?.config()?;
        let application = Application::build(&config).await?;
        let address = application.address().context("the server does not listen")?;
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            Ok(application.run(stopped).await?)
        });
        let base = Url::parse(&format!("http://{address}"))?;
        Ok(Self { base, client: reqwest::Client::new(), stop, running })
    }

    /// How long it takes until the whole answer is here.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, String)]) -> anyhow::Result<Duration> {
        let mut url = self.base.join(path)?;
        url.query_pairs_mut().extend_pairs(query);
        let request = self.client.get(url).header("x-api-key", KEY);
        let begun = Instant::now();
        let answer = request.send().await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        anyhow::ensure!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
        Ok(begun.elapsed())
    }

    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        let _ = self.stop.send(());
        self.running.await.context("the server panicked")?
    }
}
