//! A comparison in words, as data, as a note for a release, and for GitHub.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Outcome, Result as Compared, VersionStep, count, git, sign};
use crate::compat::{Change, Kind, Severity, Verdict};
use crate::text::{Sources, Span};
use crate::xml::NodeId;

/// Bytes of a line of an excerpt.
const LINE: usize = 96;
/// Children that are shown where none of them is what changed.
const OTHERS: usize = 4;

fn place(result: &Compared<'_>, span: Option<Span>) -> Option<String> {
    let source = result.sources.find(span?.source)?;
    let at = source.line_column(span?.start as usize);
    Some(format!("{}:{}:{}", git::shown(&source.name), at.line, at.column))
}

fn several(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// The name of the version attribute, for sentences.
fn version_word<'a>(result: &Compared<'a>) -> &'a str {
    result.version_attribute.rsplit_once("/@").map_or(result.version_attribute, |(_, name)| name)
}

pub(super) fn headline(result: &Compared<'_>) -> String {
    let breaking = count(result.comparison, Severity::Breaking);
    let refused = several(breaking, "change refuses", "changes refuse");
    let word = version_word(result);
    let at = match (&result.comparison.versions, VersionStep::of(&result.comparison.versions)) {
        ([Some(old), Some(new)], VersionStep::Shared) if old == new => format!(" at the same `{word}`, {old}"),
        ([Some(old), Some(new)], VersionStep::Shared) => {
            format!(", with `{word}` {} before and {} now", listed(old), listed(new))
        }
        ([Some(old), Some(new)], VersionStep::Raised) => format!(", from `{word}` {} to {}", listed(old), listed(new)),
        ([Some(old), Some(new)], _) => format!(", from `{word}` {} back to {}", listed(old), listed(new)),
        _ => String::new(),
    };
    let step = VersionStep::of(&result.comparison.versions);
    match result.outcome {
        Outcome::Equal => "equal: both schemas allow the same documents".to_owned(),
        Outcome::Compatible => format!("compatible: every document that was valid stays valid{at}"),
        Outcome::NeedlessBump if step == VersionStep::Lowered => format!("compatible{at}: the version was lowered"),
        Outcome::NeedlessBump => format!("compatible{at}: the version was raised, and no document needs it"),
        Outcome::IncompatibleBumped => format!("incompatible{at}: {refused} documents that were valid"),
        Outcome::Approved => format!("incompatible{at}, and approved: {refused} documents that were valid"),
        Outcome::Incompatible => format!("incompatible{at}: {refused} documents that were valid"),
        Outcome::Undecided => "undecided: the search found neither a proof nor a document that breaks".to_owned(),
    }
}

/// Versions, for a sentence.
fn listed(versions: &str) -> String {
    versions.replace('|', ", ")
}

/// What a maintainer does now.
pub(super) fn advice(result: &Compared<'_>) -> Option<String> {
    let word = version_word(result);
    let versioned = result.comparison.versions.iter().all(Option::is_some);
    Some(match result.outcome {
        Outcome::Incompatible if versioned => format!(
            "raise `{word}` and write an upgrade step (`--step` begins one), or allow again what was valid; to accept a change as it is, put its fingerprint into the file of --approvals"
        ),
        Outcome::Incompatible => {
            "allow again what was valid, or tell users; to accept a change as it is, put its fingerprint into the file of --approvals".to_owned()
        }
        Outcome::IncompatibleBumped => "see that an upgrade step mends each of these (`--step` begins one)".to_owned(),
        Outcome::NeedlessBump if VersionStep::of(&result.comparison.versions) == VersionStep::Lowered => {
            "see that OLD and NEW are not interchanged".to_owned()
        }
        Outcome::NeedlessBump if count(result.comparison, Severity::Compatible) == 0 => {
            format!("keep `{word}` as it was: both schemas allow the same")
        }
        Outcome::NeedlessBump => format!("keep `{word}` as it was: what was added needs no new version"),
        Outcome::Undecided => "try a larger --budget; until it is decided, take the change for incompatible".to_owned(),
        _ => return None,
    })
}

