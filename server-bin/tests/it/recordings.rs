//! Recordings over HTTP: the list, the sound and its parts, holds, removals, and who may what.

use std::fs;
use std::path::PathBuf;

use callflow_core::call::Recording;
use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{CallStore, Lifecycle};
use callflow_core::{Call, Timestamp};
use callflow_store_sql::SqlStore;
use serde_json::{Value, json};

use crate::browser::{administrator, user};
use crate::server::{Client, Database, Server};

/// A server with calls that are recorded, and their files.
struct Site {
    database: Database,
    server: Server,
}

/// Recorded into these files, one after another.
fn recorded(id: &str, second: i64, queue: &str, files: &[&str]) -> Call {
    // Older than any time for which they are kept, whenever this is run.
    let at = |second: i64| Timestamp::from_unix_micros((1_600_000_000 + second) * 1_000_000);
    let recording = |(n, file): (i64, &&str)| Recording {
        file: Some((*file).into()),
        from: at(second + n),
        to: Some(at(second + n + 1)),
        paused_ms: 0,
    };
    let sample = Sample::new(id, second).inbound("+12025550143", "+15125550170").through(queue, "102");
    sample.with(|call| call.recordings = (0..).zip(files).map(recording).collect()).build()
}

fn wav(samples: &[i16]) -> Vec<u8> {
    let mut wav =
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data".to_vec();
    wav.extend(u32::try_from(samples.len() * 2).unwrap().to_le_bytes());
    wav.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    wav
}

impl Site {
    async fn start() -> Self {
        let database = Database::new();
        let folder = database.folder().join("monitor");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("a.wav"), wav(&[0, 16_384, -32_768, 0])).unwrap();
        fs::write(folder.join("b.wav"), wav(&[1; 40_000])).unwrap();
        fs::write(folder.join("c.gsm"), "gsm").unwrap();
        fs::write(database.folder().join("secret"), "secret").unwrap();
        std::os::unix::fs::symlink(database.folder().join("secret"), folder.join("link.wav")).unwrap();
        let store = SqlStore::open(&database.url()).await.unwrap();
        let outside = database.folder().join("secret").display().to_string();
        let calls = [
            recorded("default-1.1", 10, "sales", &["/spool/a.wav"]),
            recorded("default-2.1", 20, "support", &["/spool/b.wav", "/spool/c.gsm"]),
            recorded(
                "default-3.1",
                30,
                "sales",
                &["/spool/../secret", "/spool/link.wav", &outside, "/spool/gone.wav"],
            ),
            Sample::new("default-4.1", 40).build(),
        ];
        store.put_calls(&calls).await.unwrap();
        store.close().await.unwrap();
        let mut env = database.env(&[]);
        let folders = format!("/spool={}", folder.display());
        env.push(("CALLFLOW_RECORDINGS_FOLDERS".to_owned(), folders));
        let server = Server::start(&database.config_of(env)).await;
        Self { database, server }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.database.folder().join("monitor").join(name)
    }
}

/// The ids by the names of the files.
async fn id(client: &Client, file: &str) -> String {
    let items = client.items("/api/recordings?limit=500").await;
    let item = items.iter().find(|item| item["file"].as_str().unwrap().ends_with(file));
    item.unwrap_or_else(|| unreachable!("{file} is not in {items:?}"))["id"].as_str().unwrap().to_owned()
}

fn files(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["file"].as_str().unwrap().rsplit('/').next().unwrap()).collect()
}

#[tokio::test]
async fn recordings_are_listed_by_their_calls() {
    let site = Site::start().await;
    let client = site.server.client();
    let outside = ["secret", "link.wav", "secret", "gone.wav"];
    for (query, want) in [
        ("", [&outside[..], &["b.wav", "c.gsm", "a.wav"]].concat()),
        ("?sort=started_at", [&["a.wav", "b.wav", "c.gsm"], &outside[..]].concat()),
        ("?call=default-2.1", vec!["b.wav", "c.gsm"]),
        ("?call=default-4.1", vec![]),
        ("?call=unknown", vec![]),
        ("?call=default-2.1&queue=sales", vec![]),
        ("?queue=support", vec!["b.wav", "c.gsm"]),
        ("?number=%2B12025550143&queue=sales&sort=started_at&limit=1", vec!["a.wav"]),
        ("?number=12", vec![]),
        ("?hold=true", vec![]),
        ("?tenant=acme", vec![]),
    ] {
        let items = client.items(&format!("/api/recordings{query}")).await;
        assert_eq!(files(&items), want, "{query}");
    }
    let a = &client.items("/api/recordings?call=default-1.1").await[0];
    assert_eq!(
        (&a["call"], &a["queue"], &a["duration_ms"]),
        (&json!("default-1.1"), &json!("sales"), &json!(1_000))
    );
    assert_eq!(
        (&a["content_type"], &a["hold"], &a["removed"]),
        (&json!("audio/wav"), &Value::Null, &Value::Null)
    );
    for wrong in ["?hold=maybe", "?from=yesterday", "?limit=501", "?sort=size", "?file=a"] {
        assert_eq!(client.get(&format!("/api/recordings{wrong}")).await.status, 400, "{wrong}");
    }
    site.server.stop().await;
}

