//! What must not be seen.

use ari_client::{Client, Options};

use crate::server::{Server, idle};

#[tokio::test]
async fn nothing_shows_the_password() {
    let mut server = Server::start(idle("16")).await;
    let options = server.options();
    assert!(!format!("{options:?}").contains("hunter2"));
    let (client, _socket) = server.connected(options.clone()).await;
    let login = "dXNlcjpodW50ZXIy";
    for text in [format!("{client:?}"), format!("{options:?}"), server.lines().join(" ")] {
        assert!(!text.contains("hunter2") && !text.contains(login), "{text}");
    }
    let error = Options::new("http://user:hunter2@pbx", "user", "hunter2", "app").unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
    let nowhere = Options::new("http://127.0.0.1:1", "user", "hunter2", "app").unwrap();
    let error = Client::connect(nowhere).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}
