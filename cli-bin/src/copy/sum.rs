//! Counts and checksums.

use md5::{Digest, Md5};
use serde::{Serialize, Serializer};

/// How many records, and what they add up to: the sum of the MD5 of each one's JSON, whose fields have one order. So it
/// does not matter in which order they come, and a record that is missing or other changes it. It holds against accidents,
/// not against somebody who wants two stores to look alike.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub(crate) struct Sum {
    /// How many records.
    pub(crate) count: u64,
    /// In JSON 32 hexadecimal digits.
    #[serde(serialize_with = "hexadecimal")]
    pub(crate) checksum: u128,
}

impl Sum {
    /// Adds a record.
    pub(super) fn add(&mut self, checksum: u128) {
        self.count += 1;
        self.checksum = self.checksum.wrapping_add(checksum);
    }

    /// Takes a record out again that was added.
    pub(super) fn remove(&mut self, checksum: u128) {
        self.count = self.count.saturating_sub(1);
        self.checksum = self.checksum.wrapping_sub(checksum);
    }
}

/// The checksum of one record.
pub(crate) fn checksum(record: &impl Serialize) -> Result<u128, serde_json::Error> {
    let json = serde_json::to_vec(record)?;
    Ok(u128::from_be_bytes(Md5::digest(&json).into()))
}

fn hexadecimal<S: Serializer>(checksum: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{checksum:032x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_count_and_each_record_does() {
        let sum = |records: &[&str]| {
            let mut sum = Sum::default();
            records.iter().for_each(|record| sum.add(checksum(record).unwrap()));
            sum
        };
        assert_eq!(sum(&["a", "b", "c"]), sum(&["c", "a", "b"]));
        assert_ne!(sum(&["a", "b"]), sum(&["a", "a"]));
        assert_ne!(sum(&["a", "a"]), sum(&[]), "a pair does not cancel itself out");
        let json = serde_json::to_value(sum(&["a"])).unwrap();
        assert_eq!(json, serde_json::json!({"count": 1, "checksum": "6067924ae1b1832abce3d12fe83755a9"}));
    }
}
