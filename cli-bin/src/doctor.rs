//! `callflow doctor`: whether what an Asterisk sends is enough to tell its calls.

mod live;

use std::io::{self, Write};
use std::path::Path;

use callflow_server::doctor::{Examination, Finding};
use serde::Serialize;

use crate::capture;
use crate::cli::{DoctorArgs, Format};
use crate::failure::Failure;
use crate::frames::Got;
use crate::output::json;
use crate::output::table::shown;
use crate::terminal::Progress;

/// Runs the command.
pub(crate) fn run(args: &DoctorArgs) -> Result<(), Failure> {
    let patients = if args.paths.is_empty() {
        live::examine_all(args)?
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
    /// What `manager.conf` should say, of a running one.
    #[serde(skip_serializing_if = "Option::is_none")]
    manager_conf: Option<String>,
}

impl Patient {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", self.name)?;
        for finding in &self.findings {
            writeln!(out, "  {:<5}  {}", finding.mark(), shown(&finding.text))?;
        }
        if let Some(conf) = &self.manager_conf {
            writeln!(out, "\n  All that Callflow needs, for manager.conf:\n")?;
            for line in conf.lines() {
                writeln!(out, "{}", format!("    {}", shown(line)).trim_end())?;
            }
            writeln!(out)?;
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
    Ok(Patient { name: path.display().to_string(), findings, manager_conf: None })
}
