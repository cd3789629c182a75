//! Waiting for a client to be connected.

use ami_client::{Client, ConnectError, State};

/// Waits for the end of the first attempt; what fails then is most likely wrong for good, and somebody watches.
pub(crate) async fn first_login(client: &Client) -> Result<(), ConnectError> {
    let mut state = client.state();
    let settled = state.wait_for(|state| !matches!(state, State::Connecting)).await;
    match settled.as_deref() {
        Ok(State::Up { .. }) => Ok(()),
        Ok(State::Waiting { error, .. }) => Err(error.clone()),
        Ok(_) | Err(_) => Err(ConnectError::Closed),
    }
}
