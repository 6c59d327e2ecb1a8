/// The candidate that was probably meant by `written`: the nearest by Damerau-Levenshtein distance (case apart),
/// `None` where none is near enough (a third of the length, at least one). Among equally near ones that which differs
/// least in its digits: `ext4` for `ext5`.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (distance(written, candidate), candidate))
        // Another word of one or two letters is not a misspelling of this one.
        .filter(|(distance, candidate)| {
            // whoever has the first letter right is given the benefit of a third that is not quite full
            let same_start = written.chars().next() == candidate.chars().next();
            let limit = (length + usize::from(same_start)) / 3;
            *distance <= limit.max(1) && *distance < length.max(candidate.chars().count())
        })
        .min_by_key(|(distance, candidate)| (*distance, digits_apart(written, candidate)))
        .map(|(_, candidate)| candidate)
}

/// How far the digits at the same places are apart, in all.
fn digits_apart(a: &str, b: &str) -> u32 {
    let pairs = a.chars().zip(b.chars());
    pairs.filter_map(|(a, b)| Some(a.to_digit(10)?.abs_diff(b.to_digit(10)?))).sum()
}

/// At most `limit` candidates as a phrase, nearest spelling first: "`a`, `b` or `c`", with the number left out.
pub fn shortlist<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>, limit: usize) -> String {
    let mut all: Vec<&str> = candidates.into_iter().collect();
    all.sort_by_cached_key(|candidate| (distance(written, candidate), (*candidate).to_owned()));
    all.dedup();
    let left_out = all.len().saturating_sub(limit);
    let shown: Vec<String> = all.iter().take(limit).map(|candidate| format!("`{candidate}`")).collect();
    match (shown.as_slice(), left_out) {
        ([], _) => String::new(),
        ([one], 0) => one.clone(),
        ([first @ .., last], 0) => format!("{} or {last}", first.join(", ")),
        (some, _) => format!("{} and {left_out} more", some.join(", ")),
    }
}

/// The candidates without repetition, nearest spelling first: the order of [`crate::diagnostic::Diagnostic::expected`].
pub fn by_spelling<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<&str> = candidates.into_iter().collect();
    all.sort_by_cached_key(|candidate| (distance(written, candidate), (*candidate).to_owned()));
    all.dedup();
    all.into_iter().map(str::to_owned).collect()
}

/// How far a fix that writes `meant` for `written` can be trusted: one letter, two swapped letters or a matter of case
/// in a word of some length, with nothing else as near, is plainly a slip.
pub fn slip<'a>(written: &str, meant: &str, candidates: impl IntoIterator<Item = &'a str>) -> super::Applicability {
    let own = distance(written, meant);
    let rivals = candidates.into_iter().filter(|other| *other != meant && distance(written, other) <= own).count();
    if own <= 1 && rivals == 0 && meant.chars().count() >= 4 {
        super::Applicability::Safe
    } else {
        super::Applicability::Unsafe
    }
}

/// Optimal string alignment distance; letters that differ in case only count half a step less than a replacement,
/// rounded up to nothing, so that a wrong case is always nearest.
fn distance(a: &str, b: &str) -> usize {
    // thousands of findings ask for hundreds of candidates each: nothing here is allocated
    let (mut letters_a, mut letters_b) = (['\0'; LETTERS], ['\0'; LETTERS]);
    let (a, b) = (lowered(a, &mut letters_a), lowered(b, &mut letters_b));
    let (mut before, mut current) = ([0u8; LETTERS + 1], [0u8; LETTERS + 1]);
    let mut previous: [u8; LETTERS + 1] = std::array::from_fn(|at| at as u8);
    for i in 1..=a.len() {
        current[0] = i as u8;
        for j in 1..=b.len() {
            let replace = previous[j - 1] + u8::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(previous[j] + 1).min(current[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            current[j] = best;
        }
        std::mem::swap(&mut before, &mut previous);
        std::mem::swap(&mut previous, &mut current);
    }
    usize::from(previous[b.len()])
}

/// Letters of a word that are compared.
const LETTERS: usize = 64;

/// The first letters of a word in lower case.
fn lowered<'l>(word: &str, letters: &'l mut [char; LETTERS]) -> &'l [char] {
    let mut count = 0;
    for (letter, to) in word.chars().flat_map(char::to_lowercase).zip(letters.iter_mut()) {
        *to = letter;
        count += 1;
    }
    &letters[..count]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["packagemanager", "locale", "type", "timezone"];
        assert_eq!(nearest("packagemanger", names), Some("packagemanager"));
        assert_eq!(nearest("Type", names), Some("type"));
        assert_eq!(nearest("tpye", names), Some("type"));
        assert_eq!(nearest("zzz", names), None);
        assert_eq!(nearest("y", ["x", "Y"]), Some("Y"));
        assert_eq!(nearest("y", ["x"]), None);
        assert_eq!(nearest("ext5", ["ext2", "ext3", "ext4", "xfs"]), Some("ext4"));
        assert_eq!(nearest("payed", ["open", "paid"]), Some("paid"));
        assert_eq!(nearest("boot", ["root", "book"]), Some("root"));
    }

    #[test]
    fn lists_are_short_and_start_with_the_nearest() {
        assert_eq!(shortlist("b", ["a", "b", "c"], 8), "`b`, `a` or `c`");
        assert_eq!(shortlist("b", ["a", "b", "c"], 2), "`b`, `a` and 1 more");
        assert_eq!(shortlist("b", ["x"], 2), "`x`");
    }
}
