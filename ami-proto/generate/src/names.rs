//! Names of the wire as Rust names.

/// A type's name: as on the wire, but for `AOC-D` and names in capitals alone (`CEL`).
pub(crate) fn type_name(wire: &str) -> String {
    let shouted = !wire.bytes().any(|b| b.is_ascii_lowercase());
    let mut name = String::new();
    for word in wire.split('-') {
        if shouted && word.len() > 1 {
            let (first, rest) = word.split_at(1);
            name.push_str(first);
            name.push_str(&rest.to_lowercase());
        } else {
            name.push_str(word);
        }
    }
    name
}

/// A method's name: words in lower case, `CallerIDNum` → `caller_id_num`.
pub(crate) fn method_name(wire: &str) -> String {
    let mut wire = wire.to_owned();
    for (from, to) in CUT {
        wire = wire.replace(from, to);
    }
    let wire = wire.strip_suffix("-000000").or_else(|| wire.strip_suffix("(0)")).unwrap_or(&wire);
    let bytes: Vec<char> = wire.chars().collect();
    let mut name = String::new();
    for (index, &letter) in bytes.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            name.push('_');
            continue;
        }
        let before = index.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or('_');
        let after = bytes.get(index + 1).copied().unwrap_or('_');
        let begins = before.is_ascii_lowercase() || before.is_ascii_digit();
        let ends_acronym = before.is_ascii_uppercase() && after.is_ascii_lowercase();
        if letter.is_ascii_uppercase() && (begins || ends_acronym) {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    match name.as_str() {
        "100rel" => "rel_100".to_owned(),
        "new" | "type" | "match" | "use" | "ref" | "async" | "move" | "loop" => format!("{name}_"),
        _ => name,
    }
}

/// What would be cut in the wrong place, because a word in capitals is followed by one in lower case.
const CUT: [(&str, &str); 9] = [
    ("IDani", "IdAni"),
    ("IDdnid", "IdDnid"),
    ("IDname", "IdName"),
    ("IDnum", "IdNum"),
    ("IDrdnis", "IdRdnis"),
    ("IDton", "IdTon"),
    ("FAXes", "Faxes"),
    ("IPaddress", "IpAddress"),
    ("IPport", "IpPort"),
];

/// A constant's name: `Dialing Offhook` → `DIALING_OFFHOOK`.
pub(crate) fn constant_name(value: &str) -> String {
    let mut name = String::new();
    let mut before = '_';
    for letter in value.chars() {
        if letter.is_ascii_alphanumeric() {
            if letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
                name.push('_');
            }
            name.push(letter.to_ascii_uppercase());
        } else if before.is_ascii_alphanumeric() {
            name.push('_');
        }
        before = letter;
    }
    let name = name.trim_end_matches('_');
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("N{name}") } else { name.to_owned() }
}
