//! `bridgeSegments`: who talked with whom, and when.

use callflow_core::call::BridgeSegment;
use mongodb::bson::Bson;

use super::Fields;

pub(crate) fn fields(fields: Fields, segment: &BridgeSegment) -> Fields {
    let parties: Vec<Bson> = segment.parties.iter().map(|party| Bson::from(&**party)).collect();
    let fields = fields
        .set("bridge", segment.bridge.as_str())
        .date("from", Some(segment.from))
        .date("to", segment.to)
        .set("parties", parties);
    match segment.to {
        Some(to) => fields.number("ms", to.millis_since(segment.from)),
        None => fields,
    }
}
