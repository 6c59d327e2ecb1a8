//! Comments by which a user says that a finding is known and accepted.
//!
//! In XML, `<!-- rowi: allow NAME reason -->` covers the next element and what is in it; before the document element
//! that is the whole file. In scripts and configuration files `# rowi: allow NAME reason` covers the rest of its line,
//! or, alone on a line, the next statement or line. `allow-file` instead of `allow` covers the file. Several names
//! are separated by commas.

use super::catalogue::{SUPPRESSION_WITHOUT_RULE, UNKNOWN_RULE_IN_SUPPRESSION, UNUSED_SUPPRESSION};
use crate::bundle::Bundle;
use crate::diagnostic::{Diagnostic, Entry, nearest};
use crate::image::Description;
use crate::image::script::syntax::{RedirectKind, Statement};
use crate::image::script::walk::walk;
use crate::text::{Source, Sources, Span};
use crate::xml::{Content, Document, NodeId, NodeKind};

/// One name in one comment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Suppression {
    name: String,
    /// Where the name stands.
    name_span: Span,
    /// The whole comment.
    comment: Span,
    /// What it covers.
    covers: Span,
    used: bool,
}

/// All suppression comments of a description directory.
#[derive(Debug, Clone, Default)]
pub struct Suppressions {
    list: Vec<Suppression>,
    /// Comments that name no rule.
    nameless: Vec<Span>,
}

/// Takes away findings that comments allow, and reports comments that are unused or name no rule that is `known`;
/// those names are asked for only where there are comments.
/// `ran` says whether what bears a name was looked for everywhere: only then an unused comment is known to be unused.
#[must_use]
pub fn suppress(
    description: &Description,
    bundle: &Bundle,
    sources: &Sources,
    findings: Vec<Diagnostic>,
    known: &dyn Fn() -> Vec<&'static Entry>,
    ran: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut suppressions = Suppressions::collect(description, bundle, sources);
    if suppressions.is_empty() {
        return findings;
    }
    let mut findings = suppressions.apply(findings);
    let known = known();
    let names: Vec<&str> = known.iter().map(|entry| entry.name).collect();
    findings.extend(suppressions.report(&|name| known.iter().any(|entry| entry.is_called(name)), &names, ran));
    findings
}

impl Suppressions {
    /// The comments of these XML files as the user wrote them, and of the description's scripts and overlay files.
    #[must_use]
    pub fn collect(description: &Description, bundle: &Bundle, sources: &Sources) -> Self {
        let mut result = Self::default();
        for file in &bundle.files {
            let source = sources.get(file.source);
            if source.text.contains("rowi:") {
                result.add_document(&file.document, source);
            }
        }
        for script in &description.scripts {
            result.add_lines(&script.source, Some(&script.statements));
        }
        for file in description.overlay.layers.iter().flat_map(|layer| &layer.files) {
            if let Some(source) = &file.source {
                result.add_lines(source, None);
            }
        }
        result
    }

