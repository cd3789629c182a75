//! The command line of `callflowd`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::config::{Config, ConfigError, Flags, Settings, Sources};

const HELP: &str = "\
Examples:
  callflowd --demo
      See it at work without an Asterisk.
  AMI_HOST=10.0.0.5 AMI_USERNAME=callflow AMI_PASSWORD=... callflowd
      Keep the calls of one Asterisk in callflow.db and serve them on http://127.0.0.1:8080.
  callflowd --config /etc/callflow/callflow.toml --check-config
      Say whether a configuration is right, and start nothing.
  callflowd --print-config
      Show every key, its value and where it comes from.

Values are taken from built-in defaults, then the file, then the environment, then the flags; the last one counts. Each key has an environment variable: CALLFLOW_LISTEN, CALLFLOW_DATABASE_URL, CALLFLOW_PBX_DEFAULT_HOST, ... docs/configuration.md lists them.

Exit status: 0 stopped as asked, 1 the work failed, 2 wrong usage or configuration.";

/// Keeps the calls of one or several Asterisks and serves them over HTTP.
#[derive(Clone, Debug, Parser)]
#[command(name = "callflowd", version, after_help = HELP, max_term_width = 100)]
pub struct Cli {
    /// Configuration file [env: CALLFLOW_CONFIG] [default: callflow.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Address and port of the HTTP server [env: CALLFLOW_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<String>,

    /// Play recorded traffic of a real Asterisk, with a database in a temporary folder
    #[arg(long)]
    pub demo: bool,

    /// Print the configuration, where each value comes from, and no secrets; then stop
    #[arg(long)]
    pub print_config: bool,

    /// Say whether the configuration is right; then stop
    #[arg(long)]
    pub check_config: bool,
}

impl Cli {
    /// Reads the command line of this process. For `--help`, `--version` and wrong usage all is said already.
    ///
    /// # Errors
    /// The exit status, where there is nothing more to do.
    pub fn read() -> Result<Self, ExitCode> {
        Self::try_parse().map_err(|error| {
            // A reader who closes the pipe early has read enough.
            let _ = error.print();
            match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
                _ => ExitCode::from(2),
            }
        })
    }

    /// What it says of the configuration.
    #[must_use]
    pub fn flags(&self) -> Flags {
        Flags { config: self.config.clone(), listen: self.listen.clone(), demo: self.demo }
    }

    /// Loads the configuration and does what `--print-config` and `--check-config` ask for. Messages go to
    /// standard error.
    ///
    /// # Errors
    /// The exit status, where there is nothing more to do: 0 after printing or checking, 2 if the configuration
    /// is wrong, 1 if standard output cannot be written.
    pub fn configure(&self) -> Result<(Settings, Config), ExitCode> {
        let sources = Sources::of_process(self.flags()).map_err(|error| complain(&error))?;
        match self.answer(&sources, &mut io::stdout().lock()) {
            Ok(Answer::Go(configured)) => Ok(*configured),
            Ok(Answer::Stop) => Err(ExitCode::SUCCESS),
            Err(Unanswered::Config(error)) => Err(complain(&error)),
            Err(Unanswered::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                Err(ExitCode::SUCCESS)
            }
            Err(Unanswered::Output(error)) => {
                let _ =
                    writeln!(io::stderr().lock(), "callflowd: standard output: cannot be written: {error}");
                Err(ExitCode::FAILURE)
            }
        }
    }

    /// [`configure`](Self::configure) with any sources and any output.
    ///
    /// # Errors
    /// If the configuration is wrong or `out` cannot be written. With `--print-config` a configuration that can
    /// be read and is wrong is printed all the same, to help find the fault.
    pub fn answer(&self, sources: &Sources, out: &mut dyn Write) -> Result<Answer, Unanswered> {
        let settings = Settings::gather(sources)?;
        if self.print_config {
            out.write_all(settings.to_toml().as_bytes())?;
            out.flush()?;
        }
        let config = settings.config()?;
        // Read again when the server starts; here its message can tell the layer.
        settings.read_plan()?;
        config.read_control_rules()?;
        config.read_report_schedules()?;
        for (name, pbx) in &config.pbx {
            // For the certificates that it reads.
            pbx.options(name)?;
        }
        if !self.print_config && !self.check_config {
            return Ok(Answer::Go(Box::new((settings, config))));
        }
        if self.check_config {
            let mut err = io::stderr().lock();
            for warning in settings.warnings() {
                let _ = writeln!(err, "callflowd: {warning}");
            }
            let _ = writeln!(err, "configuration is valid");
        }
        Ok(Answer::Stop)
    }
}

/// What there is to do once the configuration is loaded.
#[derive(Debug)]
pub enum Answer {
    /// Start.
    Go(Box<(Settings, Config)>),
    /// Nothing more: it was printed or checked.
    Stop,
}

/// Why there is nothing to start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unanswered {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The output could not be written.
    #[error(transparent)]
    Output(#[from] io::Error),
}

fn complain(error: &ConfigError) -> ExitCode {
    let _ = writeln!(io::stderr().lock(), "callflowd: {error}");
    ExitCode::from(2)
}
