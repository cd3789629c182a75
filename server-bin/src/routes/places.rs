//! On which Asterisk: what most routes of extensions, agents and queues are asked besides.

use std::sync::Arc;

use utoipa::IntoParams;

use super::State;
use super::query::Parameters;
use crate::problem::Problem;
use crate::trackers::Tracker;

/// On which Asterisk, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`pbx_of` reads it")]
pub(super) struct PbxFilter {
    /// The Asterisk; may be left out where there is only one.
    pbx: Option<String>,
}

pub(super) fn pbx_of(pairs: Vec<(String, String)>) -> Result<Option<Arc<str>>, Problem> {
    let mut asked = Parameters::new(pairs, &["pbx"]);
    let pbx = asked.text("pbx");
    asked.finish()?;
    Ok(pbx)
}

/// The tracker of that Asterisk; of the only one where none is named.
pub(super) fn tracker<'s>(state: &'s State, pbx: Option<&str>) -> Result<&'s Tracker, Problem> {
    match (pbx, &*state.trackers) {
        (Some(pbx), trackers) => {
            let named = trackers.iter().find(|tracker| *tracker.pbx == *pbx);
            named.ok_or_else(|| Problem::NotFound(format!("Asterisk {pbx}")))
        }
        (None, [only]) => Ok(only),
        (None, []) => Err(Problem::NotFound("Asterisk connected to this server".to_owned())),
        (None, _) => Err(Problem::field("pbx", "there are several: name one")),
    }
}
