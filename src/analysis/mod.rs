//! The whole pipeline as one function: sources in, diagnostics out.
