//! The same description in many house styles.

/// Styles and the text in them.
pub fn variants(text: &str) -> Vec<(&'static str, String)> {
    let parts = split(text);
    let mut result = vec![
        ("crlf", text.replace('\n', "\r\n")),
        ("no final newline", text.trim_end().to_owned()),
        ("blank lines", text.replace(">\n", ">\n\n")),
    ];
    result.push(("tabs", indented(text, "\t")));
    result.push(("two spaces", indented(text, "  ")));
    result.push((
        "one line",
        map(&parts, |part| match part {
            Part::Space(_) => String::new(),
            other => other.text().to_owned(),
        }),
    ));
    result.push((
        "wrapped attributes",
        map(&parts, |part| match part {
            Part::Tag(tag) => wrap(tag),
            other => other.text().to_owned(),
        }),
    ));
    result.push((
        "single quotes",
        map(&parts, |part| match part {
            Part::Tag(tag) if !tag.contains('\'') => tag.replace('"', "'"),
            other => other.text().to_owned(),
        }),
    ));
    let mut count = 0;
    let mut seen_root = false;
    result.push((
        "comments everywhere",
        map(&parts, |part| match part {
            Part::Tag(tag) => {
                let first = !std::mem::replace(&mut seen_root, true);
                count += 1;
                let last = tag.starts_with("</image");
                let before = if first { String::new() } else { format!("<!-- before {count} -->") };
                let after = if last { String::new() } else { format!("<!-- behind {count} -->") };
                format!("{before}{tag}{after}")
            }
            other => other.text().to_owned(),
        }),
    ));
    let mut count = 0;
    result.push((
        "comment lines",
        map(&parts, |part| match part {
            Part::Tag(tag) if !tag.starts_with("</") => {
                count += 1;
                if count == 1 { (*tag).to_owned() } else { format!("<!-- line {count} -->\n{tag}") }
            }
            other => other.text().to_owned(),
        }),
    ));
    let mut count = 0;
    result.push((
        "processing instructions",
        map(&parts, |part| match part {
            Part::Tag(tag) if !tag.starts_with("</image") => {
                count += 1;
                format!("{tag}<?at {count} <tag>?>")
            }
            other => other.text().to_owned(),
        }),
    ));
    result.push((
        "sections of character data",
        map(&parts, |part| match part {
            Part::Other(text) if !text.starts_with('<') && !text.contains('&') => {
                let bare = text.trim();
                text.replace(bare, &format!("<![CDATA[{bare}]]>"))
            }
            other => other.text().to_owned(),
        }),
    ));
    // The first text that stands alone comes from an entity, and another that nothing uses is declared.
    let entity = parts.iter().find_map(|part| match part {
        Part::Other(text) if !text.starts_with('<') && !text.contains(['&', '%', '"', '\n']) => Some(*text),
        _ => None,
    });
    if let Some(entity) = entity {
        let mut declared = false;
        let mut used = false;
        result.push((
            "document type",
            map(&parts, |part| match part {
                Part::Tag(tag) if tag.starts_with("<image") && !declared => {
                    declared = true;
                    format!("<!DOCTYPE image [\n  <!ENTITY it \"{entity}\">\n  <!ENTITY none '<type/>'>\n]>\n{tag}")
                }
                Part::Other(text) if text == &entity && !used => {
                    used = true;
                    "&it;".to_owned()
                }
                other => other.text().to_owned(),
            }),
        ));
    }
    result
}

/// What a style must keep.
pub fn keeps(style: &str, before: &str, after: &str) -> Result<(), String> {
    let fail = |what: &str| Err(what.to_owned());
    match style {
        "crlf" if after.replace("\r\n", "").contains('\n') => fail("a bare line feed"),
        "no final newline" if after.ends_with('\n') => fail("a final newline"),
        "tabs"
            if after.lines().any(|line| line.starts_with(' ')) && !before.lines().any(|line| line.starts_with(' ')) =>
        {
            fail("a line indented by blanks")
        }
        "one line" if after.matches('\n').count() > before.matches('\n').count() => fail("more lines"),
        "processing instructions" if before.matches("<?at ").count() > after.matches("<?at ").count() => {
            fail("fewer processing instructions")
        }
        "sections of character data"
            if before.matches("<![CDATA[").count() > after.matches("<![CDATA[").count() + 9 =>
        {
            fail("fewer sections of character data")
        }
        "document type"
            if before[..before.find("<image").unwrap_or(0)] != after[..after.find("<image").unwrap_or(0)] =>
        {
            fail("another document type")
        }
        "single quotes" if after.matches('"').count() > before.matches('"').count() => fail("double quotes"),
        _ => Ok(()),
    }
}

fn indented(text: &str, unit: &str) -> String {
    let shift = |line: &str| {
        let bare = line.trim_start_matches(' ');
        let depth = (line.len() - bare.len()) / 4;
        format!("{}{bare}", unit.repeat(depth))
    };
    // Only where no text runs over lines.
    let all = text.split_inclusive('\n').map(shift).collect::<String>();
    if super::tree::canonical(&all) == super::tree::canonical(text) { all } else { text.to_owned() }
}

fn wrap(tag: &str) -> String {
    let mut result = String::new();
    let mut quote = None;
    for c in tag.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        if c == ' ' && quote.is_none() && !tag.starts_with("</") {
            result.push_str("\n        ");
        } else {
            result.push(c);
        }
    }
    result
}

enum Part<'t> {
    /// A start or end tag.
    Tag(&'t str),
    /// White space between tags.
    Space(&'t str),
    /// All else.
    Other(&'t str),
}

impl Part<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Tag(text) | Self::Space(text) | Self::Other(text) => text,
        }
    }
}

fn map(parts: &[Part<'_>], mut change: impl FnMut(&Part<'_>) -> String) -> String {
    parts.iter().map(&mut change).collect()
}

fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (part, length) = if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(rest.len(), |end| end + 3);
            (Part::Other(&rest[..end]), end)
        } else if rest.starts_with("<?") {
            let end = rest.find("?>").map_or(rest.len(), |end| end + 2);
            (Part::Other(&rest[..end]), end)
        } else if rest.starts_with('<') {
            let end = tag_end(rest);
            (Part::Tag(&rest[..end]), end)
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let run = &rest[..end];
            (if run.trim().is_empty() { Part::Space(run) } else { Part::Other(run) }, end)
        };
        parts.push(part);
        at += length;
    }
    parts
}

fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return at + 1,
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    rest.len()
}
