//! XSLT 1.0 on the arena document, with provenance.
