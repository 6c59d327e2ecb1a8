//! XSLT 1.0 on [`crate::xml::Document`], with provenance: every node, attribute and text of a result tree remembers
//! what it came from ([`crate::xml::Origin`]), through every result tree fragment.
//!
//! [`compile()`] makes a [`Stylesheet`] of a source; [`Stylesheet::transform`] runs it. The machine keeps its own stack,
//! so that recursion in a stylesheet is bounded by [`Limits`] and never by the stack of the thread.
//!
//! Which origin a node gets:
//! - `xsl:copy`, `xsl:copy-of` and the built-in rule for text: that of the node copied, [`OriginKind::Copied`];
//! - a literal element or `xsl:element` that stands directly where the result of the current node goes:
//!   that of the current node, [`OriginKind::Rebuilt`];
//! - an attribute whose value is a copy of one attribute, or that is made while an attribute is the current node: that
//!   attribute's;
//! - text that is a copy of one text node: that text's; text joined from several pieces is
//!   [`OriginKind::Rebuilt`] from the first.
//!
//! [`OriginKind::Copied`]: crate::xml::OriginKind::Copied
//! [`OriginKind::Rebuilt`]: crate::xml::OriginKind::Rebuilt

mod body;
pub mod catalogue;
mod compile;
mod dates;
mod exslt;
mod expressions;
mod format_number;
mod from_text;
mod functions;
mod machine;
mod number;
mod pattern;
mod sort;
mod stylesheet;
mod tree;

pub use compile::{Compiled, compile};
pub use from_text::Stopped;
pub use machine::{Limits, Message, Parameter, Run, SecondaryResult, Transformation};
pub use stylesheet::{OutputSettings, Stylesheet};

/// A number by a pattern, in the default decimal format (XSLT 1.0, 12.3).
///
/// # Errors
/// Where the pattern is none.
pub fn format_number(number: f64, pattern: &str) -> Result<String, crate::xpath::Error> {
    format_number::format(number, pattern, &stylesheet::DecimalFormat::default())
}

/// The namespace of XSLT.
pub const XSL: &str = "http://www.w3.org/1999/XSL/Transform";
/// The namespace of Saxon 6, whose `saxon:output` is what EXSLT's `exsl:document` came of. Stylesheets ask for it to
/// know how names of further documents are meant.
const SAXON: &str = "http://icl.com/saxon";
/// The namespace of XT, whose `xt:document` came before both.
const XT: &str = "http://www.jclark.com/xt";
/// The namespace of EXSLT's functions that stylesheets define.
const FUNC: &str = "http://exslt.org/functions";

/// As [`resolve`], unless a catalog knows better.
fn located(base: &str, reference: &str, loader: &dyn crate::text::Loader) -> String {
    let plain = reference.split('#').next().unwrap_or("");
    let found = if plain.is_empty() { None } else { loader.locate(plain) };
    found.map_or_else(|| resolve(base, reference), |path| path.to_string_lossy().into_owned())
}

/// A reference to a file, seen from a base. Characters that it gives by their code are decoded (RFC 3986, 2.1).
fn resolve(base: &str, reference: &str) -> String {
    let path = reference.split('#').next().unwrap_or("");
    if path.is_empty() {
        return base.to_owned();
    }
    let path = &*crate::text::percent_decoded(path);
    let strip = |path: &str| path.strip_prefix("file://").map(ToOwned::to_owned);
    if let Some(absolute) = strip(path) {
        return absolute;
    }
    let base = strip(base).unwrap_or_else(|| base.to_owned());
    crate::text::join(std::path::Path::new(&base), path).to_string_lossy().into_owned()
}
