/// The candidate that was probably meant by `written`: the nearest by Damerau-Levenshtein distance (case apart),
/// `None` where none is near enough (a third of the length, at least one). Among equally near ones that which differs
/// least in its digits: `ext4` for `ext5`.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    let word = Written::new(written);
    let letters = written.is_ascii().then(|| letters_of(written));
    candidates
        .into_iter()
        .filter_map(|candidate| {
            // whoever has the first letter right is given the benefit of a third that is not quite full
            let same_start = written.chars().next() == candidate.chars().next();
            let limit = ((length + usize::from(same_start)) / 3).max(1);
            // as many letters as one word is longer have to go
            if letters.is_some_and(|own| candidate.is_ascii() && letters_of(candidate).abs_diff(own) > limit) {
                return None;
            }
            let distance = word.distance(candidate);
            // Another word of one or two letters is not a misspelling of this one.
            (distance <= limit && distance < length.max(candidate.chars().count())).then_some((distance, candidate))
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
    let all = sorted(written, candidates);
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
    sorted(written, candidates).into_iter().map(str::to_owned).collect()
}

fn sorted<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = Written::new(written);
    let mut all: Vec<(usize, &str)> =
        candidates.into_iter().map(|candidate| (word.distance(candidate), candidate)).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|(_, candidate)| candidate).collect()
}

/// How far a fix that writes `meant` for `written` can be trusted: one letter, two swapped letters or a matter of case
/// in a word of some length, with nothing else as near, is plainly a slip.
pub fn slip<'a>(written: &str, meant: &str, candidates: impl IntoIterator<Item = &'a str>) -> super::Applicability {
    let word = Written::new(written);
    let own = word.distance(meant);
    let rivals = candidates.into_iter().filter(|other| *other != meant && word.distance(other) <= own).count();
    if own <= 1 && rivals == 0 && meant.chars().count() >= 4 {
        super::Applicability::Safe
    } else {
        super::Applicability::Unsafe
    }
}

/// Letters of a word that are compared: as many as a machine word has bits.
const LETTERS: usize = 64;

/// How many letters of an ASCII word are compared.
fn letters_of(word: &str) -> usize {
    word.len().min(LETTERS)
}

/// A written word, made ready to be compared with many: thousands of findings ask for hundreds of candidates each.
struct Written {
    /// Where each letter stands, as bits: those of ASCII, then the others.
    ascii: [u64; 128],
    others: Vec<(char, u64)>,
    length: usize,
}

impl Written {
    fn new(word: &str) -> Self {
        let mut written = Self { ascii: [0; 128], others: Vec::new(), length: 0 };
        for letter in lowered(word) {
            let bit = 1 << written.length;
            written.length += 1;
            if let Some(places) = written.ascii.get_mut(letter as usize) {
                *places |= bit;
            } else if let Some((_, places)) = written.others.iter_mut().find(|(other, _)| *other == letter) {
                *places |= bit;
            } else {
                written.others.push((letter, bit));
            }
        }
        written
    }

    fn places(&self, letter: char) -> u64 {
        let other = || self.others.iter().find(|(other, _)| *other == letter).map_or(0, |(_, places)| *places);
        self.ascii.get(letter as usize).copied().unwrap_or_else(other)
    }

    /// Optimal string alignment distance, case apart. A column of the table is two words of bits: where it grows and
    /// where it shrinks from one row to the next (Hyyrö, A Bit-Vector Algorithm for Computing Levenshtein and Damerau
    /// Edit Distances, 2003).
    fn distance(&self, candidate: &str) -> usize {
        if candidate.is_ascii() {
            let letters = candidate.bytes().take(LETTERS).map(|byte| char::from(byte.to_ascii_lowercase()));
            return self.distance_of(letters);
        }
        self.distance_of(lowered(candidate))
    }

    fn distance_of(&self, candidate: impl Iterator<Item = char>) -> usize {
        if self.length == 0 {
            return candidate.count();
        }
        let last = 1u64 << (self.length - 1);
        let (mut grows, mut shrinks) = (u64::MAX, 0u64);
        let (mut diagonal, mut before) = (0u64, 0u64);
        let mut distance = self.length;
        for letter in candidate {
            let same = self.places(letter);
            let swapped = ((!diagonal & same) << 1) & before;
            diagonal = ((same & grows).wrapping_add(grows) ^ grows) | same | shrinks | swapped;
            let up = shrinks | !(diagonal | grows);
            let down = diagonal & grows;
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            let (up, down) = ((up << 1) | 1, down << 1);
            grows = down | !(diagonal | up);
            shrinks = up & diagonal;
            before = same;
        }
        distance
    }
}

/// The first letters of a word, in lower case.
fn lowered(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().flat_map(char::to_lowercase).take(LETTERS)
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

    /// The same by the table that the bits stand for.
    fn by_table(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (lowered(a).collect(), lowered(b).collect());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let replaced = |table: &[Vec<usize>]| table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                table[i][j] = match (i, j) {
                    (0, other) | (other, 0) => other,
                    _ => replaced(&table).min(table[i - 1][j] + 1).min(table[i][j - 1] + 1),
                };
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    table[i][j] = table[i][j].min(table[i - 2][j - 2] + 1);
                }
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn distances_are_those_of_the_table() {
        let letters = ['a', 'b', 'B', 'é', 'É', 'ß', '1'];
        let mut state = 7u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        for round in 0..20_000 {
            let longest = if round % 10 == 0 { 80 } else { 9 };
            let mut word = || (0..random(longest)).map(|_| letters[random(letters.len())]).collect::<String>();
            let (a, b) = (word(), word());
            assert_eq!(Written::new(&a).distance(&b), by_table(&a, &b), "{a} {b}");
        }
        assert_eq!(Written::new("").distance("abc"), 3);
    }

    #[test]
    fn the_nearest_is_that_of_all_distances() {
        let mut state = 11u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        let letters = ['a', 'b', 'B', 'é', 'c', '1'];
        for round in 0..5_000 {
            let longest = if round % 10 == 0 { 80 } else { 9 };
            let mut word = || (0..random(longest)).map(|_| letters[random(letters.len())]).collect::<String>();
            let (written, names) = (word(), [word(), word(), word()]);
            let near = |name: &&str| {
                let length = written.chars().count();
                let same_start = written.chars().next() == name.chars().next();
                let distance = by_table(&written, name);
                let limit = ((length + usize::from(same_start)) / 3).max(1);
                distance <= limit && distance < length.max(name.chars().count())
            };
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let expected = names.iter().copied().filter(near);
            let expected = expected.min_by_key(|name| (by_table(&written, name), digits_apart(&written, name)));
            assert_eq!(nearest(&written, names.iter().copied()), expected, "{written} {names:?}");
        }
    }

    #[test]
    fn lists_are_short_and_start_with_the_nearest() {
        assert_eq!(shortlist("b", ["a", "b", "c"], 8), "`b`, `a` or `c`");
        assert_eq!(shortlist("b", ["a", "b", "c"], 2), "`b`, `a` and 1 more");
        assert_eq!(shortlist("b", ["x"], 2), "`x`");
    }
}
