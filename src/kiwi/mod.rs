//! The typed model of KIWI descriptions (generated).
