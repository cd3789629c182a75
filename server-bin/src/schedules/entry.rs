//! The file of schedules: read, and checked as far as it can be without a server.

use std::collections::BTreeMap;
use std::sync::Arc;

use callflow_core::Zone;
use callflow_core::report::{Covered, Recurrence, TimeOfDay};
use callflow_webhooks::target::Target;
use lettre::message::Mailbox;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use toml::Spanned;

use crate::routes::{Format, ReportName};

/// What is remembered of a due time has the name in it.
const MOST_NAME_BYTES: usize = 64;
/// As for webhooks: nobody guesses it.
const LEAST_SECRET_BYTES: usize = 16;
/// What every report is asked, and a schedule may say in its parameters; the rest of it has fields of its own.
const COMMON: [&str; 2] = ["by", "pbx"];

/// All schedules of a file, in its order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schedules(pub(crate) Arc<[Schedule]>);

/// A report that is sent again and again.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    /// By which it is known, and what was sent.
    pub(crate) name: Arc<str>,
    pub(crate) report: ReportName,
    pub(crate) covered: Covered,
    pub(crate) at: TimeOfDay,
    /// `None` is that of the plan.
    pub(crate) zone: Option<Zone>,
    pub(crate) format: Format,
    /// `None` is all of them.
    pub(crate) tenant: Option<Arc<str>>,
    /// What else the API is asked.
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) way: Way,
}

/// Where a report goes.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    /// To these people, as an attachment.
    Mail(Vec<Mailbox>),
    /// As the body of a request, signed with the secret.
    Post { url: Target, secret: SecretString },
}

/// Why a text is no file of schedules.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{why}")]
pub(crate) struct SchedulesError {
    /// Where: bytes from the beginning of the text.
    pub(crate) at: usize,
    pub(crate) why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    schedule: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Arc<str>,
    report: ReportName,
    range: Covered,
    at: TimeOfDay,
    zone: Option<Zone>,
    #[serde(default = "csv")]
    format: Format,
    tenant: Option<Arc<str>>,
    #[serde(default)]
    parameters: BTreeMap<String, Value>,
    #[serde(default)]
    to: Vec<String>,
    url: Option<Target>,
    secret: Option<SecretString>,
}

/// A parameter, which the API has as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Number(u32),
    Text(String),
}

/// What opens everywhere, at any size.
fn csv() -> Format {
    Format::Csv
}

impl Schedules {
    /// Reads them.
    pub(crate) fn parse(text: &str) -> Result<Self, SchedulesError> {
        let document: Document = toml::from_str(text).map_err(|error: toml::de::Error| SchedulesError {
            at: error.span().map_or(0, |span| span.start),
            why: error.message().lines().collect::<Vec<_>>().join("; "),
        })?;
        let mut schedules: Vec<Schedule> = Vec::new();
        for entry in document.schedule {
            let at = entry.span().start;
            let schedule = entry.into_inner().checked().map_err(|why| SchedulesError { at, why })?;
            if schedules.iter().any(|other| other.name == schedule.name) {
                let why = format!("name: two schedules are called {:?}", schedule.name);
                return Err(SchedulesError { at, why });
            }
            schedules.push(schedule);
        }
        Ok(Self(schedules.into()))
    }

    /// Whether anything goes by e-mail.
    pub(crate) fn mails(&self) -> bool {
        self.0.iter().any(|schedule| matches!(schedule.way, Way::Mail(_)))
    }
}

impl Entry {
    fn checked(self) -> Result<Schedule, String> {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if !(1..=MOST_NAME_BYTES).contains(&self.name.len()) || !self.name.bytes().all(is_name) {
            return Err(format!(
                "name: {:?} is none; write up to {MOST_NAME_BYTES} letters, digits, dots, dashes and underlines",
                self.name
            ));
        }
        let parameters = parameters(self.report, self.parameters)?;
        let way = way(&self.to, self.url, self.secret)?;
        match (&way, self.format, self.report) {
            (Way::Post { .. }, Format::Xlsx, _) => {
                return Err("format: what is signed is a text; write csv or json where there is a url".into());
            }
            (_, Format::Json, ReportName::Abandoned | ReportName::Details) => {
                return Err("format: a list comes in pages as json; write csv or xlsx".into());
            }
            _ => {}
        }
        Ok(Schedule {
            name: self.name,
            report: self.report,
            covered: self.range,
            at: self.at,
            zone: self.zone,
            format: self.format,
            tenant: self.tenant,
            parameters,
            way,
        })
    }
}

fn parameters(report: ReportName, asked: BTreeMap<String, Value>) -> Result<Vec<(String, String)>, String> {
    let known: Vec<&str> = COMMON.into_iter().chain(report.filters().iter().copied()).collect();
    let mut parameters = Vec::new();
    for (name, value) in asked {
        if !known.contains(&name.as_str()) {
            let known = known.join(", ");
            return Err(format!(
                "parameters.{name}: the report {report} has none of that name; it has {known}"
            ));
        }
        let value = match value {
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text,
        };
        parameters.push((name, value));
    }
    Ok(parameters)
}

