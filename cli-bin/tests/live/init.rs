//! `callflow init`.

use serde_json::Value;

use crate::at_both;
use crate::rig::{Asterisk, callflow};

at_both!(the_user_of_init_has_the_rights_that_it_needs);

/// The user that `callflow init` makes may ask all that is asked, and may do what it is for and nothing else.
fn the_user_of_init_has_the_rights_that_it_needs(asterisk: Asterisk) {
    let folder = tempfile::tempdir().unwrap();
    for (purpose, powers) in [("watch", &[][..]), ("act", &["Originate", "Redirect", "QueueAdd"])] {
        let config = asterisk.init(folder.path(), purpose);
        let (status, report, wrong) =
            callflow(&["doctor", "--config", &config, "--seconds", "1", "--format", "json"]);
        assert_eq!(status, Some(0), "{report}{wrong}");
        let report: Value = serde_json::from_str(&report).unwrap();
        let findings = report.pointer("/0/findings").and_then(Value::as_array).unwrap();
        let texts = |weight: &str| {
            let of = findings.iter().filter(|finding| finding.get("weight").unwrap() == weight);
            of.map(|finding| finding.get("text").and_then(Value::as_str).unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts("fault"), [] as [String; 0]);
        let asked = texts("fine").into_iter().find(|text| text.starts_with("may ask ")).unwrap();
        for question in ["BridgeList", "QueueStatus", "Status", "ExtensionStateList", "DeviceStateList"] {
            assert!(asked.contains(question), "{asked}");
        }
        let may: Vec<String> = texts("note")
            .into_iter()
            .filter(|text| text.starts_with("may ") && text.contains("out of write"))
            .collect();
        assert_eq!(may.is_empty(), powers.is_empty(), "{may:?}");
        for power in powers {
            assert!(may.iter().any(|text| text.contains(power)), "{power}: {may:?}");
        }
        assert!(!may.iter().any(|text| text.contains("Callflow never does")), "{may:?}");
    }
}
