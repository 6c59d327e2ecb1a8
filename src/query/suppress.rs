//! Comments that allow a finding: where they go and what they say.

use super::complete::line_end;
use super::syntax::{NodeKind, Tree};

/// The comments that allow the finding `name` at an offset, here and for the whole file: a title, where to put it, and
/// the text to put there.
#[must_use]
pub fn comments(text: &str, tree: Option<&Tree>, at: usize, name: &str) -> Vec<(String, usize, String)> {
    let end = line_end(text);
    let here = format!("Allow `{name}` here");
    let whole = format!("Allow `{name}` in this file");
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |found| found + 1);
    if let Some(tree) = tree {
        let Some(root) = tree.root() else { return Vec::new() };
        let before_root = tree.node(root).range().start;
        let element = tree
            .innermost(at + usize::from(text.as_bytes().get(at) == Some(&b'<')))
            .and_then(|inner| tree.ancestors(inner).find(|one| tree.node(*one).kind == NodeKind::Element))
            .unwrap_or(root);
        let mut found = Vec::new();
        if element != root {
            let start = tree.node(element).range().start;
            let lead = &text[line_start(start)..start];
            let is_blank = lead.chars().all(|c| matches!(c, ' ' | '\t'));
            let after = if is_blank { format!("{end}{lead}") } else { " ".to_owned() };
            found.push((here, start, format!("<!-- rowi: allow {name} -->{after}")));
        }
        found.push((whole, before_root, format!("<!-- rowi: allow-file {name} -->{end}")));
        return found;
    }
    // scripts and configuration files: comments begin with `#`
    let start = line_start(at);
    let lead: String = text[start..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let top = if text.starts_with("#!") { text.find('\n').map_or(text.len(), |found| found + 1) } else { 0 };
    vec![
        (here, start, format!("{lead}# rowi: allow {name}{end}")),
        (whole, top, format!("# rowi: allow-file {name}{end}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::place::split_cursor;
    use super::*;

    fn check(marked: &str, is_xml: bool) -> Vec<String> {
        let (text, offset) = split_cursor(marked);
        let tree = is_xml.then(|| Tree::new(text.as_str().into()));
        let all = comments(&text, tree.as_ref(), offset, "x-y");
        all.into_iter().map(|(_, at, new)| format!("{}{new}{}", &text[..at], &text[at..])).collect()
    }

    #[test]
    fn in_xml() {
        assert_eq!(
            check("<?xml version='1.0'?>\n<a>\n  <b $0c=''/>\n</a>", true),
            [
                "<?xml version='1.0'?>\n<a>\n  <!-- rowi: allow x-y -->\n  <b c=''/>\n</a>",
                "<?xml version='1.0'?>\n<!-- rowi: allow-file x-y -->\n<a>\n  <b c=''/>\n</a>",
            ]
        );
        assert_eq!(check("<a $0b=''/>", true), ["<!-- rowi: allow-file x-y -->\n<a b=''/>"]);
    }

    #[test]
    fn in_scripts() {
        assert_eq!(
            check("#!/bin/bash\nif x; then\n  $0y\nfi\n", false),
            [
                "#!/bin/bash\nif x; then\n  # rowi: allow x-y\n  y\nfi\n",
                "#!/bin/bash\n# rowi: allow-file x-y\nif x; then\n  y\nfi\n",
            ]
        );
    }
}