#[tokio::test]
async fn pages_of_recordings_join_without_parting_a_call() {
    let site = Site::start().await;
    let client = site.server.client();
    for limit in 1..8 {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = client.get(&format!("/api/recordings?limit={limit}{cursor}")).await.json();
            let items = page["items"].as_array().unwrap().clone();
            assert!(items.len() <= limit.max(4), "{limit}: {items:?}");
            seen.extend(items);
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(
            files(&seen),
            ["secret", "link.wav", "secret", "gone.wav", "b.wav", "c.gsm", "a.wav"],
            "{limit}"
        );
    }
    site.server.stop().await;
}

#[tokio::test]
async fn the_sound_comes_whole_or_in_parts() {
    let site = Site::start().await;
    let client = site.server.client();
    let path = format!("/api/recordings/{}/audio", id(&client, "c.gsm").await);
    let whole = client.get(&path).await;
    assert_eq!((whole.status, &*whole.text, whole.header("content-type")), (200, "gsm", "audio/x-gsm"));
    assert_eq!((whole.header("accept-ranges"), whole.header("content-length")), ("bytes", "3"));
    assert_eq!(whole.header("content-disposition"), "");
    let tag = whole.header("etag").to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    let ask = |headers: Vec<(&'static str, String)>| {
        let (client, path) = (client.clone(), path.clone());
        async move {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, &**value)).collect();
            client.ask(&format!("GET {path}"), &headers).await
        }
    };
    for (range, status, text, content) in [
        ("bytes=0-0", 206, "g", "bytes 0-0/3"),
        ("bytes=1-", 206, "sm", "bytes 1-2/3"),
        ("bytes=-1", 206, "m", "bytes 2-2/3"),
        ("bytes=1-99", 206, "sm", "bytes 1-2/3"),
        ("bytes=0-0,2-2", 200, "gsm", ""),
        ("lines=0-0", 200, "gsm", ""),
    ] {
        let part = ask(vec![("range", range.to_owned())]).await;
        assert_eq!(
            (part.status, &*part.text, part.header("content-range")),
            (status, text, content),
            "{range}"
        );
        assert_eq!(part.header("content-length"), text.len().to_string());
    }
    let beyond = ask(vec![("range", "bytes=3-".to_owned())]).await;
    assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */3"));
    assert_eq!(beyond.header("content-type"), "application/problem+json");
    // A part of what the client knows, else the whole.
    for (known, status) in [(&*tag, 206), ("\"another\"", 200), ("Sun, 22 Nov 2026 10:00:00 GMT", 200)] {
        let part = ask(vec![("range", "bytes=0-0".to_owned()), ("if-range", known.to_owned())]).await;
        assert_eq!(part.status, status, "{known}");
    }
    assert_eq!(ask(vec![("if-none-match", tag.clone())]).await.status, 304);
    let head = client.ask(&format!("HEAD {path}"), &[("range", "bytes=0-0")]).await;
    assert_eq!((head.status, head.header("content-length"), &*head.text), (200, "3", ""));
    assert_eq!((head.header("etag"), head.header("accept-ranges")), (&*tag, "bytes"));
    let long = client.get(&format!("/api/recordings/{}/audio", id(&client, "b.wav").await)).await;
    assert_eq!(long.header("content-length"), "80044");

    fs::write(site.file("c.gsm"), "gsm more").unwrap();
    let grown = ask(vec![("range", "bytes=0-0".to_owned()), ("if-range", tag)]).await;
    assert_eq!((grown.status, &*grown.text), (200, "gsm more"), "it is another one now");
    site.server.stop().await;
}