    /// Whether there is no such comment.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.nameless.is_empty()
    }

    /// Adds the comments of an XML document.
    pub fn add_document(&mut self, document: &Document, source: &Source) {
        for node in document.descendants(NodeId::ROOT) {
            let Content::Comment(text) = &document.node(node).content else { continue };
            if !text.contains("rowi:") {
                continue;
            }
            let Some(span) = document.span(node) else { continue };
            let whole = Span::new(source.id, 0, source.text.len());
            let next = std::iter::successors(document.following(node), |at| document.following(*at))
                .find(|at| document.kind(*at) == NodeKind::Element);
            let covers =
                next.and_then(|element| document.span(element)).unwrap_or(Span::at(source.id, span.end as usize));
            self.add_comment(source, span.start as usize + 4, span.end as usize - 3, span, covers, whole);
        }
    }

    /// Adds the comments of a text whose comments start with `#`.
    pub fn add_lines(&mut self, source: &Source, statements: Option<&[Statement]>) {
        let text: &str = &source.text;
        if !text.contains("rowi:") {
            return;
        }
        let whole = Span::new(source.id, 0, text.len());
        let extents = statements.map(extents).unwrap_or_default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let line_start = start;
            start += line.len();
            let body = line.trim_end();
            let Some(hash) = body.find('#').filter(|at| body[at + 1..].trim_start().starts_with("rowi:")) else {
                continue;
            };
            let comment = Span::new(source.id, line_start + hash, line_start + body.len());
            let covers = if body[..hash].trim().is_empty() {
                // the next line that is no comment, with the statement that starts there
                let mut at = start;
                let mut covered = Span::at(source.id, text.len());
                for next in text[start..].split_inclusive('\n') {
                    let trimmed = next.trim();
                    if !trimmed.is_empty() && !trimmed.starts_with('#') {
                        covered = Span::new(source.id, at, at + next.trim_end().len());
                        for extent in &extents {
                            if extent.start >= covered.start && extent.start < covered.start + next.len() as u32 {
                                covered = covered.to(*extent);
                            }
                        }
                        break;
                    }
                    at += next.len();
                }
                covered
            } else {
                Span::new(source.id, line_start, line_start + hash)
            };
            self.add_comment(source, line_start + hash + 1, line_start + body.len(), comment, covers, whole);
        }
    }

    fn add_comment(&mut self, source: &Source, start: usize, end: usize, comment: Span, covers: Span, whole: Span) {
        let Some(text) = source.text.get(start..end) else { return };
        let Some(at) = text.find("rowi:") else { return };
        if !text[..at].trim().is_empty() {
            return;
        }
        let mut rest = &text[at + "rowi:".len()..];
        let mut offset = start + at + "rowi:".len();
        let skip = |rest: &mut &str, offset: &mut usize| {
            let trimmed = rest.trim_start();
            *offset += rest.len() - trimmed.len();
            *rest = trimmed;
        };
        skip(&mut rest, &mut offset);
        let verb_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let covers = match &rest[..verb_end] {
            "allow" => covers,
            "allow-file" => whole,
            _ => return,
        };
        rest = &rest[verb_end..];
        offset += verb_end;
        let mut any = false;
        loop {
            skip(&mut rest, &mut offset);
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
            if length == 0 {
                break;
            }
            self.list.push(Suppression {
                name: rest[..length].to_owned(),
                name_span: Span::new(source.id, offset, offset + length),
                comment,
                covers,
                used: false,
            });
            any = true;
            rest = &rest[length..];
            offset += length;
            match rest.strip_prefix(',') {
                Some(more) => {
                    rest = more;
                    offset += 1;
                }
                None => break,
            }
        }
        if !any {
            self.nameless.push(comment);
        }
    }

    /// The findings that no comment allows.
    pub fn apply(&mut self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings
            .into_iter()
            .filter(|finding| {
                let mut allowed = false;
                for suppression in &mut self.list {
                    if finding.name.is_called(&suppression.name) && suppression.covers.contains(finding.primary) {
                        suppression.used = true;
                        allowed = true;
                    }
                }
                !allowed
            })
            .collect()
    }

    /// What is wrong with the comments themselves.
    #[must_use]
    pub fn report(
        &self,
        is_known: &dyn Fn(&str) -> bool,
        known: &[&str],
        ran: &dyn Fn(&str) -> bool,
    ) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for comment in &self.nameless {
            findings.push(
                Diagnostic::warning(&SUPPRESSION_WITHOUT_RULE, "this comment names no rule to allow", *comment)
                    .with_note(
                        "write `rowi: allow NAME reason`: a comment that allowed everything would hide new mistakes",
                    ),
            );
        }
        for suppression in &self.list {
            if !is_known(&suppression.name) {
                let mut finding = Diagnostic::warning(
                    &UNKNOWN_RULE_IN_SUPPRESSION,
                    format!("there is no rule `{}`", suppression.name),
                    suppression.name_span,
                );
                if let Some(meant) = nearest(&suppression.name, known.iter().copied()) {
                    finding = finding.with_expected([meant.to_owned()]).with_fix(
                        format!("write `{meant}`"),
                        crate::diagnostic::Applicability::Unsafe,
                        vec![crate::text::Edit::replace(suppression.name_span, meant)],
                    );
                }
                findings.push(finding);
            } else if !suppression.used && ran(&suppression.name) {
                let several = self.list.iter().filter(|other| other.comment == suppression.comment).count() > 1;
                let mut finding = Diagnostic::warning(
                    &UNUSED_SUPPRESSION,
                    format!("nothing here is reported as `{}`", suppression.name),
                    suppression.name_span,
                )
                .with_note("the comment can go: what it allowed has been mended, or never was there");
                if !several {
                    finding = finding.with_fix(
                        "remove the comment",
                        crate::diagnostic::Applicability::Safe,
                        vec![crate::text::Edit::delete(suppression.comment)],
                    );
                }
                findings.push(finding);
            }
        }
        findings
    }
}

