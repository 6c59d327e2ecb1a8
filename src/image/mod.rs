//! An image description as a whole: XML, scripts, overlay tree.
