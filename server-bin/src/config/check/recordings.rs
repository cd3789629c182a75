//! The settings of recordings, and of the storage in which they are copied.

use url::Url;

use super::items;
use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::settings::Settings;
use crate::config::{Folder, Folders, Recordings, S3Settings};

impl Settings {
    pub(super) fn recordings(&self) -> Result<Recordings, ConfigError> {
        let (text, layer) = self.text(&Key::RecordingsFolders);
        let folder = |item| {
            Folder::parse(item).map_err(|error| {
                let why =
                    format!("{error}; write /var/spool/asterisk/monitor, or /of/asterisk=/mounted/here");
                ConfigError::invalid(layer, Key::RecordingsFolders, why)
            })
        };
        let folders = Folders::new(items(text).map(folder).collect::<Result<_, _>>()?);
        let copies = self.s3()?;
        if let (Some(_), "") = (&copies, text) {
            let why = "needs recordings.folders, where the files are that are copied";
            return Err(self.unfit(Key::RecordingsS3Url, why));
        }
        Ok(Recordings { folders, keep: self.days(Key::RecordingsKeepDays)?, copies })
    }

    fn s3(&self) -> Result<Option<S3Settings>, ConfigError> {
        if !self.is_set(&Key::RecordingsS3Url) {
            let others = [Key::RecordingsS3Endpoint, Key::RecordingsS3AccessKey, Key::RecordingsS3SecretKey];
            let alone = others.into_iter().find(|key| self.is_set(key));
            let alone =
                alone.or(self.is_on(&Key::RecordingsS3RemoveLocal).then_some(Key::RecordingsS3RemoveLocal));
            return match alone {
                Some(key) => Err(self.unfit(key, "says nothing without recordings.s3_url")),
                None => Ok(None),
            };
        }
        if !cfg!(feature = "s3") {
            let why = "this callflowd was built without the feature s3";
            return Err(self.unfit(Key::RecordingsS3Url, why));
        }
        let (bucket, prefix) = self.bucket()?;
        Ok(Some(S3Settings {
            bucket,
            prefix,
            endpoint: self.s3_endpoint()?,
            region: self.text(&Key::RecordingsS3Region).0.to_owned(),
            access_key: self.required(Key::RecordingsS3AccessKey)?.to_owned(),
            secret_key: self.required(Key::RecordingsS3SecretKey)?.into(),
            remove_local: self.is_on(&Key::RecordingsS3RemoveLocal),
        }))
    }

    /// Bucket and prefix. The text is repeated: it has no place for a password.
    fn bucket(&self) -> Result<(String, String), ConfigError> {
        let text = self.text(&Key::RecordingsS3Url).0;
        let named = text.strip_prefix("s3://").map(|rest| rest.split_once('/').unwrap_or((rest, "")));
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        match named {
            Some((bucket, prefix)) if !bucket.is_empty() && bucket.chars().all(is_plain) => {
                let prefix = prefix.trim_matches('/');
                let is_part = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(is_plain);
                if prefix.is_empty() || prefix.split('/').all(is_part) {
                    return Ok((bucket.to_owned(), prefix.to_owned()));
                }
                Err(self.unfit(
                    Key::RecordingsS3Url,
                    "has a prefix of other letters than A-Z, a-z, 0-9, '.', '_', '-' and '/'",
                ))
            }
            _ => {
                Err(self
                    .unfit(Key::RecordingsS3Url, "names no bucket; write s3://bucket or s3://bucket/prefix"))
            }
        }
    }

    fn s3_endpoint(&self) -> Result<Option<Url>, ConfigError> {
        if !self.is_set(&Key::RecordingsS3Endpoint) {
            return Ok(None);
        }
        let unfit = |why| Err(self.unfit(Key::RecordingsS3Endpoint, why));
        let Ok(url) = Url::parse(self.text(&Key::RecordingsS3Endpoint).0) else {
            return unfit("is no URL; write https://storage.example.com");
        };
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.has_host();
        match url.scheme() {
            _ if !is_bare => unfit("may have a host, a port and a path, and nothing else"),
            "https" => Ok(Some(url)),
            "http" if self.is_on(&Key::RecordingsS3AllowHttp) => Ok(Some(url)),
            "http" => unfit(
                "would send recordings unencrypted; write https, or allow it with recordings.s3_allow_http",
            ),
            _ => unfit("is neither https nor http"),
        }
    }

    fn required(&self, key: Key) -> Result<&str, ConfigError> {
        match self.text(&key).0 {
            "" => Err(ConfigError::invalid(
                self.text(&Key::RecordingsS3Url).1,
                Key::RecordingsS3Url,
                format!("needs {key}"),
            )),
            text => Ok(text),
        }
    }

    fn unfit(&self, key: Key, why: &str) -> ConfigError {
        ConfigError::invalid(self.text(&key).1, key, why.to_owned())
    }
}
