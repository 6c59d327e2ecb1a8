//! As much of URIs as schemas need (RFC 2396 and XLink 5.4, which section 4 cites).

/// Whether the text can be a URI reference once characters outside ASCII are escaped.
#[must_use]
pub fn is_uri_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut fragments = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'%' => {
                let digits = bytes.get(at + 1..at + 3);
                if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                    return false;
                }
            }
            b'#' => fragments += 1,
            _ => {}
        }
    }
    if fragments > 1 {
        return false;
    }
    // a colon before any slash ends a scheme, which begins with a letter
    match text.find([':', '/', '?', '#']) {
        Some(at) if bytes[at] == b':' => is_scheme(&text[..at]) && text.len() > at + 1,
        _ => true,
    }
}

/// Whether it begins with a scheme.
#[must_use]
pub fn is_absolute(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
}

/// `reference` seen from `base`, both relative to the same place or absolute; dots stay for the file system.
#[must_use]
pub fn join(base: &str, reference: &str) -> String {
    if base.is_empty() || is_absolute(reference) || reference.starts_with('/') {
        return reference.to_owned();
    }
    if reference.is_empty() {
        return base.to_owned();
    }
    let directory = base.rfind('/').map_or("", |at| &base[..=at]);
    format!("{directory}{reference}")
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_references_from_other_text() {
        for good in ["http://a/b", "urn:x:y", "a.rng", "../a%20b", "", "http://a/é", "mailto:x"] {
            assert!(is_uri_reference(good), "{good}");
        }
        for bad in ["%", "a%2", "a#b#c", "1a:b", "foo:"] {
            assert!(!is_uri_reference(bad), "{bad}");
        }
        assert_eq!(join("a/b", "c"), "a/c");
        assert_eq!(join("a/", "../c"), "a/../c");
        assert_eq!(join("a", "/c"), "/c");
        assert!(is_absolute("urn:x"));
        assert!(!is_absolute("a/b:c"));
    }
}
