//! Names of files that are not UTF-8, in texts that are.
//!
//! rowi names files by `str` in reports, sources and includes. A byte of a name that is not UTF-8 is spelled there as a
//! character of plane 16's private use area, U+10FF00 and the byte; [`real`] turns it back at the rim. A name that holds
//! such a character already is spelled byte by byte, so no two names are spelled alike.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

const BASE: u32 = 0x10_FF00;

/// The byte that a character stands for.
fn byte(c: char) -> Option<u8> {
    u8::try_from(u32::from(c).checked_sub(BASE)?).ok().filter(|byte| *byte >= 0x80)
}

fn is_plain(text: &str) -> bool {
    // the first two bytes of all these characters
    !text.as_bytes().windows(2).any(|pair| pair == [0xf4, 0x8f]) || !text.chars().any(|c| byte(c).is_some())
}

/// The name as a text.
#[must_use]
pub fn spell(name: &OsStr) -> Cow<'_, str> {
    if let Some(text) = name.to_str().filter(|text| is_plain(text)) {
        return Cow::Borrowed(text);
    }
    let mut spelled = String::new();
    let escape = |spelled: &mut String, bytes: &[u8]| {
        spelled.extend(bytes.iter().filter_map(|byte| char::from_u32(BASE + u32::from(*byte))));
    };
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match byte(c) {
                Some(_) => escape(&mut spelled, c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => spelled.push(c),
            }
        }
        escape(&mut spelled, chunk.invalid());
    }
    Cow::Owned(spelled)
}

/// The path that a spelled one stands for.
#[must_use]
pub fn real(path: &Path) -> Cow<'_, Path> {
    match path.to_str() {
        Some(text) if !is_plain(text) => Cow::Owned(unspell(text)),
        _ => Cow::Borrowed(path),
    }
}

#[cfg(unix)]
fn unspell(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match byte(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn unspell(text: &str) -> PathBuf {
    PathBuf::from(text)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn every_name_comes_back_and_no_two_are_spelled_alike() {
        let mut seen = std::collections::HashMap::new();
        let alphabet: [&[u8]; 6] =
            [b"a", b"\xff", b"\x80", "\u{fffd}".as_bytes(), "\u{10ff80}".as_bytes(), b"\xf4\x8f"];
        for first in alphabet {
            for second in alphabet {
                for third in alphabet {
                    let name = [first, second, third].concat();
                    let spelled = spell(OsStr::from_bytes(&name)).into_owned();
                    assert_eq!(real(Path::new(&spelled)).as_os_str().as_bytes(), name);
                    if let Some(other) = seen.insert(spelled, name.clone()) {
                        assert_eq!(other, name);
                    }
                }
            }
        }
        assert!(matches!(spell(OsStr::new("config.xml")), Cow::Borrowed("config.xml")));
    }
}
