//! All recordings of real Asterisk: every byte is in a frame or blank, and nothing is garbage.

use std::fs;
use std::path::{Path, PathBuf};

use ami_proto::{FrameKind, Limits};

use crate::read::{in_pieces, in_place};

/// The raw AMI recordings, in order.
pub(crate) fn recordings() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
    let mut found = Vec::new();
    for version in ["asterisk-16", "asterisk-22"] {
        for folder in fs::read_dir(root.join(version)).unwrap() {
            for file in fs::read_dir(folder.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                if name.starts_with("ami") && name.ends_with(".raw") {
                    found.push(path);
                }
            }
        }
    }
    found.sort();
    assert!(found.len() >= 241, "recordings are missing: {}", found.len());
    found
}

#[test]
fn every_byte_is_accounted_for_and_none_is_garbage() {
    for path in recordings() {
        let bytes = fs::read(&path).unwrap();
        let mut at = 0;
        for frame in in_place(&bytes, Limits::DEFAULT) {
            let frame = frame.unwrap();
            let offset = usize::try_from(frame.offset).unwrap();
            assert!(bytes[at..offset].iter().all(|b| b"\r\n".contains(b)), "{}: gap at {at}", path.display());
            assert_eq!(bytes[offset..offset + frame.bytes.len()], frame.bytes, "{}", path.display());
            at = offset + frame.bytes.len();
            let whole = match frame.kind {
                FrameKind::Banner => frame.headers.len() == 1 && offset == 0,
                FrameKind::Event | FrameKind::Response => {
                    frame.headers.iter().all(|(name, _)| !name.is_empty())
                }
                // A killed Asterisk, or a recording that was stopped, may leave half a frame.
                FrameKind::Truncated => at == bytes.len(),
                _ => false,
            };
            assert!(whole, "{}: {frame:?}", path.display());
        }
        assert!(bytes[at..].iter().all(|b| b"\r\n".contains(b)), "{}: rest at {at}", path.display());
    }
}

#[test]
fn frames_count_as_in_a_plain_split() {
    for path in recordings() {
        let bytes = fs::read(&path).unwrap();
        let frames = in_place(&bytes, Limits::DEFAULT);
        let events = frames.iter().flatten().filter(|frame| frame.kind == FrameKind::Event).count();
        let starts = bytes.windows(8).filter(|window| window == b"\nEvent: ").count();
        assert_eq!(events, starts, "{}", path.display());
    }
}

#[test]
fn the_times_of_the_reads_cut_the_bytes_as_they_came() {
    for path in recordings() {
        let bytes = fs::read(&path).unwrap();
        let Ok(times) = fs::read_to_string(path.with_extension("times")) else { continue };
        let cuts: Vec<usize> =
            times.lines().map(|row| row.split('\t').next().unwrap().parse().unwrap()).collect();
        let mut pieces = Vec::new();
        let mut from = 0;
        for cut in cuts.into_iter().chain([bytes.len()]) {
            pieces.push(&bytes[from..cut]);
            from = cut;
        }
        assert_eq!(
            in_pieces(pieces, Limits::DEFAULT),
            in_place(&bytes, Limits::DEFAULT),
            "{}",
            path.display()
        );
    }
}

#[test]
fn chunks_of_many_sizes_give_the_same_frames() {
    for (index, path) in recordings().iter().enumerate() {
        let bytes = fs::read(path).unwrap();
        let whole = in_place(&bytes, Limits::DEFAULT);
        for size in [1, 2 + index % 7, 13, 1460, 65_536] {
            assert!(in_pieces(bytes.chunks(size), Limits::DEFAULT) == whole, "{} by {size}", path.display());
        }
    }
}
