//! KIWI image descriptions, schema version 8.5, as Rust types: made from `rng/kiwi.rnc` by
//! [`crate::generate::types`], whose test says when they are not the schema's any more.
//!
//! ```
//! use rowi::kiwi::{Container, ContainerBackend, Containers};
//!
//! let nginx = Container { tag: Some("1.27".into()), ..Container::new("library/nginx") };
//! let containers = Containers::new("docker.io", ContainerBackend::Podman, vec![nginx]);
//! let text = rowi::types::to_xml(&containers);
//! assert!(text.contains(r#"<container name="library/nginx" tag="1.27"/>"#));
//! ```
//!
//! Reading gives every mistake with its place:
//!
//! ```
//! use rowi::kiwi::Packages;
//!
//! let text = "<packages type='imaged'><packge/></packages>";
//! let errors = rowi::types::parse::<Packages>(text).unwrap_err();
//! assert_eq!(errors.len(), 2);
//! assert_eq!(errors[0].span.unwrap().range(), 16..22);
//! ```
//!
//! A struct stands for an element: its attributes first, then its children, under their own names in Rust's spelling.
//! `new` takes what the schema requires; the rest is filled in with `..Type::new(…)`. Relative order of different
//! children is not kept where the schema leaves it free, and `write` puts them in the schema's order. What the types
//! cannot say (that `imageinclude` excludes `imageonly`) is left to the validator.

pub mod embedded;
#[rustfmt::skip]
mod model;
mod name;
#[rustfmt::skip]
mod names;
mod older;
pub mod releases;
mod rules;
mod schema;
mod source;

pub use model::*;
pub use name::{AttributeName, ElementName};
pub use names::{at, el};
pub use schema::{Edition, SCHEMA_VERSION};
pub use source::SOURCES;