#[tokio::test]
async fn a_download_has_a_name_and_both_are_in_the_audit_log() {
    let site = Site::start().await;
    let client = site.server.client();
    let id = id(&client, "c.gsm").await;
    let answer = client.get(&format!("/api/recordings/{id}/audio?download=1")).await;
    assert_eq!(
        (answer.status, answer.header("content-disposition")),
        (200, "attachment; filename=\"c.gsm\"")
    );
    assert_eq!(client.get(&format!("/api/recordings/{id}/audio")).await.status, 200);
    assert_eq!(client.get(&format!("/api/recordings/{id}/audio?download=maybe")).await.status, 400);
    client.ask(&format!("HEAD /api/recordings/{id}/audio"), &[]).await;
    for (action, count) in [("recordings.download", 1), ("recordings.listen", 1)] {
        let entries = client.items(&format!("/api/audit?action={action}")).await;
        assert_eq!(entries.len(), count, "{entries:?}");
        assert_eq!((&entries[0]["target"], &entries[0]["outcome"]), (&json!(id), &json!("done")));
    }
    site.server.stop().await;
}

#[tokio::test]
async fn no_recording_leads_out_of_the_folders() {
    let site = Site::start().await;
    let client = site.server.client();
    let items = client.items("/api/recordings?call=default-3.1").await;
    assert_eq!(items.len(), 4);
    for item in &items {
        let path = format!("/api/recordings/{}", item["id"].as_str().unwrap());
        for end in ["/audio", "/audio?download=1", "/waveform.svg"] {
            let answer = client.get(&format!("{path}{end}")).await;
            assert_eq!(answer.status, 404, "{item}: {}", answer.text);
            assert!(!answer.text.contains("secret"), "{}", answer.text);
        }
        let removed = client.ask(&format!("DELETE {path}"), &[]).await;
        assert_eq!(removed.status, 404, "{}", removed.text);
        assert_eq!(client.get(&path).await.json()["is_here"], false);
    }
    assert_eq!(fs::read_to_string(site.database.folder().join("secret")).unwrap(), "secret");
    assert!(fs::symlink_metadata(site.file("link.wav")).is_ok());
    for unknown in [
        "default-1.1",
        "default-1.1-0123456789abcdef",
        "..%2f..%2fsecret",
        "%00",
        "default-9.1-0123456789abcdef",
    ] {
        assert_eq!(client.get(&format!("/api/recordings/{unknown}")).await.status, 404, "{unknown}");
        assert_eq!(client.get(&format!("/api/recordings/{unknown}/audio")).await.status, 404, "{unknown}");
    }
    site.server.stop().await;
}

#[tokio::test]
async fn what_is_held_is_not_removed_until_it_is_let_go() {
    let site = Site::start().await;
    let client = site.server.client();
    let path = format!("/api/recordings/{}", id(&client, "a.wav").await);
    let hold = format!("PUT {path}/hold");
    for wrong in [
        json!({}),
        json!({"reason": " "}),
        json!({"reason": "a", "by": "me"}),
        json!({"reason": "x".repeat(1_001)}),
    ] {
        assert_eq!(client.send(&hold, Some(&wrong), &[]).await.status, 400, "{wrong}");
    }
    let held = client.send(&hold, Some(&json!({"reason": "a complaint"})), &[]).await;
    assert_eq!((held.status, &held.json()["hold"]["reason"]), (200, &json!("a complaint")), "{}", held.text);
    assert_eq!(files(&client.items("/api/recordings?hold=true").await), ["a.wav"]);
    assert_eq!(files(&client.items("/api/recordings?hold=false&queue=support").await), ["b.wav", "c.gsm"]);
    let refused = client.ask(&format!("DELETE {path}"), &[]).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.text.contains("a complaint") && site.file("a.wav").exists());

    for _ in 0..2 {
        let free = client.ask(&format!("DELETE {path}/hold"), &[]).await;
        assert_eq!((free.status, &free.json()["hold"]), (200, &Value::Null), "{}", free.text);
    }
    assert_eq!(client.ask(&format!("DELETE {path}"), &[]).await.status, 204);
    assert!(!site.file("a.wav").exists());
    for request in ["GET {}/audio", "GET {}/waveform.svg", "DELETE {}"] {
        let answer = client.ask(&request.replace("{}", &path), &[]).await;
        assert_eq!(answer.status, 410, "{request}: {}", answer.text);
    }
    assert_eq!(client.send(&hold, Some(&json!({"reason": "late"})), &[]).await.status, 410);
    let view = client.get(&path).await.json();
    assert_eq!((&view["size"], &view["is_here"]), (&json!(52), &Value::Null));
    assert!(view["removed"]["at"].is_string() && view["removed"]["by"].is_string(), "{view}");
    let outcomes = |entries: Vec<Value>| -> Vec<String> {
        entries.iter().rev().map(|entry| entry["outcome"].as_str().unwrap().to_owned()).collect()
    };
    let removals = client.items("/api/audit?action=recordings.delete").await;
    assert_eq!(outcomes(removals), ["refused", "done", "failed"]);
    assert_eq!(outcomes(client.items("/api/audit?action=recordings.hold").await), ["done", "done"]);
    site.server.stop().await;
}

