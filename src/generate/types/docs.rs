//! Documentation of the schema as rustdoc text.

/// Escapes what rustdoc would take for HTML, links or code.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    let mut fenced = false;
    // A lone carriage return may not stand in Rust's comments.
    let text = text.replace('\r', "\n");
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let line = line.trim();
        if line.starts_with("```") {
            fenced = !fenced;
            // Unmarked fences would be compiled as Rust.
            out.push_str(if fenced && line == "```" { "```text" } else { line });
            continue;
        }
        if fenced {
            out.push_str(line);
        } else {
            escape_line(line, &mut out);
        }
    }
    if fenced {
        out.push_str("\n```");
    }
    out
}

fn escape_line(line: &str, out: &mut String) {
    // An odd backtick opens nothing.
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut code = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if !code && (rest.starts_with("http://") || rest.starts_with("https://")) {
            let end = rest.find(|c: char| c.is_whitespace() || "<>\"')]`,;".contains(c)).unwrap_or(rest.len());
            let url = rest[..end].trim_end_matches(['.', ':', '!', '?']);
            out.push('<');
            out.push_str(url);
            out.push('>');
            rest = &rest[url.len()..];
            continue;
        }
        match c {
            '`' if balanced => {
                code = !code;
                out.push('`');
            }
            '`' => out.push_str("\\`"),
            '<' | '>' | '[' | ']' | '*' | '_' | '\\' if !code => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_is_taken_literally() {
        assert_eq!(escape("a <b> [c]"), "a \\<b\\> \\[c\\]");
        assert_eq!(escape("`<b>` x"), "`<b>` x");
        assert_eq!(escape("see http://x.org/a."), "see <http://x.org/a>.");
        assert_eq!(escape("    indented"), "indented");
        assert_eq!(escape("```\ncode"), "```text\ncode\n```");
        assert_eq!(escape("odd ` tick"), "odd \\` tick");
    }
}
