//! What rules about disks and boot loaders need.

use super::shared;
use crate::bundle::IncludeState;
use crate::image::{Element, OverlayFile, Tree, View};
use crate::kiwi::{AttributeName, at, el};
use crate::lint::Ctx;
use crate::text::Span;

/// Whether the image boots a kernel of its own.
pub(super) fn boots(view: &View) -> bool {
    matches!(view.selection.image.as_str(), "oem" | "iso")
}

/// The selections of an image that boots of which every package is known that is asked for: with patterns, groups or an
/// include that is not there, others may come. A few packages of which none has to do with booting are no system but a
/// part of one.
pub(super) fn closed_lists<'a>(ctx: &Ctx<'a>) -> Vec<&'a View> {
    let is_whole = shared::is_whole(ctx.description)
        && ctx.description.includes.iter().all(|include| include.state == IncludeState::Resolved);
    let views = ctx.views().iter().filter(|_| is_whole);
    views.filter(|view| boots(view) && !view.list_is_open(ctx.tree()) && is_system(view)).collect()
}

fn is_system(view: &View) -> bool {
    const OF_BOOTING: [&str; 8] = ["systemd", "kernel", "linux-", "grub", "shim", "dracut", "openrc", "initramfs"];
    let number = view.installed().count();
    number >= 10 || (number >= 4 && lists(view, &OF_BOOTING))
}

/// Whether a package is asked for whose name has one of these parts.
pub(super) fn lists(view: &View, parts: &[&str]) -> bool {
    view.installed().any(|entry| {
        let name = entry.name.to_ascii_lowercase();
        parts.iter().any(|part| name.contains(part))
    })
}

/// The boot loader in effect.
pub(super) fn loader<'a>(tree: &'a Tree, view: &View) -> &'a str {
    view.type_section(tree, el::BOOTLOADER).and_then(|loader| loader.set(at::NAME)).unwrap_or("grub2")
}

/// Whether KIWI makes a partition for `/boot`, as its `DiskSetup.need_boot_partition` decides.
pub(super) fn has_boot_partition(tree: &Tree, view: &View) -> bool {
    let build = view.build_type(tree);
    if let Some(asked) = build.flag(at::BOOTPARTITION) {
        return asked;
    }
    if build.set(at::MDRAID).is_some() {
        return true;
    }
    match view.volume_management(tree) {
        Some("lvm") => true,
        Some("btrfs") => false,
        _ => build.flag(at::OVERLAYROOT) == Some(true),
    }
}

/// A number.
pub(super) fn number(element: &Element, name: AttributeName) -> Option<u64> {
    element.get(name)?.trim().parse().ok()
}

/// A size as partitions have it: megabytes where no unit stands behind it.
pub(super) fn megabytes(size: &str) -> Option<u64> {
    let size = size.trim();
    match size.strip_suffix('G') {
        Some(number) => number.parse::<u64>().ok().map(|number| number.saturating_mul(1024)),
        None => size.strip_suffix('M').unwrap_or(size).parse().ok(),
    }
}

/// The first line of a file in the overlay, where its text is known.
pub(super) fn first_line(file: &OverlayFile) -> Option<Span> {
    let source = file.source.as_ref()?;
    let length = source.text.lines().next().unwrap_or_default().len();
    (length > 0).then(|| Span::new(source.id, 0, length))
}

/// Whether two words of some length differ by one letter, or by two neighbours that changed places.
pub(super) fn one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one == other || one.len() < 5 || one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = |word: &[char]| word.len().saturating_sub(start + end);
    let (left, right) = (middle(&one), middle(&other));
    left <= 1 && right <= 1
        || (left == 2 && right == 2 && one[start] == other[start + 1] && one[start + 1] == other[start])
}

/// Whether YAML 1.1 made another value of a plain scalar: a number without its last zero, a truth value of a word, a
/// number of another base.
pub(super) fn is_misread(written: &str, value: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let digits = written.trim_start_matches(['+', '-']).replace('_', "");
    let other_base = [(8, "0o"), (16, "0x"), (2, "0b"), (8, "0")].into_iter().any(|(base, prefix)| {
        digits
            .strip_prefix(prefix)
            .and_then(|digits| i64::from_str_radix(digits, base).ok())
            .is_some_and(|read| value.trim_start_matches('-') == read.to_string())
    });
    let same_number = number(&written.replace('_', "")).is_some_and(|one| number(value) == Some(one));
    let minutes = written.contains(':') && number(value).is_some();
    let word = matches!(value, "true" | "false")
        && matches!(written.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n");
    (written.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        && (same_number || other_base || minutes))
        || word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips() {
        for (one, other, wanted) in [
            ("quiet", "quite", true),
            ("qiuet", "quiet", true),
            ("splahs", "splash", true),
            ("console", "consol", true),
            ("consle", "console", true),
            ("root", "boot", false),
            ("splash", "splash", false),
            ("selinux", "security", false),
        ] {
            assert_eq!(one_slip(one, other), wanted, "{one} {other}");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(megabytes("2G"), Some(2048));
        assert_eq!(megabytes("100M"), Some(100));
        assert_eq!(megabytes("7"), Some(7));
        assert_eq!(megabytes("all"), None);
    }

    #[test]
    fn misread_scalars() {
        assert!(is_misread("1.10", "1.1") && is_misread("no", "false") && is_misread("0123", "83"));
        assert!(is_misread("0x10", "16") && is_misread("1_000", "1000"));
        assert!(!is_misread("7.5", "8.5") && !is_misread("abc", "abd"));
        assert!(!is_misread("True", "true") && !is_misread("\"1.10\"", "1.10"));
    }
}
