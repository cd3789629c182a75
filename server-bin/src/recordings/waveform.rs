//! How loud a recording is, from its beginning to its end: WAV of 16 bit PCM, µ-law or A-law.

use std::fmt::Write as _;
use std::io::{self, BufReader, Read};

/// The highest sample of each of equal stretches, from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Waveform(Vec<f32>);

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WaveformError {
    /// Another format than those that are read.
    #[error("only WAV of 16 bit PCM, \u{b5}-law or A-law is drawn")]
    Format,
    #[error(transparent)]
    Read(#[from] io::Error),
}

/// How a sample is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Coding {
    Pcm16,
    MuLaw,
    ALaw,
}

/// What the header of a WAV file says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Header {
    coding: Coding,
    /// Bytes of one sample of all channels.
    frame: usize,
    /// Bytes of all samples.
    bytes: u64,
}

/// The largest chunk before the samples that is read: of what Asterisk writes none has more than some tens of bytes.
const MOST_OF_CHUNK: u64 = 1 << 20;
const BUFFER: usize = 64 << 10;

impl Waveform {
    /// Reads a file of so many bytes into so many columns.
    pub(crate) fn read(file: impl Read, size: u64, columns: usize) -> Result<Self, WaveformError> {
        let mut file = BufReader::with_capacity(BUFFER, file);
        let header = Header::read(&mut file, size)?;
        let frames = header.bytes / header.frame as u64;
        let mut peaks = vec![0_f32; columns];
        let mut samples = file.take(frames * header.frame as u64);
        let mut frame = vec![0; header.frame];
        for n in 0..frames {
            match samples.read_exact(&mut frame) {
                Ok(()) => {}
                // It is shorter than its header says.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error.into()),
            }
            let column = usize::try_from(n * columns as u64 / frames).unwrap_or(usize::MAX);
            if let Some(peak) = peaks.get_mut(column) {
                *peak = peak.max(header.loudness(&frame));
            }
        }
        Ok(Self(peaks))
    }

    /// A picture of it, as wide as it has columns, and 100 high. It takes the colour of the text around it.
    pub(crate) fn svg(&self) -> String {
        let columns = self.0.len();
        let mut path = String::with_capacity(columns * 16);
        for (x, peak) in self.0.iter().enumerate() {
            // Silence is a thin line. Writing to a String does not fail.
            let half = (peak * 49.0).max(0.5);
            let _ = write!(path, "M{x}.5 {:.1}V{:.1}", 50.0 - half, 50.0 + half);
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {columns} 100\" preserveAspectRatio=\"none\">\
             <path d=\"{path}\" stroke=\"currentColor\" fill=\"none\"/></svg>"
        )
    }
}

impl Header {
    fn read(file: &mut impl Read, size: u64) -> Result<Self, WaveformError> {
        let riff: [u8; 12] = bytes(file)?;
        let [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] = riff else {
            return Err(WaveformError::Format);
        };
        let (mut at, mut format) = (12_u64, None);
        loop {
            let chunk: [u8; 8] = bytes(file)?;
            let [name @ .., a, b, c, d] = chunk;
            let length = u64::from(u32::from_le_bytes([a, b, c, d]));
            at += 8;
            match (&name, format) {
                (b"data", Some((coding, frame))) => {
                    // Of a recording that goes on the length is not known yet.
                    let rest = size.saturating_sub(at);
                    let bytes = if length == 0 { rest } else { length.min(rest) };
                    return Ok(Self { coding, frame, bytes });
                }
                _ if length > MOST_OF_CHUNK => return Err(WaveformError::Format),
                (b"fmt ", _) => {
                    let mut chunk = vec![0; usize::try_from(length).unwrap_or(0)];
                    read(file, &mut chunk)?;
                    format = Some(coding(&chunk).ok_or(WaveformError::Format)?);
                }
                _ => {
                    io::copy(&mut file.take(length), &mut io::sink())?;
                }
            }
            // Chunks begin at even places.
            if length % 2 == 1 {
                let _: [u8; 1] = bytes(file)?;
            }
            at += length + length % 2;
        }
    }

    /// Of all channels together.
    fn loudness(self, frame: &[u8]) -> f32 {
        let of = |sample: i16| f32::from(sample.unsigned_abs()) / 32_768.0;
        match self.coding {
            Coding::Pcm16 => frame
                .chunks_exact(2)
                .filter_map(|sample| Some(i16::from_le_bytes(sample.try_into().ok()?)))
                .map(of)
                .fold(0.0, f32::max),
            Coding::MuLaw => frame.iter().map(|byte| of(mu_law(*byte))).fold(0.0, f32::max),
            Coding::ALaw => frame.iter().map(|byte| of(a_law(*byte))).fold(0.0, f32::max),
        }
    }
}

fn bytes<const N: usize>(file: &mut impl Read) -> Result<[u8; N], WaveformError> {
    let mut bytes = [0; N];
    read(file, &mut bytes)?;
    Ok(bytes)
}

/// A file that ends before its samples is of no format.
fn read(file: &mut impl Read, into: &mut [u8]) -> Result<(), WaveformError> {
    file.read_exact(into).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => WaveformError::Format,
        _ => error.into(),
    })
}

