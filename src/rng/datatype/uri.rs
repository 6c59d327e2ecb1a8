//! `anyURI` (XML Schema part 2, 3.2.17): any text that is a URI reference (RFC 2396, RFC 2732) once the characters
//! that URIs do not have are escaped (XLink 1.0, 5.4). What escaping cannot mend is refused: a `%` that escapes
//! nothing, a second `#`, a scheme that is none, brackets that hold no IPv6 address.

use std::net::Ipv6Addr;
use std::ops::Range;

/// Whether the text is a URI reference after escaping; otherwise the byte range that is not.
pub(crate) fn check(text: &str) -> Result<(), Range<usize>> {
    let bytes = text.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        if *byte == b'%' && !(hex(index + 1) && hex(index + 2)) {
            return Err(index..index + 1);
        }
    }
    if let Some((second, _)) = text.match_indices('#').nth(1) {
        return Err(second..second + 1);
    }
    let end = text.find('#').unwrap_or(text.len());
    match text[..end].find([':', '/', '?']) {
        Some(colon) if bytes[colon] == b':' => {
            let is_scheme = bytes[0].is_ascii_alphabetic()
                && bytes[..colon].iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
            if !is_scheme || colon + 1 == end {
                return Err(0..colon + 1);
            }
            // what follows is opaque unless it begins with a slash
            if bytes[colon + 1] == b'/' { hierarchical(text, colon + 1, end) } else { Ok(()) }
        }
        _ => hierarchical(text, 0, end),
    }
}

/// `[//authority][path][?query]`
fn hierarchical(text: &str, start: usize, end: usize) -> Result<(), Range<usize>> {
    let mut path = start;
    if text[start..end].starts_with("//") {
        let authority = start + 2;
        path = text[authority..end].find(['/', '?']).map_or(end, |at| authority + at);
        if authority == text.len() {
            return Err(start..authority);
        }
        server(&text[authority..path]).map_err(|()| authority..path)?;
    }
    let query = text[path..end].find('?').map_or(end, |at| path + at);
    // brackets may stand in queries and fragments, not in paths
    match text[path..query].find(['[', ']']) {
        Some(at) => Err(path + at..path + at + 1),
        None => Ok(()),
    }
}

/// An authority without brackets may be anything (a registry-based name); with brackets it is
/// `[user@]"[" address "]"[:port]`.
fn server(authority: &str) -> Result<(), ()> {
    if !authority.contains(['[', ']']) {
        return Ok(());
    }
    let host = authority.split_once('@').map_or(authority, |(_, host)| host);
    let user = authority.split_once('@').map_or("", |(user, _)| user);
    let (address, rest) = host.strip_prefix('[').and_then(|host| host.split_once(']')).ok_or(())?;
    let (address, scope) = address.split_once('%').unwrap_or((address, "1"));
    let is_scope = !scope.is_empty() && scope.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
    let port = if rest.is_empty() { Some("") } else { rest.strip_prefix(':') };
    let is_port = port.is_some_and(|port| port.is_empty() || port.parse::<i32>().is_ok_and(|port| port >= 0));
    let fits = !user.contains(['[', ']']) && address.parse::<Ipv6Addr>().is_ok() && is_scope && is_port;
    if fits { Ok(()) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn accepts_what_escaping_can_mend() {
        for good in [
            "",
            "a",
            "../a b",
            "http://a/<é>|\\^`{}",
            "//a:b@c:d",
            "///a",
            "a?[]",
            "#[]",
            "http://[::1]:80/",
            "urn:a",
            "//u@[::1.2.3.4]",
            "?a:b",
            "/1:2",
            "%41",
            "http://a:99999999999/",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn refuses_what_it_cannot() {
        for (bad, range) in [
            ("%4", 0..1),
            ("a%zz", 1..2),
            ("#a#", 2..3),
            (":a", 0..1),
            ("1a:b", 0..3),
            ("a b:c", 0..4),
            ("http:", 0..5),
            ("http:#a", 0..5),
            ("http://", 5..7),
            ("a[b", 1..2),
            ("//[::1", 2..6),
            ("//[1]", 2..5),
            ("//[::1]:x", 2..9),
        ] {
            assert_eq!(check(bad), Err(range), "{bad}");
        }
    }
}
