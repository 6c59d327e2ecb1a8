use crate::diagnostic::{Diagnostic, Entry, Example, Group, Severity};
use crate::image::{Element, Tree};
use crate::kiwi::at;
use crate::kiwi::releases::{self, Since, Version};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unknown-to-this-kiwi",
        group: Group::Image,
        severity: Severity::Error,
        summary: "the KIWI that builds does not know something that newer ones know",
        explanation: r#"
Releases of KIWI that call their schema by the same version differ in what they know, and distributions build with old ones. With `kiwi = "10.2"` in the configuration, or `--kiwi 10.2`, what that release refuses is an error that names the first release that takes it. A version of two numbers means the newest release of that line.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" efimountoptions="ro"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
=== options
kiwi = 10.2
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" firmware="uefi" efimountoptions="ro"><bootloader name="grub2"/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
=== options
kiwi = 11.1.6
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The schemas of the releases as PyPI has them, compared by `tools/kiwi-releases.py`.
"#,
    severity_reason: r#"
That KIWI refuses the description.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let Some(version) = ctx.target.kiwi else { return };
    let Some(release) = releases::read_for(version) else { return };
    // what was read of the line stands for a version between two that were read
    let judged = if release.version <= version { version } else { release.version };
    let tree = ctx.tree();
    let written = |span: Span| {
        ctx.description
            .xml_sources
            .iter()
            .find(|source| source.id == span.source)
            .and_then(|source| source.text.get(span.range()))
    };
    let mut found: Vec<(String, Span, Vec<Since>)> = Vec::new();
    for element in tree.iter() {
        // what an upgrade step made is another thing in the older schema
        if element.start_tag.is_none() || !element.namespace.is_empty() {
            continue;
        }
        let path = path(tree, element);
        let rows = releases::element(&path);
        if releases::lacking(rows, judged).is_some() {
            found.push((format!("`{}`", element.name), element.name_span, rows.to_vec()));
            continue;
        }
        for attribute in element.attributes.iter().filter(|attribute| attribute.namespace.is_empty()) {
            let (Some(span), Some(value_span)) = (attribute.span, attribute.value_span) else { continue };
            if written(span).is_none_or(|text| !text.trim_matches(['"', '\'']).starts_with(&attribute.name)) {
                continue;
            }
            let rows = releases::attribute(&path, &attribute.name);
            if releases::lacking(rows, judged).is_some() {
                found.push((format!("`{}`", attribute.name), span, rows.to_vec()));
                continue;
            }
            if attribute.name == at::SCHEMAVERSION.as_str() {
                continue;
            }
            let rows = releases::value(&path, &attribute.name, attribute.value.trim());
            if written(value_span) == Some(attribute.value.as_str()) && releases::lacking(rows, judged).is_some() {
                found.push((format!("`{}=\"{}\"`", attribute.name, attribute.value), value_span, rows.to_vec()));
            }
        }
        for (name, rows) in ["module"].map(|name| (name, releases::required(&path, name))) {
            let there = element.attributes.iter().any(|attribute| attribute.name == name);
            if !there && rows.iter().any(|row| row.holds(judged)) {
                found.push((format!("`{}` without `{name}`", element.name), element.name_span, Vec::new()));
            }
        }
    }
    for (what, span, rows) in found {
        let finding = ctx.finding(format!("KIWI {version} does not know {what}"), span).with_note(first(&rows, judged));
        ctx.report(finding);
    }
}

/// A description of a newer schema, which that KIWI refuses as a whole. What is written counts, before any upgrade.
pub(crate) fn too_new(written: &str, span: Span, version: Version) -> Option<Diagnostic> {
    let release = releases::read_for(version)?;
    if number(written)? <= number(release.schema)? {
        return None;
    }
    let message = format!("KIWI {version} reads descriptions up to schema version {}", release.schema);
    let finding = Diagnostic::error(RULE.entry, message, span);
    Some(match releases::first_with_schema(written) {
        Some(first) => finding.with_note(format!("the first release known to read {written} is {}", first.version)),
        None => finding,
    })
}

fn number(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn first(rows: &[Since], version: Version) -> String {
    match releases::lacking(rows, version).flatten() {
        Some(first) => format!("the first release known to take it is {first}"),
        None => "no later release takes it".to_owned(),
    }
}

/// Where an element stands, from the document element on.
fn path(tree: &Tree, element: &Element) -> String {
    let mut names: Vec<String> =
        std::iter::once(element).chain(tree.ancestors(element)).map(|element| format!("{}", element.name)).collect();
    names.reverse();
    names.join("/")
}
