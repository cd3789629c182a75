//! Header lines of messages that this crate itself has written or has taken from a decoder.
//!
//! They are known to be well-formed, so looking into them needs no decoder.

use memchr::memmem;

/// Puts new bytes in place of the old ones, in the memory that is there.
pub(crate) fn replace(old: &mut Vec<u8>, new: &[u8]) {
    old.clear();
    old.extend_from_slice(new);
}

/// Names and values in the order of the wire.
pub(crate) fn headers(frame: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    lines(frame).filter_map(split)
}

/// Value of the first header of that name, which is compared by case, as Asterisk writes it.
pub(crate) fn value<'a>(frame: &'a [u8], name: &str) -> Option<&'a [u8]> {
    headers(frame).find(|(key, _)| *key == name.as_bytes()).map(|(_, value)| value)
}

/// Value of the first line.
pub(crate) fn first_value(frame: &[u8]) -> &[u8] {
    headers(frame).next().map_or(&[], |(_, value)| value)
}

/// The lines from the one that begins with `from` to the one that begins with `to`, both included.
pub(crate) fn block<'a>(frame: &'a [u8], from: &[u8], to: &[u8]) -> Option<&'a [u8]> {
    block_and_rest(frame, from, to).map(|(block, _)| block)
}

/// As [`block`], with the lines behind it.
pub(crate) fn block_and_rest<'a>(frame: &'a [u8], from: &[u8], to: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = memmem::find(frame, from)? + 2;
    let last = start + memmem::find(frame.get(start..)?, to)? + 2;
    let end = last + memmem::find(frame.get(last..)?, b"\r\n")? + 2;
    Some((frame.get(start..end)?, frame.get(end..)?))
}

fn lines(frame: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = frame;
    std::iter::from_fn(move || {
        let end = memmem::find(rest, b"\r\n")?;
        let line = rest.get(..end)?;
        rest = rest.get(end + 2..)?;
        Some(line)
    })
}

fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr::memchr(b':', line)?;
    let value = line.get(colon + 1..)?;
    Some((line.get(..colon)?, value.strip_prefix(b" ").unwrap_or(value)))
}

/// Adds `name: value`.
pub(crate) fn put(out: &mut Vec<u8>, name: &str, value: impl AsRef<[u8]>) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value.as_ref());
    out.extend_from_slice(b"\r\n");
}

/// Adds the blank line that ends a message.
pub(crate) fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\r\n");
}