/// Changes that are told as one: those of one element that differ in nothing but the child's name.
fn groups<'a>(result: &Compared<'a>, which: &dyn Fn(&Change) -> bool) -> Vec<Vec<&'a Change>> {
    let mut groups: Vec<Vec<&Change>> = Vec::new();
    let element = |change: &Change| change.place.rsplit_once('/').map(|(element, _)| element.to_owned());
    for change in result.comparison.changes.iter().filter(|change| which(change)) {
        let alike = |first: &Change| {
            let values = |one: &Change| !one.lost.is_empty() || !one.gained.is_empty() || one.renamed_to.is_some();
            element(first).is_some()
                && (element(first), &first.path, first.kind, first.severity, &first.detail, &first.also_in)
                    == (element(change), &change.path, change.kind, change.severity, &change.detail, &change.also_in)
                && !values(first)
                && first.place.contains("/@") == change.place.contains("/@")
                && result.approved.contains(&first.fingerprint) == result.approved.contains(&change.fingerprint)
        };
        // Places that were not searched are no changes yet.
        let limit = |first: &Change| {
            first.severity == Severity::Unknown && change.severity == Severity::Unknown && first.detail == change.detail
        };
        match groups.iter_mut().find(|group| alike(group[0]) || limit(group[0])) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups
}

/// The first few of a list, and how many more there are.
fn some(names: &[&str]) -> String {
    const MOST: usize = 4;
    if names.len() <= MOST + 1 {
        return names.join(", ");
    }
    format!("{} and {} more", names[..MOST].join(", "), names.len() - MOST)
}

pub(super) fn title(group: &[&Change]) -> String {
    let change = group[0];
    let places: Vec<String> = group.iter().map(|change| format!("`{}`", change.place)).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let mut text = format!("{} {}", some(&places), change.kind.as_str());
    if !change.also_in.is_empty() {
        let names: Vec<&str> = change.also_in.iter().map(String::as_str).collect();
        let _ = write!(text, ", also in {}", some(&names));
    }
    text
}

fn places(result: &Compared<'_>, change: &Change) -> String {
    match (place(result, change.old), place(result, change.new)) {
        (Some(old), Some(new)) => format!("{old} -> {new}"),
        (Some(old), None) => old,
        (None, Some(new)) => new,
        (None, None) => String::new(),
    }
}

/// For people.
pub(super) fn human(result: &Compared<'_>) -> String {
    let mut out = format!("{}\n", headline(result));
    for group in groups(result, &|change| change.severity <= Severity::Unknown) {
        let change = group[0];
        let doubt = if change.severity == Severity::Unknown { "perhaps " } else { "" };
        let approved = if result.approved.contains(&change.fingerprint) { " (approved)" } else { "" };
        let _ = writeln!(out, "\n{doubt}{}: {}{approved}", title(&group), change.detail);
        if let Some(example) = &change.example {
            let which = if group.len() > 1 { "was valid, is refused, for the first" } else { "was valid, is refused" };
            let _ = writeln!(out, "  {which}:");
            for line in excerpt(&example.old, change) {
                let _ = writeln!(out, "    {line}");
            }
        }
        let at = places(result, change);
        let at = if at.is_empty() { at } else { format!(", at {at}") };
        let marks: Vec<&str> = group.iter().map(|change| change.fingerprint.as_str()).collect();
        let word = if group.len() > 1 { "fingerprints" } else { "fingerprint" };
        let _ = writeln!(out, "  {word} {}{at}", marks.join(" "));
    }
    let compatible = groups(result, &|change| change.severity == Severity::Compatible);
    if !compatible.is_empty() {
        let _ = writeln!(out, "\nnewly allowed:");
        for group in compatible {
            let _ = writeln!(out, "  {} {}: {}", sign(group[0].kind), title(&group), group[0].detail);
        }
    }
    let documented = count(result.comparison, Severity::Documentation);
    if documented > 0 {
        let _ = writeln!(out, "\n{} in documentation only", several(documented, "change", "changes"));
    }
    if !result.rules.is_empty() {
        let _ =
            writeln!(out, "\nSchematron patterns, compared as written (they may refuse more; --corpus tries them):");
        for rule in result.rules {
            let _ = writeln!(out, "  {} {}", rule.what, rule.name);
        }
    }
    if let Some(tally) = result.corpus {
        let _ = writeln!(
            out,
            "\nof {} ({} valid before), {} refused now{}",
            several(tally.documents, "document", "documents"),
            tally.valid,
            tally.broken.len(),
            if tally.by_rules.is_empty() {
                String::new()
            } else {
                format!(", and {} by Schematron rules only", tally.by_rules.len())
            }
        );
        for (path, why) in tally.broken.iter().chain(&tally.by_rules).take(10) {
            let _ = writeln!(out, "  {}, {why}", path.display());
        }
    }
    if let Some(advice) = advice(result) {
        let _ = writeln!(out, "\nwhat to do: {}", advice.replace("; ", ";\n            "));
    }
    out
}

