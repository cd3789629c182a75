//! The catalogue's JSON.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct Catalogue {
    pub(crate) operations: Vec<Operation>,
    pub(crate) models: Vec<Model>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    pub(crate) resource: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) nickname: String,
    pub(crate) since: Vec<String>,
    pub(crate) upgrade: Option<String>,
    pub(crate) response: String,
    pub(crate) params: Vec<Param>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) param_type: String,
    pub(crate) data_type: String,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) allow_multiple: bool,
    #[serde(default)]
    pub(crate) allowable_values: Allowed,
}

/// Which values a parameter may have; both are empty where all are allowed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Allowed {
    #[serde(default)]
    pub(crate) values: Vec<String>,
    #[serde(default)]
    pub(crate) min: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) is_event: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) required: bool,
}

pub(crate) fn parse(text: &str) -> anyhow::Result<Catalogue> {
    Ok(serde_json::from_str(text)?)
}

impl Catalogue {
    /// Each resource once, in order.
    pub(crate) fn resources(&self) -> Vec<&str> {
        let mut resources: Vec<&str> = self.operations.iter().map(|one| one.resource.as_str()).collect();
        resources.sort_unstable();
        resources.dedup();
        resources
    }
}
