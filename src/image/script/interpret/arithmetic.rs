//! Arithmetic as `$((...))`, `((...))` and `let` have it, as far as its numbers are known. Bash manual, 6.5.

/// What an expression comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Its value.
    pub(super) value: i64,
    /// The variables that it sets, in order.
    pub(super) set: Vec<(String, i64)>,
}

/// The outcome of an expression; `variable` gives the text of a variable where it is known. `None` where something is
/// not known, or the shell refuses the expression.
pub(super) fn evaluate(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<Outcome> {
    let mut reader = Reader { rest: text, variable, depth: 0, set: Vec::new(), skips: 0 };
    if text.trim().is_empty() {
        return Some(Outcome { value: 0, set: Vec::new() });
    }
    let value = reader.list()?;
    reader.rest.trim_start().is_empty().then_some(Outcome { value, set: reader.set })
}

/// Operators of two sides, with how tightly they bind; longer ones first.
const BINARY: [(&str, u8); 19] = [
    ("**", 11),
    ("<<", 8),
    (">>", 8),
    ("<=", 7),
    (">=", 7),
    ("==", 6),
    ("!=", 6),
    ("&&", 2),
    ("||", 1),
    ("<", 7),
    (">", 7),
    ("+", 9),
    ("-", 9),
    ("*", 10),
    ("/", 10),
    ("%", 10),
    ("&", 5),
    ("^", 4),
    ("|", 3),
];
const ASSIGNMENTS: [&str; 11] = ["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^="];

struct Reader<'a> {
    rest: &'a str,
    variable: &'a dyn Fn(&str) -> Option<String>,
    depth: usize,
    set: Vec<(String, i64)>,
    /// How many sides around this one are read and not evaluated.
    skips: usize,
}

impl Reader<'_> {
    fn takes(&mut self, word: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn list(&mut self) -> Option<i64> {
        let mut value = self.assignment()?;
        while self.takes(",") {
            value = self.assignment()?;
        }
        Some(value)
    }

    fn assignment(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > 64 {
            return None;
        }
        let value = self.assigned();
        self.depth -= 1;
        value
    }

    fn assigned(&mut self) -> Option<i64> {
        self.rest = self.rest.trim_start();
        let end = name_end(self.rest);
        let behind = self.rest[end..].trim_start();
        let length = behind.find(|c: char| !"=+-*/%<>&|^".contains(c)).unwrap_or(behind.len());
        // `x=-1`: the sign belongs to the value
        let operator = ASSIGNMENTS.iter().filter(|known| behind[..length].starts_with(**known)).max_by_key(|o| o.len());
        if end > 0
            && let Some(operator) = operator
            && !behind.starts_with("==")
        {
            let name = self.rest[..end].to_owned();
            self.rest = &behind[operator.len()..];
            let value = self.assignment()?;
            let value = match operator.strip_suffix('=') {
                Some("") | None => value,
                Some(binary) => {
                    let before = self.value_of(&name)?;
                    self.apply(binary, before, value)?
                }
            };
            self.assign(name, value);
            return Some(value);
        }
        let condition = self.binary(1)?;
        if !self.takes("?") {
            return Some(condition);
        }
        self.skips += usize::from(condition == 0);
        let first = self.assignment()?;
        self.skips -= usize::from(condition == 0);
        if !self.takes(":") {
            return None;
        }
        self.skips += usize::from(condition != 0);
        let second = self.assignment()?;
        self.skips -= usize::from(condition != 0);
        Some(if condition == 0 { second } else { first })
    }

    fn binary(&mut self, least: u8) -> Option<i64> {
        let mut left = self.unary()?;
        loop {
            self.rest = self.rest.trim_start();
            let found = BINARY.iter().find(|(operator, _)| self.rest.starts_with(*operator));
            let Some((operator, strength)) = found.filter(|(_, strength)| *strength >= least) else {
                return Some(left);
            };
            self.rest = &self.rest[operator.len()..];
            // an assignment to what is no variable
            if self.rest.starts_with('=') {
                return None;
            }
            let skips = matches!((*operator, left != 0), ("&&", false) | ("||", true));
            self.skips += usize::from(skips);
            // powers bind from the right
            let right = self.binary(if *operator == "**" { *strength } else { strength + 1 })?;
            self.skips -= usize::from(skips);
            left = self.apply(operator, left, right)?;
        }
    }

    fn apply(&self, operator: &str, left: i64, right: i64) -> Option<i64> {
        if self.skips > 0 {
            return Some(0);
        }
        Some(match operator {
            "**" => left.wrapping_pow(u32::try_from(right).ok()?),
            "<<" => left.wrapping_shl(u32::try_from(right).ok()?),
            ">>" => left.wrapping_shr(u32::try_from(right).ok()?),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "&&" => i64::from(left != 0 && right != 0),
            "||" => i64::from(left != 0 || right != 0),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            "/" => left.checked_div(right)?,
            "%" => left.checked_rem(right)?,
            "&" => left & right,
            "^" => left ^ right,
            "|" => left | right,
            _ => return None,
        })
    }

    fn unary(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > 64 {
            return None;
        }
        let value = self.prefixed();
        self.depth -= 1;
        value
    }

    fn prefixed(&mut self) -> Option<i64> {
        for (operator, change) in [("++", 1), ("--", -1)] {
            if self.takes(operator) {
                self.rest = self.rest.trim_start();
                let end = name_end(self.rest);
                // `--1` is a number with two signs, which come to none
                if end == 0 {
                    return self.unary();
                }
                let name = self.rest[..end].to_owned();
                self.rest = &self.rest[end..];
                let value = self.value_of(&name)?.wrapping_add(change);
                self.assign(name, value);
                return Some(value);
            }
        }
        if self.takes("-") {
            return Some(self.unary()?.wrapping_neg());
        }
        if self.takes("+") {
            return self.unary();
        }
        if self.takes("~") {
            return Some(!self.unary()?);
        }
        if self.takes("!") {
            return Some(i64::from(self.unary()? == 0));
        }
        self.atom()
    }

    fn atom(&mut self) -> Option<i64> {
        if self.takes("(") {
            let value = self.list()?;
            return self.takes(")").then_some(value);
        }
        let braced = self.rest.strip_prefix("${");
        let dollar = braced.or_else(|| self.rest.strip_prefix('$'));
        let text = dollar.unwrap_or(self.rest);
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        if word.is_empty() {
            return None;
        }
        self.rest = if braced.is_some() { rest.strip_prefix('}')? } else { rest };
        if self.rest.starts_with(['[', '#', '@']) {
            return None;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) && dollar.is_none() {
            return number(word);
        }
        let value = self.value_of(word)?;
        for (operator, change) in [("++", 1), ("--", -1)] {
            if dollar.is_none() && self.rest.trim_start().starts_with(operator) {
                self.takes(operator);
                self.assign(word.to_owned(), value.wrapping_add(change));
            }
        }
        Some(value)
    }

    fn assign(&mut self, name: String, value: i64) {
        if self.skips == 0 {
            self.set.push((name, value));
        }
    }

    fn value_of(&self, name: &str) -> Option<i64> {
        if self.skips > 0 {
            return Some(0);
        }
        if let Some((_, value)) = self.set.iter().rev().find(|(known, _)| known == name) {
            return Some(*value);
        }
        let value = (self.variable)(name)?;
        let value = value.trim();
        match value.strip_prefix('-') {
            _ if value.is_empty() => Some(0),
            Some(digits) => number(digits)?.checked_neg(),
            None => number(value),
        }
    }
}

