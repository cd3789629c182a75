//! What `callflow plan check` prints.

use std::io::{self, Write};

use callflow_core::plan::{DidForm, DirectionReason, NumberChecked, NumberExplained, NumberKind, NumberRule};

use super::{NOTHING, shown, word};
use crate::plan::Checked;

/// Prints a block for each number.
pub(crate) fn plan(out: &mut impl Write, checked: &Checked<'_>) -> io::Result<()> {
    for (place, number) in checked.numbers.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        block(out, number)?;
    }
    Ok(())
}

fn block(out: &mut impl Write, checked: &NumberChecked<'_>) -> io::Result<()> {
    let explained = &checked.explained;
    writeln!(out, "{}", shown(&explained.number))?;
    line(out, "is", &kind(explained))?;
    if let Some(prefix) = &explained.access_prefix {
        line(out, "access prefix", &format!("{prefix}, taken off where the number is shown as somebody's"))?;
    }
    line(out, "shown as", &format!("{}, {}", text(explained.shown.as_deref()), rule(explained)))?;
    if let Some(did) = &explained.did {
        let by = match did.by {
            DidForm::Form => "one of the forms",
            DidForm::End => "the end",
            _ => "the number",
        };
        let name = did.name.map(|name| format!(" ({})", shown(name))).unwrap_or_default();
        line(out, "DID", &format!("{}{name}, {by} of {}", shown(&did.number), did.entry))?;
    }
    line(out, "as caller", text(checked.as_caller.as_deref()).as_str())?;
    let dialled = &checked.as_dialled;
    line(out, "when dialled", &format!("{}: {}", word(&dialled.direction), reason(dialled.reason)))?;
    line(out, "dialled is", text(dialled.dialled.as_deref()).as_str())?;
    line(out, "tenant", &shown(&dialled.tenant))
}

fn line(out: &mut impl Write, what: &str, text: &str) -> io::Result<()> {
    writeln!(out, "  {what:<14} {text}")
}

fn text(text: Option<&str>) -> String {
    text.map_or_else(|| NOTHING.into(), shown)
}

fn kind(explained: &NumberExplained<'_>) -> String {
    let pattern = explained.pattern.map(ToString::to_string).unwrap_or_default();
    match explained.kind {
        NumberKind::Internal => format!("inside: {pattern} of numbers.internal"),
        NumberKind::Public => "outside: digits of the public network, and not in numbers.internal".into(),
        NumberKind::Anonymous => format!("hidden: {pattern} of numbers.anonymous"),
        NumberKind::Innards => "one of Asterisk's own words, nobody's number".into(),
        _ => "neither inside nor outside: a name, or too short".into(),
    }
}

fn rule(explained: &NumberExplained<'_>) -> &'static str {
    match (explained.shown.is_some(), explained.rule) {
        (false, _) => "for it is nobody's number",
        (_, NumberRule::Internal) => "as all inside numbers",
        (_, NumberRule::E164) => "E.164 as it stands",
        (_, NumberRule::Country) => "E.164 by the data of numbers.country",
        (_, NumberRule::InternationalPrefix) => "E.164 by numbers.international_prefix",
        (_, NumberRule::NationalPrefix) => "E.164 by numbers.national_prefix and country_code",
        _ => "for no rule makes it E.164",
    }
}

fn reason(reason: DirectionReason<'_>) -> String {
    match reason {
        DirectionReason::TrunkDialled { pattern } => {
            format!("Asterisk called a trunk, {pattern} of inbound.trunks or trunks")
        }
        DirectionReason::Trunk { pattern } => {
            format!("it comes over a trunk, {pattern} of inbound.trunks or trunks")
        }
        DirectionReason::InboundContext { pattern } => {
            format!("it comes in at {pattern} of inbound.contexts")
        }
        DirectionReason::InternalNumber { pattern } => {
            format!("an inside number, {pattern} of numbers.internal")
        }
        DirectionReason::PublicNumber => "a number of the public network".into(),
        DirectionReason::FromInside => "a phone that is inside reached something inside".into(),
        _ => "neither the number nor the place tells; give --context or --endpoint".into(),
    }
}