/// What of an example matters: the start tags on the way to the element that changed, and that element, with what it
/// holds besides left out.
fn excerpt(example: &str, change: &Change) -> Vec<String> {
    let mut sources = Sources::new();
    let id = sources.add("example.xml", example);
    let document = crate::xml::parse(sources.get(id)).document;
    let Some(root) = document.root_element() else { return Vec::new() };
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let is_named = |node: NodeId, name: &str| document.name(node).is_some_and(|own| *own.local == *name);
    let mut way = vec![root];
    for name in change.path.split('/').skip(1) {
        let name = local(name);
        let mut children: Vec<NodeId> =
            document.child_elements(way[way.len() - 1]).filter(|own| is_named(*own, &name)).collect();
        // Of several alike it is not told which one matters.
        if children.len() != 1 {
            break;
        }
        way.append(&mut children);
    }
    let text = |span: Option<Span>| span.map_or("", |span| &example[span.start as usize..span.end as usize]);
    let tag = |node: NodeId| text(document.element(node).and_then(|own| own.spans).map(|spans| spans.start_tag));
    let last = way.pop().unwrap_or(root);
    let mut lines: Vec<String> = Vec::new();
    for node in &way {
        match lines.last_mut() {
            Some(line) if line.len() + tag(*node).len() < LINE => {
                line.push(' ');
                line.push_str(tag(*node));
            }
            _ => lines.push(tag(*node).to_owned()),
        }
    }
    let indent = if lines.is_empty() { "" } else { "  " };
    let subject = change.place.rsplit('/').next().map(local).unwrap_or_default();
    let children: Vec<NodeId> = document.child_elements(last).collect();
    if children.is_empty() {
        lines.push(format!("{indent}{}", text(document.span(last))));
        return lines;
    }
    lines.push(format!("{indent}{}", tag(last)));
    let matters = |node: NodeId| is_named(node, &subject);
    let mut hidden = false;
    for (at, child) in children.iter().enumerate() {
        // Beside what matters, or instead of it, a few others.
        if matters(*child) || !children.iter().any(|own| matters(*own)) && at < OTHERS {
            let own = text(document.span(*child));
            let short = own.lines().next().unwrap_or("").to_owned();
            let more = if own.contains('\n') { " …" } else { "" };
            lines.push(format!("{indent}  {short}{more}"));
            hidden = false;
        } else if !std::mem::replace(&mut hidden, true) {
            lines.push(format!("{indent}  …"));
        }
    }
    let name = document.element(last).and_then(|own| own.spans).map(|spans| text(Some(spans.name))).unwrap_or("");
    lines.push(format!("{indent}</{name}>"));
    lines
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Included => "included",
        Verdict::NotIncluded => "not-included",
        Verdict::Undecided => "undecided",
    }
}

fn change_as_json(result: &Compared<'_>, change: &Change) -> Value {
    let span = |span: Option<Span>| -> Value {
        let Some(source) = span.and_then(|span| result.sources.find(span.source)) else { return Value::Null };
        let Some(span) = span else { return Value::Null };
        let at = source.line_column(span.start as usize);
        json!({"file": git::shown(&source.name), "line": at.line, "column": at.column, "start": span.start, "end": span.end})
    };
    json!({
        "kind": change.kind.as_str(),
        "severity": change.severity.as_str(),
        "place": change.place,
        "path": change.path,
        "also_in": change.also_in,
        "detail": change.detail,
        "lost": change.lost,
        "gained": change.gained,
        "renamed_to": change.renamed_to,
        "fingerprint": change.fingerprint,
        "approved": result.approved.contains(&change.fingerprint),
        "old": span(change.old),
        "new": span(change.new),
        "witness": change.example.as_ref().map(|example| json!({"old": example.old, "new": example.new})),
    })
}

