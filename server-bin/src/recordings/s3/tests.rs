use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::process::{Child, Command, Stdio};

use futures_util::TryStreamExt as _;
use object_store::memory::InMemory;
use url::Url;

use super::*;

/// A bucket that is not there when the test has ended.
pub(in crate::recordings) fn in_memory() -> S3 {
    S3::of(Arc::new(InMemory::new()), "bucket", "backup")
}

/// A server that `tests/databases/s3` runs for as long as this process lives: it ends with its standard input.
struct Server {
    url: Url,
    _process: Child,
}

impl Server {
    fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/databases/s3");
        let mut command = Command::new(script);
        let mut process =
            command.args(["run", "bucket"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let url = url.trim().parse().expect("no server: run tests/databases/s3 install");
        Self { url, _process: process }
    }

    fn bucket(&self, bucket: &str) -> S3 {
        S3::new(&S3Settings {
            bucket: bucket.to_owned(),
            prefix: "backup/calls".to_owned(),
            endpoint: Some(self.url.clone()),
            region: "us-east-1".to_owned(),
            access_key: "callflow".to_owned(),
            secret_key: "callflow-secret".into(),
            remove_local: false,
        })
        .unwrap()
    }
}

/// A file of so many bytes, no two parts of it alike.
fn file(size: u64) -> File {
    let mut file = tempfile::tempfile().unwrap();
    let mut bytes = (0..size / 4 + 1).flat_map(|n| u32::try_from(n).unwrap().to_le_bytes());
    io::copy(&mut &*bytes.by_ref().take(usize::try_from(size).unwrap()).collect::<Vec<u8>>(), &mut file)
        .unwrap();
    file.rewind().unwrap();
    file
}

async fn read(s3: &S3, url: &str, first: u64, last: u64) -> io::Result<Vec<u8>> {
    let parts: Vec<_> = s3.read(url, Range { first, last }).await?.try_collect().await?;
    Ok(parts.concat())
}

fn part(mut file: &File, first: u64, last: u64) -> Vec<u8> {
    file.seek(SeekFrom::Start(first)).unwrap();
    let mut bytes = Vec::new();
    file.take(last - first + 1).read_to_end(&mut bytes).unwrap();
    bytes
}

/// What any storage that speaks S3 has to do.
async fn keeps_what_it_is_given(s3: &S3) {
    for (name, size) in [("none", 0), ("one", 1), ("small", 100_000), ("parts", 2 * PART as u64 + 77)] {
        let (url, file) = (s3.url(&["default", "spool", "Zoë +1 %2e #.wav", name]), file(size));
        s3.put(&url, file.try_clone().unwrap(), size).await.unwrap();
        if size > 0 {
            for (first, last) in [(0, 0), (size / 2, size - 1), (0, size - 1)] {
                assert!(
                    read(s3, &url, first, last).await.unwrap() == part(&file, first, last),
                    "{name} {first}"
                );
            }
        }
        // Again, as after a restart.
        (&file).rewind().unwrap();
        s3.put(&url, file, size).await.unwrap();
        s3.remove(&url).await.unwrap();
        s3.remove(&url).await.unwrap();
        assert_eq!(read(s3, &url, 0, 0).await.unwrap_err().kind(), io::ErrorKind::NotFound, "{name}");
    }
}

#[tokio::test]
async fn storage_in_memory_keeps_what_it_is_given() {
    keeps_what_it_is_given(&in_memory()).await;
}

#[tokio::test]
#[ignore = "needs an S3 server"]
async fn a_server_keeps_what_it_is_given() {
    let server = Server::start();
    keeps_what_it_is_given(&server.bucket("bucket")).await;
    let nowhere = server.bucket("nowhere");
    let error = nowhere.put(&nowhere.url(&["a"]), file(1), 1).await.unwrap_err().to_string();
    assert!(!error.contains("callflow-secret"), "{error}");
}

#[test]
fn urls_are_made_of_the_path_below_the_prefix() {
    let s3 = in_memory();
    for (path, want) in [
        (&["default", "spool", "a.wav"][..], "s3://bucket/backup/default/spool/a.wav"),
        (&["ams", "..", "a/../b"], "s3://bucket/backup/ams/%2E%2E/a%2F..%2Fb"),
    ] {
        assert_eq!(&*s3.url(path), want);
        assert!(s3.path(want).is_ok());
    }
    let other = s3.path("s3://another/a.wav").unwrap_err().to_string();
    assert!(other.contains("another bucket"), "{other}");
}

#[tokio::test]
async fn a_file_that_became_shorter_is_no_copy() {
    let s3 = in_memory();
    let url = s3.url(&["a"]);
    assert!(s3.put(&url, file(3), 4).await.is_err());
    assert_eq!(read(&s3, &url, 0, 0).await.unwrap_err().kind(), io::ErrorKind::NotFound);
    // One that became longer is copied as far as it is told.
    s3.put(&url, file(9), 4).await.unwrap();
    assert_eq!(read(&s3, &url, 0, 99).await.unwrap().len(), 4);
}
