//! Where copies of recordings are, behind what is done with them: any storage of objects will do.

use std::fmt::Debug;
use std::fs::File;
use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Bytes;
use futures_util::stream::BoxStream;

use super::range::Range;

/// The bytes of a recording, as they come.
pub(crate) type Parts = BoxStream<'static, io::Result<Bytes>>;

/// Storage elsewhere. What is in it is known by its URL, which only [`Storage::url`] makes.
#[async_trait]
pub(crate) trait Storage: Debug + Send + Sync {
    /// Where the copy of a file belongs that has this path, part by part.
    fn url(&self, path: &[&str]) -> Arc<str>;

    /// Copies so many bytes of a file, in the place of what is there. Done is only what was found to be there, and as large.
    async fn put(&self, url: &str, file: File, size: u64) -> io::Result<()>;

    /// A part of a copy; [`io::ErrorKind::NotFound`] where there is none.
    async fn read(&self, url: &str, range: Range) -> io::Result<Parts>;

    /// Removes a copy. That there is none is as good.
    async fn remove(&self, url: &str) -> io::Result<()>;
}
