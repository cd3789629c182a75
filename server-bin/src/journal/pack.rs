//! Compression of blocks and snapshots.

/// Events of Asterisk repeat themselves so much that the fastest level makes a tenth of them.
const LEVEL: i32 = 1;

/// What every frame of zstd begins with.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

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
    // What else the bytes are, their beginning may be any number: room is made for what this module has written alone.
    if !packed.starts_with(&MAGIC) {
        return None;
    }
    zstd::bulk::decompress(packed, usize::try_from(u64::from_le_bytes(*length)).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_nothing_else_does() {
        for bytes in [&b""[..], b"a", &[7; 100_000]] {
            assert_eq!(unpack(&pack(bytes)).as_deref(), Some(bytes));
        }
        for other in [&b""[..], b"short", &[0xff; 100]] {
            assert_eq!(unpack(other), None);
        }
    }
}
