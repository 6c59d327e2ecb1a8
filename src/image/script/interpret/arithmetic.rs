//! Arithmetic expansion, as far as its numbers are known.

/// The value of an expression; `variable` gives the text of a variable where it is known.
pub(super) fn evaluate(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<i64> {
    let mut reader = Reader { rest: text, variable, depth: 0 };
    let value = reader.sum()?;
    reader.rest.trim_start().is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    variable: &'a dyn Fn(&str) -> Option<String>,
    depth: usize,
}

impl Reader<'_> {
    fn takes(&mut self, c: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(c) {
            // `**`, `++` and their like are beyond this
            Some(rest) if !rest.starts_with(c) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn sum(&mut self) -> Option<i64> {
        let mut value = self.product()?;
        loop {
            if self.takes('+') {
                value = value.checked_add(self.product()?)?;
            } else if self.takes('-') {
                value = value.checked_sub(self.product()?)?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<i64> {
        let mut value = self.factor()?;
        loop {
            if self.takes('*') {
                value = value.checked_mul(self.factor()?)?;
            } else if self.takes('/') {
                value = value.checked_div(self.factor()?)?;
            } else if self.takes('%') {
                value = value.checked_rem(self.factor()?)?;
            } else {
                return Some(value);
            }
        }
    }

    fn factor(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > 64 {
            return None;
        }
        let value = self.atom();
        self.depth -= 1;
        value
    }

    fn atom(&mut self) -> Option<i64> {
        if self.takes('-') {
            return self.factor()?.checked_neg();
        }
        if self.takes('+') {
            return self.factor();
        }
        if self.takes('(') {
            let value = self.sum()?;
            return self.takes(')').then_some(value);
        }
        let braced = self.rest.strip_prefix("${");
        let text = braced.or_else(|| self.rest.strip_prefix('$')).unwrap_or(self.rest);
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        self.rest = if braced.is_some() { rest.strip_prefix('}')? } else { rest };
        if word.starts_with(|c: char| c.is_ascii_digit()) && text.len() == self.rest.len() + word.len() {
            return number(word);
        }
        let value = (self.variable)(word)?;
        if value.trim().is_empty() { Some(0) } else { number(value.trim()) }
    }
}

fn number(text: &str) -> Option<i64> {
    // a zero in front means another base
    if text.len() > 1 && text.starts_with('0') {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_and_variables() {
        let value = |text: &str| super::evaluate(text, &|name| (name == "x").then(|| "5".to_owned()));
        assert_eq!(value("1 + 2 * 3"), Some(7));
        assert_eq!(value("(1+2)*x - -1"), Some(16));
        assert_eq!(value("$x % 3 + ${x} / 2"), Some(4));
        assert_eq!(value("x++"), None);
        assert_eq!(value("y + 1"), None);
        assert_eq!(value("1 / 0"), None);
        assert_eq!(value("010"), None);
        assert_eq!(value(&"(".repeat(1000)), None);
    }
}
