//! `callflow doctor`: whether what an Asterisk sends is enough to tell its calls.

mod examination;
mod live;
mod needed;

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use self::examination::{Examination, Finding};
use crate::capture;
use crate::cli::{DoctorArgs, Format};
use crate::failure::Failure;
use crate::frames::Got;
use crate::output::json;
use crate::terminal::Progress;

/// Runs the command.
pub(crate) fn run(args: &DoctorArgs) -> Result<(), Failure> {
    let patients = if args.paths.is_empty() {
        live::examine(args)?
    } else {
        args.paths.iter().map(|path| recorded(path)).collect::<Result<_, _>>()?
    };
    let mut out = io::stdout().lock();
    match args.format {
        Format::Json => json::document(&mut out, &patients),
        Format::Table => patients.iter().try_for_each(|patient| patient.write(&mut out)),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)?;
    let is_ill = patients.iter().any(|patient| patient.findings.iter().any(|finding| finding.is_fault));
    if is_ill { Err(Failure::Incomplete) } else { Ok(()) }
}

/// An Asterisk, or a recording of one, and what is to be said of it.
#[derive(Debug, Serialize)]
struct Patient {
    name: String,
    findings: Vec<Finding>,
}

impl Patient {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", self.name)?;
        for finding in &self.findings {
            let mark = if finding.is_fault { "wrong" } else { "fine" };
            writeln!(out, "  {mark:<5}  {}", finding.text)?;
        }
        Ok(())
    }
}

fn recorded(path: &Path) -> Result<Patient, Failure> {
    let mut examination = Examination::default();
    let mut refused = 0;
    for connection in capture::connections(path)? {
        let tally = connection.open()?.read(&Progress::hidden(), |got| {
            if let Got::Frame(frame) = got {
                examination.frame(&frame);
            }
            Ok(())
        })?;
        tally.must_be_ami(&connection.raw.display().to_string())?;
        refused += tally.refused;
    }
    let mut findings = examination.findings();
    if refused > 0 {
        findings.push(Finding::fault(format!("{refused} frames are larger than any that Asterisk sends")));
    }
    Ok(Patient { name: path.display().to_string(), findings })
}
