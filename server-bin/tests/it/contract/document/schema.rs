//! As much of JSON Schema as the document says; what else it may say one day is told, not passed over.

use serde_json::Value;

/// The schemas of a document.
pub(super) struct Schemas<'d> {
    document: &'d Value,
}

/// Says of a value what is for people, or for tools that make code of it.
const TOLD: [&str; 11] = [
    "description",
    "title",
    "default",
    "examples",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "maxLength",
    "maxItems",
    "uniqueItems",
];

impl<'d> Schemas<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        Self { document }
    }

    /// Whether a value is of that form, with the place and the reason if not.
    pub(super) fn check(&self, schema: &Value, value: &Value) -> Result<(), String> {
        self.at("", schema, value)
    }

    fn at(&self, place: &str, schema: &Value, value: &Value) -> Result<(), String> {
        let Some(rules) = schema.as_object() else {
            return if *schema == Value::Bool(true) { Ok(()) } else { Err(format!("{place}: no schema")) };
        };
        for (rule, told) in rules {
            let holds = match rule.as_str() {
                "$ref" => {
                    let to = told.as_str().unwrap().trim_start_matches('#');
                    self.at(place, self.document.pointer(to).unwrap(), value)?;
                    true
                }
                "type" => match told {
                    Value::Array(types) => types.iter().any(|of| is(of, value)),
                    of => is(of, value),
                },
                "enum" => told.as_array().unwrap().contains(value),
                "const" => told == value,
                "format" => of_format(told.as_str().unwrap(), value),
                "minimum" => value.as_f64().is_none_or(|value| value >= told.as_f64().unwrap()),
                "maximum" => value.as_f64().is_none_or(|value| value <= told.as_f64().unwrap()),
                "oneOf" => self.count(place, told, value) == 1,
                "anyOf" => self.count(place, told, value) > 0,
                "allOf" => {
                    for part in told.as_array().unwrap() {
                        self.at(place, part, value)?;
                    }
                    true
                }
                "required" => {
                    let missing = told.as_array().unwrap().iter().find(|name| {
                        value.as_object().is_some_and(|fields| !fields.contains_key(name.as_str().unwrap()))
                    });
                    match missing {
                        Some(missing) => return Err(format!("{place}: {missing} is missing")),
                        None => true,
                    }
                }
                "properties" => {
                    for (name, value) in value.as_object().into_iter().flatten() {
                        if let Some(schema) = told.get(name) {
                            self.at(&format!("{place}/{name}"), schema, value)?;
                        }
                    }
                    true
                }
                "additionalProperties" => {
                    let known = &rules.get("properties").cloned().unwrap_or_default();
                    for (name, value) in value.as_object().into_iter().flatten() {
                        if known.get(name).is_none() {
                            self.at(&format!("{place}/{name}"), told, value)?;
                        }
                    }
                    true
                }
                "propertyNames" => {
                    for name in value.as_object().into_iter().flat_map(|fields| fields.keys()) {
                        self.at(&format!("{place}/{name}"), told, &Value::String(name.clone()))?;
                    }
                    true
                }
                "items" => {
                    for (at, value) in value.as_array().into_iter().flatten().enumerate() {
                        self.at(&format!("{place}/{at}"), told, value)?;
                    }
                    true
                }
                other if TOLD.contains(&other) => true,
                other => return Err(format!("{place}: nobody has taught this test what {other} is")),
            };
            if !holds {
                return Err(format!("{place}: {value} is not {rule} {told}"));
            }
        }
        Ok(())
    }

    fn count(&self, place: &str, schemas: &Value, value: &Value) -> usize {
        schemas.as_array().unwrap().iter().filter(|schema| self.at(place, schema, value).is_ok()).count()
    }
}

fn is(of: &Value, value: &Value) -> bool {
    match of.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn of_format(format: &str, value: &Value) -> bool {
    match (format, value) {
        ("date-time", Value::String(text)) => {
            text.ends_with('Z') && text.parse::<callflow_core::Timestamp>().is_ok()
        }
        (_, Value::Number(number)) if format.starts_with("uint") => number.is_u64(),
        _ => true,
    }
}