/// As one object.
pub(super) fn as_json(result: &Compared<'_>) -> Value {
    let comparison = result.comparison;
    let direction = |one: &crate::compat::Inclusion| json!({"verdict": verdict(one.verdict), "pairs": one.proof.len(), "goals": one.goals, "rules": one.rules});
    let documents = |list: &[(std::path::PathBuf, String)]| -> Vec<Value> {
        list.iter().map(|(path, why)| json!({"file": path.display().to_string(), "why": why})).collect()
    };
    json!({
        "format": 1,
        "old": result.names[0],
        "new": result.names[1],
        "outcome": result.outcome.as_str(),
        "versions": comparison.versions,
        "forward": direction(&comparison.forward),
        "backward": direction(&comparison.backward),
        "changes": comparison.changes.iter().map(|change| change_as_json(result, change)).collect::<Vec<_>>(),
        "rules": result.rules.iter().map(|rule| json!({"name": rule.name, "what": rule.what})).collect::<Vec<_>>(),
        "corpus": result.corpus.map(|tally| json!({
            "documents": tally.documents,
            "valid": tally.valid,
            "broken": documents(&tally.broken),
            "by_rules": documents(&tally.by_rules),
        })),
        "advice": advice(result),
    })
}

/// As JSON.
pub(super) fn json(result: &Compared<'_>) -> String {
    format!("{:#}\n", as_json(result))
}

/// As a note for a release.
pub(super) fn markdown(result: &Compared<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}\n", capital(&headline(result)));
    let mut section = |title: &str, which: &dyn Fn(&Change) -> bool, examples: bool| {
        let list = groups(result, which);
        if list.is_empty() {
            return;
        }
        let _ = writeln!(out, "## {title}\n");
        for group in list {
            let change = group[0];
            let _ = writeln!(out, "- {}: {}", self::title(&group), change.detail);
            if examples && let Some(example) = &change.example {
                let _ = writeln!(out, "\n  ```xml");
                example.old.lines().for_each(|line| {
                    let _ = writeln!(out, "  {line}");
                });
                let _ = writeln!(out, "  ```");
            }
        }
        out.push('\n');
    };
    section("What is refused now", &|change| change.severity == Severity::Breaking, true);
    section("What may be refused now", &|change| change.severity == Severity::Unknown, true);
    let compatible =
        |change: &Change, added: bool| change.severity == Severity::Compatible && (change.kind == Kind::Added) == added;
    section("What is new", &|change| compatible(change, true), false);
    section("What is allowed in more cases", &|change| compatible(change, false), false);
    section("Documentation", &|change| change.severity == Severity::Documentation, false);
    if !result.rules.is_empty() {
        out.push_str("## Schematron rules\n\n");
        for rule in result.rules {
            let _ = writeln!(out, "- {} `{}`", rule.what, rule.name);
        }
        out.push('\n');
    }
    if let Some(advice) = advice(result) {
        let _ = writeln!(out, "What to do: {advice}.");
    }
    format!("{}\n", out.trim_end())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// As GitHub workflow commands.
pub(super) fn github(result: &Compared<'_>) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let below = crate::cli::report::prefix();
    let mut out = String::new();
    let mut say = |level: &str, span: Option<Span>, title: &str, message: &str| {
        let source = span.and_then(|span| Some((span, result.sources.find(span.source)?)));
        let at = source.map_or_else(String::new, |(span, source)| {
            let start = source.line_column(span.start as usize);
            let file = git::parts(&source.name).map_or(&*source.name, |(_, path)| path.trim_start_matches('/'));
            // What comes from the history is named from the root of the repository already.
            let below = if file.len() == source.name.len() { &*below } else { "" };
            format!("file={},line={},col={},", property(&format!("{below}{file}")), start.line, start.column)
        });
        let _ = writeln!(out, "::{level} {at}title={}::{}", property(title), data(message));
    };
    // GitHub shows the first ten of a step.
    let level = match result.outcome {
        Outcome::Incompatible | Outcome::Undecided => "error",
        Outcome::NeedlessBump => "warning",
        _ => "notice",
    };
    let mut message = headline(result);
    if let Some(advice) = advice(result) {
        let _ = write!(message, "\nwhat to do: {advice}");
    }
    say(level, None, "schema diff", &message);
    let fails = matches!(result.outcome, Outcome::Incompatible);
    for change in &result.comparison.changes {
        let approved = result.approved.contains(&change.fingerprint);
        let level = match change.severity {
            Severity::Breaking if fails && !approved => "error",
            Severity::Breaking | Severity::Unknown => "warning",
            Severity::Compatible => "notice",
            Severity::Documentation => continue,
        };
        let mut message = format!("{}: {} ({})", title(&[change]), change.detail, change.fingerprint);
        if let Some(example) = &change.example {
            let _ = write!(message, "\nvalid before, refused now:\n{}", example.old);
        }
        say(level, change.new.or(change.old), "schema", message.trim_end());
    }
    out
}
