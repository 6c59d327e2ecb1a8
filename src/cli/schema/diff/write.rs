//! A comparison in words, as data, as a note for a release, and for GitHub.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Outcome, Result as Compared, count, sign};
use crate::compat::{Change, Kind, Severity, Verdict};
use crate::text::Span;

/// Lines of an example that are shown.
const EXAMPLE_LINES: usize = 14;

fn place(result: &Compared<'_>, span: Option<Span>) -> Option<String> {
    let source = result.sources.find(span?.source)?;
    let at = source.line_column(span?.start as usize);
    Some(format!("{}:{}:{}", source.name, at.line, at.column))
}

fn several(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// The name of the version attribute, for sentences.
fn version_word<'a>(result: &Compared<'a>) -> &'a str {
    result.version_attribute.rsplit_once("/@").map_or(result.version_attribute, |(_, name)| name)
}

fn headline(result: &Compared<'_>) -> String {
    let breaking = count(result.comparison, Severity::Breaking);
    let refused = several(breaking, "change refuses", "changes refuse");
    let word = version_word(result);
    let at = match &result.comparison.versions {
        [Some(old), Some(new)] if old == new => format!(" at the same `{word}`, {old}"),
        [Some(old), Some(new)] => format!(", from `{word}` {old} to {new}"),
        _ => String::new(),
    };
    match result.outcome {
        Outcome::Equal => "equal: both schemas allow the same documents".to_owned(),
        Outcome::Compatible => format!("compatible: every document that was valid stays valid{at}"),
        Outcome::NeedlessBump => format!("compatible{at}: the version was raised, and no document needs it"),
        Outcome::IncompatibleBumped => format!("incompatible{at}: {refused} documents that were valid"),
        Outcome::Approved => format!("incompatible{at}, and approved: {refused} documents that were valid"),
        Outcome::Incompatible => format!("incompatible{at}: {refused} documents that were valid"),
        Outcome::Undecided => "undecided: the search found neither a proof nor a document that breaks".to_owned(),
    }
}

/// What a maintainer does now.
fn advice(result: &Compared<'_>) -> Option<String> {
    let word = version_word(result);
    let versioned = result.comparison.versions.iter().all(Option::is_some);
    Some(match result.outcome {
        Outcome::Incompatible if versioned => format!(
            "raise `{word}` and write an upgrade step (`--step` begins one), or allow again what was valid; to accept the change as it is, put its fingerprint into the file of --approvals"
        ),
        Outcome::Incompatible => {
            "allow again what was valid, or tell users; to accept the change as it is, put its fingerprint into the file of --approvals".to_owned()
        }
        Outcome::IncompatibleBumped => "see that an upgrade step mends each of these (`--step` begins one)".to_owned(),
        Outcome::NeedlessBump if count(result.comparison, Severity::Compatible) == 0 => {
            format!("keep `{word}` as it was: both schemas allow the same")
        }
        Outcome::NeedlessBump => format!("keep `{word}` as it was: what was added needs no new version"),
        Outcome::Undecided => "try a larger --budget; until it is decided, take the change for incompatible".to_owned(),
        _ => return None,
    })
}

