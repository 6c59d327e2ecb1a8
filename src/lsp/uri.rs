//! `file:` URIs and paths.

use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;

/// The path of a URI; of one that is no file's, the URI itself as a path that is nowhere.
pub(super) fn to_path(uri: &Uri) -> PathBuf {
    let Some(rest) = uri.0.strip_prefix("file://") else { return PathBuf::from(&uri.0) };
    // an authority is a host: only the local one is known
    let path = match rest.find('/') {
        Some(at) => &rest[at..],
        None => rest,
    };
    let decoded = decode(path);
    // `/C:/x` is `C:/x` on Windows
    let bytes = decoded.as_bytes();
    if cfg!(windows) && bytes.len() > 2 && bytes[0] == b'/' && bytes[2] == b':' {
        return PathBuf::from(&decoded[1..]);
    }
    PathBuf::from(decoded)
}

fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = (bytes[at] == b'%').then(|| path.get(at + 1..at + 3)).flatten();
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                result.push(byte);
                at += 3;
            }
            None => {
                result.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&result).into_owned()
}

/// The URI of a path. A path that came from another URI goes back to it.
pub(super) fn from_path(path: &Path) -> Uri {
    let text = path.to_string_lossy().replace('\\', "/");
    if !path.is_absolute() && text.contains(':') {
        return Uri(text);
    }
    let mut uri = String::from("file://");
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    Uri(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for path in ["/a/b.kiwi", "/with blank/ü#?%.xml"] {
            assert_eq!(to_path(&from_path(Path::new(path))), Path::new(path));
        }
        assert_eq!(to_path(&Uri("file://localhost/a%20b".into())), Path::new("/a b"));
        assert_eq!(to_path(&Uri("untitled:Untitled-1".into())), Path::new("untitled:Untitled-1"));
        assert_eq!(from_path(Path::new("untitled:Untitled-1")).0, "untitled:Untitled-1");
    }
}
