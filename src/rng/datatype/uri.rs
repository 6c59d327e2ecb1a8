//! `anyURI` (XML Schema part 2, 3.2.17): any text that is a URI reference once the characters that URIs do not
//! have are escaped (XLink 1.0, 5.4). What escaping cannot mend is refused.

/// Whether the text is a URI reference after escaping; otherwise the byte range that is not.
pub(crate) fn check(text: &str) -> Result<(), std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        if *byte == b'%' && !(hex(index + 1) && hex(index + 2)) {
            return Err(index..index + 1);
        }
    }
    if let Some((first, _)) = text.match_indices('#').nth(1) {
        return Err(first..first + 1);
    }
    match text.find([':', '/', '?', '#']) {
        Some(end) if bytes[end] == b':' => {
            let scheme = &bytes[..end];
            let letters = scheme.first().is_some_and(u8::is_ascii_alphabetic)
                && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
            if !letters {
                return Err(0..end + 1);
            }
            if end + 1 == bytes.len() || bytes[end + 1] == b'#' {
                return Err(0..end + 1);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
