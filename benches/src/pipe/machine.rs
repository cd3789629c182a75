//! What the process takes of the machine.

use std::fs;
use std::time::Duration;

/// Processor time of all threads of this process; nothing where the system does not tell it.
#[cfg(unix)]
pub(crate) fn processor_time() -> Duration {
    rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).try_into().unwrap_or_default()
}

/// Processor time of all threads of this process; nothing where the system does not tell it.
#[cfg(not(unix))]
pub(crate) fn processor_time() -> Duration {
    Duration::ZERO
}

/// Memory of this process that is in use, in bytes; 0 where the system does not tell it.
pub(crate) fn resident_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
