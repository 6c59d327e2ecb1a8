/// Encodings that rowi reads and writes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, and ASCII as a part of it.
    #[default]
    Utf8,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// ISO-8859-1.
    Latin1,
    /// ASCII alone, when writing; it is read as [`Encoding::Utf8`].
    Ascii,
    /// Another one of the encodings that the web knows.
    Other(OtherEncoding),
}

/// An encoding of the WHATWG's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OtherEncoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// The encoding of this name, as an XML declaration or `xsl:output` has it; `None` where rowi has none of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Self::Utf8,
            "us-ascii" | "ascii" => Self::Ascii,
            "iso-8859-1" | "latin1" | "latin-1" | "iso8859-1" | "iso_8859-1" => Self::Latin1,
            "utf-16" | "utf16" | "utf-16le" => Self::Utf16Le,
            "utf-16be" => Self::Utf16Be,
            _ => {
                let found = encoding_rs::Encoding::for_label_no_replacement(name.as_bytes())?;
                let known = [encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE];
                if known.contains(&found) || found == encoding_rs::X_USER_DEFINED {
                    return None;
                }
                Self::Other(OtherEncoding(found))
            }
        })
    }

    /// Whether it has the character; what it lacks is written as a character reference.
    #[must_use]
    pub fn has(self, character: char) -> bool {
        match self {
            Self::Utf8 | Self::Utf16Le | Self::Utf16Be => true,
            Self::Latin1 => u32::from(character) <= 0xff,
            Self::Ascii => character.is_ascii(),
            Self::Other(OtherEncoding(encoding)) => {
                character.is_ascii() || {
                    let mut buffer = [0; 4];
                    !encoding.encode(character.encode_utf8(&mut buffer)).2
                }
            }
        }
    }
}

/// A text and how its bytes were encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// The encoding it was in.
    pub encoding: Encoding,
    /// Whether a byte order mark stood first.
    pub byte_order_mark: bool,
}

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not UTF-8; `offset` (bytes) is that of the first wrong byte.
    InvalidUtf8 {
        /// Where the first wrong byte stands.
        offset: usize,
        /// The byte.
        byte: u8,
    },
    /// An odd number of bytes, or a surrogate without its partner, in UTF-16.
    InvalidUtf16,
    /// Bytes that the named encoding does not have.
    Invalid(String),
    /// Not ASCII, as the XML declaration says; `offset` (bytes) is that of the first wrong byte.
    InvalidAscii {
        /// Where the first wrong byte stands.
        offset: usize,
        /// The byte.
        byte: u8,
    },
    /// The XML declaration names an encoding that the bytes are plainly not in.
    Contradicted(String),
    /// The XML declaration names an encoding that rowi does not read.
    Unsupported(String),
}

impl DecodeError {
    /// Where the first wrong byte stands; 0 where it is not one byte that is wrong.
    #[must_use]
    pub fn offset(&self) -> usize {
        match self {
            Self::InvalidUtf8 { offset, .. } | Self::InvalidAscii { offset, .. } => *offset,
            Self::InvalidUtf16 | Self::Invalid(_) | Self::Contradicted(_) | Self::Unsupported(_) => 0,
        }
    }
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InvalidUtf8 { byte, .. } => write!(f, "byte 0x{byte:02x} is not UTF-8"),
            Self::InvalidAscii { byte, .. } => {
                write!(f, "byte 0x{byte:02x} is not ASCII, which the XML declaration names")
            }
            Self::Contradicted(name) => {
                write!(f, "the XML declaration says `{name}`, but the text is not in that encoding")
            }
            Self::InvalidUtf16 => f.write_str("not valid UTF-16"),
            Self::Invalid(name) => write!(f, "not valid {name}"),
            Self::Unsupported(name) => write!(f, "encoding `{name}` is not supported"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes by byte order mark, by the shape of `<?` (XML 1.0 appendix F) and by the XML declaration's encoding.
///
/// # Errors
/// [`DecodeError`] where the bytes are not what the encoding allows.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => match declared_encoding(rest) {
            Some(name) if !is_utf8(&name) => Err(DecodeError::Contradicted(name)),
            _ => utf8(rest, true).map_err(|error| match error {
                DecodeError::InvalidUtf8 { offset, byte } => DecodeError::InvalidUtf8 { offset: offset + 3, byte },
                other => other,
            }),
        },
        [0xFF, 0xFE, rest @ ..] => utf16(rest, Encoding::Utf16Le, true),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, Encoding::Utf16Be, true),
        [b'<', 0, ..] => utf16(bytes, Encoding::Utf16Le, false),
        [0, b'<', ..] => utf16(bytes, Encoding::Utf16Be, false),
        _ => match declared_encoding(bytes) {
            None => utf8(bytes, false),
            Some(name) => match Encoding::by_name(&name) {
                Some(Encoding::Utf8) => utf8(bytes, false),
                Some(Encoding::Ascii) => match bytes.iter().position(|byte| !byte.is_ascii()) {
                    Some(offset) => Err(DecodeError::InvalidAscii { offset, byte: bytes[offset] }),
                    None => utf8(bytes, false),
                },
                Some(Encoding::Latin1) => Ok(Decoded {
                    text: bytes.iter().map(|byte| char::from(*byte)).collect(),
                    encoding: Encoding::Latin1,
                    byte_order_mark: false,
                }),
                Some(found @ Encoding::Other(OtherEncoding(encoding))) => {
                    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
                        Some(text) => Ok(Decoded { text: text.into(), encoding: found, byte_order_mark: false }),
                        None => Err(DecodeError::Invalid(name)),
                    }
                }
                // the bytes of UTF-16 look different
                Some(Encoding::Utf16Le | Encoding::Utf16Be) => Err(DecodeError::Contradicted(name)),
                None => Err(DecodeError::Unsupported(name)),
            },
        },
    }
}

