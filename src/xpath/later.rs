//! What only later versions of XPath have, and what XPath 1.0 writes instead: the notes of syntax errors and unknown
//! functions, so that nobody looks for a misprint in an expression that another language understands.

/// What stands at the place of a syntax error, where a later version has it.
pub(super) fn syntax(text: &str, at: usize) -> Option<&'static str> {
    let (before, here) = (text.get(..at)?, text.get(at..)?);
    let behind = before.trim_end();
    let word = &here[..here.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(here.len())];
    let ends = |names: &[&str]| names.contains(&last_word(behind));
    if here.starts_with('$') && ends(&["every", "some"]) {
        return Some("`every` and `some` are XPath 2.0; in XPath 1.0 say it with `not(…[not(…)])`");
    }
    if here.starts_with('$') && ends(&["for", "let"]) {
        return Some("`for` and `let` are XPath 2.0 and 3.0; XPath 1.0 has no variables of its own");
    }
    let operator = operator(word);
    if operator.is_some() {
        return operator;
    }
    let starts = |mark: &str| here.starts_with(mark);
    let digit_before = before.ends_with(|c: char| c.is_ascii_digit() || c == '.');
    if starts("||") || (starts("|") && behind.ends_with('|')) {
        Some("`||` is XPath 3.0; `concat()` joins strings")
    } else if starts("=>") || (starts(">") && behind.ends_with('=')) {
        Some("`=>` is XPath 3.1; write the call with its argument inside: `f(x)`")
    } else if (starts("<") && behind.ends_with('<')) || (starts(">") && behind.ends_with('>')) {
        Some("`<<` and `>>` compare the order of nodes in XPath 2.0; here axes `preceding` and `following` do")
    } else if starts("!") && !starts("!=") {
        Some("not equal is written `!=`, negation is the function `not()`; `!` between expressions is XPath 3.0")
    } else if starts(",") && !behind.ends_with(['(', ',']) {
        Some("sequences are XPath 2.0; `|` unites node-sets")
    } else if starts(")") && behind.ends_with('(') {
        Some("`()`, the empty sequence, is XPath 2.0; an empty node-set is `/..`")
    } else if starts("(") && behind.ends_with('/') {
        Some("an expression as a step is XPath 2.0; write each path out, joined by `|`")
    } else if starts("?") {
        Some("`?` looks into maps and arrays, which are XPath 3.1")
    } else if starts("#") || starts("{") || starts("}") {
        Some("maps, arrays, functions as values and `Q{…}` names are XPath 3.0 and 3.1")
    } else if starts(":=") {
        Some("`for` and `let` are XPath 2.0 and 3.0; XPath 1.0 has no variables of its own")
    } else if starts(":") && before.ends_with('(') {
        Some("comments in expressions are XPath 2.0")
    } else if starts(":") && behind.ends_with('*') {
        Some("`*:name` is XPath 2.0; write `*[local-name() = 'name']`")
    } else if digit_before && matches!(word.get(..1), Some("e" | "E")) {
        Some("numbers with an exponent are XPath 2.0; write all digits")
    } else if (starts("'") && before.ends_with('\'')) || (starts("\"") && before.ends_with('"')) {
        Some("a doubled quote stands for one in XPath 2.0; here put the string into the other kind of quotes")
    } else {
        None
    }
}

fn last_word(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !c.is_alphanumeric() && c != '-' && c != '_' && c != ':')
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    &text[start..]
}

fn operator(word: &str) -> Option<&'static str> {
    Some(match word {
        "eq" => "`eq` is an operator of XPath 2.0; here `=` compares",
        "ne" => "`ne` is an operator of XPath 2.0; here `!=` compares",
        "lt" => "`lt` is an operator of XPath 2.0; here `<` compares (`&lt;` in XML)",
        "le" => "`le` is an operator of XPath 2.0; here `<=` compares (`&lt;=` in XML)",
        "gt" => "`gt` is an operator of XPath 2.0; here `>` compares",
        "ge" => "`ge` is an operator of XPath 2.0; here `>=` compares",
        "is" => "`is` is an operator of XPath 2.0; `generate-id()` tells nodes apart",
        "idiv" => "`idiv` is an operator of XPath 2.0; `floor()` of `div` does the same for positive numbers",
        "to" => "ranges (`to`) are XPath 2.0",
        "intersect" => "`intersect` is an operator of XPath 2.0; `a[count(. | b) = count(b)]` does the same",
        "except" => "`except` is an operator of XPath 2.0; `a[count(. | b) != count(b)]` does the same",
        "union" => "`union` is an operator of XPath 2.0; `|` is the same",
        "instance" | "cast" | "castable" | "treat" => "types of values are tested and converted by XPath 2.0 only",
        "then" | "else" => "`if (…) then … else …` is XPath 2.0; `a[…] | b[not(…)]` chooses between node-sets",
        "satisfies" => "`every` and `some` are XPath 2.0; in XPath 1.0 say it with `not(…[not(…)])`",
        "return" => "`for` and `let` are XPath 2.0 and 3.0; XPath 1.0 has no variables of its own",
        _ => return None,
    })
}

