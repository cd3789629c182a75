//! What the fuzz targets share.
//!
//! A target reads its input as bytes of the wire after a first byte that says how to serve them, so that a recording with
//! one byte put before it is a good input, and the dictionary's words mean something wherever they land.

#![forbid(unsafe_code)]

pub mod action;
pub mod event;
pub mod laws;
pub mod serving;
pub mod stream;
pub mod traffic;
