//! Generated types: committed files are fresh, and reading and writing keep their laws.

use std::path::Path;

use crate::support::laws::{Judge, Verdict, laws, schema};
use crate::support::root;

fn header(path: &str, version: &str) -> Vec<String> {
    let origin = format!("From {path}{version}, generator {}.", env!("CARGO_PKG_VERSION"));
    vec![origin, "This file is long because the schema is: one struct an element, one enum an enumeration.".to_owned()]
}

/// Compares a committed file with what the generator makes of the schema now; `UPDATE=1` writes it.
fn fresh(schema_path: &str, generated: &str, names: Option<&str>, version: &str) {
    let grammar = schema(Path::new(schema_path));
    let renames = names.map(|names| {
        let text = std::fs::read_to_string(root().join(names)).expect("the rename file");
        rowi::generate::types::Renames::parse(&text).expect("a rename file")
    });
    let options = rowi::generate::types::Options {
        renames: renames.unwrap_or_default(),
        header: header(schema_path, version),
        ..Default::default()
    };
    let now = rowi::generate::types::generate(&grammar, &options).expect("types");
    hold(generated, schema_path, &now);
}

/// Compares a committed file with what is generated now; `UPDATE=1` writes it.
fn hold(generated: &str, schema_path: &str, now: &str) {
    let path = root().join(generated);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, now).expect("a writable file");
        return;
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    // The formatter's taste is no change.
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if squeeze(&before) != squeeze(now) {
        let different = before.lines().zip(now.lines()).find(|(one, other)| one != other);
        panic!(
            "{generated} is not what the generator makes of {schema_path}: the schema, or the generator, has changed; \
             `UPDATE=1 cargo test --test types` writes it anew\nfirst difference: {different:#?}"
        );
    }
}

#[test]
fn the_kiwi_model_is_fresh() {
    fresh("rng/kiwi.rnc", "src/kiwi/model.rs", Some("rng/kiwi.names.toml"), ", schema version 8.5");
}

#[test]
fn the_names_of_kiwi_are_fresh() {
    // the edition has all names of KIWI's schema and its own
    let path = rowi::kiwi::Edition::ContainersInPackages.schema_file();
    let header = [format!("From {path}: a constant for each name."), "It is long because the schema is.".to_owned()];
    hold("src/kiwi/names.rs", path, &rowi::generate::constants::generate(&schema(Path::new(path)), &header));
}

/// One schema of our own: the generated module is fresh, and the laws hold on its documents.
macro_rules! schemas {
    ($($name:ident),* $(,)?) => {
        mod generated {
            $(
                #[allow(dead_code, clippy::all)]
                pub mod $name {
                    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/types/generated/", stringify!($name), ".rs"));
                }
            )*
        }

        $(
            mod $name {
                #[test]
                fn is_fresh() {
                    let schema = concat!("tests/types/schemas/", stringify!($name), ".rnc");
                    super::fresh(schema, concat!("tests/types/generated/", stringify!($name), ".rs"), None, "");
                }

                #[test]
                fn keeps_the_laws() {
                    super::documents::<super::generated::$name::Root>(stringify!($name));
                }
            }
        )*
    };
}