/// Where the name at the start of a text ends.
fn name_end(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
}

fn number(text: &str) -> Option<i64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None if text.len() > 1 && text.starts_with('0') => i64::from_str_radix(text, 8).ok(),
        None => text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> Option<Outcome> {
        evaluate(text, &|name| (name == "x").then(|| "5".to_owned()))
    }

    #[test]
    fn numbers_and_variables() {
        for (text, value) in [
            ("1 + 2 * 3", 7),
            ("(1+2)*x - -1", 16),
            ("$x % 3 + ${x} / 2", 4),
            ("2 ** 3 ** 2", 512),
            ("1 << 4 | 3", 19),
            ("x > 3 && x < 9", 1),
            ("x == 5 ? 10 : 20", 10),
            ("x != 5 ? 1/0 : 7", 7),
            ("0 && 1/0", 0),
            ("!x + ~0", -1),
            ("010 + 0x10", 24),
            ("1, 2", 2),
            ("", 0),
            ("10 - 2 - 3", 5),
        ] {
            assert_eq!(outcome(text).map(|outcome| outcome.value), Some(value), "{text}");
        }
        for text in ["y + 1", "1 / 0", "08", "x[0]", "1 +", "1 2", "5 = 1", "x ? 1"] {
            assert_eq!(outcome(text), None, "{text}");
        }
        assert_eq!(outcome(&"(".repeat(1000)), None);
    }

    #[test]
    fn variables_are_set() {
        let set = |text: &str| {
            let outcome = outcome(text).unwrap();
            (outcome.value, outcome.set.last().map(|(name, value)| (name.clone(), *value)).unwrap())
        };
        for (text, value, name, after) in [
            ("x++", 5, "x", 6),
            ("--x", 4, "x", 4),
            ("x += 2", 7, "x", 7),
            ("y=x*2", 10, "y", 10),
            ("y=-1", -1, "y", -1),
            ("y = z = 3", 3, "y", 3),
            ("x++ + x", 11, "x", 6),
            ("x <<= 1", 10, "x", 10),
        ] {
            assert_eq!(set(text), (value, (name.to_owned(), after)), "{text}");
        }
    }
}
