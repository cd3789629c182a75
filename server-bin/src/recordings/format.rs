//! What the end of a file's name says of it.

use std::path::Path;

/// The media type of a recording, by the formats that Asterisk writes. What is not known is bytes.
pub(crate) fn content_type(file: &str) -> &'static str {
    let extension = Path::new(file).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match &*extension.to_ascii_lowercase() {
        // `wav49` has the ending `WAV`.
        "wav" => "audio/wav",
        "gsm" => "audio/x-gsm",
        "ogg" | "opus" => "audio/ogg",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "flac" => "audio/flac",
        "au" => "audio/basic",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_known_in_any_case() {
        for (file, want) in [
            ("/a/b.wav", "audio/wav"),
            ("/a/b.WAV", "audio/wav"),
            ("b.mp3", "audio/mpeg"),
            ("b.sln16", "application/octet-stream"),
            ("b", "application/octet-stream"),
            ("b.html", "application/octet-stream"),
        ] {
            assert_eq!(content_type(file), want, "{file}");
        }
    }
}
