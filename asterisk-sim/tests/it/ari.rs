//! The REST interface: requests, events, and the world behind them.

mod answers;
mod applications;
mod calls;
mod client;
mod faults;
mod media;
mod order;
mod two_interfaces;
