//! `callflow record`: what an Asterisk says, as a capture folder.

use callflow_server::{RecordError, record, stop_signal, telemetry};

use crate::cli::RecordArgs;
use crate::configuration;
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(args: &RecordArgs) -> Result<(), Failure> {
    let (_, config) = configuration::read(args.config.as_deref()).map_err(configuration::wrong)?;
    let (name, pbx) = configuration::pbx(&config, args.pbx.as_deref())?;
    let options = pbx.options(name).map_err(configuration::wrong)?;
    if args.folder.join("ami.raw").exists() {
        return Err(Failure::input(args.folder.display(), "has a recording already; name another folder"));
    }
    telemetry::init(&config.log).map_err(|error| Failure::Work(error.into()))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Work(error.into()))?;
    let recorded = runtime.block_on(async { record(options, &args.folder, stop_signal()).await });
    recorded.map_err(|error: RecordError| Failure::Work(error.into()))
}
