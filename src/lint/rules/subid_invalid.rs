//! `subid-invalid`: ranges of subordinate IDs that rootless containers cannot use.

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::View;
use crate::lint::stack::{Known, known_files};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "subid-invalid",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "ranges of subordinate IDs that rootless containers cannot use",
        explanation: r#"
Rootless containers take their users and groups from the ranges that /etc/subuid and /etc/subgid give to a user: lines `name:start:count`. Other lines are passed over; a user that one of the files leaves out has no ranges at all; with fewer than 65536 IDs many images cannot be unpacked; ranges of two users that overlap let one into the containers of the other.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/subuid
tux:100000:1000
=== root/etc/subgid
tux:100000:1000
"#,
            passing: r#"
=== root/etc/subuid
tux:100000:65536
=== root/etc/subgid
tux:100000:65536
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
From documentation: subuid(5) and podman(1), "Rootless mode"; not run here.
"#,
    severity_reason: r#"
Containers of one user are affected.
"#,
    check,
};

const FILES: [&str; 2] = ["/etc/subuid", "/etc/subgid"];

/// A line of one of the files.
struct Range {
    name: String,
    start: u64,
    count: u64,
    span: Span,
}

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let Some(files) = ctx.description.files_of(view) else { continue };
        let known: Vec<Option<Vec<Range>>> = FILES
            .iter()
            .map(|path| known_files(files, &|found| found == *path).first().map(|file| ranges(ctx, view, path, file)))
            .collect();
        // a user needs both
        if let [Some(users), Some(groups)] = known.as_slice() {
            for (one, other, path) in [(users, groups, FILES[1]), (groups, users, FILES[0])] {
                for range in one.iter().filter(|range| other.iter().all(|other| other.name != range.name)) {
                    let message = format!("`{}` has no range in {path}", range.name);
                    ctx.report_in(view, ctx.finding(message, range.span));
                }
            }
        }
    }
}

/// The ranges of a file; what is wrong with each by itself, or two of them, is reported.
fn ranges(ctx: &mut Ctx<'_>, view: &View, path: &str, file: &Known) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    let mut at = 0;
    for line in file.rendered.text.split_inclusive('\n') {
        let body = line.trim_end();
        let span = file.span(at..at + body.len());
        at += line.len();
        let Some(span) = span.filter(|_| !body.is_empty()) else { continue };
        let fields: Vec<&str> = body.split(':').collect();
        let number = |text: &str| text.parse::<u64>().ok();
        let range = match fields.as_slice() {
            [name, start, count] if !name.is_empty() => number(start).zip(number(count)).map(|found| (*name, found)),
            _ => None,
        };
        let Some((name, (start, count))) = range else {
            let finding = ctx.finding(format!("this line of {path} is passed over"), span);
            ctx.report_in(view, finding.with_note("a line is `name:start:count`, without blanks and comments"));
            continue;
        };
        let end = |start: u64, count: u64| start.saturating_add(count);
        let other = ranges.iter().find(|other| {
            other.name != name && start < end(other.start, other.count) && other.start < end(start, count)
        });
        if let Some(other) = other {
            let message = format!("the range of `{name}` overlaps that of `{}`", other.name);
            ctx.report_in(view, ctx.finding(message, span).with_label(other.span, "the other range"));
        }
        ranges.push(Range { name: name.to_owned(), start, count, span });
    }
    for range in &ranges {
        let own = ranges.iter().filter(|other| other.name == range.name);
        let all = own.fold(0u64, |sum, other| sum.saturating_add(other.count));
        if all < 65536 {
            let message = format!("`{}` has {all} subordinate IDs; containers need 65536", range.name);
            ctx.report_in(view, ctx.finding(message, range.span));
        }
    }
    ranges
}
