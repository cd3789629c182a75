//! The client at a simulated Asterisk, which has calls of its own, and faults.

mod examples;
mod outages;

use asterisk_sim::{Ari, Sim, Version};
use std::time::Duration;

use ari_client::{Backoff, Options};

/// Both transports of requests: 16 has HTTP alone.
pub(crate) const VERSIONS: [Version; 2] = [Version::ASTERISK_22, Version::ASTERISK_16];

pub(crate) async fn asterisk(version: Version, ari: Ari) -> Sim {
    Sim::bind(asterisk_sim::Options::new().version(version).ari(ari)).await.unwrap()
}

pub(crate) fn url(sim: &Sim) -> String {
    format!("http://{}", sim.ari_addr().unwrap())
}

pub(crate) fn options(sim: &Sim, app: &str) -> Options {
    let backoff =
        Backoff { first: Duration::from_millis(5), longest: Duration::from_millis(50), ..Backoff::default() };
    Options::new(&url(sim), "admin", "secret", app).unwrap().backoff(backoff)
}
