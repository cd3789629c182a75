//! Receive times of recorded bytes.
//!
//! One row for each read from the socket: the offset of the first byte that it gave, a tab, and when it was, in
//! Unix seconds. A last row at the file's length, where there is one, tells when the connection ended.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use callflow_core::Timestamp;

use crate::failure::Failure;

/// Reads the rows as far as they are asked for, so that a long recording takes no more memory than a short one.
#[derive(Debug)]
pub(crate) struct Times<R> {
    name: String,
    reader: R,
    /// Length of the recorded bytes: a row past their end belongs to other bytes.
    len: u64,
    /// Number of the line that was read last, from 1.
    line: u64,
    current: Row,
    next: Option<Row>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    offset: u64,
    at: Timestamp,
}

impl Times<BufReader<File>> {
    /// Opens `path`, the times of `raw`.
    pub(crate) fn open(path: &Path, raw: &Path) -> Result<Self, Failure> {
        let len = fs::metadata(raw).map_err(|error| Failure::unreadable(raw.display(), &error))?.len();
        let file = File::open(path).map_err(|error| Failure::unreadable(path.display(), &error))?;
        Self::new(path.display().to_string(), BufReader::new(file), len)
    }
}

impl<R: BufRead> Times<R> {
    /// The times in `reader`, which messages call `name`, of `len` bytes.
    fn new(name: String, reader: R, len: u64) -> Result<Self, Failure> {
        let nothing = Row { offset: 0, at: Timestamp::default() };
        let mut times = Self { name, reader, len, line: 0, current: nothing, next: None };
        times.current = times
            .row()?
            .ok_or_else(|| Failure::input(&times.name, "is empty; it must have a row for each read"))?;
        times.next = times.row()?;
        Ok(times)
    }

    /// When the byte at `offset` was received. Offsets must not go back from one call to the next.
    pub(crate) fn of_byte(&mut self, offset: u64) -> Result<Timestamp, Failure> {
        while let Some(next) = self.next.filter(|next| next.offset <= offset) {
            self.current = next;
            self.next = self.row()?;
        }
        Ok(self.current.at)
    }

    /// When the last thing happened that is recorded: the end of the connection, or else the last read.
    pub(crate) fn end(&mut self) -> Result<Timestamp, Failure> {
        self.of_byte(u64::MAX)
    }

    fn row(&mut self) -> Result<Option<Row>, Failure> {
        let mut line = Vec::new();
        let read = self.reader.read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::unreadable(&self.name, &error))? == 0 {
            return Ok(None);
        }
        self.line += 1;
        self.check(&line)
            .map(Some)
            .map_err(|wrong| Failure::input(format_args!("{}:{}", self.name, self.line), wrong))
    }

    fn check(&self, line: &[u8]) -> Result<Row, String> {
        let row = str::from_utf8(line).ok().and_then(parse).ok_or_else(|| {
            let line = String::from_utf8_lossy(line);
            format!(
                "not a byte offset, a tab and Unix seconds: {:?}",
                line.trim_end().chars().take(60).collect::<String>()
            )
        })?;
        if self.line > 1 && row.offset < self.next.unwrap_or(self.current).offset {
            return Err(format!("byte {} after a later one; rows must be in order", row.offset));
        }
        if row.offset > self.len {
            return Err(format!(
                "byte {} is past the end of the recorded bytes, which are {}",
                row.offset, self.len
            ));
        }
        Ok(row)
    }
}

fn parse(line: &str) -> Option<Row> {
    let (offset, at) = line.trim_end_matches(['\r', '\n']).split_once('\t')?;
    let is_plain = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if !is_plain(offset) || !is_plain(at) {
        return None;
    }
    Some(Row { offset: offset.parse().ok()?, at: Timestamp::from_unix_text(at)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str, len: u64) -> Result<Times<&[u8]>, Failure> {
        Times::new("ami.times".into(), text.as_bytes(), len)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_micros(seconds * 1_000_000)
    }

    #[track_caller]
    fn assert_refused(text: &str, want: &str) {
        let refused = times(text, 100).and_then(|mut times| times.end());
        match refused {
            Err(Failure::Input(error)) => assert_eq!(error.to_string(), want),
            other => panic!("{other:?} for {text:?}"),
        }
    }

    #[test]
    fn a_byte_has_the_time_of_the_read_that_gave_it() {
        let mut times = times("0\t10.0\n30\t11.5\n90\t12\n", 90).unwrap();
        let half = Timestamp::from_unix_micros(11_500_000);
        for (offset, want) in [(0, at(10)), (29, at(10)), (30, half), (30, half), (89, half)] {
            assert_eq!(times.of_byte(offset).unwrap(), want, "byte {offset}");
        }
        assert_eq!(times.end().unwrap(), at(12), "a row at the length is the end of the connection");
    }

    #[test]
    fn without_a_row_at_the_length_the_last_read_is_the_end() {
        assert_eq!(times("0\t10.0\n30\t11\n", 90).unwrap().end().unwrap(), at(11));
    }

    #[test]
    fn bytes_before_the_first_row_came_with_it() {
        assert_eq!(times("20\t10\r\n30\t11\r\n", 90).unwrap().of_byte(3).unwrap(), at(10));
    }

    #[test]
    fn rows_are_read_no_further_than_asked() {
        let mut times = times("0\t10\n30\t11\n40\t12\nnonsense\n", 90).unwrap();
        assert_eq!(times.of_byte(29).unwrap(), at(10));
        assert!(times.of_byte(40).is_err());
    }

    #[test]
    fn a_bad_row_is_named_by_its_line() {
        assert_refused("", "ami.times: is empty; it must have a row for each read");
        assert_refused("0 10\n", "ami.times:1: not a byte offset, a tab and Unix seconds: \"0 10\"");
        assert_refused(
            "0\t10\nx\t11\n",
            "ami.times:2: not a byte offset, a tab and Unix seconds: \"x\\t11\"",
        );
        assert_refused(
            "0\t10\n5\t-1\n",
            "ami.times:2: not a byte offset, a tab and Unix seconds: \"5\\t-1\"",
        );
        assert_refused("0\t10\n\n", "ami.times:2: not a byte offset, a tab and Unix seconds: \"\"");
        assert_refused(
            "0\t10\n9\t11\n8\t12\n",
            "ami.times:3: byte 8 after a later one; rows must be in order",
        );
        assert_refused(
            "0\t10\n101\t11\n",
            "ami.times:2: byte 101 is past the end of the recorded bytes, which are 100",
        );
    }
}
