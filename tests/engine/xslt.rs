//! XSLT: limits, and what result nodes remember.

mod limits;
mod provenance;
