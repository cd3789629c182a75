//! Reports that are sent by themselves: to whom, how often, and what they have in them.

mod mail_server;

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use callflow_core::report::{Covered, Recurrence};
use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{CallStore, Lifecycle};
use callflow_core::{Timestamp, Zone};
use callflow_server::config::Config;
use callflow_store_sql::SqlStore;
use callflow_webhooks::signature;
use tokio::net::TcpListener;

use self::mail_server::MailServer;
use crate::server::{Database, Server};

const SECRET: &str = "whsec_0123456789abcdef";

/// A database that has a call of yesterday, and a file of schedules.
struct Site {
    database: Database,
    mail: MailServer,
}

impl Site {
    async fn new() -> Self {
        let (database, mail) = (Database::new(), MailServer::start().await);
        let store = SqlStore::open(&database.url()).await.unwrap();
        let beginning = Sample::new("default-0.1", 0).build().started_at;
        let seconds = i64::try_from(yesterday().since(beginning).as_secs()).unwrap();
        let call = Sample::new("default-1.1", seconds)
            .inbound("+12025550143", "+15125550170")
            .through("sales", "102");
        store.put_calls(&[call.build()]).await.unwrap();
        store.close().await.unwrap();
        Self { database, mail }
    }

    fn write(&self, schedules: &str) {
        fs::write(self.database.folder().join("reports.toml"), schedules).unwrap();
    }

    fn config(&self) -> Config {
        let mut env = self.database.env(&[]);
        let file = self.database.folder().join("reports.toml").display().to_string();
        for (name, value) in [
            ("CALLFLOW_REPORTS_SCHEDULES", file),
            ("CALLFLOW_REPORTS_SMTP_URL", self.mail.url()),
            ("CALLFLOW_REPORTS_MAIL_FROM", "Callflow <callflow@example.com>".to_owned()),
            ("CALLFLOW_WEBHOOKS_ALLOW_PRIVATE", "127.0.0.0/8".to_owned()),
        ] {
            env.push((name.to_owned(), value));
        }
        self.database.config_of(env)
    }
}

/// In the middle of it, in UTC.
fn yesterday() -> Timestamp {
    let recurrence =
        Recurrence { covered: Covered::Yesterday, at: "00:00".parse().unwrap(), zone: Zone::default() };
    recurrence.last_due(now()).covers.from.saturating_add(Duration::from_secs(12 * 60 * 60))
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_unix_micros(i64::try_from(since.as_micros()).unwrap())
}

/// One that was due last midnight.
fn by_mail(name: &str, report: &str, format: &str) -> String {
    format!(
        "[[schedule]]\nname = \"{name}\"\nreport = \"{report}\"\nrange = \"yesterday\"\nat = \"00:00\"\n\
         zone = \"UTC\"\nformat = \"{format}\"\nto = [\"lead@example.com\", \"Second <second@example.com>\"]\n\n"
    )
}

