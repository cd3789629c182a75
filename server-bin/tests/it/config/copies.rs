//! Where recordings are copied.

use callflow_server::config::S3Settings;
use secrecy::ExposeSecret as _;

use super::{load, refused, sources};

const WHOLE: &str = "connect = false\n[recordings]\nfolders = [\"/spool\"]\ns3_url = \"s3://calls/pbx/one/\"\ns3_access_key = \"name\"\n\
                     s3_secret_key = \"hunter2\"\n";

fn copies(more: &str) -> S3Settings {
    load(&sources(&format!("{WHOLE}{more}"), &[])).unwrap().recordings.copies.unwrap()
}

#[test]
fn storage_is_told_whole() {
    let copies = copies(
        "s3_endpoint = \"https://storage.example.com:9000\"\ns3_remove_local = true\ns3_region = \"eu\"",
    );
    assert_eq!((&*copies.bucket, &*copies.prefix, &*copies.region), ("calls", "pbx/one", "eu"));
    assert_eq!(copies.endpoint.as_ref().unwrap().as_str(), "https://storage.example.com:9000/");
    assert_eq!(
        (&*copies.access_key, copies.secret_key.expose_secret(), copies.remove_local),
        ("name", "hunter2", true)
    );
    assert!(!format!("{copies:?}").contains("hunter2"));
}

#[test]
fn storage_is_asked_with_encryption_unless_it_is_said_otherwise() {
    let endpoint = "s3_endpoint = \"http://10.0.0.2\"\n";
    let told = refused(&format!("{WHOLE}{endpoint}"), &[]);
    assert!(told.contains("recordings.s3_allow_http") && told.contains("unencrypted"), "{told}");
    let allowed = copies(&format!("{endpoint}s3_allow_http = true"));
    assert_eq!(allowed.endpoint.unwrap().as_str(), "http://10.0.0.2/");
    assert_eq!(copies("").endpoint, None);
}

#[test]
fn half_of_a_storage_is_refused() {
    for (file, want) in [
        ("s3_remove_local = true", "recordings.s3_remove_local"),
        ("s3_endpoint = \"https://a\"", "says nothing without recordings.s3_url"),
        ("s3_url = \"s3://a\"", "needs recordings.s3_access_key"),
        ("s3_url = \"s3://a\"\ns3_access_key = \"b\"", "needs recordings.s3_secret_key"),
        ("s3_url = \"https://a\"", "names no bucket"),
        ("s3_url = \"s3://\"", "names no bucket"),
        ("s3_url = \"s3://a/../b\"", "has a prefix of other letters"),
    ] {
        let told = refused(&format!("connect = false\n[recordings]\nfolders = [\"/spool\"]\n{file}"), &[]);
        assert!(told.contains(want), "{file}: {told}");
    }
    let told = refused(&WHOLE.replace("folders = [\"/spool\"]\n", ""), &[]);
    assert!(told.contains("needs recordings.folders"), "{told}");
    for endpoint in ["storage", "ftp://a", "https://name:word@a", "https://a/?b=c"] {
        let told = refused(&format!("{WHOLE}s3_endpoint = \"{endpoint}\""), &[]);
        assert!(told.contains("recordings.s3_endpoint"), "{endpoint}: {told}");
        assert!(!told.contains("word"), "{told}");
    }
}
