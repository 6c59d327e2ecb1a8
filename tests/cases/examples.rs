//! The examples of diagnostics that are no lint rules: what fails does, what passes does.

use std::path::Path;

use libtest_mimic::Trial;
use rowi::analysis::{Config, Options, catalogue, check};
use rowi::bundle::Bundle;
use rowi::diagnostic::{Diagnostic, Example};
use rowi::lint::{self, example};
use rowi::text::{Loader, MemoryLoader, Sources};
use rowi::{nvdl, rng, schematron, upgrade, xml, xslt};

use crate::support::harness::case;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for entry in catalogue().iter().filter(|entry| lint::rule(entry.name).is_none()) {
        let Some(Example { failing, passing }) = entry.example else { continue };
        let name = entry.name;
        trials.push(case(format!("diagnostic/{name}/failing"), move || {
            let names = names(failing);
            assert!(names.iter().any(|found| found == name), "the failing example gives {names:?}");
        }));
        trials.push(case(format!("diagnostic/{name}/passing"), move || {
            let names = names(passing);
            assert!(names.iter().all(|found| found != name), "the passing example gives {names:?}");
        }));
    }
    trials
}

fn names(text: &str) -> Vec<String> {
    found(text).iter().map(|one| one.name.to_string()).collect()
}

/// What the files of an example give, by the kind of its first one.
fn found(text: &str) -> Vec<Diagnostic> {
    let parsed = example::parse(text);
    let files = parsed.files;
    let mut loader = MemoryLoader::new();
    for file in &files {
        loader.insert(&file.path, file.text.as_str());
    }
    let named = |suffix: &str| files.iter().find(|file| file.path.ends_with(suffix));
    let mut sources = Sources::new();
    if let Some(file) = named(".toml") {
        return Config::load(Path::new(&file.path), &mut sources, &loader).1;
    }
    if let Some(file) = named("schema.rnc").or_else(|| named("schema.dtd")) {
        let id = sources.add(file.path.as_str(), file.text.as_str());
        let loaded = rng::load(id, &mut sources, &loader);
        let mut all = rng::unused_definitions(&loaded);
        all.extend(loaded.grammar.iter().flat_map(rng::check_compatibility));
        all.extend(loaded.diagnostics);
        return all;
    }
    if let Some(file) = named(".nvdl") {
        let id = sources.add(file.path.as_str(), file.text.as_str());
        return nvdl::read(id, &mut sources, &loader).1;
    }
    if let Some(file) = named("style.xsl") {
        let id = sources.add(file.path.as_str(), file.text.as_str());
        let compiled = xslt::compile(id, &mut sources, &loader);
        let mut all = compiled.diagnostics;
        if let Some(stylesheet) = compiled.stylesheet {
            let document = sources.add("in.xml", "<a><b c=\"1\"/></a>");
            let document = xml::parse(sources.get(document)).document;
            let run =
                xslt::Run { sources: &mut sources, loader: &loader, parameters: &[], limits: xslt::Limits::default() };
            all.extend(stylesheet.transform(&document, run).diagnostics);
        }
        return all;
    }
    if let Some(file) = named(".sch") {
        let id = sources.add(file.path.as_str(), file.text.as_str());
        let rules = xml::parse(sources.get(id));
        let (rules, mut all) = schematron::read_document(&rules.document, &mut sources, &loader);
        all.extend(schematron::check(&rules, None));
        return all;
    }
    let path = named(".yaml").map_or("config.xml", |file| &file.path);
    let options = Options { lint: parsed.options, ..Options::default() };
    let mut all = check(Path::new(path), &mut sources, &loader, &options);
    // what only `rowi upgrade` tells
    if let Ok(id) =
        loader.read(Path::new(path)).map_err(drop).and_then(|bytes| sources.add_bytes(path, &bytes).map_err(drop))
    {
        let bundle = Bundle::assemble(id, &mut sources, &loader);
        let upgraded = upgrade::upgrade_bundle(&bundle, &mut sources, &upgrade::Options::default());
        all.extend(upgraded.all_diagnostics().cloned());
    }
    all
}