/// What an unknown function is, where a later version has it.
pub(super) fn function(prefix: &str, local: &str) -> Option<String> {
    match prefix {
        "" | "fn" => {}
        "xs" | "xsd" => {
            return Some("types as functions are XPath 2.0; `number()` and `string()` convert here".to_owned());
        }
        "map" | "array" => return Some("maps and arrays are XPath 3.1".to_owned()),
        _ => return None,
    }
    let (version, instead) = match local {
        "if" => return Some(operator("else")?.to_owned()),
        "lower-case" | "upper-case" => ("XPath 2.0", "`translate()` changes the case of the letters that it is given"),
        "matches" => (
            "XPath 2.0",
            "XPath 1.0 has no regular expressions: say it with `starts-with()`, `contains()` and `translate()`, or as a `pattern` in the schema",
        ),
        "replace" => ("XPath 2.0", "EXSLT's `str:replace()` replaces plain strings, `translate()` characters"),
        "tokenize" => ("XPath 2.0", "EXSLT's `str:tokenize()` splits at characters"),
        "analyze-string" | "regex-group" => ("XSLT 2.0", "XPath 1.0 has no regular expressions"),
        "ends-with" => ("XPath 2.0", "`substring(a, string-length(a) - string-length(b) + 1) = b` does the same"),
        "exists" => ("XPath 2.0", "a node-set is true where it has a node: `boolean(a)`"),
        "empty" => ("XPath 2.0", "`not(a)` does the same"),
        "max" | "min" => ("XPath 2.0", "EXSLT has `math:max()` and `math:min()`"),
        "abs" => ("XPath 2.0", "EXSLT has `math:abs()`"),
        "avg" => ("XPath 2.0", "`sum(a) div count(a)` does the same"),
        "distinct-values" => ("XPath 2.0", "EXSLT has `set:distinct()`"),
        "string-join" => ("XPath 2.0", "EXSLT's `str:concat()` joins the strings of a node-set"),
        "data" => ("XPath 2.0", "`string()` gives the value of a node"),
        "node-name" => ("XPath 2.0", "`name()`, `local-name()` and `namespace-uri()` give its parts"),
        "doc" | "collection" => ("XPath 2.0", "XSLT 1.0 has `document()`"),
        "root" => ("XPath 2.0", "`/` is the root of the document"),
        "compare" => ("XPath 2.0", "XPath 1.0 compares strings with `=` and `!=` only"),
        "deep-equal" => ("XPath 2.0", "`=` compares the strings of nodes"),
        "index-of" | "subsequence" | "insert-before" | "remove" | "reverse" | "unordered" | "exactly-one"
        | "one-or-more" | "zero-or-one" => {
            ("XPath 2.0", "XPath 1.0 has no sequences; predicates choose nodes by `position()`")
        }
        "current-date" | "current-dateTime" | "current-time" => {
            ("XPath 2.0", "EXSLT has `date:date()`, `date:date-time()` and `date:time()`")
        }
        "format-date" | "format-dateTime" | "format-time" => ("XSLT 2.0", "EXSLT's `date:` functions give the parts"),
        "round-half-to-even" => ("XPath 2.0", "`round()` rounds halves up"),
        "encode-for-uri" | "escape-html-uri" | "iri-to-uri" => ("XPath 2.0", "EXSLT has `str:encode-uri()`"),
        "current-group" | "current-grouping-key" => ("XSLT 2.0", "group with `key()` and `generate-id()`"),
        "element" | "item" | "document-node" | "schema-element" | "schema-attribute" | "namespace-node" => (
            "XPath 2.0",
            "XPath 1.0 tests nodes by name, `*`, `node()`, `text()`, `comment()` and `processing-instruction()`",
        ),
        "adjust-date-to-timezone"
        | "adjust-dateTime-to-timezone"
        | "adjust-time-to-timezone"
        | "base-uri"
        | "codepoint-equal"
        | "codepoints-to-string"
        | "dateTime"
        | "default-collation"
        | "doc-available"
        | "document-uri"
        | "error"
        | "implicit-timezone"
        | "in-scope-prefixes"
        | "local-name-from-QName"
        | "namespace-uri-for-prefix"
        | "namespace-uri-from-QName"
        | "nilled"
        | "normalize-unicode"
        | "prefix-from-QName"
        | "QName"
        | "resolve-QName"
        | "resolve-uri"
        | "static-base-uri"
        | "string-to-codepoints"
        | "trace"
        | "days-from-duration"
        | "hours-from-duration"
        | "minutes-from-duration"
        | "months-from-duration"
        | "seconds-from-duration"
        | "years-from-duration"
        | "day-from-date"
        | "month-from-date"
        | "year-from-date"
        | "timezone-from-date"
        | "day-from-dateTime"
        | "hours-from-dateTime"
        | "minutes-from-dateTime"
        | "month-from-dateTime"
        | "seconds-from-dateTime"
        | "timezone-from-dateTime"
        | "year-from-dateTime"
        | "hours-from-time"
        | "minutes-from-time"
        | "seconds-from-time"
        | "timezone-from-time" => ("XPath 2.0", ""),
        "unparsed-text" | "unparsed-text-available" | "type-available" => ("XSLT 2.0", ""),
        "head"
        | "tail"
        | "innermost"
        | "outermost"
        | "path"
        | "has-children"
        | "parse-xml"
        | "parse-xml-fragment"
        | "serialize"
        | "fold-left"
        | "fold-right"
        | "for-each"
        | "for-each-pair"
        | "filter"
        | "function-lookup"
        | "function-name"
        | "function-arity"
        | "environment-variable"
        | "uri-collection"
        | "unparsed-text-lines"
        | "format-integer"
        | "parse-ietf-date" => ("XPath 3.0", ""),
        "apply"
        | "collation-key"
        | "contains-token"
        | "default-language"
        | "json-doc"
        | "json-to-xml"
        | "load-xquery-module"
        | "parse-json"
        | "random-number-generator"
        | "sort"
        | "transform"
        | "xml-to-json" => ("XPath 3.1", ""),
        _ => return None,
    };
    Some(match instead {
        "" => format!("`{local}()` is a function of {version}; XPath 1.0 has nothing like it"),
        instead => format!("`{local}()` is a function of {version}; {instead}"),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Errors;
    use crate::xml::Document;
    use crate::xpath::evaluate;

    fn notes(expression: &str) -> String {
        let document: Document = "<a/>".parse().unwrap();
        let errors: Errors = evaluate(expression, &document).err().unwrap_or_else(|| panic!("{expression} is read"));
        errors.diagnostics[0].notes.join("; ")
    }

    #[test]
    fn later_versions_are_named() {
        for (expression, version) in [
            ("a eq 1", "`=`"),
            ("not(every $x in a satisfies $x)", "XPath 2.0"),
            ("some $x in a satisfies $x", "XPath 2.0"),
            ("count(for $x in a return $x)", "XPath 2.0"),
            ("let $x := 1 return $x", "XPath 2.0 and 3.0"),
            ("if (a) then b else c", "XPath 2.0"),
            ("count((a, b))", "XPath 2.0"),
            ("a, b", "XPath 2.0"),
            ("count(())", "XPath 2.0"),
            ("1 to 3", "XPath 2.0"),
            ("a (: b :)", "XPath 2.0"),
            ("a || b", "XPath 3.0"),
            ("a => count()", "XPath 3.1"),
            ("a << b", "XPath 2.0"),
            ("a >> b", "XPath 2.0"),
            ("a ! b", "XPath 3.0"),
            ("a/(b | c)", "XPath 2.0"),
            ("a/string()", "XPath 2.0"),
            ("*:a", "XPath 2.0"),
            ("Q{u}a", "XPath 3.0"),
            ("1e3", "XPath 2.0"),
            ("'it''s'", "XPath 2.0"),
            ("a instance of xs:date", "XPath 2.0"),
            ("matches(a, 'b')", "pattern"),
            ("fn:exists(a)", "boolean"),
            ("upper-case(a)", "translate"),
            ("head(a)", "XPath 3.0"),
            ("xs:date(a)", "XPath 2.0"),
            ("sort(a)", "XPath 3.1"),
        ] {
            let notes = notes(expression);
            assert!(notes.contains(version), "{expression}: {notes}");
        }
    }

    #[test]
    fn plain_mistakes_are_not_taken_for_it() {
        for expression in
            ["a b", "contains(a,,b)", "a[", "@", "a &amp;", "contain(a, b)", "$", "(a", "'a", "a//", "a = = b"]
        {
            let notes = notes(expression);
            assert!(!notes.contains("XPath 2.0") && !notes.contains("XPath 3"), "{expression}: {notes}");
        }
    }
}
