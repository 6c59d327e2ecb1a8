//! Makes the types before the program is compiled, and again when the schema changes.

use std::path::{Path, PathBuf};

fn main() {
    let schema = Path::new("schema/recipe.rnc");
    println!("cargo::rerun-if-changed={}", schema.display());
    let options = rowi::generate::types::Options::default();
    let types = rowi::generate::types::from_file(schema, &options).unwrap_or_else(|error| panic!("{error}"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    std::fs::write(out.join("recipe.rs"), types).expect("the output folder is writable");
}
