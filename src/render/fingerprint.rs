//! Names for findings that stay the same while lines move: what GitHub, GitLab and the baseline match by.

use std::collections::HashMap;
use std::ops::Range;

use super::Report;
use crate::diagnostic::Diagnostic;

/// The findings with their fingerprints, sorted by place. A fingerprint is made of the finding's name, its file, its
/// message and the text of its line; equal ones are told apart by their order.
pub fn fingerprints<'a>(report: &Report<'a>) -> Vec<(&'a Diagnostic, String)> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    report
        .sorted()
        .into_iter()
        .map(|diagnostic| {
            let source = report.sources.get(diagnostic.primary.source);
            let lines = source.lines();
            let line = lines.line_range(&source.text, lines.line(diagnostic.primary.start as usize));
            let line = near(&source.text, line, diagnostic.primary.start as usize);
            let mut hash = Fnv::default();
            for part in [&*diagnostic.name, &source.name, diagnostic.message.as_str(), source.text[line].trim()] {
                hash.add(part.as_bytes());
            }
            let count = seen.entry(hash.0).or_insert(0);
            *count += 1;
            hash.add(&count.to_le_bytes());
            (diagnostic, format!("{:016x}", hash.0))
        })
        .collect()
}

/// The part of a long line that is near a place.
fn near(text: &str, line: Range<usize>, place: usize) -> Range<usize> {
    const NEAR: usize = 512;
    if line.len() <= 2 * NEAR {
        return line;
    }
    let place = place.clamp(line.start, line.end);
    let start = text.ceil_char_boundary(place.saturating_sub(NEAR).max(line.start));
    start..text.floor_char_boundary((place + NEAR).min(line.end)).max(start)
}

/// FNV-1a, 64 bits: the same on every machine and for ever, which the standard library's hasher does not promise.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