fn way(to: &[String], url: Option<Target>, secret: Option<SecretString>) -> Result<Way, String> {
    match (to, url, secret) {
        ([_, ..], None, None) => {
            let mailbox = |text: &String| {
                text.parse().map_err(|_| format!("to: {text:?} is no address; write lead@example.com"))
            };
            to.iter().map(mailbox).collect::<Result<_, _>>().map(Way::Mail)
        }
        ([], Some(url), Some(secret)) if secret.expose_secret().len() >= LEAST_SECRET_BYTES => {
            Ok(Way::Post { url, secret })
        }
        ([], Some(_), _) => Err(format!(
            "secret: a url needs one of at least {LEAST_SECRET_BYTES} bytes, with which requests are signed"
        )),
        _ => Err("to: write either to = [\"lead@example.com\"], or url and secret".into()),
    }
}

impl Schedule {
    /// When it is due, with the plan's time zone where it has none of its own.
    pub(crate) fn recurrence(&self, usual: &Zone) -> Recurrence {
        let zone = self.zone.clone().unwrap_or_else(|| usual.clone());
        Recurrence { covered: self.covered, at: self.at, zone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
[[schedule]]
name = "queues.daily"
report = "queues"
range = "yesterday"
at = "07:30"
to = ["lead@example.com", "Team lead <second@example.com>"]

[[schedule]]
name = "calls-monthly"
report = "calls"
range = "last_month"
at = "06:00"
zone = "Europe/Berlin"
format = "json"
tenant = "acme"
parameters = { by = "day", per = "did" }
url = "https://reports.example.com/in"
secret = "whsec_0123456789abcdef"
"#;

    #[test]
    fn a_file_is_read_whole() {
        let Schedules(schedules) = Schedules::parse(WHOLE).unwrap();
        let [mail, post] = &*schedules else { unreachable!("{schedules:?}") };
        assert_eq!(
            (&*mail.name, mail.report, mail.format),
            ("queues.daily", ReportName::Queues, Format::Csv)
        );
        assert!(
            matches!(&mail.way, Way::Mail(to) if to.len() == 2 && &*to[1].email.to_string() == "second@example.com")
        );
        let recurrence = mail.recurrence(&Zone::new("Asia/Tokyo").unwrap());
        assert_eq!((recurrence.zone.name(), recurrence.covered), ("Asia/Tokyo", Covered::Yesterday));
        assert_eq!(post.recurrence(&Zone::default()).zone.name(), "Europe/Berlin");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(post.parameters, [pair("by", "day"), pair("per", "did")]);
        assert!(
            matches!(&post.way, Way::Post { url, .. } if url.as_str() == "https://reports.example.com/in")
        );
        assert!(Schedules::parse("").unwrap().0.is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_by_field_and_place() {
        let first = |field: &str, value: &str| {
            let line = WHOLE.lines().find(|line| line.starts_with(&format!("{field} = "))).unwrap();
            WHOLE.replacen(line, value, 1)
        };
        for (text, why) in [
            (first("name", "name = \"a b\""), "name: \"a b\" is none; write up to 64 letters"),
            (first("name", "name = \"calls-monthly\""), "name: two schedules are called \"calls-monthly\""),
            (first("report", "report = \"faxes\""), "unknown variant `faxes`"),
            (first("range", "range = \"today\""), "unknown variant `today`"),
            (first("at", "at = \"7:30\""), "\"7:30\" is no time of day; write 07:30"),
            (first("at", ""), "missing field `at`"),
            (first("zone", "zone = \"Mars\""), "no time zone of that name is known"),
            (first("to", "to = []"), "to: write either to = [\"lead@example.com\"], or url and secret"),
            (first("to", "to = [\"nobody\"]"), "to: \"nobody\" is no address"),
            (first("to", "to = [\"a@b.de\"]\nurl = \"https://a.de/\""), "to: write either"),
            (first("to", "to = [\"a@b.de\"]\ncc = []"), "unknown field `cc`"),
            (
                first("to", "to = [\"a@b.de\"]\nparameters = { per = \"did\" }"),
                "parameters.per: the report queues has none of that name; it has by, pbx, queue,",
            ),
            (first("url", "url = \"ftp://a.de\""), "must begin with https:// or http://"),
            (first("secret", "secret = \"short\""), "secret: a url needs one of at least 16 bytes"),
            (first("format", "format = \"xlsx\""), "format: what is signed is a text"),
            (
                first("report", "report = \"details\"\nformat = \"json\""),
                "format: a list comes in pages as json",
            ),
        ] {
            let error = Schedules::parse(&text).unwrap_err();
            assert!(error.why.contains(why), "{} is not {why}", error.why);
            assert!(error.at < text.len(), "{error:?}");
        }
    }

    #[test]
    fn the_example_in_the_document_is_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/reports.md");
        let document = std::fs::read_to_string(path).unwrap();
        let example = document.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let Schedules(schedules) = Schedules::parse(example).unwrap();
        assert!(schedules.iter().any(|it| matches!(it.way, Way::Mail(_))));
        assert!(schedules.iter().any(|it| matches!(it.way, Way::Post { .. })));
    }
}
