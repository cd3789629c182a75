//! Files that are written while they are read from the store: however long a list is, memory has some pages of it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::pin::Pin;

use axum::body::{Body, Bytes};
use callflow_core::report::{Record, csv_line, csv_text};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc;

use crate::problem::Problem;
use crate::spreadsheet::{Spreadsheet, SpreadsheetError};

/// Rows, some at a time.
pub(super) type Pages = Pin<Box<dyn Stream<Item = Result<Vec<Record>, Problem>> + Send>>;

/// Of a file that is read.
const PIECE: usize = 64 * 1024;
/// Pages that wait to be written.
const PAGES: usize = 2;

/// What a workbook is called, and its columns.
pub(super) struct Workbook {
    pub(super) name: &'static str,
    pub(super) columns: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Read(#[from] Problem),
    #[error(transparent)]
    Written(#[from] SpreadsheetError),
    #[error("the temporary file of a spreadsheet")]
    File(#[from] std::io::Error),
    #[error("the spreadsheet was given up")]
    GivenUp(#[from] tokio::task::JoinError),
}

/// The lines of all rows under a heading. What fails on the way breaks the answer off, so that nobody takes a part for all.
pub(super) fn lines(columns: &[&str], pages: Pages) -> Body {
    let heading = csv_text(columns.iter().copied());
    let lines = pages.map_ok(|page| page.iter().map(csv_line).collect::<String>());
    Body::from_stream(stream::iter([Ok(heading)]).chain(lines).map_err(told))
}

/// The workbook of all rows. It has its table of contents at its end, so it is written to a temporary file first.
pub(super) fn workbook(what: Workbook, pages: Pages) -> Body {
    let file = stream::once(write(what, pages));
    Body::from_stream(file.map_ok(pieces).try_flatten().map_err(told))
}

fn told(error: impl Into<Broken>) -> Broken {
    let error = error.into();
    tracing::error!(error = &error as &dyn std::error::Error, "a report was broken off");
    error
}

async fn write(what: Workbook, mut pages: Pages) -> Result<File, Broken> {
    let (send, mut receive) = mpsc::channel::<Vec<Record>>(PAGES);
    let writer = tokio::task::spawn_blocking(move || -> Result<File, Broken> {
        let mut sheet = Spreadsheet::new(what.name);
        sheet.name_columns(what.columns.iter().map(String::as_str))?;
        while let Some(page) = receive.blocking_recv() {
            for record in &page {
                sheet.write(record)?;
            }
        }
        let mut file = tempfile::tempfile()?;
        sheet.finish(&file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    });
    while let Some(page) = pages.next().await {
        // A writer that has failed says why itself.
        if send.send(page?).await.is_err() {
            break;
        }
    }
    drop(send);
    writer.await?
}

fn pieces(file: File) -> impl Stream<Item = Result<Bytes, Broken>> {
    stream::try_unfold(file, |mut file| async {
        let (file, piece) = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::with_capacity(PIECE);
            Read::by_ref(&mut file).take(PIECE as u64).read_to_end(&mut piece)?;
            Ok::<_, std::io::Error>((file, piece))
        })
        .await??;
        Ok(if piece.is_empty() { None } else { Some((Bytes::from(piece), file)) })
    })
}
