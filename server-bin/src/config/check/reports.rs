//! The settings of reports that are sent by themselves.

use url::Url;

use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::settings::Settings;
use crate::config::{MailSettings, ReportSettings};
use crate::schedules::sender;

impl Settings {
    pub(super) fn reports(&self) -> Result<ReportSettings, ConfigError> {
        Ok(ReportSettings { schedules: self.file(Key::ReportsSchedules)?, mail: self.mail()? })
    }

    fn mail(&self) -> Result<Option<MailSettings>, ConfigError> {
        let ((url, url_layer), (from, from_layer)) =
            (self.text(&Key::ReportsSmtpUrl), self.text(&Key::ReportsMailFrom));
        if url.is_empty() && from.is_empty() {
            return Ok(None);
        }
        if !is_mail_server(url) {
            // The text is not repeated: it has a password in it.
            let why =
                "names no mail server; write smtps://USER:PASSWORD@HOST, or smtp://HOST:587?tls=required";
            let layer = if url.is_empty() { from_layer } else { url_layer };
            return Err(ConfigError::invalid(layer, Key::ReportsSmtpUrl, why));
        }
        if sender(from).is_err() {
            let layer = if from.is_empty() { url_layer } else { from_layer };
            let why = format!("{from:?} is no address that e-mails can be from; write callflow@example.com");
            return Err(ConfigError::invalid(layer, Key::ReportsMailFrom, why));
        }
        Ok(Some(MailSettings { smtp_url: url.into(), from: from.into() }))
    }
}

/// As the mailer reads it, without looking at the machine's certificates.
fn is_mail_server(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let mut tls = url.query_pairs().filter(|(name, _)| name == "tls");
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    let tls = tls.next().map(|(_, value)| value.into_owned());
    has_host
        && match url.scheme() {
            "smtps" => true,
            "smtp" => matches!(tls.as_deref(), None | Some("required" | "opportunistic")),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_named_by_scheme_and_host() {
        for (text, is_one) in [
            ("smtps://me:pass@mail.example.com", true),
            ("smtp://127.0.0.1:2525", true),
            ("smtp://mail.example.com?tls=required", true),
            ("smtp://mail.example.com?tls=maybe", false),
            ("https://mail.example.com", false),
            ("smtp:", false),
            ("mail.example.com", false),
            ("", false),
        ] {
            assert_eq!(is_mail_server(text), is_one, "{text}");
        }
    }
}
