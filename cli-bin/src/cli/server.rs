//! Which server is asked, and as whom.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

/// Which server is asked, and as whom. Secrets are no arguments: others may see those in the list of processes.
#[derive(Args, Debug)]
pub(crate) struct ServerArgs {
    /// Address of callflowd, http://127.0.0.1:8080 [env: CALLFLOW_SERVER] [default: where the configuration of callflowd
    /// says that it listens]
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new(), help_heading = SERVER)]
    pub(crate) server: Option<String>,

    /// Sign in as this user; the password is that of CALLFLOW_PASSWORD, or asked for
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "key_file", help_heading = SERVER)]
    pub(crate) user: Option<String>,

    /// File with an API key in its first line [default: the key in CALLFLOW_API_KEY, else auth.machine_key of the
    /// configuration where that says the address, too]
    #[arg(long, value_name = "FILE", help_heading = SERVER)]
    pub(crate) key_file: Option<PathBuf>,

    /// Certificates to trust besides the system's, for https (PEM)
    #[arg(long, value_name = "FILE", help_heading = SERVER)]
    pub(crate) ca: Option<PathBuf>,

    /// Configuration file of callflowd [env: CALLFLOW_CONFIG] [default: callflow.toml, where there is one]
    #[arg(long, value_name = "FILE", help_heading = SERVER)]
    pub(crate) config: Option<PathBuf>,
}

const SERVER: &str = "The server";
