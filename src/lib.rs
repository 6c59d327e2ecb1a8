//! rowi: a schema toolchain for KIWI OS-image descriptions and for RELAX NG at large.
//!
//! The modules stand in layers: each uses only modules that stand above it in this file.
//! `tests/engine/layers.rs` reads this list and fails on a back edge.

// Generated code names the crate; so does what is generated into it.
extern crate self as rowi;

pub mod text;
pub mod diagnostic;
pub mod xml;
pub mod xpath;
pub mod rng;
pub mod schematron;
pub mod xslt;
pub mod types;
pub mod kiwi;
pub mod upgrade;
pub mod image;
pub mod containers;
pub mod lint;
pub mod analysis;
pub mod generate;
pub mod render;
pub mod cli;
