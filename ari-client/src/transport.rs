//! What requests and events travel by.

use serde::Deserialize;

use crate::error::Error;
use crate::operation::{Answer, Operation, read_json};

pub(crate) mod http;
pub(crate) mod stream;
#[cfg(feature = "tls")]
pub(crate) mod tls;
pub(crate) mod websocket;

/// An answer as it came, whatever it came by.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The status in words.
    pub reason: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What Asterisk says when it does not do something.
#[derive(Deserialize)]
struct Refusal {
    message: Option<String>,
    error: Option<String>,
}

impl Reply {
    /// What it says.
    ///
    /// # Errors
    /// If its status is no success, or its body is not as it should be.
    pub fn read<O: Operation>(self) -> Result<O::Answer, Error> {
        let body = self.body_of(O::NAME)?;
        O::Answer::decode(&body).map_err(|error| unreadable(O::NAME, &error))
    }

    /// The body of a success.
    fn body_of(self, operation: &'static str) -> Result<Vec<u8>, Error> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        let told = read_json::<Refusal>(&self.body).ok();
        let told = told.and_then(|refusal| refusal.message.or(refusal.error));
        Err(Error::of_status(operation, self.status, told.unwrap_or(self.reason)))
    }
}

fn unreadable(operation: &'static str, error: &serde_json::Error) -> Error {
    Error::Unreadable { operation, message: error.to_string() }
}
