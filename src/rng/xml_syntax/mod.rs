//! The XML syntax (RELAX NG specification, section 3).

mod reader;
mod writer;

pub use reader::{parse, read};
pub use writer::{output_names, write};
