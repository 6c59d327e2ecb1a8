//! Run-time support of the generated Rust types.
