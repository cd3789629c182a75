//! When the operating system asks the server to stop, or to read its configuration again.

use std::future::Future;

/// Waits for SIGTERM or Ctrl-C, counting from this call and not only from the first poll: a signal that comes while
/// the server is still being built is not lost, and does not end the process half-way.
///
/// # Panics
/// Outside a tokio runtime.
pub fn stop_signal() -> impl Future<Output = ()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
        async move {
            // Without a handler the signal ends the process by itself.
            let waits = signals.into_iter().flatten().map(|mut signal| {
                Box::pin(async move {
                    signal.recv().await;
                })
            });
            let waits: Vec<_> = waits.collect();
            if waits.is_empty() {
                std::future::pending::<()>().await;
            }
            futures_util::future::select_all(waits).await;
        }
    }
    #[cfg(not(unix))]
    async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// SIGHUP; never anything where there is no such signal.
#[derive(Debug)]
pub struct Hangups(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

/// Waits for SIGHUP, counting from this call: one that comes while the server is still being built does not end it.
///
/// # Panics
/// Outside a tokio runtime.
pub fn hangups() -> Hangups {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        Hangups(signal(SignalKind::hangup()).ok())
    }
    #[cfg(not(unix))]
    Hangups()
}

impl Hangups {
    /// Waits for the next one; `None` if there will be none.
    pub(crate) async fn recv(&mut self) -> Option<()> {
        #[cfg(unix)]
        if let Some(signal) = &mut self.0 {
            return signal.recv().await;
        }
        std::future::pending().await
    }
}