fn title(change: &Change) -> String {
    let mut text = format!("`{}` {}", change.place, change.kind.as_str());
    if !change.also_in.is_empty() {
        const MOST: usize = 4;
        let mut names: Vec<&str> = change.also_in.iter().take(MOST).map(String::as_str).collect();
        let more = format!("{} more", change.also_in.len().saturating_sub(MOST));
        if change.also_in.len() > MOST {
            names.push(&more);
        }
        let _ = write!(text, ", also in {}", names.join(", "));
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
    let changes = &result.comparison.changes;
    for change in changes.iter().filter(|change| change.severity <= Severity::Unknown) {
        let doubt = if change.severity == Severity::Unknown { "perhaps " } else { "" };
        let approved = if result.approved.contains(&change.fingerprint) { " (approved)" } else { "" };
        let _ = writeln!(out, "\n{doubt}{}: {}{approved}", title(change), change.detail);
        let at = places(result, change);
        if !at.is_empty() {
            let _ = writeln!(out, "  at {at}");
        }
        let _ = writeln!(out, "  fingerprint {}", change.fingerprint);
        if let Some(example) = &change.example {
            let _ = writeln!(out, "  valid by {}, not by {}:", result.names[0], result.names[1]);
            let lines: Vec<&str> = example.old.lines().collect();
            for line in excerpt(&lines, &change.place) {
                let _ = writeln!(out, "    {line}");
            }
        }
    }
    let compatible: Vec<&Change> = changes.iter().filter(|change| change.severity == Severity::Compatible).collect();
    if !compatible.is_empty() {
        let _ = writeln!(out, "\nnewly allowed:");
        for change in compatible {
            let _ = writeln!(out, "  {} {}: {}", sign(change.kind), title(change), change.detail);
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
        let _ = writeln!(out, "\nwhat to do: {advice}");
    }
    out
}

/// The lines of an example around what it is about; a short one whole.
fn excerpt(lines: &[&str], place: &str) -> Vec<String> {
    if lines.len() <= EXAMPLE_LINES {
        return lines.iter().map(|line| (*line).to_owned()).collect();
    }
    let element = place.split('/').next().unwrap_or(place);
    let start = format!("<{element}");
    let at = lines.iter().position(|line| line.trim_start().starts_with(&start)).unwrap_or(lines.len() - 1);
    let from = at.saturating_sub(EXAMPLE_LINES / 2).max(1);
    let to = (from + EXAMPLE_LINES - 4).min(lines.len() - 1);
    let mut shown = vec![lines[0].to_owned()];
    if from > 1 {
        shown.push("  …".to_owned());
    }
    shown.extend(lines[from..to].iter().map(|line| (*line).to_owned()));
    if to < lines.len() - 1 {
        shown.push("  …".to_owned());
    }
    shown.push(lines[lines.len() - 1].to_owned());
    shown
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
        json!({"file": source.name, "line": at.line, "column": at.column, "start": span.start, "end": span.end})
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
    let direction = |one: &crate::compat::Inclusion| json!({"verdict": verdict(one.verdict), "goals": one.goals, "rules": one.rules});
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
    let changes = &result.comparison.changes;
    let _ = writeln!(out, "{}\n", capital(&headline(result)));
    let mut section = |title: &str, which: &dyn Fn(&&Change) -> bool, examples: bool| {
        let list: Vec<&Change> = changes.iter().filter(which).collect();
        if list.is_empty() {
            return;
        }
        let _ = writeln!(out, "## {title}\n");
        for change in list {
            let _ = writeln!(out, "- {}: {}", self::title(change), change.detail);
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
    let compatible = |change: &&Change, added: bool| {
        change.severity == Severity::Compatible && (change.kind == Kind::Added) == added
    };
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
    let mut out = String::new();
    let mut say = |level: &str, span: Option<Span>, title: &str, message: &str| {
        let source = span.and_then(|span| Some((span, result.sources.find(span.source)?)));
        let at = source.map_or_else(String::new, |(span, source)| {
            let start = source.line_column(span.start as usize);
            format!("file={},line={},col={},", property(&source.name), start.line, start.column)
        });
        let _ = writeln!(out, "::{level} {at}title={}::{}", property(title), data(message));
    };
    let fails = matches!(result.outcome, Outcome::Incompatible);
    for change in &result.comparison.changes {
        let approved = result.approved.contains(&change.fingerprint);
        let level = match change.severity {
            Severity::Breaking if fails && !approved => "error",
            Severity::Breaking | Severity::Unknown => "warning",
            Severity::Compatible => "notice",
            Severity::Documentation => continue,
        };
        let mut message = format!("{}: {} ({})", title(change), change.detail, change.fingerprint);
        if let Some(example) = &change.example {
            let _ = write!(message, "\nvalid before, refused now:\n{}", example.old);
        }
        say(level, change.new.or(change.old), "schema", message.trim_end());
    }
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
    out
}
