//! Arguments of `callflow init`.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

const EXAMPLES: &str = r#"Examples:
  callflow init
  callflow init --yes --host 10.0.0.5 --for act
  callflow init --yes --host pbx.example.org --tls on --output /etc/callflow/callflow.toml

It asks what it is not told by flags, writes a configuration for callflowd that has a new secret for the manager user, and prints what manager.conf (with --ari also ari.conf) must say on the Asterisk: the rights that are needed, and no more. With --yes, or where there is no terminal, it takes the defaults for what it is not told.

The file holds secrets, and nobody but you may read it. What is printed has the manager user's secret in it: once pasted, let it not lie around."#;

/// Arguments of `callflow init`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct InitArgs {
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "callflow.toml")]
    pub(crate) output: PathBuf,

    /// Take the place of a file that is there
    #[arg(long)]
    pub(crate) replace: bool,

    /// Ask nothing
    #[arg(long, short)]
    pub(crate) yes: bool,

    /// Host of Asterisk's manager interface [default: 127.0.0.1]
    #[arg(long, value_name = "HOST", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) host: Option<String>,

    /// Its port [default: 5038, with TLS 5039]
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,

    /// Whether the connection to it is encrypted [default: off]
    #[arg(long, value_name = "TLS")]
    pub(crate) tls: Option<TlsArg>,

    /// Name of the manager user to make [default: callflow]
    #[arg(long, value_name = "NAME", value_parser = word)]
    pub(crate) username: Option<String>,

    /// What it is for: to watch calls, to act on them too, or to record them besides [default: watch]
    #[arg(long = "for", value_name = "USE")]
    pub(crate) purpose: Option<Use>,

    /// Name of this Asterisk, the first part of each call's id
    #[arg(long, value_name = "NAME", default_value = "default", value_parser = word)]
    pub(crate) pbx: String,

    /// Address of this machine as the Asterisk sees it [default: as far as this machine can tell]
    #[arg(long, value_name = "ADDR")]
    pub(crate) from: Option<IpAddr>,

    /// Where callflowd is to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    pub(crate) listen: Option<SocketAddr>,

    /// Where calls are to be kept [default: sqlite:callflow.db]
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) database: Option<String>,

    /// Listen to ARI, too, by a user for ari.conf who may change nothing
    #[arg(long)]
    pub(crate) ari: bool,
}

/// Whether a connection is encrypted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum TlsArg {
    /// It is not
    Off,
    /// It is, and the certificate is verified
    On,
    /// It is, with whoever answers
    Unverified,
}

/// What the manager user is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Use {
    /// To know of calls
    Watch,
    /// To make, transfer and end them, and to change who is in a queue, too
    Act,
    /// And to begin recordings
    Record,
}

/// A name that means the same in both files.
pub(crate) fn word(text: &str) -> Result<String, String> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if !text.is_empty() && text != "general" && text.bytes().all(is_word) {
        Ok(text.to_owned())
    } else {
        Err("a name is of letters, digits, '_' and '-', and not 'general'".into())
    }
}
