//! The configuration of `callflowd`, as the commands that speak with an Asterisk take it.

use std::path::Path;

use anyhow::anyhow;
use callflow_server::config::{Config, ConfigError, Flags, Pbx, Settings, Sources};

use crate::failure::Failure;

/// Reads it from the file, the environment and the defaults.
pub(crate) fn read(file: Option<&Path>) -> Result<(Settings, Config), ConfigError> {
    let settings = gather(file)?;
    let config = settings.config()?;
    Ok((settings, config))
}

/// The same, not checked: not every command needs an Asterisk.
pub(crate) fn gather(file: Option<&Path>) -> Result<Settings, ConfigError> {
    let flags = Flags { config: file.map(Into::into), listen: None, demo: false };
    Settings::gather(&Sources::of_process(flags)?)
}

/// The Asterisk of this name. Without a name the only one, or the one called `default`.
pub(crate) fn pbx<'c>(config: &'c Config, name: Option<&str>) -> Result<(&'c str, &'c Pbx), Failure> {
    let chosen = match (name, config.pbx.len()) {
        (None, 1) => config.pbx.iter().next(),
        (name, _) => config.pbx.get_key_value(name.unwrap_or("default")),
    };
    let known = || config.pbx.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    match (chosen, name) {
        (Some((name, pbx)), _) => Ok((name, pbx)),
        (None, _) if config.pbx.is_empty() => {
            Err(Failure::Input(anyhow!("connect is false: there is no Asterisk to connect to")))
        }
        (None, Some(name)) => {
            Err(Failure::Input(anyhow!("no Asterisk {name:?} in the configuration; there is {}", known())))
        }
        (None, None) => Err(Failure::Input(anyhow!("there is {}; say which with --pbx NAME", known()))),
    }
}

/// What is wrong with the configuration.
pub(crate) fn wrong(error: ConfigError) -> Failure {
    match error {
        // The message of the server speaks of its flags.
        ConfigError::NoPbx => Failure::Input(anyhow!(
            "pbx: no Asterisk is named; write [pbx.default] with host, username and password in callflow.toml, or \
             set AMI_HOST, AMI_USERNAME and AMI_PASSWORD (to try it without one: 'callflow sim')"
        )),
        error => Failure::Input(error.into()),
    }
}
