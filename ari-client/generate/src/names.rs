//! Names of the wire as Rust names.

/// Words in lower case: `sendDTMF` → `send_dtmf`.
pub(crate) fn snake(wire: &str) -> String {
    let letters: Vec<char> = wire.replace("rtpstatistics", "rtpStatistics").chars().collect();
    let mut name = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| letters.get(at)).copied().unwrap_or('_');
        if letter.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    match name.as_str() {
        "type" | "move" => format!("{name}_"),
        _ => name,
    }
}

/// A type's name: `sendDTMF` → `SendDtmf`.
pub(crate) fn pascal(wire: &str) -> String {
    let mut name = String::new();
    for word in snake(wire).split('_') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// A model's name: as the catalogue has it, but acronyms are words.
pub(crate) fn model(wire: &str) -> String {
    match wire {
        "CallerID" => "CallerId".to_owned(),
        "RTPstat" => "RtpStat".to_owned(),
        _ => wire.replace("REST", "Rest").replace("CEP", "Cep"),
    }
}
