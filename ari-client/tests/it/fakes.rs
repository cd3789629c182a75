//! A program's own logic, tested without an Asterisk.

use std::sync::{Arc, Mutex};

use ari_client::model::Playback;
use ari_client::operation::channels::{Answer, Channels, Hangup, Play};
use ari_client::{ChannelHandle, Error};
use async_trait::async_trait;

#[derive(Clone, Default)]
struct Fake(Arc<Mutex<Vec<String>>>);

#[async_trait]
impl Channels for Fake {
    async fn answer(&self, request: Answer) -> Result<(), Error> {
        self.0.lock().unwrap().push(format!("answer {}", request.channel_id));
        Ok(())
    }

    async fn play(&self, request: Play) -> Result<Playback, Error> {
        self.0.lock().unwrap().push(format!("play {:?}", request.media));
        Ok(Playback::default())
    }

    async fn hangup(&self, request: Hangup) -> Result<(), Error> {
        let message = format!("no channel {}", request.channel_id);
        Err(Error::NotFound { operation: "channels.hangup", message })
    }
}

/// Everything else of ARI, which this test does not need.
macro_rules! nothing_else {
    ($($module:ident $resource:ident),*) => { $( impl ari_client::operation::$module::$resource for Fake {} )* };
}
nothing_else!(
    applications Applications, asterisk Asterisk, bridges Bridges, device_states DeviceStates, endpoints Endpoints,
    events Events, mailboxes Mailboxes, playbacks Playbacks, recordings Recordings, sounds Sounds
);

async fn greet(channel: &ChannelHandle) -> Result<(), Error> {
    channel.answer().await?;
    channel.play("sound:hello-world").await?;
    channel.hangup().await
}

#[tokio::test]
async fn a_program_is_tested_with_a_fake() {
    let fake = Fake::default();
    let channel = ChannelHandle::new("1", Arc::new(fake.clone()));
    assert!(matches!(greet(&channel).await, Err(Error::NotFound { .. })));
    assert_eq!(*fake.0.lock().unwrap(), ["answer 1", r#"play ["sound:hello-world"]"#]);
    let error = channel.ring().await.unwrap_err();
    assert!(matches!(error, Error::Unsupported { operation: "channels.ring" }), "{error:?}");
}
