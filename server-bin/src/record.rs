//! Recording what an Asterisk says, in the form of a capture folder.

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;

use ami_client::{Client, ConnectError, Interest, Message, Options, State, SubscribeOptions, Transport};
use tokio::sync::mpsc;

mod recorder;
mod tape;

use self::recorder::{Recorder, Tapes};

/// Why a recording does not begin, or breaks off.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The first connection could not be made.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// Asterisk refuses the login.
    #[error("Asterisk refuses the login: {0}")]
    Refused(String),
    /// A file of the recording cannot be written; one that is there is not written over.
    #[error("{path}: {source}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes what the Asterisk sends into `folder` until `stop`: `ami.raw` with the bytes as received, `ami.times` with
/// when; after a lost connection `ami-2.raw` and so on. What is sent to it, the login above all, is not written. An
/// encrypted connection is written in the clear.
///
/// # Errors
/// If the first connection cannot be made, a login is refused, or a file cannot be written. A later connection is
/// tried again for ever.
pub async fn record(
    options: Options,
    folder: &Path,
    stop: impl Future<Output = ()>,
) -> Result<(), RecordError> {
    let (tell, mut failed) = mpsc::unbounded_channel();
    let tapes = Arc::new(Tapes::new(folder, tell));
    let options =
        options.map_transport(|inner| Transport::Custom(Arc::new(Recorder { inner, tapes: tapes.clone() })));
    // No event, but what becomes of the connection.
    let links = SubscribeOptions::new().named("record").interest(Interest::events([""; 0]));
    let (client, mut links) = Client::start_listening(options, links)?;
    let mut state = client.state();
    let mut stop = pin!(stop);
    let ended = loop {
        tokio::select! {
            biased;
            Some(error) = failed.recv() => break Err(error),
            () = &mut stop => break Ok(()),
            link = links.recv() => match link {
                Some(Message::Connected { .. }) => tracing::info!("recording"),
                Some(Message::Disconnected { .. }) => {
                    tracing::warn!("the connection to Asterisk is lost; connecting again");
                }
                Some(_) => {}
                None => break Ok(()),
            },
            Ok(()) = state.changed() => {
                let now = state.borrow_and_update().clone();
                if let Some(error) = hopeless(now, client.metrics().connects > 0) {
                    client.close().await;
                    // So that the next try, with the right secret, may write there.
                    tapes.remove_latest();
                    return Err(error);
                }
            }
        }
    };
    // What Asterisk has sent by now belongs to the recording.
    client.close().await;
    match failed.try_recv() {
        Ok(error) if ended.is_ok() => Err(error),
        _ => ended,
    }
}

/// Why it is of no use to try again.
fn hopeless(state: State, was_up: bool) -> Option<RecordError> {
    match state {
        State::Waiting { error: ConnectError::Refused { message, .. }, .. } => {
            Some(RecordError::Refused(message))
        }
        State::Waiting { error, .. } if !was_up => Some(error.into()),
        _ => None,
    }
}
