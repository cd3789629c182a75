//! `callflow backup`: a copy in a SQLite file, which is there when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::anyhow;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection as _, SqliteConnection};

use crate::cli::BackupArgs;
use crate::copy::{self, Copied, Verify};
use crate::database::{self, DatabaseUrl};
use crate::failure::Failure;

/// What SQLite puts beside its file while it works.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// How often, and how long apart, it is tried to have the file alone.
const MOST_TRIES: u32 = 300;
const PAUSE: Duration = Duration::from_millis(100);

/// Runs the command.
pub(crate) fn run(args: &BackupArgs) -> Result<(), Failure> {
    let from = DatabaseUrl::existing(&args.database)?;
    let file = args.file.as_path();
    if from.is_same(&DatabaseUrl::of_file(file)) {
        return Err(Failure::input(file.display(), "is the database itself; name another file"));
    }
    if file.exists() && !args.replace {
        return Err(Failure::input(file.display(), "is there already; name another file, or say --replace"));
    }
    let part = with_suffix(file, ".part");
    begin(&part)?;
    let copied = database::block_on(fill(&from, &DatabaseUrl::of_file(&part)))?;
    // One that differs keeps its name `.part`.
    if copied.must_be_whole().is_ok() {
        finish(&part, file)?;
    }
    copy::print(&copied, args.format)
}

/// A new file that nobody else may read, in place of one that a backup before left behind.
fn begin(part: &Path) -> Result<(), Failure> {
    for suffix in [""].iter().chain(&BESIDE) {
        match fs::remove_file(with_suffix(part, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot_write(part, &error)),
            _ => {}
        }
    }
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part);
    made.map(drop).map_err(|error| cannot_write(part, &error))
}

async fn fill(from: &DatabaseUrl, to: &DatabaseUrl) -> Result<Copied, Failure> {
    let source = from.open().await?;
    let target = to.open().await?;
    let copied = copy::copy(&*source, &*target, Verify::Yes).await?;
    target.close().await.map_err(database::failed)?;
    source.close().await.map_err(database::failed)?;
    seal(to).await?;
    Ok(copied)
}

/// Leaves nothing beside the file. Which connection of the store closed last decides whether SQLite has brought its log
/// home; without a log there is nothing to bring.
async fn seal(url: &DatabaseUrl) -> Result<(), Failure> {
    let Some(path) = url.file() else { return Ok(()) };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Delete)
        .busy_timeout(Duration::from_secs(5));
    let failed = |error| Failure::Work(anyhow!("{}: cannot be finished: {error}", path.display()));
    let mut tries = 0;
    let connection = loop {
        match SqliteConnection::connect_with(&options).await {
            Ok(connection) => break connection,
            // A connection that is closing yet.
            Err(_) if tries < MOST_TRIES => tries += 1,
            Err(error) => return Err(failed(error)),
        }
        tokio::time::sleep(PAUSE).await;
    };
    connection.close().await.map_err(failed)
}

/// Gives it its name, once all of it is in the one file and on the disk.
fn finish(part: &Path, file: &Path) -> Result<(), Failure> {
    if let Some(left) = BESIDE.map(|suffix| with_suffix(part, suffix)).iter().find(|path| path.exists()) {
        let left = left.display();
        return Err(Failure::Work(anyhow!(
            "{left}: is there after closing; another program has the file open"
        )));
    }
    let synced = File::open(part).and_then(|part| part.sync_all());
    synced.and_then(|()| fs::rename(part, file)).map_err(|error| cannot_write(file, &error))?;
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| cannot_write(folder, &error))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => Failure::input(path, "no such folder; create it or change the path"),
        io::ErrorKind::PermissionDenied => Failure::input(path, "no permission to write it"),
        _ => Failure::Work(anyhow!("{path}: cannot be written: {error}")),
    }
}
