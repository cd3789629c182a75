//! New ids for one time that a recording is played.

use std::io::Write as _;
use std::time::Duration;

use super::{Id, Mark};

/// How ids and times are changed: each in a way of its own that keeps different ones different.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Fresh {
    /// Which time it is, over all recordings; `None` leaves ids alone that somebody chose.
    pub(crate) play: Option<u64>,
    /// Added to the seconds of Uniqueids, so that they tell the time of the play.
    pub(crate) seconds: i64,
    /// Added to the counters of Uniqueids.
    pub(crate) counter: u64,
    /// Added to the ends of channel names.
    pub(crate) suffix: u32,
    /// Added to call ids.
    pub(crate) call: u32,
    /// Differs in each play.
    pub(crate) bridges: u128,
}

/// The bits of a UUID that tell its version and variant stay as they are.
const FIXED: u128 = 0x0000_0000_0000_f000_c000_0000_0000_0000;

impl Fresh {
    /// What to change bridges with, from the seed of the simulation and the number of the play.
    pub(crate) fn bridges(seed: u64, play: u64) -> u128 {
        let high = mixed(seed ^ mixed(play));
        let low = mixed(high ^ play);
        ((u128::from(high) << 64) | u128::from(low)) & !FIXED
    }

    /// Writes what stands in place of `mark`, whose bytes are `old`; times become what `stamp` makes of them.
    pub(crate) fn write(&self, mark: &Mark, old: &[u8], stamp: Duration, out: &mut Vec<u8>) {
        // Writing to a vector cannot fail.
        let _ = match mark.what {
            Id::Unique { seconds, counter } => {
                let seconds = seconds.saturating_add_signed(self.seconds);
                write!(out, "{seconds:010}.{}", counter.wrapping_add(self.counter))
            }
            Id::Suffix(suffix) => write!(out, "{:08x}", suffix.wrapping_add(self.suffix)),
            Id::Call(call) => write!(out, "{:08x}", call.wrapping_add(self.call)),
            Id::Bridge(bridge) => {
                put_uuid(out, bridge ^ self.bridges);
                Ok(())
            }
            Id::Text => {
                out.extend_from_slice(old);
                self.play.map_or(Ok(()), |play| write!(out, "-{play}"))
            }
            Id::Stamp(_) => {
                put_unix(out, stamp);
                Ok(())
            }
        };
    }
}

/// A UUID with its dashes.
pub(crate) fn put_uuid(out: &mut Vec<u8>, uuid: u128) {
    let group = |shift: u32, bits: u32| (uuid >> shift) & ((1 << bits) - 1);
    let _ = write!(
        out,
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        group(96, 32),
        group(80, 16),
        group(64, 16),
        group(48, 16),
        group(0, 48)
    );
}

/// Unix seconds with six digits behind the dot.
pub(crate) fn put_unix(out: &mut Vec<u8>, at: Duration) {
    let _ = write!(out, "{}.{:06}", at.as_secs(), at.subsec_micros());
}

/// The output function of SplitMix64: every bit of the result hangs on every bit of the input.
pub(crate) fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
