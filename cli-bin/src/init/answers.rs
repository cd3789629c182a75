//! What the configuration is to say: by flags, by somebody who is asked, or by default.

use std::io::{self, IsTerminal};
use std::net::{IpAddr, SocketAddr};

use anyhow::anyhow;
use dialoguer::{Confirm, Input, Select};

use crate::cli::{InitArgs, TlsArg, Use};
use crate::failure::Failure;
use crate::manager_conf::{Purpose, own_address};

/// The port of a manager interface.
const PORT: u16 = 5038;
/// The same with TLS.
const TLS_PORT: u16 = 5039;

/// What the configuration is to say.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) pbx: String,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: TlsArg,
    pub(super) username: String,
    pub(super) purpose: Purpose,
    pub(super) from: IpAddr,
    pub(super) listen: SocketAddr,
    pub(super) database: String,
    /// Whether a user for `ari.conf` is wanted, too.
    pub(super) ari: bool,
}

impl Answers {
    /// Asks for what no flag says, if there is somebody to ask.
    pub(super) fn of(args: &InitArgs) -> Result<Self, Failure> {
        let asks = Asks { is_on: !args.yes && io::stdin().is_terminal() && io::stderr().is_terminal() };
        let host = asks.text("Host of Asterisk's manager interface", args.host.as_deref(), "127.0.0.1")?;
        let tls = match args.tls {
            Some(tls) => tls,
            None => asks.one_of(
                "Is the connection to it encrypted",
                &[
                    (TlsArg::Off, "no: the same machine, a tunnel, or a network of your own"),
                    (TlsArg::On, "yes, and the certificate is verified"),
                    (TlsArg::Unverified, "yes, with whoever answers"),
                ],
            )?,
        };
        let usual = if tls == TlsArg::Off { PORT } else { TLS_PORT };
        let port = asks.parsed("Its port", args.port, usual)?;
        let username = asks.checked(
            "Manager user to make",
            args.username.clone(),
            "callflow",
            crate::cli::word_of_conf,
        )?;
        let purpose = match args.purpose {
            Some(purpose) => purpose,
            None => asks.one_of(
                "What is it for",
                &[
                    (Use::Watch, "to watch calls"),
                    (Use::Act, "to watch, and to make, transfer and end calls"),
                    (Use::Record, "the same, and to record them"),
                ],
            )?,
        };
        let purpose = match purpose {
            Use::Watch => Purpose::Watch,
            Use::Act => Purpose::Act,
            Use::Record => Purpose::Record,
        };
        let own = own_address(&host, port);
        Ok(Self {
            pbx: args.pbx.clone(),
            from: asks.parsed("Address of this machine, as the Asterisk sees it", args.from, own)?,
            listen: asks.parsed(
                "Where callflowd listens",
                args.listen,
                SocketAddr::from(([127, 0, 0, 1], 8080)),
            )?,
            database: asks.text("Where calls are kept", args.database.as_deref(), "sqlite:callflow.db")?,
            ari: asks.yes_or_no("A user for ari.conf, too", args.ari)?,
            host,
            port,
            tls,
            username,
            purpose,
        })
    }
}

/// Somebody who may be asked.
#[derive(Clone, Copy)]
struct Asks {
    is_on: bool,
}

impl Asks {
    fn text(self, question: &str, given: Option<&str>, default: &str) -> Result<String, Failure> {
        self.checked(question, given.map(str::to_owned), default, |text| Ok(text.to_owned()))
    }

    fn checked(
        self,
        question: &str,
        given: Option<String>,
        default: &str,
        check: fn(&str) -> Result<String, String>,
    ) -> Result<String, Failure> {
        match given {
            Some(given) => Ok(given),
            None if !self.is_on => Ok(default.to_owned()),
            None => Input::new()
                .with_prompt(question)
                .default(default.to_owned())
                .validate_with(|text: &String| check(text).map(|_| ()))
                .interact_text()
                .map_err(unasked),
        }
    }

    fn parsed<T>(self, question: &str, given: Option<T>, default: T) -> Result<T, Failure>
    where
        T: Clone + ToString + std::str::FromStr,
        T::Err: ToString,
    {
        match given {
            Some(given) => Ok(given),
            None if !self.is_on => Ok(default),
            None => Input::new().with_prompt(question).default(default).interact_text().map_err(unasked),
        }
    }

    /// No by default: what is not needed is not made.
    fn yes_or_no(self, question: &str, given: bool) -> Result<bool, Failure> {
        if given || !self.is_on {
            return Ok(given);
        }
        Confirm::new().with_prompt(question).default(false).interact().map_err(unasked)
    }

    /// The first of them by default.
    fn one_of<T: Copy>(self, question: &str, choices: &[(T, &str)]) -> Result<T, Failure> {
        let chosen = if self.is_on {
            let texts: Vec<&str> = choices.iter().map(|(_, text)| *text).collect();
            Select::new().with_prompt(question).items(texts).default(0).interact().map_err(unasked)?
        } else {
            0
        };
        choices
            .get(chosen)
            .map(|(choice, _)| *choice)
            .ok_or_else(|| Failure::Work(anyhow!("nothing was chosen")))
    }
}

fn unasked(error: dialoguer::Error) -> Failure {
    Failure::Work(anyhow!("it cannot be asked for: {error}; --yes asks nothing"))
}
