//! The storm at an even rate, with the extensions of many agents in place of its few.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::NUMBERS;
use crate::pipe::asterisk::log_in;
use crate::recording::Repetition;
use crate::storm::Storm;

/// The extension of an agent.
pub(super) fn number(agent: u32) -> String {
    format!("{}", 2_000 + agent % NUMBERS)
}

/// Sends so many calls a second for so many seconds, once `begun`; gives when the last byte of each call was written, in
/// the order of their ends.
pub(super) fn serve(
    listener: &TcpListener,
    storm: &Storm,
    (rate, seconds): (u32, u32),
    begun: &Receiver<()>,
) -> anyhow::Result<Vec<Instant>> {
    let (mut socket, _) = listener.accept().context("accepting")?;
    socket.set_nodelay(true)?;
    log_in(&socket).context("logging in")?;
    let mut sent = Vec::new();
    if begun.recv().is_err() {
        // The clients did not come.
        return Ok(sent);
    }
    let (start, calls) = (Instant::now(), rate as usize * seconds as usize);
    let (mut bytes, mut events, mut line) = (Vec::new(), Vec::new(), Vec::new());
    let mut begin_s = 1_795_200_000;
    for repetition in 0.. {
        bytes.clear();
        events.clear();
        storm.recording.repeat_into(Repetition { number: repetition, begin_s }, &mut bytes, &mut events);
        begin_s += storm.recording.seconds();
        let mut from = 0;
        for end in &storm.ends {
            if sent.len() == calls {
                let _ = socket.read_to_end(&mut Vec::new());
                return Ok(sent);
            }
            let due = Duration::from_secs_f64(sent.len() as f64 / f64::from(rate));
            thread::sleep(due.saturating_sub(start.elapsed()));
            line.clear();
            rename(bytes.get(from..*end).unwrap_or_default(), repetition, &mut line);
            socket.write_all(&line)?;
            sent.push(Instant::now());
            from = *end;
        }
        line.clear();
        rename(bytes.get(from..).unwrap_or_default(), repetition, &mut line);
        socket.write_all(&line)?;
    }
    Ok(sent)
}

/// Copies, with another extension in place of each of the storm's: `100` to `109`.
fn rename(bytes: &[u8], repetition: u32, out: &mut Vec<u8>) {
    let part_of_a_name =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+.".contains(byte));
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let is_extension = bytes.get(at..at + 2) == Some(b"10")
            && bytes.get(at + 2).is_some_and(u8::is_ascii_digit)
            && !part_of_a_name(bytes.get(at + 3))
            && !part_of_a_name(at.checked_sub(1).and_then(|before| bytes.get(before)));
        match bytes.get(at + 2).filter(|_| is_extension) {
            Some(digit) => {
                let agent = repetition.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
                out.extend_from_slice(number(agent).as_bytes());
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_get_other_numbers_and_nothing_else_does() {
        let mut out = Vec::new();
        rename(
            b"Channel: PJSIP/109-0000009a\r\nExten: 100\r\nUniqueid: 1795.109\r\nX: +15125550100 1009 a101",
            21,
            &mut out,
        );
        let want =
            "Channel: PJSIP/2019-0000009a\r\nExten: 2010\r\nUniqueid: 1795.109\r\nX: +15125550100 1009 a101";
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }
}
