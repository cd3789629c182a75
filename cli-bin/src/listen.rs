//! `callflow listen`: the server without HTTP.

use std::pin::pin;

use anyhow::anyhow;
use callflow_server::config::{Config, ConfigError, Settings};
use callflow_server::{Application, StartError, stop_signal, telemetry};

use crate::cli::ListenArgs;
use crate::configuration::{self, wrong};
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(args: &ListenArgs) -> Result<(), Failure> {
    let (settings, config) = configure(args).map_err(wrong)?;
    if config.pbx.is_empty() {
        return Err(Failure::Input(anyhow!(
            "connect is false: without HTTP and without Asterisk there is nothing to do"
        )));
    }
    telemetry::init(&config.log).map_err(|error| Failure::Work(error.into()))?;
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Work(error.into()))?;
    runtime.block_on(serve(&config)).map_err(|error| match error {
        StartError::Plan(error) => wrong(error),
        // Its message has the causes in it.
        other => Failure::Work(anyhow!("{other}")),
    })
}

async fn serve(config: &Config) -> Result<(), StartError> {
    let mut stop = pin!(stop_signal());
    // A database that is slow to open is no reason not to stop.
    let application = tokio::select! {
        built = Application::build(config) => built?,
        () = &mut stop => return Ok(()),
    };
    application.run(stop).await
}

fn configure(args: &ListenArgs) -> Result<(Settings, Config), ConfigError> {
    let (settings, mut config) = configuration::read(args.config.as_deref())?;
    config.listen = None;
    // Read again at the start; here its message can tell the layer.
    settings.read_plan()?;
    Ok((settings, config))
}
