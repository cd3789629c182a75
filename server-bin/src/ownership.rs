//! Which of several servers on one Asterisk writes.
//!
//! Each claims the PBX in the store again and again. One has the claim; where it stops extending it, another gets it, and
//! with it a higher token: the store takes nothing more that carries the older one. Those without it follow Asterisk all
//! the same, so they have heard everything when they take over.

use std::sync::Arc;
use std::time::Duration;

use callflow_core::store::{Claim, Store};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

/// Whose a PBX is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ownership {
    /// The store has not said yet.
    Unknown,
    /// This server's, with this token.
    Ours(u64),
    /// Another server's.
    Theirs,
}

/// How long a claim lasts that is not extended …
const TTL: Duration = Duration::from_secs(3);
/// … and how often it is. Together they say how soon another server takes over: within four seconds.
const EXTEND_EVERY: Duration = Duration::from_secs(1);

/// Claims a PBX for `owner` until `stop`, then gives it up.
pub(crate) async fn run(
    store: Arc<dyn Store>,
    pbx: Arc<str>,
    owner: Arc<str>,
    ownership: watch::Sender<Ownership>,
    stop: CancellationToken,
) {
    let (mut other, mut told): (Option<Arc<str>>, bool) = (None, false);
    loop {
        match timeout(TTL, store.claim(&pbx, &owner, TTL)).await {
            Ok(Ok(Claim::Owned { token })) => {
                ownership.send_if_modified(|is| {
                    std::mem::replace(is, Ownership::Ours(token)) != Ownership::Ours(token)
                });
                if other.take().is_some() {
                    info!(pbx.name = &*pbx, token, "took over");
                }
            }
            Ok(Ok(Claim::Held { by, .. })) => {
                ownership
                    .send_if_modified(|is| std::mem::replace(is, Ownership::Theirs) != Ownership::Theirs);
                if other.as_ref() != Some(&by) {
                    info!(pbx.name = &*pbx, owner = &*by, "another server owns it; standing by");
                    other = Some(by);
                }
            }
            // The claim stays what it was: the store itself refuses what comes too late.
            Ok(Err(error)) => {
                if *ownership.borrow() == Ownership::Unknown && !std::mem::replace(&mut told, true) {
                    warn!(pbx.name = &*pbx, "{error}; the journal keeps what is heard, trying again");
                }
                debug!(pbx.name = &*pbx, %error, "the claim could not be extended");
            }
            Err(_) => debug!(pbx.name = &*pbx, "the store is too slow for a claim"),
        }
        tokio::select! {
            () = sleep(EXTEND_EVERY) => {}
            () = stop.cancelled() => break,
        }
    }
    let ours = matches!(*ownership.borrow(), Ownership::Ours(_));
    if ours {
        let _ = timeout(TTL, store.release(&pbx, &owner)).await;
    }
}
