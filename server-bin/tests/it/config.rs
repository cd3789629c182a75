//! The configuration, without a process but where it says so.

// Without the feature no storage is allowed at all.
#[cfg(feature = "s3")]
mod copies;
mod documented;
mod layers;
mod print;
mod process;
mod refused;

use callflow_server::config::{Config, ConfigError, ConfigFile, Flags, Settings, Sources};
use secrecy::ExposeSecret;

/// A file with all that one Asterisk needs.
const ONE_PBX: &str = "[pbx.default]\nhost = \"10.0.0.5\"\nusername = \"callflow\"\npassword = \"s3cret\"\n";

fn sources(file: &str, env: &[(&str, &str)]) -> Sources {
    let file = ConfigFile { path: "callflow.toml".into(), text: file.into() };
    let env = env.iter().map(|(name, value)| (name.into(), value.into())).collect();
    Sources { file: Some(file), env, flags: Flags::default() }
}

fn load(sources: &Sources) -> Result<Config, ConfigError> {
    Settings::gather(sources)?.config()
}

/// The message for what is refused.
#[track_caller]
fn refused(file: &str, env: &[(&str, &str)]) -> String {
    load(&sources(file, env)).unwrap_err().to_string()
}

/// All of a configuration as comparable text, secrets included.
fn told(config: &Config) -> String {
    let Config {
        listen,
        metrics_listen,
        http,
        auth,
        leasing,
        webhooks,
        realtime,
        control,
        recordings,
        reports,
        database,
        journal,
        retention,
        pbx,
        plan,
        log,
    } = config;
    let pbx: Vec<_> = pbx
        .iter()
        .map(|(name, pbx)| {
            (name, &pbx.host, pbx.port, &pbx.username, pbx.password.expose_secret(), &pbx.tls, &pbx.wss)
        })
        .collect();
    let shown = |secret: &Option<secrecy::SecretString>| {
        secret.as_ref().map_or(String::new(), |secret| secret.expose_secret().to_owned())
    };
    let older: Vec<&str> = auth.older_secrets.iter().map(ExposeSecret::expose_secret).collect();
    let auth = format!(
        "auth {} {} {} {} {}",
        shown(&auth.secret),
        older.join(","),
        shown(&auth.machine_key),
        auth.secure_cookies,
        auth.development
    );
    let leasing = format!(
        "leasing {:?} {:?} {} {:?}",
        leasing.open_to,
        leasing.time_to_live,
        shown(&leasing.secret_key),
        leasing.change_command
    );
    format!(
        "{listen:?} {metrics_listen:?} {http:?} {auth} {leasing} {webhooks:?} {realtime:?} {control:?} {recordings:?} {reports:?} {:?} {journal:?} {retention:?} {pbx:?} \
         {plan:?} {log:?}",
        database.url.expose_secret()
    )
}
