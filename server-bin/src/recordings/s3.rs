//! Copies of recordings in storage that speaks S3.

mod http;

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::{AmazonS3Builder, Checksum};
use object_store::buffered::BufWriter;
use object_store::path::{Path, PathPart};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, RetryConfig};
use secrecy::ExposeSecret as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use self::http::Connector;
use super::range::Range;
use super::storage::{Parts, Storage};
use crate::config::S3Settings;

/// Files from this size on go in parts of it. With as many parts at once this bounds what is in memory.
const PART: usize = 8 << 20;
const PARTS_AT_ONCE: usize = 2;
/// How often a request is sent again before the whole waits, and for how long at most.
const RETRIES: (usize, Duration) = (3, Duration::from_secs(60));

/// A bucket.
#[derive(Debug)]
pub(crate) struct S3 {
    objects: Arc<dyn ObjectStore>,
    /// `s3://bucket/`
    root: String,
    prefix: String,
}

impl S3 {
    /// Makes no connection yet.
    pub(crate) fn new(settings: &S3Settings) -> Result<Self, object_store::Error> {
        let (max_retries, retry_timeout) = RETRIES;
        let retry = RetryConfig { max_retries, retry_timeout, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_http_connector(Connector)
            .with_retry(retry)
            // The server computes it, too, and refuses what has changed on the way.
            .with_checksum_algorithm(Checksum::SHA256)
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.access_key)
            .with_secret_access_key(settings.secret_key.expose_secret());
        if let Some(endpoint) = &settings.endpoint {
            // That this may be http was asked when the settings were read.
            builder = builder
                .with_endpoint(endpoint.as_str().trim_end_matches('/'))
                .with_allow_http(endpoint.scheme() == "http");
        }
        Ok(Self::of(Arc::new(builder.build()?), &settings.bucket, &settings.prefix))
    }

    fn of(objects: Arc<dyn ObjectStore>, bucket: &str, prefix: &str) -> Self {
        Self { objects, root: format!("s3://{bucket}/"), prefix: prefix.to_owned() }
    }

    fn path(&self, url: &str) -> io::Result<Path> {
        let key = url.strip_prefix(&self.root).ok_or_else(|| {
            io::Error::other(format!("the copy {url:?} is in another bucket than {:?}", self.root))
        })?;
        Path::parse(key).map_err(io::Error::other)
    }
}

#[async_trait]
impl Storage for S3 {
    fn url(&self, path: &[&str]) -> Arc<str> {
        let prefix = self.prefix.split('/').filter(|part| !part.is_empty());
        let path: Path = prefix.chain(path.iter().copied()).map(PathPart::from).collect();
        format!("{}{path}", self.root).into()
    }

    async fn put(&self, url: &str, file: File, size: u64) -> io::Result<()> {
        let path = self.path(url)?;
        let mut file = tokio::fs::File::from_std(file).take(size);
        let mut writer = BufWriter::with_capacity(self.objects.clone(), path.clone(), PART)
            .with_max_concurrency(PARTS_AT_ONCE);
        let copied = tokio::io::copy(&mut file, &mut writer).await;
        let copied = copied.and_then(|copied| match copied == size {
            true => Ok(()),
            false => Err(io::Error::other("the file is shorter than it was")),
        });
        if let Err(error) = copied {
            // Parts without an end cost money, and nobody sees them. Where this fails too, a rule of the bucket has to end them.
            let _ = writer.abort().await;
            return Err(error);
        }
        writer.shutdown().await?;
        let stored = self.objects.head(&path).await?;
        if stored.size != size {
            return Err(io::Error::other(format!("{} bytes of {size} are there", stored.size)));
        }
        Ok(())
    }

    async fn read(&self, url: &str, range: Range) -> io::Result<Parts> {
        let path = self.path(url)?;
        let range = GetRange::Bounded(range.first..range.last.saturating_add(1));
        let options = GetOptions { range: Some(range), ..GetOptions::default() };
        let answer = self.objects.get_opts(&path, options).await?;
        Ok(answer.into_stream().map_err(io::Error::from).boxed())
    }

    async fn remove(&self, url: &str) -> io::Result<()> {
        match self.objects.delete(&self.path(url)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
