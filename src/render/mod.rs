//! Output formats for diagnostics.
