//! The decoder and its peers on the same bytes.

use std::hint::black_box;

use ami_proto::{Decoder, FrameKind};
use asterisk_rs_ami::AmiCodec;
use bytes::BytesMut;
use memchr::memchr;
use tokio_util::codec::Decoder as _;

use crate::options::{Options, Subject};
use crate::recording::Recording;
use crate::rounds::Rounds;
use crate::stream::{BANNER, Streams};

/// What a socket gives at once, at most.
pub(crate) const CHUNK: usize = 64 * 1024;

/// One parser and how it did.
#[derive(Debug)]
pub(crate) struct Parser {
    pub(crate) name: &'static str,
    pub(crate) rounds: Rounds,
    subject: Subject,
    run: fn(&[u8]) -> u64,
}

/// All that were asked for, the decoder first, to which the others are compared.
pub(crate) fn measure(recordings: &[Recording], options: &Options) -> Vec<Parser> {
    let parser = |subject, name, run| Parser { name, rounds: Rounds::default(), subject, run };
    let mut parsers = vec![
        parser(Subject::Decoder, "ami-proto `Decoder`, 64 KiB at a time", decoder),
        parser(Subject::Frames, "ami-proto `frames`, on the whole slice", frames),
        parser(Subject::AsteriskRsAmi, "asterisk-rs-ami 0.8 `AmiCodec`, 64 KiB at a time", asterisk_rs_ami),
        parser(Subject::Httparse, "httparse, on the whole slice", httparse),
        parser(Subject::Memchr, "two memchr a line, on the whole slice", two_memchr_a_line),
        parser(Subject::Memcpy, "memcpy, 64 KiB at a time", memcpy),
    ];
    parsers.retain(|parser| parser.subject == Subject::Decoder || options.wants(parser.subject));

    let stream = Streams::of(recordings).next(options.bytes());
    // In turn, so that a disturbance of some seconds does not fall on one of them alone.
    for _ in 0..options.rounds {
        for parser in &mut parsers {
            let (bytes, run) = (stream.bytes.as_slice(), parser.run);
            parser.rounds.measure(bytes.len() as u64, stream.events(), || run(black_box(bytes)));
        }
    }
    parsers
}

fn decoder(bytes: &[u8]) -> u64 {
    let mut decoder = Decoder::new();
    let mut events = 0;
    for chunk in bytes.chunks(CHUNK) {
        decoder.feed(chunk);
        while let Some(frame) = decoder.next() {
            if let Ok(frame) = black_box(frame) {
                events += u64::from(frame.kind() == FrameKind::Event);
            }
        }
    }
    events
}

fn frames(bytes: &[u8]) -> u64 {
    let mut frames = ami_proto::frames(bytes);
    let mut events = 0;
    while let Some(frame) = frames.next() {
        if let Ok(frame) = black_box(frame) {
            events += u64::from(frame.kind() == FrameKind::Event);
        }
    }
    events
}

fn asterisk_rs_ami(bytes: &[u8]) -> u64 {
    let mut codec = AmiCodec::new();
    let mut buffer = BytesMut::with_capacity(2 * CHUNK);
    let mut events = 0;
    for chunk in bytes.chunks(CHUNK) {
        buffer.extend_from_slice(chunk);
        loop {
            match codec.decode(&mut buffer) {
                Ok(Some(message)) => {
                    black_box(message);
                    events += 1;
                }
                Ok(None) => break,
                // To its own client that is the connection's end.
                Err(_) => return events,
            }
        }
    }
    events
}

fn httparse(bytes: &[u8]) -> u64 {
    let mut table = [httparse::EMPTY_HEADER; 256];
    let mut rest = bytes.get(BANNER.len()..).unwrap_or_default();
    let mut events = 0;
    while !rest.is_empty() {
        match httparse::parse_headers(rest, &mut table) {
            Ok(httparse::Status::Complete((len, headers))) => {
                black_box(headers);
                events += 1;
                rest = rest.get(len..).unwrap_or_default();
            }
            // It has no way to go on after a block that is none to it.
            Ok(httparse::Status::Partial) | Err(_) => rest = after_block(rest),
        }
    }
    events
}

fn after_block(bytes: &[u8]) -> &[u8] {
    memchr::memmem::find(bytes, b"\r\n\r\n").and_then(|at| bytes.get(at + 4..)).unwrap_or_default()
}

/// As plain as can be: the end of the line, then its colon, and a table of where names and values are.
fn two_memchr_a_line(bytes: &[u8]) -> u64 {
    let mut table: Vec<[u32; 4]> = Vec::new();
    let mut rest = bytes;
    let mut start = 0;
    let mut events = 0;
    while let Some(end) = memchr(b'\n', rest) {
        let (line, after) = rest.split_at(end);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            events += u64::from(!table.is_empty());
            black_box(table.as_slice());
            table.clear();
        } else {
            let colon = memchr(b':', line).unwrap_or(0);
            let space = usize::from(line.get(colon + 1) == Some(&b' '));
            table.push(
                [start, start + colon, start + colon + 1 + space, start + line.len()].map(|at| at as u32),
            );
        }
        start += end + 1;
        rest = after.get(1..).unwrap_or_default();
    }
    events
}

fn memcpy(bytes: &[u8]) -> u64 {
    let mut buffer = vec![0; CHUNK];
    for chunk in bytes.chunks(CHUNK) {
        if let Some(place) = buffer.get_mut(..chunk.len()) {
            place.copy_from_slice(black_box(chunk));
        }
        black_box(buffer.as_mut_slice());
    }
    0
}
