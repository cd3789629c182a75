//! Made-up records for tests.

use callflow_core::Call;
use callflow_core::store::testkit::sample::Sample;

/// A call in this version.
pub(crate) fn call(id: &str, version: u32) -> Call {
    let mut call = Sample::new(id, 0).build();
    call.version = version;
    call
}
