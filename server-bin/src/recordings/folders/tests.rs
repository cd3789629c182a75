#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::io::Read as _;
use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;

/// A folder of recordings with a secret beside it.
struct Site {
    folder: TempDir,
    folders: Folders,
}

impl Site {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let monitor = folder.path().join("monitor");
        fs::create_dir_all(monitor.join("2026")).unwrap();
        fs::write(monitor.join("a.wav"), "sound").unwrap();
        fs::write(monitor.join("2026/b.wav"), "sound").unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        let here = Folder::parse(&format!("/var/spool/asterisk/monitor={}", monitor.display())).unwrap();
        Self { folders: Folders::new(vec![here]), folder }
    }

    fn monitor(&self) -> PathBuf {
        self.folder.path().join("monitor")
    }

    /// What is read of it.
    fn read(&self, told: &str) -> Result<String, String> {
        let mut text = String::new();
        let mut found = self.folders.find(told).map_err(|why| why.to_string())?;
        found.file.read_to_string(&mut text).unwrap();
        assert_eq!(text.len() as u64, found.size);
        Ok(text)
    }
}

const OUTSIDE: &str = "the file is in none of the configured folders";
const MISSING: &str = "the file is not on this machine";

#[test]
fn files_of_the_folders_are_found() {
    let site = Site::new();
    for told in
        ["/var/spool/asterisk/monitor/a.wav", "/var/spool/asterisk/monitor/2026/b.wav", "a.wav", "2026/b.wav"]
    {
        assert_eq!(site.read(told).as_deref(), Ok("sound"), "{told}");
    }
    assert_eq!(site.read("/var/spool/asterisk/monitor/c.wav").unwrap_err(), MISSING);
    assert_eq!(site.read("/var/spool/asterisk/monitor/2026").unwrap_err(), MISSING, "it is a folder");
    assert_eq!(
        Folders::default().find("a.wav").unwrap_err().to_string(),
        "no folder of recordings is configured"
    );
}

#[test]
fn no_name_leads_out_of_the_folders() {
    let site = Site::new();
    let secret = site.folder.path().join("secret").display().to_string();
    let here = site.monitor().join("a.wav").display().to_string();
    for told in [
        "/etc/passwd",
        "/var/spool/asterisk/monitor",
        "/var/spool/asterisk/monitor/../secret",
        "/var/spool/asterisk/monitor/2026/../../secret",
        "/var/spool/asterisk/monitor/./../secret",
        "/var/spool/asterisk/monitorx/a.wav",
        "/var/spool/asterisk/monitor/a.wav\0",
        "\0",
        "../secret",
        "2026/../../secret",
        "2026/../a.wav",
        "..",
        ".",
        "",
        "/",
        &secret,
        // As it is here, Asterisk does not name it.
        &here,
    ] {
        assert_eq!(site.read(told).unwrap_err(), OUTSIDE, "{told:?}");
    }
}

#[test]
fn links_lead_anywhere_within_and_nowhere_else() {
    let site = Site::new();
    let (monitor, beside) = (site.monitor(), site.folder.path());
    symlink(beside.join("secret"), monitor.join("absolute.wav")).unwrap();
    symlink("../secret", monitor.join("relative.wav")).unwrap();
    symlink(beside, monitor.join("folder")).unwrap();
    symlink("absolute.wav", monitor.join("chain.wav")).unwrap();
    symlink("/proc/self/environ", monitor.join("proc.wav")).unwrap();
    for told in
        ["absolute.wav", "relative.wav", "folder/secret", "chain.wav", "proc.wav", "folder/monitor/../secret"]
    {
        assert_eq!(site.read(told).unwrap_err(), OUTSIDE, "{told}");
    }
    symlink("circle.wav", monitor.join("circle.wav")).unwrap();
    assert!(site.read("circle.wav").is_err());
    symlink("a.wav", monitor.join("newest.wav")).unwrap();
    symlink(monitor.join("2026"), monitor.join("this-year")).unwrap();
    assert_eq!(site.read("newest.wav").as_deref(), Ok("sound"));
    assert_eq!(site.read("this-year/b.wav").as_deref(), Ok("sound"));
    assert_eq!(site.read("folder/monitor/a.wav").as_deref(), Ok("sound"), "out and in again");
}

#[test]
fn the_folder_itself_may_be_a_link() {
    let site = Site::new();
    let link = site.folder.path().join("link");
    symlink(site.monitor(), &link).unwrap();
    let folders = Folders::new(vec![Folder::parse(&link.display().to_string()).unwrap()]);
    assert!(folders.find(&link.join("a.wav").display().to_string()).is_ok());
    assert!(folders.find(&link.join("../secret").display().to_string()).is_err());
}

#[test]
fn what_is_no_plain_file_is_none() {
    let site = Site::new();
    let pipe = site.monitor().join("pipe.wav");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, Mode::RWXU, 0).unwrap();
    assert_eq!(site.read("pipe.wav").unwrap_err(), MISSING);
}

#[test]
fn a_link_that_was_put_in_the_way_is_not_followed() {
    let site = Site::new();
    symlink(site.folder.path().join("secret"), site.monitor().join("late.wav")).unwrap();
    symlink(site.folder.path(), site.monitor().join("late")).unwrap();
    // As if it had come between looking and opening.
    for below in ["late.wav", "late/secret"] {
        assert!(open_beneath(&site.monitor(), Path::new(below), OFlags::RDONLY).is_err(), "{below}");
        let root = rustix::fs::open(site.monitor(), OFlags::RDONLY, Mode::empty()).unwrap();
        assert!(part_by_part(root, Path::new(below), OFlags::RDONLY).is_err(), "{below}");
    }
    let root = rustix::fs::open(site.monitor(), OFlags::RDONLY, Mode::empty()).unwrap();
    assert!(part_by_part(root, Path::new("2026/b.wav"), OFlags::RDONLY).is_ok());
}

#[test]
fn a_file_is_removed_and_no_other() {
    let site = Site::new();
    let found = site.folders.find("2026/b.wav").unwrap();
    found.remove().unwrap();
    assert_eq!(site.read("2026/b.wav").unwrap_err(), MISSING);
    let found = site.folders.find("a.wav").unwrap();
    fs::remove_file(site.monitor().join("a.wav")).unwrap();
    symlink(site.folder.path().join("secret"), site.monitor().join("a.wav")).unwrap();
    assert!(found.remove().is_err(), "another one has taken its place");
    assert!(site.folder.path().join("secret").exists());
    assert!(fs::symlink_metadata(site.monitor().join("a.wav")).is_ok());
}

#[test]
fn a_file_that_grows_has_another_tag() {
    let site = Site::new();
    let tag = || site.folders.find("a.wav").unwrap().tag();
    let first = tag();
    assert_eq!(first, tag());
    assert!(first.starts_with('"') && first.ends_with('"'), "{first}");
    fs::write(site.monitor().join("a.wav"), "sound and more").unwrap();
    assert_ne!(first, tag());
}

#[test]
fn folders_are_absolute_and_not_everything() {
    let parsed = |text| Folder::parse(text).map_err(|error| error.to_string());
    let pair = Folder { told: "/var/spool/monitor".into(), here: "/mnt/monitor".into() };
    assert_eq!(parsed("/var/spool/monitor=/mnt/monitor"), Ok(pair));
    for text in ["", "monitor", "/", "/a/..", "/a=b", "/a=/", "=/a", "/a/../b"] {
        assert!(parsed(text).is_err(), "{text}");
    }
}
