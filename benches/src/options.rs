//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measure ami-proto and callflow-core beside their peers, and print the figures as Markdown.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// Length of the stream in MiB
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) mib: u32,
    /// How often each is measured; the best is told, and the median beside it
    #[arg(long, value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rounds: u32,
    /// Calls of one stream through the whole pipe, in thousands
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) kilo_calls: u32,
    /// Calls in the store that is asked, in thousands
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) stored_kilo_calls: u32,
    /// Clients that follow
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) clients: u32,
    /// Measure this one alone, beside the decoder where it is a parser; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<Subject>,
    /// Measure the pipe and the store also in this database (postgres:, mysql:, for the pipe mongodb:), which should be
    /// empty; may be given more than once
    #[arg(long, value_name = "URL")]
    pub(crate) database: Vec<String>,
    /// The folder of the recordings
    #[arg(long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../captures"))]
    pub(crate) captures: PathBuf,
}

/// What can be measured alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Subject {
    /// ami-proto's `Decoder`, to which all other parsers are compared
    Decoder,
    /// ami-proto's `frames`
    Frames,
    /// The codec of asterisk-rs-ami
    AsteriskRsAmi,
    /// httparse on the same header blocks
    Httparse,
    /// A tokenizer of two memchr a line
    Memchr,
    /// Copying the bytes
    Memcpy,
    /// callflow-core: events a second with few and many live calls
    Tracker,
    /// callflow-core: bytes a live call, and after a stream ten times as long
    Memory,
    /// callflow-core: a caller who waits in a queue for ever longer
    Waiting,
    /// ami-client: from bytes on a socket to one who listens, beside asterisk-rs-ami; only if named
    Client,
    /// callflow-server: from bytes on a socket to calls in the store; some minutes, only if named
    Pipe,
    /// callflow-server: from bytes on a socket to thousands of clients that follow; a minute or two, only if named
    Realtime,
    /// callflow-store-sql: a million calls written, listed and counted; some minutes, only if named
    Store,
}

impl Options {
    pub(crate) fn wants(&self, subject: Subject) -> bool {
        self.only.is_empty() || self.only.contains(&subject)
    }

    pub(crate) fn wants_parsers(&self) -> bool {
        let is_none = |subject: &Subject| {
            matches!(
                subject,
                Subject::Tracker
                    | Subject::Memory
                    | Subject::Waiting
                    | Subject::Client
                    | Subject::Pipe
                    | Subject::Realtime
                    | Subject::Store
            )
        };
        self.only.is_empty() || !self.only.iter().all(is_none)
    }

    /// What takes minutes is measured if it is asked for by name.
    pub(crate) fn names(&self, subject: Subject) -> bool {
        self.only.contains(&subject)
    }

    /// Length of the stream in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.mib as usize * 1024 * 1024
    }
}