/// Coding and frame by the chunk `fmt `.
fn coding(chunk: &[u8]) -> Option<(Coding, usize)> {
    let word = |at: usize| Some(u16::from_le_bytes(chunk.get(at..at + 2)?.try_into().ok()?));
    const EXTENSIBLE: u16 = 0xfffe;
    let tag = match word(0)? {
        EXTENSIBLE => word(24)?,
        tag => tag,
    };
    let (channels, bits) = (usize::from(word(2)?), word(14)?);
    let (coding, width) = match (tag, bits) {
        (1, 16) => (Coding::Pcm16, 2),
        (7, 8) => (Coding::MuLaw, 1),
        (6, 8) => (Coding::ALaw, 1),
        _ => return None,
    };
    (1..=16).contains(&channels).then_some((coding, channels * width))
}

/// ITU-T G.711.
fn mu_law(byte: u8) -> i16 {
    let byte = !byte;
    let magnitude = (((i16::from(byte & 0x0f) << 3) + 0x84) << ((byte & 0x70) >> 4)) - 0x84;
    if byte & 0x80 == 0 { magnitude } else { -magnitude }
}

/// ITU-T G.711.
fn a_law(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let mantissa = i16::from(byte & 0x0f) << 4;
    let magnitude = match (byte & 0x70) >> 4 {
        0 => mantissa + 8,
        exponent => (mantissa + 0x108) << (exponent - 1),
    };
    if byte & 0x80 == 0 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(tag: u16, bits: u16, channels: u16, samples: &[u8]) -> Vec<u8> {
        let mut wav = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
        for word in [tag, channels, 8_000, 0, 0, 0, 0, bits] {
            wav.extend(word.to_le_bytes());
        }
        wav.extend(b"data");
        wav.extend(u32::try_from(samples.len()).unwrap().to_le_bytes());
        wav.extend(samples);
        wav
    }

    fn peaks(file: &[u8], columns: usize) -> Vec<f32> {
        Waveform::read(file, file.len() as u64, columns).unwrap().0
    }

    fn pcm(samples: &[i16]) -> Vec<u8> {
        samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
    }

    #[test]
    fn peaks_are_those_of_equal_stretches() {
        let samples = pcm(&[0, 100, -16_384, 5, 0, 0, 32_767, i16::MIN]);
        assert_eq!(peaks(&wav(1, 16, 1, &samples), 4), [100.0 / 32_768.0, 0.5, 0.0, 1.0]);
        assert_eq!(peaks(&wav(1, 16, 2, &samples), 2), [0.5, 1.0], "of both channels");
        assert_eq!(peaks(&wav(1, 16, 1, &[]), 3), [0.0; 3]);
        assert_eq!(peaks(&wav(1, 16, 1, &pcm(&[i16::MIN])), 3), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn mu_law_and_a_law_are_read_as_the_standard_says() {
        // Of the tables of G.711: silence, the smallest, the largest.
        assert_eq!([0xff, 0x7f, 0x80, 0x00, 0xf0].map(mu_law), [0, 0, 32_124, -32_124, 120]);
        assert_eq!([0xd5, 0x55, 0xaa, 0x2a, 0x80].map(a_law), [8, -8, 32_256, -32_256, 5_504]);
        let loud = peaks(&wav(7, 8, 1, &[0xff, 0x80]), 2);
        assert_eq!(loud, [0.0, 32_124.0 / 32_768.0]);
        let loud = peaks(&wav(6, 8, 1, &[0xd5, 0x2a]), 2);
        assert_eq!(loud, [8.0 / 32_768.0, 32_256.0 / 32_768.0]);
    }

    #[test]
    fn a_file_that_goes_on_or_breaks_off_is_drawn_as_far_as_it_is_there() {
        let mut growing = wav(1, 16, 1, &pcm(&[16_384; 4]));
        let length = growing.len() - 12;
        growing[length..length + 4].fill(0);
        assert_eq!(peaks(&growing, 2), [0.5, 0.5]);
        let whole = wav(1, 16, 1, &pcm(&[16_384; 4]));
        let cut = Waveform::read(&whole[..whole.len() - 4], whole.len() as u64, 2).unwrap();
        assert_eq!(cut.0, [0.5, 0.0]);
    }

    #[test]
    fn other_formats_are_told() {
        let gsm = wav(0x31, 0, 1, b"gsm");
        let pcm24 = wav(1, 24, 1, b"abc");
        let whole = wav(1, 16, 1, b"");
        for file in [
            &b""[..],
            b"OggS and so on",
            &gsm,
            &pcm24,
            &wav(1, 16, 0, b""),
            &whole[..20],
            b"RIFF\0\0\0\0WAVEdata\0\0\0\0",
        ] {
            let error = Waveform::read(file, file.len() as u64, 2).unwrap_err();
            assert!(matches!(error, WaveformError::Format), "{error:?}");
        }
    }

    #[test]
    fn the_picture_has_a_line_a_column() {
        let svg = Waveform(vec![0.0, 1.0]).svg();
        assert!(
            svg.contains("viewBox=\"0 0 2 100\"") && svg.contains("M0.5 49.5V50.5M1.5 1.0V99.0"),
            "{svg}"
        );
    }
}