#[tokio::test]
async fn a_report_is_mailed_once_by_whichever_server_and_however_often_they_start() {
    let site = Site::new().await;
    site.write(&by_mail("first", "details", "csv"));
    let server = Server::start(&site.config()).await;
    let mails = site.mail.until_mails(1).await;
    let mail = &mails[0];
    assert_eq!(
        (&*mail.from, &*mail.to),
        ("callflow@example.com", &["lead@example.com".to_owned(), "second@example.com".to_owned()][..])
    );
    let day: String = yesterday().to_string().chars().take(10).collect();
    assert_eq!(mail.header("Subject"), format!("first: {day}"));
    assert!(mail.header("Message-ID").starts_with("<first."), "{}", mail.text);
    assert!(mail.text.contains(&format!("filename=\"first-{day}.csv\"")), "{}", mail.text);
    assert!(mail.text.contains("default-1.1,") && mail.text.contains("+12025550143"), "{}", mail.text);

    // Another server on the same database, and the first one again. Schedules are attended in their order: what is behind
    // the first tells that nobody sent that again.
    site.write(&[by_mail("first", "details", "csv"), by_mail("second", "queues", "xlsx")].concat());
    let mut beside = site.config();
    beside.journal.path = site.database.folder().join("other.journal");
    let beside = Server::start(&beside).await;
    site.mail.until_mails(2).await;
    server.stop().await;
    site.write(
        &[
            by_mail("first", "details", "csv"),
            by_mail("second", "queues", "xlsx"),
            by_mail("third", "calls", "json"),
        ]
        .concat(),
    );
    let server = Server::start(&site.config()).await;
    let mails = site.mail.until_mails(3).await;
    assert_eq!(site.mail.subjects(), ["first", "second", "third"]);
    assert!(mails[1].text.contains("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    assert!(
        mails[2].text.contains("\"report\":\"calls\"")
            || mails[2].text.contains("Content-Transfer-Encoding: ")
    );

    let entries = server
        .client()
        .until("/api/audit?action=reports.sent", |answer| answer.text.contains("\"third\""))
        .await
        .json();
    let sent = entries["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "reports.sent");
    let mut sent: Vec<(&str, &str)> =
        sent.map(|entry| (entry["target"].as_str().unwrap(), entry["outcome"].as_str().unwrap())).collect();
    sent.sort_unstable();
    assert_eq!(sent, [("first", "done"), ("second", "done"), ("third", "done")]);
    beside.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn a_report_waits_for_a_mail_server_that_is_away() {
    let site = Site::new().await;
    site.mail.set_away(true);
    site.write(&by_mail("late", "calls", "csv"));
    let server = Server::start(&site.config()).await;
    site.mail.until_refused().await;
    assert!(site.mail.mails().is_empty());
    site.mail.set_away(false);
    let mails = site.mail.until_mails(1).await;
    assert!(mails[0].header("Subject").starts_with("late: "));
    let entries = server
        .client()
        .until("/api/audit?action=reports.sent", |answer| answer.text.contains("\"done\""))
        .await
        .text;
    assert!(entries.contains("\"failed\"") && entries.contains("451"), "{entries}");
    server.stop().await;
}

#[tokio::test]
async fn a_report_is_posted_and_signed() {
    let site = Site::new().await;
    let got: Arc<Mutex<Vec<(HeaderMap, String)>>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let kept = got.clone();
    let router = Router::new().fallback(move |headers: HeaderMap, body: String| {
        let mut kept = kept.lock().unwrap();
        kept.push((headers, body));
        // The first time it is in trouble.
        let status = if kept.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT };
        async move { status }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    site.write(&format!(
        "[[schedule]]\nname = \"posted\"\nreport = \"queues\"\nrange = \"yesterday\"\nat = \"00:00\"\nzone = \"UTC\"\n\
         format = \"json\"\nparameters = {{ by = \"hour\", queue = \"sales\" }}\nurl = \"http://{address}/in\"\n\
         secret = \"{SECRET}\"\n"
    ));
    let server = Server::start(&site.config()).await;
    let audit = server
        .client()
        .until("/api/audit?action=reports.sent", |answer| answer.text.contains("\"done\""))
        .await
        .text;
    assert!(audit.contains("reports.sent") && !audit.contains(SECRET), "{audit}");
    server.stop().await;
    let got = got.lock().unwrap();
    let [(first, _), (headers, body)] = &got[..] else { unreachable!("{got:?}") };
    let header = |name: &str| headers[name].to_str().unwrap();
    let verified = signature::verify(
        header("callflow-signature"),
        &SECRET.into(),
        body,
        now(),
        Duration::from_secs(300),
    );
    assert_eq!(
        (verified, header("content-type"), header("callflow-event")),
        (Ok(()), "application/json", "report")
    );
    assert_eq!(first["callflow-delivery"], headers["callflow-delivery"], "the same report has the same id");
    let report: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        (&report["report"], &report["by"], &report["totals"]["visits"]),
        (&"queues".into(), &"hour".into(), &1.into())
    );
}

#[tokio::test]
async fn a_file_that_is_wrong_is_told_before_anything_starts() {
    let site = Site::new().await;
    site.write(&by_mail("first", "details", "csv").replace("00:00", "0:00"));
    let error = callflow_server::Application::build(&site.config()).await.unwrap_err().to_string();
    assert!(error.starts_with("reports.schedules: ") && error.contains("reports.toml:5:"), "{error}");
    site.write(&by_mail("first", "details", "csv"));
    let mut config = site.config();
    config.reports.mail = None;
    let error = callflow_server::Application::build(&config).await.unwrap_err().to_string();
    assert!(error.contains("name the mail server in reports.smtp_url"), "{error}");
}
