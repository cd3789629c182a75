//! Speed and memory of `ami-proto` and `callflow-core` beside their peers: one run, one input, one report. Of
//! `ami-client`, the whole server and its store, if they are asked for.
//!
//! The report is Markdown; `README.md` holds one and says how to read it.

mod client;
mod heap;
mod memory;
mod options;
mod parsers;
mod percentiles;
mod pipe;
mod realtime;
mod recording;
mod report;
mod rounds;
mod store;
mod storm;
mod stream;
mod tracker;
mod waiting;

use std::io::{Write as _, stdout};

use anyhow::Context as _;
use clap::Parser as _;

use crate::options::{Options, Subject};
use crate::recording::Recording;

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let recordings = Recording::read_all(&options.captures)
        .with_context(|| format!("reading the recordings in {}", options.captures.display()))?;

    let mut sections = vec![report::machine()];
    if options.wants_parsers() {
        let measured = parsers::measure(&recordings, &options);
        sections.push(report::parsers(&measured));
    }
    if options.wants(Subject::Tracker) {
        let measured = tracker::measure(&recordings, &options)?;
        sections.push(report::tracker(&measured));
    }
    if options.wants(Subject::Memory) {
        let measured = memory::measure(&recordings, &options)?;
        sections.push(report::memory(&measured));
    }
    if options.wants(Subject::Waiting) {
        sections.push(report::waiting(&waiting::measure()));
    }
    if options.names(Subject::Client) {
        sections.push(report::clients(&client::measure(&recordings, &options)?));
    }
    if options.names(Subject::Pipe) {
        sections.push(report::pipe(&pipe::measure(&recordings, &options)?));
    }
    if options.names(Subject::Realtime) {
        sections.push(report::realtime(&realtime::measure(&recordings, &options)?));
    }
    if options.names(Subject::Store) {
        sections.extend(store::measure(&recordings, &options)?.iter().map(report::store));
    }
    stdout().write_all(sections.join("\n").as_bytes()).context("writing the report")
}
