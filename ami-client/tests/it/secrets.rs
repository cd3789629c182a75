//! What must not be seen in logs.

use ami_client::{Client, Options};

#[tokio::test]
async fn nothing_shows_the_secret() {
    let options = Options::from_url("ami://callflow:hunter2@127.0.0.1:1").unwrap();
    assert!(!format!("{options:?}").contains("hunter2"));
    let client = Client::start(options.clone()).unwrap();
    assert!(!format!("{client:?}").contains("hunter2"));
    let error = Client::connect(options).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
    let error = Options::from_url("ami://callflow:hunter2").unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
    let bad = Options::new("pbx", "callflow", "hunter2\n").unwrap();
    let error = Client::start(bad).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}
