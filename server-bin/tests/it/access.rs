//! Who may ask for what, and who may not.

mod forged;
mod limits;
mod paths;
mod rights;
mod sign_in;
mod tenants;
