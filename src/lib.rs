//! rowi: a schema toolchain for KIWI OS-image descriptions and for RELAX NG at large. The program `rowi` is one user of
//! this library.
//!
//! # Engines
//!
//! Validate against a RELAX NG schema, in compact or XML syntax. A finding has a name, a place, a reason, and often a
//! fix:
//!
//! ```
//! use rowi::{rng::Schema, xml::Document};
//!
//! # fn main() -> Result<(), rowi::diagnostic::Errors> {
//! let schema: Schema = "element note { attribute to { text }, text }".parse()?;
//! let document: Document = "<note too='you'>Hello</note>".parse()?;
//! let found = schema.validate(&document);
//! assert_eq!(found[0].message, "unknown attribute `too` on `note`");
//! assert_eq!(found[0].fixes[0].title, "rename to `to`");
//! # Ok(())
//! # }
//! ```
//!
//! From files, which come through a [`text::Loader`]; nothing is ever fetched from a network:
//!
//! ```no_run
//! use rowi::{files::FileLoader, rng::Schema};
//!
//! let path = "schemas/note.rnc".as_ref();
//! let schema = Schema::load(path, &FileLoader::beside(path))?;
//! # Ok::<(), rowi::diagnostic::Errors>(())
//! ```
//!
//! XPath 1.0 in one line:
//!
//! ```
//! # let document: rowi::xml::Document = "<a><b/><b/></a>".parse()?;
//! assert_eq!(rowi::xpath::evaluate("count(//b)", &document)?.to_number(), 2.0);
//! # Ok::<(), rowi::diagnostic::Errors>(())
//! ```
//!
//! Transform by XSLT 1.0:
//!
//! ```
//! use rowi::{xml::Document, xslt::Stylesheet};
//!
//! let stylesheet: Stylesheet = r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
//!   <xsl:output method="text"/>
//!   <xsl:template match="/">Hello <xsl:value-of select="note/@to"/></xsl:template>
//! </xsl:stylesheet>"#.parse()?;
//! let document: Document = "<note to='you'/>".parse()?;
//! assert_eq!(stylesheet.apply(&document)?, "Hello you");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `kiwi`: upgrade a description to the newest schema version, changing only what must change:
//!
#![cfg_attr(feature = "kiwi", doc = "```")]
#![cfg_attr(not(feature = "kiwi"), doc = "```ignore")]
//! use rowi::text::Sources;
//! use rowi::upgrade::{Options, upgrade};
//!
//! let old = "<image schemaversion=\"8.0\" name=\"a\">\n  <!-- mine -->\n</image>";
//! let mut sources = Sources::new();
//! let id = sources.add("config.xml", old);
//! let new = upgrade(id, &mut sources, &Options::default()).edits.apply(old);
//! assert_eq!(new, old.replace("8.0", rowi::kiwi::SCHEMA_VERSION));
//! ```
//!
//! Check a description with its includes, scripts and files:
//!
#![cfg_attr(feature = "kiwi", doc = "```no_run")]
#![cfg_attr(not(feature = "kiwi"), doc = "```ignore")]
//! use rowi::analysis::{Options, check};
//! use rowi::files::FileLoader;
//! use rowi::text::Sources;
//!
//! let path = "images/server/config.xml".as_ref();
//! let mut sources = Sources::new();
//! for found in check(path, &mut sources, &FileLoader::beside(path), &Options::default()) {
//!     eprintln!("{found}");
//! }
//! ```
//!
//! A description as Rust values, and back ([`kiwi`](crate::kiwi) says more):
//!
#![cfg_attr(feature = "kiwi", doc = "```")]
#![cfg_attr(not(feature = "kiwi"), doc = "```ignore")]
//! use rowi::kiwi::Packages;
//!
//! let packages = rowi::types::parse::<Packages>("<packages type='image'><package name='vim'/></packages>").unwrap();
//! assert!(rowi::types::to_xml(&packages).contains("vim"));
//! ```
//!
//! # Features
//!
//! `cli` (default) is the program and implies all others. `kiwi` is all that knows KIWI: its schema as types, upgrades,
//! scripts and files of the image, lint rules. `types` makes Rust types and XML Schema from a RELAX NG schema, for build
//! scripts. `render` writes reports in every format, `lsp` is the language server. Without any (`default-features = false`) the engines remain: XML,
//! XPath, RELAX NG, Schematron, XSLT, and what generated types need at run time; they depend on few crates and on no C
//! code.
//!
//! # Layers
//!
//! The modules stand in layers: each uses only modules that stand above it in this file.
//! `tests/engine/layers.rs` reads this list and fails on a back edge.

// Generated code names the crate; so does what is generated into it.
extern crate self as rowi;

pub mod text;
pub mod files;
pub mod diagnostic;
pub mod xml;
pub mod xpath;
pub mod rng;
pub mod compat;
pub mod xslt;
pub mod schematron;
pub mod nvdl;
pub mod types;
#[cfg(feature = "kiwi")]
pub mod kiwi;
#[cfg(feature = "kiwi")]
pub mod bundle;
#[cfg(feature = "kiwi")]
pub mod upgrade;
#[cfg(feature = "kiwi")]
pub mod image;
#[cfg(feature = "kiwi")]
pub mod containers;
#[cfg(feature = "kiwi")]
pub mod lint;
#[cfg(feature = "kiwi")]
pub mod analysis;
#[cfg(any(feature = "types", feature = "docs"))]
pub mod generate;
#[cfg(feature = "kiwi")]
pub mod query;
#[cfg(feature = "render")]
pub mod render;
#[cfg(feature = "lsp")]
pub mod lsp;
#[cfg(feature = "cli")]
pub mod cli;
