//! Recordings of real Asterisk: all is read, and nothing is lost.

use std::fs;
use std::path::Path;

use ari_client::Event;
use serde_json::Value;

/// Every line of every `ari.jsonl`.
fn each_line(mut each: impl FnMut(&str, &str)) -> usize {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
    let mut count = 0;
    for version in ["asterisk-16", "asterisk-22"] {
        for scenario in fs::read_dir(captures.join(version)).unwrap() {
            let file = scenario.unwrap().path().join("ari.jsonl");
            let Ok(text) = fs::read_to_string(&file) else { continue };
            for line in text.lines() {
                each(file.to_str().unwrap(), line);
                count += 1;
            }
        }
    }
    count
}

#[test]
fn everything_recorded_is_read_and_written_as_it_was() {
    let count = each_line(|file, line| {
        let event = Event::from_json(line).unwrap();
        assert!(!matches!(event, Event::Other(_)), "{file}: {event:?}");
        let written = serde_json::to_value(&event).unwrap();
        let mut recorded: Value = serde_json::from_str(line).unwrap();
        // Asterisk 16 writes this text as a number.
        if let Some(time) = recorded.pointer_mut("/peer/time").filter(|time| time.is_number()) {
            *time = Value::String(time.to_string());
        }
        assert_eq!(written, recorded, "{file}");
    });
    assert!(count > 23_000, "{count} events");
}

#[test]
fn nothing_recorded_is_outside_the_catalogue() {
    each_line(|file, line| {
        let event = Event::from_json(line).unwrap();
        for channel in event.channels() {
            assert!(channel.extra.is_empty(), "{file}: {:?}", channel.extra);
        }
        for bridge in event.bridges() {
            assert!(bridge.extra.is_empty(), "{file}: {:?}", bridge.extra);
        }
    });
}
