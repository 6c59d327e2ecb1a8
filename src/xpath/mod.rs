//! XPath 1.0 on the arena document.
