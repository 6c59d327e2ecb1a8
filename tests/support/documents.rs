//! The documents of `tests/xml/documents.txt`: well-formed or not.

const DOCUMENTS: &str = include_str!("../xml/documents.txt");

/// One document.
pub struct Case {
    pub line: usize,
    pub shown: &'static str,
    pub is_well_formed: bool,
    pub peer_differs: bool,
    pub bytes: Vec<u8>,
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let code = &rest[at + 1..];
        let length = match code.as_bytes()[0] {
            b'n' => {
                bytes.push(b'\n');
                1
            }
            b't' => {
                bytes.push(b'\t');
                1
            }
            b'r' => {
                bytes.push(b'\r');
                1
            }
            b'x' => {
                bytes.push(u8::from_str_radix(&code[1..3], 16).unwrap());
                3
            }
            other => {
                bytes.push(other);
                1
            }
        };
        rest = &code[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let lines = DOCUMENTS.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(index, line)| Case {
            line: index + 1,
            shown: line,
            is_well_formed: line.starts_with('+'),
            peer_differs: &line[1..2] == "~",
            bytes: unescape(&line[2..]),
        })
        .collect()
}
