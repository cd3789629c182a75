//! `callflow record`: what an Asterisk says, as a capture folder.

use anyhow::anyhow;
use callflow_server::config::{Config, ConfigError, Flags, Settings, Sources};
use callflow_server::{RecordError, record, stop_signal, telemetry};

use crate::cli::RecordArgs;
use crate::failure::Failure;
use crate::sim;

/// Runs the command.
pub(crate) fn run(args: &RecordArgs) -> Result<(), Failure> {
    let config = configure(args).map_err(|error| Failure::Input(error.into()))?;
    let pbx = config.pbx.get(&args.pbx).ok_or_else(|| {
        let known: Vec<&str> = config.pbx.keys().map(String::as_str).collect();
        Failure::Input(anyhow!(
            "no Asterisk {:?} in the configuration; there is {}",
            args.pbx,
            known.join(", ")
        ))
    })?;
    if args.folder.join("ami.raw").exists() {
        return Err(Failure::input(args.folder.display(), "has a recording already; name another folder"));
    }
    telemetry::init(&config.log).map_err(|error| Failure::Work(error.into()))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Work(error.into()))?;
    let recorded = runtime.block_on(async { record(pbx, &args.folder, stop_signal()).await });
    recorded.map_err(|error: RecordError| Failure::Work(error.into()))
}

fn configure(args: &RecordArgs) -> Result<Config, ConfigError> {
    let flags = Flags { config: args.config.clone(), listen: None, demo: false };
    let mut sources = Sources::of_process(flags)?;
    // Of a shell from which the simulator was started as well; unknown variables are refused.
    sources.env.retain(|(name, _)| name != sim::SECRET_VARIABLE);
    Settings::gather(&sources)?.config()
}
