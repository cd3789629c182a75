//! A picture of a recording.

use std::io;

use axum::extract;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::IntoParams;

use super::super::State;
use super::super::path::Path;
use super::super::query::{NUMBER, Parameters};
use super::listed::Pairs;
use super::{Asked, unread};
use crate::auth::Granted;
use crate::problem::Problem;
use crate::recordings::{Waveform, WaveformError};

const USUAL_COLUMNS: usize = 800;
const MOST_COLUMNS: usize = 4_000;

/// How wide, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`waveform` reads it, and tells what is unknown")]
pub(super) struct WaveformParameters {
    /// How many columns, from 10 to 4000; 800 unless told.
    #[param(minimum = 10, maximum = 4000)]
    width: Option<u32>,
}

/// How loud it is, from its beginning to its end: SVG, a column the highest sample of its stretch. Of WAV with 16 bit PCM, µ-law
/// or A-law; of any other format there is none (422).
#[utoipa::path(get, path = "/{id}/waveform.svg", tag = "recordings",
    params(("id" = String, Path, description = "Its id"), WaveformParameters),
    responses((status = 200, description = "The picture", content_type = "image/svg+xml", body = String)))]
pub(super) async fn waveform(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    extract::Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let mut parameters = Parameters::new(pairs, &["width"]);
    let columns: usize = parameters.parsed("width", NUMBER).unwrap_or(USUAL_COLUMNS);
    if !(10..=MOST_COLUMNS).contains(&columns) {
        parameters.refuse("width", format!("must be from 10 to {MOST_COLUMNS}"));
    }
    parameters.finish()?;
    let asked = Asked::read(&state, &granted, &id).await?;
    let found = asked.open(&state).await?;
    let (tag, size) = (found.tag(), found.size());
    let reader = found.reader().await.map_err(unread)?;
    let drawing = move || Waveform::read(reader, size, columns).map(|waveform| waveform.svg());
    let drawn = tokio::task::spawn_blocking(drawing).await;
    match drawn.unwrap_or_else(|_| Err(io::Error::other("the server is stopping").into())) {
        Ok(svg) => {
            Ok(([(header::CONTENT_TYPE, "image/svg+xml".to_owned()), (header::ETAG, tag)], svg)
                .into_response())
        }
        Err(WaveformError::Format) => {
            Err(Problem::Unprocessable("only WAV of 16 bit PCM, \u{b5}-law or A-law is drawn"))
        }
        Err(error) => Err(Problem::Internal(error.into())),
    }
}
