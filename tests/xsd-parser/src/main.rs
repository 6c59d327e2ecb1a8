//! Reads descriptions with the types that xsd-parser made of the exported schema.

#[allow(warnings)]
mod kiwi {
    include!(concat!(env!("OUT_DIR"), "/kiwi.rs"));
}

use xsd_parser_types::quick_xml::{DeserializeSync, IoReader, XmlReader};

fn main() {
    let mut read = 0;
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).expect("a description");
        let mut reader = IoReader::new(text.as_bytes()).with_error_info();
        match kiwi::Image::deserialize(&mut reader) {
            Ok(image) => println!("{path}: image {}", image.name),
            Err(error) => panic!("{path}: {error}"),
        }
        read += 1;
    }
    assert!(read > 0, "names of descriptions are wanted");
}
