//! What takes effect while the server runs: the plan with its thresholds, the rules of control, the schedules of reports, the
//! certificate, the log's filter.

use callflow_core::Plan;
use tokio::sync::watch;
use tracing::{error, info, warn};

use crate::Hangups;
use crate::cli::Cli;
use crate::config::{Config, ConfigError, Key, Settings, Sources};
use crate::control::Control;
use crate::schedules::Schedules;
use crate::serve::{Certificate, CertificateError};
use crate::telemetry::Telemetry;

/// Keys whose new value counts at once; files are read again also where their names stay.
const AT_ONCE: [Key; 8] = [
    Key::Plan,
    Key::LogFilter,
    Key::HttpTlsCertificate,
    Key::HttpTlsKey,
    Key::ControlRules,
    Key::ControlContexts,
    Key::ControlTrunks,
    Key::ReportsSchedules,
];

/// Why something stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReloadError {
    /// The configuration or the plan is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Changes some settings of a server that runs.
#[derive(Clone)]
pub struct Reloader {
    plan: watch::Sender<Plan>,
    certificate: Option<Certificate>,
    control: Option<Control>,
    schedules: watch::Sender<Schedules>,
}

impl std::fmt::Debug for Reloader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reloader").finish_non_exhaustive()
    }
}

impl Reloader {
    pub(crate) fn new(
        plan: watch::Sender<Plan>,
        certificate: Option<Certificate>,
        control: Option<Control>,
        schedules: watch::Sender<Schedules>,
    ) -> Self {
        Self { plan, certificate, control, schedules }
    }

    /// Reads the plan, the rules, the schedules and the certificate again. Records told from now on follow the plan;
    /// connections from now on get the certificate.
    ///
    /// # Errors
    /// If one of them is wrong; all stay as they were then.
    pub fn reload(&self, config: &Config) -> Result<(), ReloadError> {
        let (plan, rules) = (config.read_plan()?, config.read_control_rules()?);
        let schedules = config.read_report_schedules()?;
        if let (Some(certificate), Some(files)) = (&self.certificate, &config.http.tls) {
            certificate.change(files)?;
        }
        if let Some(control) = &self.control {
            control.set_rules(rules);
        }
        self.schedules.send_replace(schedules);
        self.plan.send_replace(plan);
        Ok(())
    }
}

/// Reloads at each SIGHUP, for ever.
pub async fn reload_on_hangup(
    mut hangups: Hangups,
    cli: Cli,
    mut settings: Settings,
    reloader: Reloader,
    log: Telemetry,
) {
    while hangups.recv().await.is_some() {
        match again(&cli, &reloader, &log) {
            Ok(new) => {
                for key in settings.changed(&new).into_iter().filter(|key| !AT_ONCE.contains(key)) {
                    warn!("{key} has changed and takes effect at the next start");
                }
                info!("the configuration was read again");
                settings = new;
            }
            Err(error) => error!("the configuration stays as it was: {error}"),
        }
    }
}

fn again(cli: &Cli, reloader: &Reloader, log: &Telemetry) -> Result<Settings, ReloadError> {
    let settings = Settings::gather(&Sources::of_process(cli.flags())?)?;
    let config = settings.config()?;
    reloader.reload(&config)?;
    log.set(&config.log);
    Ok(settings)
}
