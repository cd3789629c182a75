//! Which server is meant.

use std::env;
use std::net::{IpAddr, SocketAddr};

use callflow_server::config::Served;
use secrecy::SecretString;
use url::Url;

use crate::cli::ServerArgs;
use crate::configuration::{self, wrong};
use crate::failure::Failure;

/// Says which server is meant, where no flag does.
pub(crate) const SERVER_VARIABLE: &str = "CALLFLOW_SERVER";

/// Where a server is, and the key that its own configuration has.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) url: Url,
    /// Only where the configuration names the server, too: to any other one it is a secret.
    pub(super) machine_key: Option<SecretString>,
}

impl Place {
    pub(super) fn of(args: &ServerArgs) -> Result<Self, Failure> {
        let variable = env::var(SERVER_VARIABLE).ok().filter(|text| !text.is_empty());
        if let Some(url) = &args.server {
            return Ok(Self { url: parse("--server", url)?, machine_key: None });
        }
        // Who names a configuration means the server that it is of.
        if let (Some(url), None) = (variable, &args.config) {
            return Ok(Self { url: parse(SERVER_VARIABLE, &url)?, machine_key: None });
        }
        let served = configuration::gather(args.config.as_deref()).and_then(|settings| settings.served());
        let served = served.map_err(wrong)?;
        Ok(Self { url: address(&served)?, machine_key: served.auth.machine_key })
    }
}

fn parse(from: &str, text: &str) -> Result<Url, Failure> {
    let wrong = |why: &str| Failure::input(from, format_args!("{why}; write http://127.0.0.1:8080"));
    // A name or an address alone: what stands before the ':' would be taken for the scheme.
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&with_scheme).map_err(|_| wrong("is no address of a server"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(wrong("is no address of a web server"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::input(
            from,
            "has a password in it, which others may see; see --user and --key-file",
        ));
    }
    if url.path() != "/" || url.query().is_some() {
        return Err(wrong("has more than the server in it"));
    }
    Ok(url)
}

/// Where this machine reaches it.
fn address(served: &Served) -> Result<Url, Failure> {
    let ip = match served.listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        ip => ip,
    };
    let scheme = if served.http.tls.is_some() { "https" } else { "http" };
    parse("listen", &format!("{scheme}://{}", SocketAddr::new(ip, served.listen.port())))
}

#[cfg(test)]
mod tests {
    use callflow_server::config::{ConfigFile, Settings, Sources};

    use super::*;

    #[test]
    fn a_server_is_a_host_and_a_port() {
        for (text, want) in [
            ("http://10.0.0.5:8080", Some("http://10.0.0.5:8080/")),
            ("https://calls.example.org/", Some("https://calls.example.org/")),
            ("calls.example.org:8080", Some("http://calls.example.org:8080/")),
            ("127.0.0.1:8080", Some("http://127.0.0.1:8080/")),
            ("ftp://calls.example.org", None),
            ("http://calls.example.org/api", None),
            ("http://ann:secret@calls.example.org", None),
            ("http://", None),
            ("not a host", None),
        ] {
            assert_eq!(parse("--server", text).ok().as_ref().map(Url::as_str), want, "{text}");
        }
    }

    #[test]
    fn the_configuration_says_where_its_server_is() {
        let at = |text: &str| {
            let file = ConfigFile { path: "callflow.toml".into(), text: text.into() };
            let settings = Settings::gather(&Sources { file: Some(file), ..Sources::default() }).unwrap();
            address(&settings.served().unwrap()).unwrap().to_string()
        };
        assert_eq!(at(""), "http://127.0.0.1:8080/");
        assert_eq!(at("listen = \"0.0.0.0:9000\""), "http://127.0.0.1:9000/");
        assert_eq!(at("listen = \"[::]:9000\""), "http://[::1]:9000/");
        let tls = "listen = \"10.0.0.7:443\"\n[http]\ntls_certificate = \"a\"\ntls_key = \"b\"\n";
        assert_eq!(at(tls), "https://10.0.0.7/");
    }
}
