//! What the server needs of its store today: calls, and the state they come from.

use callflow_core::store::{CallStore, Lifecycle, StateStore};

pub(crate) trait Store: CallStore + StateStore + Lifecycle {}

impl<T: CallStore + StateStore + Lifecycle + ?Sized> Store for T {}
