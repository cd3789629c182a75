//! What the layers are made of, and how a process finds it.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::ConfigError;

/// Read where it is in the working directory and no other file is named.
const DEFAULT_FILE: &str = "callflow.toml";

/// Names the file in the environment. It is no key: a file does not say where it is.
pub(super) const FILE_VARIABLE: &str = "CALLFLOW_CONFIG";

/// What the layers are made of.
#[derive(Clone, Default)]
pub struct Sources {
    /// The configuration file, where there is one.
    pub file: Option<ConfigFile>,
    /// The environment; variables of other programs may be among them.
    pub env: Vec<(OsString, OsString)>,
    /// The command line.
    pub flags: Flags,
}

/// A configuration file.
#[derive(Clone)]
pub struct ConfigFile {
    /// Its path, as messages name it.
    pub path: PathBuf,
    /// What stands in it.
    pub text: String,
}

/// What the command line says of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config FILE`.
    pub config: Option<PathBuf>,
    /// `--listen ADDR:PORT`, not checked yet.
    pub listen: Option<String>,
    /// `--demo`: database, Asterisks and plan are the demonstration's own.
    pub demo: bool,
}

impl Sources {
    /// Those of this process: the file named by `flags` or `CALLFLOW_CONFIG`, else `callflow.toml` of the working
    /// directory where there is one, and the environment.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn of_process(flags: Flags) -> Result<Self, ConfigError> {
        let named = std::env::var_os(FILE_VARIABLE).filter(|file| !file.is_empty());
        let file = match (&flags.config, named) {
            (Some(path), _) => Some(read(path, "named by --config")?),
            (None, Some(path)) => Some(read(Path::new(&path), "named by CALLFLOW_CONFIG")?),
            (None, None) => match read(Path::new(DEFAULT_FILE), "found in the working directory") {
                Err(_) if !Path::new(DEFAULT_FILE).exists() => None,
                read => Some(read?),
            },
        };
        Ok(Self { file, env: std::env::vars_os().collect(), flags })
    }
}

fn read(path: &Path, from: &str) -> Result<ConfigFile, ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
        file: path.into(),
        why: format!("{} (configuration file, {from})", unreadable(&error)),
    })?;
    Ok(ConfigFile { path: path.into(), text })
}

/// Why a file cannot be read, and what to do.
pub(super) fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file; check the path".into(),
        io::ErrorKind::PermissionDenied => "no permission to read it".into(),
        io::ErrorKind::InvalidData => "not UTF-8; save it as UTF-8".into(),
        io::ErrorKind::IsADirectory => "a folder; name the file in it".into(),
        _ => format!("cannot be read: {error}"),
    }
}

// File and environment hold secrets.
impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, env, flags } = self;
        let env = format_args!("{} variables", env.len());
        f.debug_struct("Sources").field("file", file).field("env", &env).field("flags", flags).finish()
    }
}

impl fmt::Debug for ConfigFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigFile").field("path", &self.path).finish_non_exhaustive()
    }
}
