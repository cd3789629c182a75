//! Finding an event's type without reading the event.

/// The value of the member `type` of an object, if it is a text without escapes. Strings and nested values are stepped
/// over, so that a `type` inside of them does not count.
pub(super) fn find_type(text: &str) -> Option<&str> {
    let mut rest = text.trim_start().strip_prefix('{')?;
    loop {
        rest = rest.trim_start();
        let (name, after) = string(rest.strip_prefix('"')?)?;
        let value = after.trim_start().strip_prefix(':')?.trim_start();
        if name == "type" {
            let (found, _) = string(value.strip_prefix('"')?)?;
            return (!found.contains('\\')).then_some(found);
        }
        rest = skip(value)?.trim_start().strip_prefix(',')?;
    }
}

/// What is left of the string that begins here, and what follows it.
fn string(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                return text
                    .split_at_checked(at)
                    .and_then(|(one, rest)| Some((one, rest.strip_prefix('"')?)));
            }
            _ => {}
        }
    }
    None
}

/// What follows the value that begins here.
fn skip(text: &str) -> Option<&str> {
    if let Some(inside) = text.strip_prefix('"') {
        return string(inside).map(|(_, rest)| rest);
    }
    let mut depth = 0_usize;
    let mut rest = text;
    loop {
        let at = rest.find(['"', '{', '}', '[', ']', ','])?;
        let (_, from) = rest.split_at_checked(at)?;
        match from.bytes().next()? {
            b'"' => {
                rest = string(from.strip_prefix('"')?)?.1;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            // The end of the number, of the word, or of the object around it.
            _ if depth == 0 => return Some(from),
            _ => {}
        }
        rest = from.get(1..)?;
        if depth == 0 {
            return Some(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_found_wherever_it_is() {
        for (text, found) in [
            (r#"{"type":"A"}"#, Some("A")),
            (r#" { "type" : "A" , "b" : 1 }"#, Some("A")),
            (r#"{"a":"type","b":{"type":"X"},"c":[{"type":"Y"},["]"]],"type":"A"}"#, Some("A")),
            (r#"{"a":1.5e3,"b":null,"c":true,"d":[],"e":{},"type":"A"}"#, Some("A")),
            (r#"{"a":"\"type\":\"X\",","b\\":"}","type":"A"}"#, Some("A")),
            (r#"{"é":"日本","type":"Ä"}"#, Some("Ä")),
            (r#"{"a":{"type":"X"}}"#, None),
            (r#"{"type":1}"#, None),
            (r#"{"type":"A"#, None),
            (r#"["type","A"]"#, None),
            ("{", None),
            ("", None),
        ] {
            assert_eq!(find_type(text), found, "{text}");
        }
    }
}
