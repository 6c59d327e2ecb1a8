//! `--step`: where an upgrade step begins, with a fixture for each change that breaks documents.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Result as Compared;
use crate::cli::Terminal;
use crate::compat::{Change, Kind, Severity};

/// Writes the stylesheet and the fixtures; the paths written.
pub(super) fn write(folder: &Path, result: &Compared<'_>, terminal: &Terminal) -> Result<Vec<PathBuf>, String> {
    let version = |side: usize| {
        let own = result.comparison.versions[side].as_deref().and_then(|text| text.split('|').next_back());
        own.unwrap_or(if side == 0 { "old" } else { "new" }).to_owned()
    };
    let (from, mut to) = (version(0), version(1));
    if from == to {
        to = raised(&to);
    }
    let breaking: Vec<&Change> =
        result.comparison.changes.iter().filter(|change| change.severity == Severity::Breaking).collect();
    if breaking.is_empty() {
        return Err("no document that was valid is refused, so there is no step to write".to_owned());
    }
    // a version is a text of the schema, which may hold anything
    let directory = format!("{}-to-{}", file_name(&from), file_name(&to));
    let sheet = stylesheet(&escape(&from), &escape(&to), result, &breaking);
    let mut files = vec![(PathBuf::from(format!("{directory}.xsl")), sheet)];
    for change in &breaking {
        if let Some(example) = &change.example {
            let stem = format!("{}-{}", file_name(&change.place), &change.fingerprint[..4]);
            files.push((PathBuf::from(format!("{directory}/{stem}.xml")), example.old.clone()));
        }
    }
    let mut written = Vec::new();
    let access = &terminal.access;
    access.make_directory(folder).map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
    for (below, text) in files {
        let path = folder.join(&below);
        if path.exists() {
            return Err(format!("`{}` is there already", path.display()));
        }
        access
            .write_beside(folder, &below, text.as_bytes(), result.sources, false)
            .map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

/// A text as a part of a file's name.
fn file_name(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect()
}

/// The version after this one: its last number plus one.
fn raised(version: &str) -> String {
    let start = version.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    match version[start..].parse::<u64>() {
        Ok(last) => format!("{}{}", &version[..start], last + 1),
        Err(_) => format!("{version}-next"),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Comments may not hold two hyphens.
fn comment(text: &str) -> String {
    let mut text = escape(text);
    while text.contains("--") {
        text = text.replace("--", "- -");
    }
    text
}

fn stylesheet(from: &str, to: &str, result: &Compared<'_>, breaking: &[&Change]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xsl:stylesheet version=\"1.0\"\n    xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"\n    xmlns:u=\"urn:rowi:upgrade\"\n    exclude-result-prefixes=\"u\">\n\n  <xsl:import href=\"common.xsl\"/>\n\n",
    );
    let on: Vec<&str> = breaking.iter().map(|change| change.place.as_str()).collect();
    let _ = writeln!(out, "  <u:step from=\"{from}\" to=\"{to}\" on=\"{}\">", escape(&on.join(" ")));
    out.push_str("    <u:title>TODO: what this step is for, in a sentence.</u:title>\n");
    for change in breaking {
        let _ = writeln!(out, "    <u:change>`{}`: {}.</u:change>", escape(&change.place), escape(&change.detail));
    }
    out.push_str("  </u:step>\n\n");
    if let Some((element, attribute)) = result.version_attribute.rsplit_once("/@") {
        let _ = writeln!(
            out,
            "  <xsl:template match=\"/{element}/@{attribute}\">\n    <xsl:attribute name=\"{attribute}\">{to}</xsl:attribute>\n  </xsl:template>\n"
        );
    }
    for change in breaking {
        template(&mut out, change);
    }
    out.push_str("</xsl:stylesheet>\n");
    out
}

fn template(out: &mut String, change: &Change) {
    let name = change.place.rsplit_once('/').map_or(&*change.place, |(_, name)| name);
    let owner = if change.path.is_empty() { String::new() } else { format!("/{}", change.path) };
    let is_element = change.place.contains('/') && name != "text()";
    let mut paths = vec![if is_element || name == "text()" { format!("{owner}/{name}") } else { owner.clone() }];
    if is_element {
        paths.extend(change.also_in.iter().map(|element| format!("{element}/{name}")));
    }
    let paths = paths.join(" | ");
    let _ = writeln!(out, "  <!-- {}: {} -->", comment(&change.place), comment(&change.detail));
    match (change.kind, &change.renamed_to) {
        (Kind::Renamed, Some(new)) if name.starts_with('@') => {
            let _ = writeln!(
                out,
                "  <xsl:template match=\"{paths}\">\n    <xsl:attribute name=\"{new}\"><xsl:value-of select=\".\"/></xsl:attribute>\n  </xsl:template>\n"
            );
        }
        (Kind::Renamed, Some(new)) => {
            let _ = writeln!(
                out,
                "  <xsl:template match=\"{paths}\">\n    <{new}><xsl:apply-templates select=\"@*|node()\"/></{new}>\n  </xsl:template>\n"
            );
        }
        (Kind::Removed, _) => {
            let _ = writeln!(out, "  <xsl:template match=\"{paths}\"/>\n");
        }
        _ if !change.lost.is_empty() && name.starts_with('@') => {
            for value in &change.lost {
                let quoted = escape(value).replace('\'', "&apos;").replace('"', "&quot;");
                let alternatives: Vec<String> =
                    paths.split(" | ").map(|path| format!("{path}[. = '{quoted}']")).collect();
                let _ = writeln!(
                    out,
                    "  <xsl:template match=\"{}\">\n    <xsl:attribute name=\"{}\">TODO</xsl:attribute>\n  </xsl:template>\n",
                    alternatives.join(" | "),
                    name.trim_start_matches('@')
                );
            }
        }
        _ => {
            let _ = writeln!(out, "  <!-- TODO: <xsl:template match=\"{}\"> … -->\n", comment(&paths));
        }
    }
}
