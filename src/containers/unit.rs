//! systemd's unit files, as far as their lines name programs and images: sections, keys, continued lines, quoted words.

use std::ops::Range;

/// A unit, or a drop-in of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// The sections, in order; one name may come several times.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name, without brackets.
    pub name: String,
    /// Where the name stands.
    pub span: Range<usize>,
    /// Its keys.
    pub keys: Vec<Key>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
    /// The value, continued lines joined by a blank.
    pub value: String,
    /// For each byte of the value, where it stands; and where the value ends.
    places: Vec<usize>,
}

/// A word of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its text, quotes taken off; `None` where systemd puts something in.
    pub text: Option<String>,
    /// Where it stands, quotes included.
    pub span: Range<usize>,
}

impl Key {
    /// Where a range of the value stands.
    #[must_use]
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let at = |index: usize| self.places.get(index).copied().unwrap_or_default();
        let start = at(range.start);
        if range.is_empty() { start..start } else { start..at(range.end - 1) + 1 }
    }

    /// Where the whole value stands.
    #[must_use]
    pub fn value_span(&self) -> Range<usize> {
        self.place(0..self.value.len())
    }

    /// The words of a command line. Those with a specifier or variable are not known.
    #[must_use]
    pub fn words(&self) -> Vec<Word> {
        let bytes = self.value.as_bytes();
        let mut result = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at].is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let start = at;
            let mut text: Vec<u8> = Vec::new();
            let mut known = true;
            let mut quote = None;
            while at < bytes.len() {
                let c = bytes[at];
                match quote {
                    None if c.is_ascii_whitespace() => break,
                    None if matches!(c, b'"' | b'\'') => quote = Some(c),
                    Some(open) if c == open => quote = None,
                    _ if c == b'\\' && at + 1 < bytes.len() => {
                        at += 1;
                        text.push(match bytes[at] {
                            b'n' => b'\n',
                            b't' => b'\t',
                            b's' => b' ',
                            other => other,
                        });
                    }
                    _ if c == b'%' && at + 1 < bytes.len() => {
                        at += 1;
                        known &= bytes[at] == b'%';
                        text.push(b'%');
                    }
                    _ if c == b'$' => {
                        if bytes.get(at + 1) == Some(&b'$') {
                            at += 1;
                        } else {
                            known = false;
                        }
                        text.push(b'$');
                    }
                    _ => text.push(c),
                }
                at += 1;
            }
            let text = String::from_utf8(text).ok().filter(|_| known);
            result.push(Word { text, span: self.place(start..at) });
        }
        result
    }
}

impl Unit {
    /// The keys of a section, wherever it stands.
    pub fn keys<'u>(&'u self, section: &'u str) -> impl Iterator<Item = &'u Key> + 'u {
        self.sections.iter().filter(move |found| found.name == section).flat_map(|section| &section.keys)
    }

    /// The last value of a key; an empty one takes back those before.
    #[must_use]
    pub fn last<'u>(&'u self, section: &'u str, name: &str) -> Option<&'u Key> {
        self.keys(section).filter(|key| key.name == name).last().filter(|key| !key.value.is_empty())
    }
}

/// Reads a unit. Lines that are none are left out, as systemd does.
#[must_use]
pub fn parse(text: &str) -> Unit {
    let mut unit = Unit::default();
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push((start, line.trim_end_matches(['\n', '\r'])));
        start += line.len();
    }
    let mut next = 0;
    while let Some((offset, line)) = lines.get(next).copied() {
        next += 1;
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let at = offset + indent + 1;
            unit.sections.push(Section { name: name.to_owned(), span: at..at + name.len(), keys: Vec::new() });
            continue;
        }
        let equals = line.find('=');
        let mut value = String::new();
        let mut places = Vec::new();
        let mut add = |text: &str, at: usize| {
            value.push_str(text);
            places.extend(at..at + text.len());
        };
        let mut from = equals.map_or(line.len(), |at| at + 1);
        let (mut offset_now, mut line_now) = (offset, line);
        loop {
            let part = &line_now[from..];
            let continued = part.strip_suffix('\\');
            add(continued.unwrap_or(part), offset_now + from);
            if continued.is_none() {
                break;
            }
            // comments may stand between continued lines
            while lines.get(next).is_some_and(|(_, line)| line.trim_start().starts_with(['#', ';'])) {
                next += 1;
            }
            let Some((offset, line)) = lines.get(next).copied() else { break };
            add(" ", offset_now + line_now.len() - 1);
            next += 1;
            (offset_now, line_now, from) = (offset, line, 0);
        }
        let (Some(equals), Some(section)) = (equals, unit.sections.last_mut()) else { continue };
        let name = line[..equals].trim();
        let lead = value.len() - value.trim_start().len();
        let value = value.trim().to_owned();
        let places = places[lead..lead + value.len()].to_vec();
        section.keys.push(Key {
            name: name.to_owned(),
            span: offset + indent..offset + indent + name.len(),
            value,
            places: if places.is_empty() { vec![offset + equals] } else { places },
        });
    }
    unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_continued() {
        let text = "[Service]\nExecStart=/usr/bin/podman run \\\n  --label \"a b\" \\\n# a comment\n  team/web sh -c 'a %% b'\nType=x\n";
        let unit = parse(text);
        let key = &unit.sections[0].keys[0];
        let words: Vec<Option<String>> = key.words().into_iter().map(|word| word.text).collect();
        let known: Vec<&str> = words.iter().map(|word| word.as_deref().unwrap()).collect();
        assert_eq!(known, ["/usr/bin/podman", "run", "--label", "a b", "team/web", "sh", "-c", "a % b"]);
        assert_eq!(&text[key.words()[4].span.clone()], "team/web");
        assert_eq!(unit.last("Service", "Type").unwrap().value, "x");
    }

    #[test]
    fn what_systemd_puts_in_is_not_known() {
        let unit = parse("[Service]\nExecStart=/bin/a %i $B ${C} d$$e\nExecStart=\n");
        let words: Vec<Option<String>> = unit.sections[0].keys[0].words().into_iter().map(|word| word.text).collect();
        assert_eq!(words, [Some("/bin/a".to_owned()), None, None, None, Some("d$e".to_owned())]);
        assert_eq!(unit.last("Service", "ExecStart"), None);
        for odd in ["", "x", "=", "[", "[a]\n=b\\", "[a]\nb=\\", "[a]\nb=\\\n", "[a]\nb"] {
            let _ = parse(odd);
        }
    }
}