fn documents<N: rowi::types::Node + PartialEq + std::fmt::Debug>(name: &str) {
    let judge = Judge::new(&format!("tests/types/schemas/{name}.rnc"));
    let mut seen = 0;
    for (folder, expected) in [("valid", Verdict::Valid), ("invalid", Verdict::Invalid)] {
        let directory = root().join("tests/types/documents").join(name).join(folder);
        let mut files: Vec<_> =
            std::fs::read_dir(&directory).expect("documents").map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a document");
            assert_eq!(laws::<N>(&judge, &file.to_string_lossy(), &text), expected, "{}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 2, "no documents for {name}");
}

schemas![
    records,
    choices,
    mixed,
    values,
    wildcards,
    names,
    recursion,
    starts,
    namespaces,
    occurrence,
    compatibility,
    sections,
    relaxng,
];

#[allow(dead_code)]
#[path = "../../examples/generate_description.rs"]
mod generate_description;

#[test]
fn a_generated_description_is_valid() {
    let text = rowi::types::to_xml(&generate_description::image().expect("an image"));
    assert_eq!(laws::<rowi::kiwi::Image>(&Judge::new("rng/kiwi.rnc"), "the example", &text), Verdict::Valid);
}

/// What the types promise to programs that make values: what is written can always be read.
mod writer {
    use rowi::types::{AnyAttribute, AnyElement, AnyNode, Form, ListOf, Name, Writer, to_xml};
    use rowi::xml::QName;

    use crate::support::laws::document;

    fn name(prefix: &str, namespace: &str) -> Name {
        Name { prefix: prefix.to_owned(), namespace: namespace.to_owned(), local: "n".to_owned() }
    }

    #[test]
    fn names_in_values_keep_their_namespaces() {
        let names = vec![name("p", "urn:1"), name("p", "urn:2"), name("", "urn:3"), name("", ""), name("xml", "urn:4")];
        let mut writer = Writer::new();
        writer.start("urn:e", "e");
        writer.required::<ListOf<Name>>("urn:2", "a", &names);
        writer.end();
        let written = writer.finish();
        let document = document(&written).unwrap_or_else(|| panic!("{written}"));
        let root = document.root_element().expect("an element");
        assert!(document.name(root).expect("a name").is("urn:e", "e"), "{written}");
        let element = document.element(root).expect("an element");
        assert!(element.attributes[0].name.is("urn:2", "a"), "{written}");
        let spaces = element.attributes[0].value.split(' ').map(|word| {
            let prefix = word.split_once(':').map_or("", |(prefix, _)| prefix);
            document.namespace_of_prefix(root, prefix).map_or_else(String::new, |uri| uri.to_string())
        });
        // Only one namespace can be the default one, and the first name without prefix settles it.
        assert_eq!(spaces.collect::<Vec<_>>(), ["urn:1", "urn:2", "urn:3", "urn:3", "urn:4"], "{written}");
    }

    #[test]
    fn texts_that_xml_cannot_hold_are_written_all_the_same() {
        let mut element = AnyElement::new(QName::local("e"));
        element.attributes.push(AnyAttribute { name: QName::local("a"), value: "\u{1}\t\"<".to_owned() });
        element.children.push(AnyNode::Text("\u{0}\r]]>\u{ffff}".to_owned()));
        let written = to_xml(&element);
        assert!(document(&written).is_some(), "{written}");
        assert!(written.contains("\u{fffd}"), "{written}");
    }

    #[test]
    fn prefixes_are_those_that_were_read_or_asked_for() {
        use super::generated::namespaces::Root;

        let text = "<a:doc xmlns:a=\"urn:a\" xmlns:other=\"urn:o\"><a:item>t</a:item><plain/></a:doc>";
        let read: Root = rowi::types::parse(text).expect("a document");
        assert!(to_xml(&read).contains("<a:doc xmlns:a=\"urn:a\" xmlns:other=\"urn:o\">"), "{}", to_xml(&read));
        let mut writer = Writer::new().with_prefix("x", "urn:a");
        rowi::types::Node::write(&Root { loc: Default::default(), ..read }, &mut writer);
        let written = writer.finish();
        assert!(written.contains("<x:doc xmlns:x=\"urn:a\">") && written.contains("<x:item>t</x:item>"), "{written}");
    }

    #[test]
    fn lists_are_lists_in_the_tables() {
        use rowi::types::meta::Value;
        assert_eq!(<ListOf<bool> as Form>::VALUE, Value::List(&Value::Type("a boolean")));
    }
}

#[test]
fn tables_describe_the_schema() {
    use rowi::kiwi::{ContainerBackend, Image};
    use rowi::types::meta::{Child, Value};
    use rowi::types::{Form, Record};

    let image = Image::META;
    assert_eq!((image.name(), image.open_attributes, image.open_children()), ("image", false, false));
    assert!(image.attribute("name").is_some_and(|name| name.required && !name.documentation.is_empty()));
    let part = image.parts.iter().find(|part| part.children().iter().any(|child| is_named(child, "preferences")));
    assert!(part.is_some_and(|part| (part.min, part.max) == (1, None)));
    let Some(Child::Element(containers)) = image.child("containers") else { panic!("containers have a table") };
    let backend = containers().attribute("backend").expect("an attribute");
    assert_eq!(backend.value, ContainerBackend::VALUE);
    let Value::OneOf(values) = backend.value else { panic!("{:?}", backend.value) };
    assert_eq!(values.iter().map(|(value, _)| *value).collect::<Vec<_>>(), ["podman", "docker", "container-snap"]);
    let Some(Child::Element(preferences)) = image.child("preferences") else { panic!("preferences have a table") };
    assert!(matches!(preferences().child("version"), Some(Child::Value { name: "version", .. })));
    // Every element can be reached, and is documented.
    let mut seen = Vec::new();
    let mut work = vec![image];
    while let Some(element) = work.pop() {
        if seen.contains(&element.define) {
            continue;
        }
        seen.push(element.define);
        assert!(!element.documentation.is_empty(), "{}", element.define);
        work.extend(element.children().filter_map(|child| match child {
            Child::Element(table) => Some(table()),
            _ => None,
        }));
    }
    assert!(seen.len() > 50, "{seen:?}");
}

fn is_named(child: &rowi::types::meta::Child, local: &str) -> bool {
    child.names().any(|(_, own)| own == local)
}

#[test]
fn renames_that_make_names_fall_together_are_errors() {
    use rowi::generate::types::{Options, Renames, generate};

    let grammar = schema(Path::new("tests/types/schemas/names.rnc"));
    let generated = generate(&grammar, &Options::default()).expect("types");
    let types: Vec<&str> = generated.lines().filter_map(|line| line.strip_prefix("pub struct ")).collect();
    let name = |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("").to_owned();
    let (one, other) = (name(types[0]), name(types[1]));
    let options = |text: &str| Options { renames: Renames::parse(text).expect("a rename file"), ..Options::default() };
    let problems = generate(&grammar, &options(&format!("[types]\n{one} = \"{other}\""))).expect_err("a clash");
    assert_eq!(problems[0].name, "name-clash");
    let message = &problems[0].message;
    assert!(message.contains("the element ") && message.contains("the rename file's table `types`"), "{message}");
    let problems = generate(&grammar, &options("[fields]\n\"No.thing\" = \"x\"")).expect_err("nothing to rename");
    assert_eq!(problems[0].name, "unknown-rename");
}

#[test]
fn deep_documents_need_little_stack() {
    use generated::relaxng::Root;

    let read = |depth: usize| {
        let (open, close) = ("<group>".repeat(depth), "</group>".repeat(depth));
        let text = format!(
            "<element name=\"a\" xmlns=\"http://relaxng.org/ns/structure/1.0\">{open}<empty/>{close}</element>"
        );
        rowi::types::parse::<Root>(&text)
    };
    // As little as a thread of a test has.
    let small = std::thread::Builder::new().stack_size(2 << 20);
    let work = move || {
        let value = read(rowi::types::DEPTH_LIMIT - 2).expect("as deep as may be");
        let again = rowi::types::parse::<Root>(&rowi::types::to_xml(&value)).expect("what was written");
        assert!(again == value.clone() && !format!("{value:?}").is_empty());
        let errors = read(rowi::types::DEPTH_LIMIT).expect_err("too deep");
        assert_eq!(errors[0].name.name, "nesting-too-deep");
    };
    small.spawn(work).expect("a thread").join().expect("no overflow");
}