#[tokio::test]
async fn waveforms_are_drawn_of_wav_alone() {
    let site = Site::start().await;
    let client = site.server.client();
    let path = format!("/api/recordings/{}/waveform.svg", id(&client, "a.wav").await);
    let drawn = client.get(&format!("{path}?width=10")).await;
    assert_eq!((drawn.status, drawn.header("content-type")), (200, "image/svg+xml"), "{}", drawn.text);
    assert!(
        drawn.text.contains("viewBox=\"0 0 10 100\"") && drawn.text.contains("M5.5 1.0V99.0"),
        "{}",
        drawn.text
    );
    assert_eq!(client.get(&format!("{path}?width=9")).await.status, 400);
    let gsm = client.get(&format!("/api/recordings/{}/waveform.svg", id(&client, "c.gsm").await)).await;
    assert_eq!(gsm.status, 422);
    assert!(gsm.text.contains("only WAV of 16 bit PCM"), "{}", gsm.text);
    site.server.stop().await;
}

#[tokio::test]
async fn recordings_are_heard_by_those_who_see_the_call() {
    let site = Site::start().await;
    let client = site.server.client();
    let (a, b) = (id(&client, "a.wav").await, id(&client, "b.wav").await);
    let mut admin = administrator(&client, &site.database).await;
    let mut sue = user(&client, &mut admin, ("sue", "supervisor"), json!({"queues": ["sales"]})).await;
    let mut ann = user(&client, &mut admin, ("ann", "agent"), json!({"numbers": ["102"]})).await;
    for (path, want) in [
        ("/api/recordings".to_owned(), 200),
        (format!("/api/recordings/{a}"), 200),
        (format!("/api/recordings/{a}/audio?download=1"), 200),
        (format!("/api/recordings/{b}"), 404),
        (format!("/api/recordings/{b}/audio"), 404),
        (format!("/api/recordings/{b}/waveform.svg"), 404),
    ] {
        assert_eq!(sue.get(&path).await.status, want, "{path}");
        assert_eq!(ann.get(&path).await.status, 403, "{path}");
    }
    let seen = sue.get("/api/recordings?sort=started_at&limit=1").await.json();
    assert_eq!(files(seen["items"].as_array().unwrap()), ["a.wav"]);
    assert_eq!(sue.ask(&format!("DELETE /api/recordings/{a}"), None, &[]).await.status, 403);
    assert_eq!(sue.send(&format!("PUT /api/recordings/{a}/hold"), &json!({"reason": "x"})).await.status, 403);
    assert!(site.file("a.wav").exists());
    assert_eq!(admin.ask(&format!("DELETE /api/recordings/{b}"), None, &[]).await.status, 204);
    site.server.stop().await;
}

#[tokio::test]
async fn what_was_kept_long_enough_goes_but_what_is_held_stays() {
    let site = Site::start().await;
    let client = site.server.client();
    let held = format!("PUT /api/recordings/{}/hold", id(&client, "a.wav").await);
    assert_eq!(client.send(&held, Some(&json!({"reason": "a complaint"})), &[]).await.status, 200);
    let Site { database, server } = site;
    server.stop().await;
    let monitor = database.folder().join("monitor");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3 * 24 * 60 * 60);
    for name in ["a.wav", "b.wav"] {
        fs::File::options().write(true).open(monitor.join(name)).unwrap().set_modified(old).unwrap();
    }
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_RECORDINGS_FOLDERS".to_owned(), format!("/spool={}", monitor.display())));
    env.push(("CALLFLOW_RECORDINGS_KEEP_DAYS".to_owned(), "2".to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    let client = server.client();
    client
        .until("/api/audit?action=recordings.delete", |answer| answer.json()["items"][0]["outcome"] == "done")
        .await;
    assert!(monitor.join("a.wav").exists(), "somebody holds it");
    assert!(!monitor.join("b.wav").exists());
    assert!(monitor.join("c.gsm").exists(), "a later recording may be in that file");
    let removed = client.items("/api/recordings?call=default-2.1").await;
    assert_eq!((&removed[0]["removed"]["by"], &removed[1]["removed"]), (&json!("retention"), &Value::Null));
    server.stop().await;
}
