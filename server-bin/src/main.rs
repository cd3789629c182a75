//! The binary `callflowd`: reads the command line and the configuration, and runs the server.

use std::io::Write;
use std::process::ExitCode;

use callflow_server::cli::Cli;
use callflow_server::config::{Config, Settings};
use callflow_server::reload::reload_on_hangup;
use callflow_server::telemetry::Telemetry;
use callflow_server::{Application, Demo, StartError, hangups, stop_signal, telemetry};

fn main() -> ExitCode {
    let cli = match Cli::read() {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    let (settings, config) = match cli.configure() {
        Ok(configured) => configured,
        Err(status) => return status,
    };
    let log = match telemetry::init(&config.log) {
        Ok(log) => log,
        Err(error) => return failed(&error),
    };
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    match runtime.block_on(serve(cli, settings, &config, log)) {
        Ok(()) => ExitCode::SUCCESS,
        // Wrong configuration, as the rest of it is told before the start.
        Err(error @ StartError::Plan(_)) => {
            failed(&error);
            ExitCode::from(2)
        }
        Err(error) => failed(&error),
    }
}

async fn serve(cli: Cli, settings: Settings, config: &Config, log: Telemetry) -> Result<(), StartError> {
    let mut stop = std::pin::pin!(stop_signal());
    if cli.demo {
        let demo = Demo::build(config).await?;
        let _ = writeln!(std::io::stdout().lock(), "{}", demo.greeting());
        return demo.run(stop).await;
    }
    let hangups = hangups();
    // A database that is slow to open is no reason not to stop.
    let application = tokio::select! {
        built = Application::build(config) => built?,
        () = &mut stop => return Ok(()),
    };
    let reloader = application.reloader();
    let reloading = tokio::spawn(reload_on_hangup(hangups, cli, settings, reloader, log));
    let ran = application.run(stop).await;
    reloading.abort();
    ran
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    let _ = writeln!(std::io::stderr().lock(), "callflowd: {error}");
    ExitCode::FAILURE
}
