//! What the container stack reads: references, registries.conf and its neighbours.
//!
//! A library of parsers and judges without I/O. Each takes a text and says what the tools of a given [`version`]
//! make of it: a value with spans, and a [`Finding`] for every slip, with the text that the tool prints.
//! The rules are those of podman, skopeo and docker themselves, which the tests in `tests/peers/registry_cases.rs` and
//! `tests/peers/containers.rs` hold this module to.

pub mod auth;
pub mod catalogue;
pub mod certs_d;
pub mod containerd;
pub mod containers_conf;
pub mod crio;
pub mod daemon;
pub mod finding;
pub mod go_json;
pub mod go_toml;
pub mod k3s;
pub mod kiwi;
pub mod policy;
pub mod quadlet;
pub mod reference;
pub mod registries;
pub mod registries_d;
mod shape;
pub mod storage;
pub mod target;
pub mod unit;
pub mod version;

pub use finding::{Finding, refusal};
pub use version::Version;
