//! What a client is told.

use serde_json::{Value, json};

/// The answer to a request, however it goes back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// What stands behind the status. Asterisk is free with it.
    pub(crate) reason: &'static str,
    pub(crate) content: Content,
    /// Where that which was made can be asked for.
    pub(crate) location: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    None,
    Json(Value),
    /// A sound, of this type.
    File(&'static str, Vec<u8>),
}

impl Answer {
    pub(crate) fn new(status: u16, reason: &'static str, content: Content) -> Self {
        Self { status, reason, content, location: None }
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::new(200, "OK", Content::Json(body))
    }

    pub(crate) fn created(body: Value, location: String) -> Self {
        Self { location: Some(location), ..Self::new(201, "Created", Content::Json(body)) }
    }

    pub(crate) fn done() -> Self {
        Self::new(204, "No Content", Content::None)
    }

    pub(crate) fn error(status: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, reason, Content::Json(json!({ "message": message.into() })))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::error(400, "Bad Request", message)
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        Self::invalid(format!("Missing parameter {parameter}"))
    }

    pub(crate) fn unreadable() -> Self {
        Self::invalid("Error parsing request body")
    }

    pub(crate) fn not_found(message: &'static str) -> Self {
        Self::error(404, "Not Found", message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::error(409, "Conflict", message)
    }

    pub(crate) fn not_in_stasis() -> Self {
        Self::conflict("Channel not in Stasis application")
    }

    pub(crate) fn unprocessable(message: &'static str) -> Self {
        Self::error(422, "Unprocessable Entity", message)
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::error(500, "Internal Server Error", message)
    }

    /// No channel can be made to that endpoint.
    pub(crate) fn no_channel() -> Self {
        Self::new(500, "Internal Server Error", Content::Json(json!({ "error": "Allocation failed" })))
    }

    pub(crate) fn not_simulated(what: &str) -> Self {
        Self::error(501, "Not Implemented", format!("{what} is not simulated"))
    }
}

/// What there is of something, or the answer that refuses it.
pub(crate) type Asked = Result<Answer, Answer>;

/// The one answer that it comes to.
pub(crate) fn either(asked: Asked) -> Answer {
    asked.unwrap_or_else(|refusal| refusal)
}
