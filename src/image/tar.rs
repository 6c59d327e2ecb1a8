//! Names and contents in an uncompressed tar archive (POSIX ustar, GNU long names, pax paths).

/// A member of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path, without a leading `./` or `/`.
    pub path: String,
    /// Whether it is a directory.
    pub directory: bool,
    /// What a symbolic link names.
    pub link: Option<String>,
    /// Where its bytes stand in the archive.
    pub data: std::ops::Range<usize>,
}

const BLOCK: usize = 512;
const MAX_MEMBERS: usize = 20_000;

/// The members; `None` where the bytes are no tar archive that can be read, compressed ones among them.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Vec<Member>> {
    let mut members = Vec::new();
    let mut at = 0;
    let mut long_name: Option<String> = None;
    let mut long_link: Option<String> = None;
    while let Some(header) = bytes.get(at..at + BLOCK) {
        if header.iter().all(|byte| *byte == 0) {
            return Some(members);
        }
        if !checksum_fits(header) || members.len() >= MAX_MEMBERS {
            return None;
        }
        let size = octal(&header[124..136])?;
        let start = at + BLOCK;
        let end = start.checked_add(size)?;
        let data = bytes.get(start..end)?;
        at = start + size.div_ceil(BLOCK) * BLOCK;
        match header[156] {
            b'L' => long_name = Some(text(data)),
            b'K' => long_link = Some(text(data)),
            b'x' => {
                for (key, value) in pax(data) {
                    match key.as_str() {
                        "path" => long_name = Some(value),
                        "linkpath" => long_link = Some(value),
                        _ => {}
                    }
                }
            }
            b'g' => {}
            kind => {
                let name = long_name.take().unwrap_or_else(|| {
                    let name = text(&header[0..100]);
                    let prefix = if &header[257..262] == b"ustar" { text(&header[345..500]) } else { String::new() };
                    if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
                });
                let link = long_link.take().unwrap_or_else(|| text(&header[157..257]));
                let path = name.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/').to_owned();
                if !path.is_empty() && path != "." {
                    members.push(Member {
                        path,
                        directory: kind == b'5' || name.ends_with('/'),
                        link: matches!(kind, b'1' | b'2').then_some(link),
                        data: start..end,
                    });
                }
            }
        }
    }
    // an archive without its closing blocks still unpacks
    (at > 0 && at >= bytes.len()).then_some(members)
}

fn text(field: &[u8]) -> String {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

fn octal(field: &[u8]) -> Option<usize> {
    let digits = text(field);
    let digits = digits.trim();
    if digits.is_empty() { Some(0) } else { usize::from_str_radix(digits, 8).ok() }
}

fn checksum_fits(header: &[u8]) -> bool {
    let stored = octal(&header[148..156]);
    let sum: usize = header
        .iter()
        .enumerate()
        .map(|(index, byte)| if (148..156).contains(&index) { usize::from(b' ') } else { usize::from(*byte) })
        .sum();
    stored == Some(sum)
}

/// `LENGTH KEY=VALUE\n` records.
fn pax(data: &[u8]) -> Vec<(String, String)> {
    let mut records = Vec::new();
    let mut rest = data;
    while let Some(blank) = rest.iter().position(|byte| *byte == b' ') {
        let Some(length) = text(&rest[..blank]).parse::<usize>().ok().filter(|n| *n > blank && *n <= rest.len()) else {
            break;
        };
        let record = String::from_utf8_lossy(&rest[blank + 1..length]).into_owned();
        if let Some((key, value)) = record.trim_end_matches('\n').split_once('=') {
            records.push((key.to_owned(), value.to_owned()));
        }
        rest = &rest[length..];
    }
    records
}

/// An archive with these files, for tests and examples.
#[must_use]
pub fn write(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (path, data) in files {
        let mut header = [0u8; BLOCK];
        let name = path.as_bytes();
        let length = name.len().min(100);
        header[..length].copy_from_slice(&name[..length]);
        header[100..107].copy_from_slice(b"0000644");
        header[124..135].copy_from_slice(format!("{:011o}", data.len()).as_bytes());
        header[156] = b'0';
        header[257..262].copy_from_slice(b"ustar");
        header[148..156].copy_from_slice(b"        ");
        let sum: usize = header.iter().map(|byte| usize::from(*byte)).sum();
        header[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
        header[154] = 0;
        bytes.extend_from_slice(&header);
        bytes.extend_from_slice(data);
        bytes.resize(bytes.len().div_ceil(BLOCK) * BLOCK, 0);
    }
    bytes.resize(bytes.len() + 2 * BLOCK, 0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let bytes = write(&[("./etc/a.conf", b"one"), ("b", b"")]);
        let members = read(&bytes).unwrap();
        assert_eq!(members.iter().map(|member| member.path.as_str()).collect::<Vec<_>>(), ["etc/a.conf", "b"]);
        assert_eq!(&bytes[members[0].data.clone()], b"one");
    }

    #[test]
    fn says_unknown_of_anything_else() {
        assert_eq!(read(&[0x1f, 0x8b, 8, 0]), None);
        assert_eq!(read(&[b'x'; 2048]), None);
        assert_eq!(read(b""), None);
        let mut damaged = write(&[("a", b"12345")]);
        damaged.truncate(514);
        assert_eq!(read(&damaged), None);
    }
}
