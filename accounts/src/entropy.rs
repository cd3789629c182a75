//! Random bytes of the operating system: the only thing in this crate that is no function of its arguments.

/// The operating system gave no random bytes, so nothing secret can be made.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the operating system gives no random numbers")]
pub struct EntropyError {
    #[from]
    source: getrandom::Error,
}

/// So many bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
