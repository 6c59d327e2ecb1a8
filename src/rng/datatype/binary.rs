//! `hexBinary` and `base64Binary` (XML Schema part 2, 3.2.15 and 3.2.16).

/// The octets of a `hexBinary`; `None` where it is none.
pub(crate) fn hex_length(text: &str) -> Option<usize> {
    (text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(text.len() / 2)
}

/// The octets that `text`, known to be `hexBinary`, stands for.
pub(crate) fn hex_octets(text: &str) -> Box<[u8]> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0);
    text.as_bytes().chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// How many octets a `base64Binary` has; `None` where it is none. White space may stand anywhere; the last
/// character before padding must have zeros in the bits that are dropped.
pub(crate) fn base64_length(text: &str) -> Option<usize> {
    let (mut digits, mut padding, mut last) = (0_usize, 0_usize, 0_u8);
    for byte in text.bytes() {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b'=' => padding += 1,
            _ if padding > 0 => return None,
            _ => {
                last = sextet(byte)?;
                digits += 1;
            }
        }
    }
    match (digits % 4, padding) {
        (0, 0) => Some(digits / 4 * 3),
        (3, 1) if last & 0b11 == 0 => Some(digits / 4 * 3 + 2),
        (2, 2) if last & 0b1111 == 0 => Some(digits / 4 * 3 + 1),
        _ => None,
    }
}

/// The octets that `text`, known to be `base64Binary`, stands for.
pub(crate) fn base64_octets(text: &str) -> Box<[u8]> {
    let mut octets = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for value in text.bytes().filter_map(sextet) {
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            octets.push(u8::try_from(bits >> held & 0xFF).unwrap_or(0));
        }
    }
    octets.into_boxed_slice()
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex() {
        assert_eq!(hex_length(""), Some(0));
        assert_eq!(hex_length("0fB7"), Some(2));
        assert_eq!(*hex_octets("0fB7"), [0x0f, 0xb7]);
        for bad in ["0", "0g", "0 f", "٠٠"] {
            assert_eq!(hex_length(bad), None, "{bad}");
        }
    }

    #[test]
    fn base64() {
        for (text, octets) in [("", &b""[..]), ("Zg==", b"f"), ("Zm8=", b"fo"), ("Zm9v", b"foo"), ("Z m 9 v", b"foo")] {
            assert_eq!(base64_length(text), Some(octets.len()), "{text}");
            assert_eq!(*base64_octets(text), *octets);
        }
        for bad in ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====", "Zm9v=", "Zm!v"] {
            assert_eq!(base64_length(bad), None, "{bad}");
        }
    }
}