/// The places of all statements, bodies of here-documents included.
fn extents(statements: &[Statement]) -> Vec<Span> {
    let place = |statement: &Statement| {
        let mut span = statement.span()?;
        for redirect in statement.redirects() {
            if let RedirectKind::HereDocument(document) = &redirect.kind {
                span = span.to(document.body.span);
            }
        }
        Some(span)
    };
    walk(statements).filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    #[test]
    fn a_comment_covers_the_next_element() {
        let mut sources = Sources::new();
        let text = "<image><!-- rowi: allow a-rule, b-rule because --><x/><y/><!-- rowi: allow -->\
                    <!-- rowi: allow-file c-rul --></image>";
        let id = sources.add("config.xml", text);
        let parsed = crate::xml::parse(sources.get(id));
        let mut suppressions = Suppressions::default();
        suppressions.add_document(&parsed.document, sources.get(id));
        let at = |needle: &str| {
            let start = text.find(needle).unwrap();
            Span::new(id, start, start + needle.len())
        };
        let left = suppressions.apply(vec![
            Diagnostic::error(Code::of_author("a-rule"), "m", at("<x/>")),
            Diagnostic::error(Code::of_author("a-rule"), "m", at("<y/>")),
        ]);
        assert_eq!(left.len(), 1);
        let known = ["a-rule", "b-rule", "c-rule"];
        let report = suppressions.report(&|name| known.contains(&name), &known, &|name| name != "pedantic-rule");
        let names: Vec<&str> = report.iter().map(|finding| &*finding.name).collect();
        assert_eq!(names, ["suppression-without-rule", "unused-suppression", "unknown-rule-in-suppression"]);
        assert_eq!(report[2].expected, ["c-rule"]);
    }

    #[test]
    fn a_hash_comment_covers_the_next_statement() {
        let mut sources = Sources::new();
        let text = "# rowi: allow a-rule x\ncat > /f <<EOF\nbody\nEOF\nrm x # rowi: allow b-rule y\nrm y\n";
        let id = sources.add("config.sh", text);
        let statements = crate::image::script::syntax::parse(sources.get(id));
        let mut suppressions = Suppressions::default();
        suppressions.add_lines(sources.get(id), Some(&statements));
        let at = |needle: &str| {
            let start = text.find(needle).unwrap();
            Span::new(id, start, start + needle.len())
        };
        let left = suppressions.apply(vec![
            Diagnostic::error(Code::of_author("a-rule"), "m", at("body")),
            Diagnostic::error(Code::of_author("b-rule"), "m", at("rm x")),
            Diagnostic::error(Code::of_author("b-rule"), "m", at("rm y")),
        ]);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].primary, at("rm y"));
    }
}
