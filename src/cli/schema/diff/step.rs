//! `--step`: where an upgrade step begins, with a fixture for each change that breaks documents.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Result as Compared;
use crate::cli::Terminal;
use crate::compat::{Change, Kind, Name, Prefixes, Severity};

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
        return Ok(Vec::new());
    }
    // Among the steps of a chain a step shares what they have in common.
    let in_chain = folder.join("common.xsl").exists();
    // a version is a text of the schema, which may hold anything
    let directory = format!("{}-to-{}", file_name(&from), file_name(&to));
    let sheet = stylesheet(&escape(&from), &escape(&to), result, &breaking, in_chain);
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

/// The namespaces of a stylesheet's patterns, where names without prefix are in none.
struct Patterns<'a> {
    prefixes: &'a Prefixes,
    /// The namespace of the schema's names without prefix, and a prefix for it.
    home: Option<(&'a str, String)>,
}

impl<'a> Patterns<'a> {
    fn new(prefixes: &'a Prefixes) -> Self {
        let home = prefixes.namespace("").map(|namespace| {
            let mut prefix = "d".to_owned();
            while prefixes.namespace(&prefix).is_some() || prefix == "u" {
                prefix.push('d');
            }
            (namespace, prefix)
        });
        Self { prefixes, home }
    }

    /// A path of element names, with `@` for an attribute, as a pattern.
    fn path(&self, path: &str) -> String {
        let Some((_, prefix)) = &self.home else { return path.to_owned() };
        let steps = path.split('/').map(|step| {
            let is_name = !step.is_empty() && !step.contains([':', '@', '(']);
            if is_name { format!("{prefix}:{step}") } else { step.to_owned() }
        });
        steps.collect::<Vec<_>>().join("/")
    }

    /// Declarations of the prefixes that occur in a text.
    fn declarations(&self, text: &str) -> String {
        let mut out = String::new();
        let own = self.home.iter().map(|(namespace, prefix)| (*namespace, prefix.as_str()));
        for (namespace, prefix) in own.chain(self.prefixes.iter()) {
            if !prefix.is_empty() && text.contains(&format!("{prefix}:")) {
                let _ = write!(out, "\n    xmlns:{prefix}=\"{}\"", escape(namespace));
            }
        }
        out
    }
}

/// What a stylesheet does with all that it has no template for.
const COPY: &str = "  <xsl:template match=\"@* | node()\">
    <xsl:copy><xsl:apply-templates select=\"@* | node()\"/></xsl:copy>
  </xsl:template>

";

fn stylesheet(from: &str, to: &str, result: &Compared<'_>, breaking: &[&Change], in_chain: bool) -> String {
    let mut body = String::new();
    let patterns = Patterns::new(&result.comparison.prefixes);
    if let Some((element, attribute)) = result.version_attribute.rsplit_once("/@")
        && result.comparison.versions.iter().all(Option::is_some)
    {
        let name = |text: &str| match text.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((namespace, local)) => {
                result.comparison.prefixes.show(&Name { namespace: namespace.into(), local: local.into() })
            }
            None => text.to_owned(),
        };
        let (element, attribute) = (patterns.path(&name(element)), name(attribute));
        let _ = writeln!(
            body,
            "  <xsl:template match=\"/{element}/@{attribute}\">\n    <xsl:attribute name=\"{attribute}\">{to}</xsl:attribute>\n  </xsl:template>\n"
        );
    }
    for change in breaking {
        template(&mut body, change, &patterns);
    }
    let mut head = String::new();
    let declared = patterns.declarations(&body);
    let steps = if in_chain { "\n    xmlns:u=\"urn:rowi:upgrade\"" } else { "" };
    let mut unwanted: Vec<&str> =
        declared.split("xmlns:").skip(1).filter_map(|own| Some(own.split_once('=')?.0)).collect();
    unwanted.extend(in_chain.then_some("u"));
    let exclude = if unwanted.is_empty() {
        String::new()
    } else {
        format!("\n    exclude-result-prefixes=\"{}\"", unwanted.join(" "))
    };
    let _ = writeln!(
        head,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xsl:stylesheet version=\"1.0\"\n    xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"{steps}{declared}{exclude}>\n"
    );
    if in_chain {
        let on: Vec<&str> = breaking.iter().map(|change| change.place.as_str()).collect();
        head.push_str("  <xsl:import href=\"common.xsl\"/>\n\n");
        let _ = writeln!(head, "  <u:step from=\"{from}\" to=\"{to}\" on=\"{}\">", escape(&on.join(" ")));
        head.push_str("    <u:title>TODO: what this step is for, in a sentence.</u:title>\n");
        for change in breaking {
            let _ = writeln!(head, "    <u:change>`{}`: {}.</u:change>", escape(&change.place), escape(&change.detail));
        }
        head.push_str("  </u:step>\n\n");
    } else {
        head.push_str(COPY);
    }
    head + &body + "</xsl:stylesheet>\n"
}

fn template(out: &mut String, change: &Change, patterns: &Patterns<'_>) {
    let name = change.place.rsplit_once('/').map_or(&*change.place, |(_, name)| name);
    let owner = if change.path.is_empty() { String::new() } else { format!("/{}", change.path) };
    let is_element = change.place.contains('/') && name != "text()";
    let mut paths = vec![if is_element || name == "text()" { format!("{owner}/{name}") } else { owner.clone() }];
    if is_element {
        paths.extend(change.also_in.iter().map(|element| format!("{element}/{name}")));
    }
    let paths: Vec<String> = paths.iter().map(|path| patterns.path(path)).collect();
    let every = paths.join(" | ");
    let _ = writeln!(out, "  <!-- {}: {} -->", comment(&change.place), comment(&change.detail));
    match (change.kind, &change.renamed_to) {
        (Kind::Renamed, Some(new)) if name.starts_with('@') => {
            let _ = writeln!(
                out,
                "  <xsl:template match=\"{every}\">\n    <xsl:attribute name=\"{new}\"><xsl:value-of select=\".\"/></xsl:attribute>\n  </xsl:template>\n"
            );
        }
        (Kind::Renamed, Some(new)) => {
            let namespace = match (new.split_once(':'), &patterns.home) {
                (None, Some((namespace, _))) => format!(" namespace=\"{}\"", escape(namespace)),
                _ => String::new(),
            };
            let _ = writeln!(
                out,
                "  <xsl:template match=\"{every}\">\n    <xsl:element name=\"{new}\"{namespace}><xsl:apply-templates select=\"@*|node()\"/></xsl:element>\n  </xsl:template>\n"
            );
        }
        (Kind::Removed, _) => {
            let _ = writeln!(out, "  <xsl:template match=\"{every}\"/>\n");
        }
        _ if !change.lost.is_empty() && name.starts_with('@') => {
            for value in &change.lost {
                // XPath has no way to write both quotes in one string; an enumeration hardly has either.
                let quote = if value.contains('\'') { "&quot;" } else { "'" };
                let quoted = format!("{quote}{}{quote}", escape(value).replace('"', "&quot;"));
                let alternatives: Vec<String> = paths.iter().map(|path| format!("{path}[. = {quoted}]")).collect();
                let _ = writeln!(
                    out,
                    "  <xsl:template match=\"{}\">\n    <xsl:attribute name=\"{}\">TODO</xsl:attribute>\n  </xsl:template>\n",
                    alternatives.join(" | "),
                    name.trim_start_matches('@')
                );
            }
        }
        _ => {
            let _ = writeln!(out, "  <!-- TODO: <xsl:template match=\"{}\"> … -->\n", comment(&every));
        }
    }
}