/// The bytes of `text` in `encoding`. Characters that it lacks become XML character references.
#[must_use]
pub fn encode(text: &str, encoding: Encoding, byte_order_mark: bool) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => {
            let mut bytes = if byte_order_mark { vec![0xEF, 0xBB, 0xBF] } else { Vec::new() };
            bytes.extend_from_slice(text.as_bytes());
            bytes
        }
        Encoding::Utf16Le | Encoding::Utf16Be => {
            let mark = byte_order_mark.then_some(0xFEFF);
            let units = mark.into_iter().chain(text.encode_utf16());
            let little = encoding == Encoding::Utf16Le;
            units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        }
        Encoding::Latin1 | Encoding::Ascii => {
            let mut bytes = Vec::with_capacity(text.len());
            for character in text.chars() {
                match u8::try_from(u32::from(character)) {
                    Ok(byte) if encoding.has(character) => bytes.push(byte),
                    _ => bytes.extend_from_slice(format!("&#{};", u32::from(character)).as_bytes()),
                }
            }
            bytes
        }
        Encoding::Other(OtherEncoding(encoding)) => encoding.encode(text).0.into_owned(),
    }
}

fn is_utf8(name: &str) -> bool {
    name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8")
}

fn utf8(bytes: &[u8], byte_order_mark: bool) -> Result<Decoded, DecodeError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: text.to_owned(), encoding: Encoding::Utf8, byte_order_mark }),
        Err(error) => {
            let offset = error.valid_up_to();
            Err(DecodeError::InvalidUtf8 { offset, byte: bytes[offset] })
        }
    }
}

fn utf16(bytes: &[u8], encoding: Encoding, byte_order_mark: bool) -> Result<Decoded, DecodeError> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return Err(DecodeError::InvalidUtf16) };
    let little = encoding == Encoding::Utf16Le;
    let units = pairs.iter().map(|pair| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) });
    let text: Result<String, _> = char::decode_utf16(units).collect();
    let text = text.map_err(|_| DecodeError::InvalidUtf16)?;
    Ok(Decoded { text, encoding, byte_order_mark })
}

/// The value of `encoding` in an XML declaration at the very start.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let end = declaration.iter().take(200).position(|byte| *byte == b'>')?;
    let text = std::str::from_utf8(&declaration[..end]).ok()?;
    let rest = text.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(name, _)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_encoding_and_writes_it_back() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
        let decoded = decode(latin).unwrap();
        assert!(decoded.text.ends_with("<a>é</a>"));
        assert_eq!(encode(&decoded.text, decoded.encoding, false), latin);
        let russian = b"<?xml version='1.0' encoding='KOI8-R'?><a>\xf0</a>";
        let decoded = decode(russian).unwrap();
        assert!(decoded.text.ends_with("<a>П</a>"));
        assert_eq!(encode(&decoded.text, decoded.encoding, false), russian);
        assert_eq!(encode("Пé", decoded.encoding, false), b"\xf0&#233;");
        for (encoding, mark) in
            [(Encoding::Utf16Le, true), (Encoding::Utf16Be, true), (Encoding::Utf16Le, false), (Encoding::Utf8, true)]
        {
            let bytes = encode("<a>é𝄞</a>", encoding, mark);
            let decoded = decode(&bytes).unwrap();
            assert_eq!(
                (decoded.text.as_str(), decoded.encoding, decoded.byte_order_mark),
                ("<a>é𝄞</a>", encoding, mark)
            );
        }
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(decode(b"ab\xfc"), Err(DecodeError::InvalidUtf8 { offset: 2, byte: 0xfc }));
        assert_eq!(decode(b"\xff\xfe<"), Err(DecodeError::InvalidUtf16));
        let invented = b"<?xml version='1.0' encoding='x-none'?>";
        assert_eq!(decode(invented), Err(DecodeError::Unsupported("x-none".into())));
        let japanese = b"<?xml version='1.0' encoding='Shift_JIS'?><a>\x93</a>";
        assert_eq!(decode(japanese), Err(DecodeError::Invalid("Shift_JIS".into())));
    }
}
