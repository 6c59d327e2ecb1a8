//! Makes Rust types of the schema in `KIWI_XSD`.

use std::{env, fs, path::Path};

use xsd_parser::config::Schema;
use xsd_parser::{Config, IdentType, generate};

fn main() {
    println!("cargo::rerun-if-env-changed=KIWI_XSD");
    let schema = env::var("KIWI_XSD").expect("KIWI_XSD names the exported schema");
    println!("cargo::rerun-if-changed={schema}");
    let config = Config::default()
        .with_schema(Schema::File(schema.into()))
        .with_type_postfix("Element")
        .with_any_type_support()
        .with_quick_xml_deserialize()
        .with_generate([(IdentType::Element, "image")]);
    let code = generate(config).expect("types for the schema").to_string();
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("kiwi.rs"), code).expect("a writable file");
}
