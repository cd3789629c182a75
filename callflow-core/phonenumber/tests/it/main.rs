//! Numbers of several countries, through a plan as a file has it.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use callflow_core::Plan;
use callflow_phonenumber::{PhoneNumbers, equip};
use proptest::prelude::*;

fn plan(text: &str) -> Plan {
    equip(toml::from_str(text).unwrap()).unwrap()
}

#[test]
fn numbers_become_e164_by_the_rules_of_the_country() {
    for (country, number, want) in [
        ("US", "2025550143", "+12025550143"),
        ("US", "12025550143", "+12025550143"),
        ("US", "(202) 555-0143", "+12025550143"),
        ("US", "011442079460958", "+442079460958"),
        ("US", "5550143", "5550143"),
        ("US", "9115550143", "9115550143"),
        ("us", "2025550143", "+12025550143"),
        ("GB", "02079460958", "+442079460958"),
        ("GB", "0012025550143", "+12025550143"),
        ("DE", "030123456", "+4930123456"),
        ("FR", "0123456789", "+33123456789"),
        ("IT", "0612345678", "+390612345678"),
        ("PL", "125550143", "+48125550143"),
        ("US", "101", "101"),
        ("US", "*97", "*97"),
        ("US", "sales", "sales"),
        ("US", "+12025550143", "+12025550143"),
    ] {
        let plan = plan(&format!("[numbers]\ncountry = {country:?}\n"));
        assert_eq!(&*plan.normalise(number), want, "{country} {number}");
    }
}

#[test]
fn a_country_tells_an_access_prefix_from_the_beginning_of_a_number() {
    let us = plan("[numbers]\ncountry = \"US\"\n");
    for (number, want) in [
        ("92025550111", "2025550111"),
        ("912025550111", "12025550111"),
        ("9175550143", "9175550143"),
        ("9011442079460958", "011442079460958"),
    ] {
        assert_eq!(us.without_access_prefix(number), want);
    }
    let de = plan("[numbers]\ncountry = \"DE\"\naccess_prefixes = [\"0\"]\n");
    for (number, want) in [("030123456", "030123456"), ("0030123456", "030123456")] {
        assert_eq!(de.without_access_prefix(number), want);
    }
}

#[test]
fn a_did_in_any_form_is_one_number() {
    let plan = plan("[numbers]\ncountry = \"US\"\n[[dids]]\nnumber = \"+15125550170\"\n");
    for wire in ["+15125550170", "15125550170", "5125550170", "0170", "0115125550170"] {
        let want = if wire == "0115125550170" { "0115125550170" } else { "+15125550170" };
        assert_eq!(&*plan.called_from_outside("trunk", wire), want, "{wire}");
    }
    assert_eq!(&*plan.called_from_outside("trunk", "5125550199"), "+15125550199", "not in the table");
}

#[test]
fn a_country_that_does_not_exist_is_refused() {
    for country in ["XX", "", "USA", "1", "Ü"] {
        let error = PhoneNumbers::of(country).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("{country:?} is no country; write two letters as in ISO 3166, such as US, GB or DE")
        );
    }
}

#[test]
fn a_plan_that_names_no_country_stays_as_it_is() {
    assert_eq!(&*equip(Plan::default()).unwrap().normalise("2025550143"), "2025550143");
}

#[test]
fn what_was_asked_is_not_shown() {
    let plan = plan("[numbers]\ncountry = \"US\"\n");
    assert_eq!(&*plan.normalise("2025550143"), "+12025550143");
    let shown = format!("{plan:?}");
    assert!(shown.contains("PhoneNumbers { country: US, .. }") && !shown.contains("5550143"), "{shown}");
}

proptest! {
    #[test]
    fn any_text_is_normalised_once_for_all(text in "[+0-9 ()-]{0,18}|\\PC{0,16}") {
        let plan = plan("[numbers]\ncountry = \"US\"\n[[dids]]\nnumber = \"_+1512555XXXX\"\n");
        let once = plan.normalise(&text);
        prop_assert_eq!(&plan.normalise(&once), &once);
        let called = plan.called_from_outside("trunk", &text);
        prop_assert_eq!(&plan.called_from_outside("trunk", &called), &called);
        prop_assert!(text.ends_with(plan.without_access_prefix(&text)));
    }
}
