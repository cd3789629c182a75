//! How one input is served to a decoder: with what limits, and cut into what pieces.

use ami_proto::Limits;

/// The first byte of an input, read as orders.
#[derive(Clone, Copy, Debug)]
pub struct Serving(u8);

impl Serving {
    /// Takes the orders off the front; `None` for an input without bytes.
    pub fn split(input: &[u8]) -> Option<(Self, &[u8])> {
        let (&first, wire) = input.split_first()?;
        Some((Self(first), wire))
    }

    /// Two bits: mostly what everyone uses, and limits so small that short inputs break them.
    pub fn limits(self) -> Limits {
        match self.0 & 3 {
            0 | 1 => Limits::DEFAULT,
            2 => Limits::DEFAULT.frame_bytes(96).command_bytes(192).headers(6).command_lines(9),
            _ => Limits::DEFAULT.frame_bytes(700).command_bytes(900).headers(20).command_lines(30),
        }
    }

    /// The other bits: pieces of one byte, or of pseudo-random sizes up to a bound.
    pub fn pieces(self, wire: &[u8]) -> impl Iterator<Item = &[u8]> {
        let bound = [1, 5, 40, 400][usize::from(self.0 >> 2 & 3)];
        let mut state = usize::from(self.0 >> 4) + 1;
        let mut rest = wire;
        core::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            // The constants of a common linear congruential generator; any mixing would do.
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            let size = 1 + (state >> 8) % bound;
            let (piece, after) = rest.split_at(size.min(rest.len()));
            rest = after;
            Some(piece)
        })
    }
}
