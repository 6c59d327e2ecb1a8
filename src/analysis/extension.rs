//! What stands in `extension`: KIWI's schema lets anything in; each namespace's own schema judges it.

use crate::analysis::catalogue::{EXTENSION_WITHOUT_SCHEMA, UNUSABLE_EXTENSION_SCHEMA};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::bundle::cut_out;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::rng::{self, Schema};
use crate::text::{Loader, Sources};
use crate::xml::{Document, SYSTEM_CATALOG, resolve};

/// Validates the content of each `extension`, by the schema that the configuration names for its namespace or else the
/// system's XML catalog, as KIWI does.
pub(super) fn check(
    document: &Document,
    configured: &[(String, PathBuf)],
    sources: &mut Sources,
    loader: &dyn Loader,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen = HashSet::new();
    let extensions = document.root_element().into_iter().flat_map(|root| document.children_named(root, "extension"));
    for top in extensions.flat_map(|extension| document.child_elements(extension)) {
        let (Some(name), Some(span)) = (document.name(top), document.name_span(top)) else { continue };
        let namespace = name.namespace.to_string();
        // the rule extension-defined-twice speaks of a second element
        if namespace.is_empty() || !seen.insert(namespace.clone()) {
            continue;
        }
        let path = configured.iter().find(|(own, _)| *own == namespace).map(|(_, path)| path.clone());
        let Some(path) = path.or_else(|| resolve(Path::new(SYSTEM_CATALOG), &namespace, loader)) else {
            diagnostics.push(
                Diagnostic::note(&EXTENSION_WITHOUT_SCHEMA, format!("no schema is known for namespace `{namespace}`"), span)
                    .with_note("the content was not checked; KIWI refuses it unless the XML catalog of the machine that builds has a schema")
                    .with_note("name one in rowi.toml, under `[extension]`"),
            );
            continue;
        };
        match load(&path, sources, loader) {
            Ok(schema) => diagnostics.extend(schema.validate(&cut_out(document, top))),
            Err(why) => {
                let message = format!("the schema of namespace `{namespace}` cannot be used");
                diagnostics.push(
                    Diagnostic::error(&UNUSABLE_EXTENSION_SCHEMA, message, span)
                        .with_note(format!("`{}`: {why}", path.display())),
                );
            }
        }
    }
    diagnostics
}

fn load(path: &Path, sources: &mut Sources, loader: &dyn Loader) -> Result<Schema, String> {
    let bytes = loader.read(path).map_err(|error| error.to_string())?;
    let id = sources.add_bytes(path.to_string_lossy(), &bytes).map_err(|(_, error)| error.to_string())?;
    let loaded = rng::load(id, sources, loader);
    if has_errors(&loaded.diagnostics) {
        let first = loaded.diagnostics.first().map_or_else(String::new, |first| first.message.to_string());
        return Err(format!("{first}; `rowi schema check` says more"));
    }
    let grammar = loaded.grammar.ok_or("it is no schema")?;
    Schema::compile(grammar).map_err(|error| error.message.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;
    use crate::xml;

    fn found(text: &str, configured: &[(&str, &str)]) -> Vec<String> {
        let mut loader = MemoryLoader::new();
        loader.insert("x.rnc", "default namespace = \"urn:x\"\nstart = element job { attribute time { xsd:time } }\n");
        loader.insert("broken.rnc", "start = ");
        loader.insert(
            "/etc/xml/catalog",
            "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'><uri name='urn:cat' uri='file:///x.rnc'/></catalog>",
        );
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        let document = xml::parse(sources.get(id)).document;
        let configured: Vec<_> = configured.iter().map(|(ns, path)| ((*ns).to_owned(), PathBuf::from(path))).collect();
        check(&document, &configured, &mut sources, &loader).into_iter().map(|one| one.name.to_string()).collect()
    }

    #[test]
    fn content_is_judged_by_the_schema_of_its_namespace() {
        let text = |time| format!("<image><extension><j:job xmlns:j='urn:x' time='{time}'/></extension></image>");
        assert_eq!(found(&text("12:00:00"), &[("urn:x", "x.rnc")]), Vec::<String>::new());
        assert_eq!(found(&text("noon"), &[("urn:x", "x.rnc")]), ["invalid-value"]);
        assert_eq!(found(&text("noon"), &[]), ["extension-without-schema"]);
        assert_eq!(found(&text("noon"), &[("urn:x", "broken.rnc")]), ["unusable-extension-schema"]);
        assert_eq!(found(&text("noon"), &[("urn:x", "missing.rnc")]), ["unusable-extension-schema"]);
        let twice = "<image><extension><a xmlns='urn:x'/><b xmlns='urn:x'/></extension></image>";
        assert_eq!(found(twice, &[]), ["extension-without-schema"]);
    }
}
