//! The log, and with the feature `otel` the traces.

#[cfg(feature = "otel")]
mod traces;

use std::env;
use std::fmt;
use std::io::{self, IsTerminal};

use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layered, SubscriberExt};
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

use crate::config::Log;

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TelemetryError {
    /// The filter cannot be read. A [`Config`](crate::config::Config) that was checked has none of this kind.
    #[error("log.filter is no filter")]
    Filter(#[from] ParseError),
    /// The traces have nowhere to go.
    #[cfg(feature = "otel")]
    #[error("traces cannot be sent where OTEL_EXPORTER_OTLP_ENDPOINT says: {0}")]
    Traces(#[from] opentelemetry_otlp::ExporterBuildError),
    /// Another one has been set already.
    #[error("there is a log already")]
    Set(#[from] TryInitError),
}

/// The log of this process, and its traces. What they have not sent yet goes when this is dropped.
pub struct Telemetry {
    filter: reload::Handle<EnvFilter, Registry>,
    #[cfg(feature = "otel")]
    _traces: Option<traces::Traces>,
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telemetry").finish_non_exhaustive()
    }
}

impl Telemetry {
    /// Lets through from now on what `log` says. Its form stays as it was.
    pub fn set(&self, log: &Log) {
        // One that was checked can be read, and the log lives as long as the process.
        if let Ok(filter) = EnvFilter::builder().parse(&log.filter) {
            let _ = self.filter.reload(filter);
        }
    }
}

/// Sends the log of this process to standard error: as text, in colours on a terminal unless `NO_COLOR` is set,
/// or as one JSON object a line. With the feature `otel` spans go where `OTEL_EXPORTER_OTLP_ENDPOINT` or
/// `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` says, if one of them does, by HTTP.
///
/// # Errors
/// If the filter cannot be read, the traces have nowhere to go, or the process has a log already.
pub fn init(log: &Log) -> Result<Telemetry, TelemetryError> {
    let plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colours = io::stderr().is_terminal() && !plain;
    #[cfg_attr(not(feature = "otel"), expect(unused_mut, reason = "nothing is added"))]
    let mut layers = vec![lines(log, colours, io::stderr)];
    #[cfg(feature = "otel")]
    let traces = traces::Traces::of_environment()?;
    #[cfg(feature = "otel")]
    layers.extend(traces.as_ref().map(traces::Traces::layer));
    let (filter, handle) = filter(log)?;
    Registry::default().with(filter).with(layers).try_init()?;
    Ok(Telemetry {
        filter: handle,
        #[cfg(feature = "otel")]
        _traces: traces,
    })
}

/// The filter, which may be changed, stands before all others.
type Filtered = Layered<reload::Layer<EnvFilter, Registry>, Registry>;
type AnyLayer = Box<dyn Layer<Filtered> + Send + Sync>;

#[expect(clippy::type_complexity, reason = "the two halves of one filter")]
fn filter(
    log: &Log,
) -> Result<(reload::Layer<EnvFilter, Registry>, reload::Handle<EnvFilter, Registry>), ParseError> {
    Ok(reload::Layer::new(EnvFilter::builder().parse(&log.filter)?))
}

fn lines<W>(log: &Log, colours: bool, writer: W) -> AnyLayer
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    if log.json { lines.json().flatten_event(true).boxed() } else { lines.with_ansi(colours).boxed() }
}

/// A phone number as the log shows it: `***43`, or in full where the configuration wants that.
///
/// ```
/// use callflow_server::telemetry::Phone;
/// assert_eq!(Phone::redacted("+12025550143").to_string(), "***43");
/// assert_eq!(Phone::full("+12025550143").to_string(), "+12025550143");
/// ```
#[derive(Clone, Copy)]
pub struct Phone<'a> {
    number: &'a str,
    full: bool,
}

impl<'a> Phone<'a> {
    /// As `log` wants it.
    #[must_use]
    pub const fn of(number: &'a str, log: &Log) -> Self {
        Self { number, full: log.full_numbers }
    }

    /// All but the last two digits hidden, and how many they are.
    #[must_use]
    pub const fn redacted(number: &'a str) -> Self {
        Self { number, full: false }
    }

    /// As it is.
    #[must_use]
    pub const fn full(number: &'a str) -> Self {
        Self { number, full: true }
    }
}

impl fmt::Display for Phone<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.full {
            return f.write_str(self.number);
        }
        // Of two digits the last two would be all; and what does not end in digits is a name.
        let (hidden, last) =
            self.number.split_at_checked(self.number.len().saturating_sub(2)).unwrap_or_default();
        let shown = !hidden.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
        write!(f, "***{}", if shown { last } else { "" })
    }
}

impl fmt::Debug for Phone<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn numbers_keep_their_last_two_digits() {
        for (number, shown) in [
            ("+12025550143", "***43"),
            ("101", "***01"),
            ("42", "***"),
            ("", "***"),
            ("*97", "***97"),
            ("anna", "***"),
            ("zoë", "***"),
        ] {
            assert_eq!(Phone::redacted(number).to_string(), shown, "{number}");
            assert_eq!(format!("{:?}", Phone::full(number)), number);
        }
    }

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(filter: &str, json: bool) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = Log { filter: filter.into(), json, full_numbers: false };
        let (layer, _) = super::filter(&log).unwrap();
        let subscriber =
            Registry::default().with(layer).with(super::lines(&log, false, move || writer.clone()));
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(pbx.name = "default", "connected");
            tracing::debug!("not for everybody");
        });
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_filter_may_be_changed() {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = |filter: &str| Log { filter: filter.into(), json: false, full_numbers: false };
        let (layer, handle) = filter(&log("warn")).unwrap();
        let telemetry = Telemetry {
            filter: handle,
            #[cfg(feature = "otel")]
            _traces: None,
        };
        let written = super::lines(&log("warn"), false, move || writer.clone());
        tracing::subscriber::with_default(Registry::default().with(layer).with(written), || {
            tracing::info!("before");
            telemetry.set(&log("info"));
            tracing::info!("after");
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("after") && !text.contains("before"), "{text}");
    }

    #[test]
    fn the_filter_holds_in_text_and_in_json() {
        let text = logged("info", false);
        assert!(text.ends_with("connected pbx.name=\"default\"\n"), "{text}");
        assert_eq!(logged("debug", false).lines().count(), 2);
        assert_eq!(logged("warn", true), "");
        let json: serde_json::Value = serde_json::from_str(&logged("info", true)).unwrap();
        assert_eq!((&json["message"], &json["pbx.name"]), (&"connected".into(), &"default".into()));
    }
}
