//! What a client asks for.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// The methods that ARI has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "DELETE" => Self::Delete,
            _ => return None,
        })
    }
}

/// What came with a request besides its path.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Body {
    #[default]
    None,
    Json(Value),
    /// No JSON.
    Broken,
}

impl Body {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::None;
        }
        serde_json::from_slice(bytes).map_or(Self::Broken, Self::Json)
    }
}

/// A request, however it came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// What stands between the slashes behind `/ari/`.
    pub(crate) path: Vec<String>,
    query: Vec<(String, String)>,
    pub(crate) body: Body,
}

impl Request {
    /// A request for what stands behind `/ari/`: a path, and perhaps a query.
    pub(crate) fn new(method: Method, target: &str, body: Body) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request =
            Self { method, path: path.split('/').map(decoded).collect(), query: Vec::new(), body };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            request.push(decoded(name), decoded(&value.replace('+', " ")));
        }
        request
    }

    /// Adds a parameter of the query.
    pub(crate) fn push(&mut self, name: String, value: String) {
        self.query.push((name, value));
    }

    /// A parameter, of the body or else of the query. An empty one is none.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let given = self.fields().and_then(|fields| fields.get(name)).and_then(text);
        let asked = || self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        given.or_else(asked).filter(|value| !value.is_empty())
    }

    /// A parameter that lists several, with commas between them.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        if let Some(Value::Array(values)) = self.fields().and_then(|fields| fields.get(name)) {
            return values.iter().filter_map(text).collect();
        }
        let value = self.get(name).unwrap_or_default();
        value.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// A number as C reads it: what begins with none is 0.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        let text = self.get(name)?;
        let digits = text.char_indices().take_while(|(at, c)| c.is_ascii_digit() || (*at == 0 && *c == '-'));
        let end = digits.last().map_or(0, |(at, c)| at + c.len_utf8());
        Some(text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or_default())
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        let value = self.get(name).unwrap_or_default();
        ["true", "yes", "on", "1"].iter().any(|word| value.eq_ignore_ascii_case(word))
    }

    /// The fields of the body.
    pub(crate) fn fields(&self) -> Option<&Map<String, Value>> {
        match &self.body {
            Body::Json(Value::Object(fields)) => Some(fields),
            _ => None,
        }
    }
}

/// The text of a value that may stand for a parameter.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_are_read() {
        let body = Body::Json(json!({"timeout": 5, "channel": ["x", "y"], "early": true}));
        let request =
            Request::new(Method::Post, "channels/a%2Fb;1/play?media=sound:a,b&q=a+b%26&n=-7s&z=", body);
        assert_eq!(request.path, ["channels", "a/b;1", "play"]);
        assert_eq!(request.list("media"), ["sound:a", "b"]);
        assert_eq!(request.list("channel"), ["x", "y"]);
        assert_eq!(request.get("q").as_deref(), Some("a b&"));
        assert_eq!((request.number("n"), request.number("timeout")), (Some(-7), Some(5)));
        assert_eq!((request.number("q"), request.number("none")), (Some(0), None));
        assert_eq!((request.get("z"), request.is_true("early")), (None, true));
    }

    #[test]
    fn a_body_is_json_or_broken() {
        assert_eq!(Body::read(b""), Body::None);
        assert_eq!(Body::read(b"[1]"), Body::Json(json!([1])));
        assert_eq!(Body::read(b"{"), Body::Broken);
    }
}
