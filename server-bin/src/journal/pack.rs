//! Compression of blocks and snapshots.

/// Events of Asterisk repeat themselves so much that the fastest level makes a tenth of them.
const LEVEL: i32 = 1;

/// With the length before it, so that unpacking knows what room it needs.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = (bytes.len() as u64).to_le_bytes().to_vec();
    // It fails only where memory does.
    packed.extend(zstd::bulk::compress(bytes, LEVEL).unwrap_or_default());
    packed
}

/// `None` for what [`pack`] has not made.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let (length, packed) = packed.split_first_chunk()?;
    zstd::bulk::decompress(packed, usize::try_from(u64::from_le_bytes(*length)).ok()?).ok()
}
