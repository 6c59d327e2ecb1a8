//! The XML syntax (RELAX NG specification, section 3).

mod reader;

pub use reader::{parse, read};
