//! Maps as sorted lists of pairs: JSON has no other keys than texts, and a saved state reads the same each time.

use alloc::vec::Vec;
use core::hash::Hash;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Map;

pub(crate) fn serialize<K, V, S>(map: &Map<K, V>, serializer: S) -> Result<S::Ok, S::Error>
where
    K: Ord + Serialize,
    V: Serialize,
    S: Serializer,
{
    let mut pairs: Vec<(&K, &V)> = map.iter().collect();
    pairs.sort_by_key(|(key, _)| *key);
    serializer.collect_seq(pairs)
}

pub(crate) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<Map<K, V>, D::Error>
where
    K: Deserialize<'de> + Eq + Hash,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
}
