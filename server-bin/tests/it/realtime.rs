//! What happens, as it happens: Server-Sent Events, WebSocket and Socket.IO.

mod access;
mod classic;
#[path = "../../src/realtime/hub/copy.rs"]
mod copy;
mod document;
mod followers;
mod restart;
mod streams;
