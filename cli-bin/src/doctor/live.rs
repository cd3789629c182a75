//! Looking at running Asterisks: may we log in, may we ask, and what are we sent.

use std::time::Duration;

use anyhow::anyhow;
use callflow_server::config::Pbx;
use callflow_server::doctor::{ExamineError, examine};

use super::Patient;
use crate::cli::DoctorArgs;
use crate::configuration;
use crate::failure::Failure;
use crate::manager_conf;

/// Looks at every Asterisk of the configuration.
pub(super) fn examine_all(args: &DoctorArgs) -> Result<Vec<Patient>, Failure> {
    let (_, config) = configuration::read(args.config.as_deref()).map_err(configuration::wrong)?;
    if config.pbx.is_empty() {
        return Err(Failure::Input(anyhow!("connect is false: there is no Asterisk to look at")));
    }
    let listen = Duration::from_secs(args.seconds);
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Work(error.into()))?;
    runtime.block_on(async {
        let mut patients = Vec::new();
        for (name, pbx) in &config.pbx {
            patients.push(patient(name, pbx, listen).await?);
        }
        Ok(patients)
    })
}

async fn patient(name: &str, pbx: &Pbx, listen: Duration) -> Result<Patient, Failure> {
    let findings = examine(name, pbx, listen).await.map_err(|error| match error {
        ExamineError::Config(error) => configuration::wrong(error),
        error => Failure::Work(anyhow!("{name}: {error}")),
    })?;
    let title = format!("{name}, {}:{}", pbx.host, pbx.port);
    Ok(Patient { name: title, findings, manager_conf: Some(manager_conf::advised(pbx)) })
}
