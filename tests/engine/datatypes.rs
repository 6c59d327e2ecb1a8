//! Every datatype of XML Schema part 2 and every facet, with values that belong to it and values that do not.
use rowi::rng::datatype::{
    COMPATIBILITY_LIBRARY, Context, Datatype, DatatypeError, IdType, NoContext, Prefixes, XSD_LIBRARY,
};
use rowi::rng::simple::Param;
use rowi::text::Span;

/// Prefixes `p` and `p2` for one namespace, `q` for another, and one unparsed entity.
struct Declared;

impl Context for Declared {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        match prefix {
            "" => Some("urn:default"),
            "p" | "p2" => Some("urn:p"),
            "q" => Some("urn:q"),
            _ => None,
        }
    }

    fn is_unparsed_entity(&self, name: &str) -> bool {
        name == "picture"
    }
}

type Facets<'a> = &'a [(&'a str, &'a str)];

fn params(list: Facets<'_>) -> Vec<Param> {
    let param =
        |(name, value): &(&str, &str)| Param { name: (*name).into(), value: (*value).into(), span: Span::default() };
    list.iter().map(param).collect()
}

fn xsd(name: &str, facets: Facets<'_>) -> Datatype {
    Datatype::new(XSD_LIBRARY, name, &params(facets)).unwrap_or_else(|error| panic!("{name} {facets:?}: {error}"))
}

fn expect(name: &str, facets: Facets<'_>, valid: &[&str], invalid: &[&str]) {
    let datatype = xsd(name, facets);
    for value in valid {
        assert_eq!(datatype.check(value, &Declared), Ok(()), "{name} {facets:?} takes {value:?}");
        assert!(datatype.value(value, &Declared).is_some(), "{name} {facets:?} has a value for {value:?}");
    }
    for value in invalid {
        let mismatch = datatype.check(value, &Declared);
        let mismatch = mismatch.expect_err(&format!("{name} {facets:?} refuses {value:?}"));
        assert!(mismatch.message.starts_with("must "), "{}", mismatch.message);
        if let Some(range) = mismatch.range {
            assert!(value.get(range.clone()).is_some(), "{name} {facets:?} {value:?}: {range:?}");
        }
        assert_eq!(datatype.value(value, &Declared), None);
    }
}

/// Groups of equal values; values of different groups differ.
fn equal(name: &str, groups: &[&[&str]]) {
    let datatype = xsd(name, &[]);
    let value = |text: &str| datatype.value(text, &Declared).unwrap_or_else(|| panic!("{name}: {text:?}"));
    for (i, group) in groups.iter().enumerate() {
        for (j, other) in groups.iter().enumerate() {
            for a in *group {
                for b in *other {
                    assert_eq!(value(a) == value(b), i == j, "{name}: {a:?} and {b:?}");
                }
            }
        }
    }
}

fn refused(name: &str, facets: Facets<'_>, bad: usize) {
    match Datatype::new(XSD_LIBRARY, name, &params(facets)) {
        Err(DatatypeError::BadParam { index, message, range }) => {
            assert_eq!(index, bad, "{name} {facets:?}: {message}");
            assert!(!message.is_empty() && !message.ends_with('.'), "{message}");
            if let Some(range) = range {
                assert!(facets[bad].1.get(range).is_some(), "{name} {facets:?}: {message}");
            }
        }
        other => panic!("{name} {facets:?}: {other:?}"),
    }
}

#[test]
fn libraries_and_names() {
    assert_eq!(Datatype::new("urn:x", "string", &[]).unwrap_err(), DatatypeError::UnknownLibrary);
    for (library, name) in [("", "integer"), (XSD_LIBRARY, "String"), (XSD_LIBRARY, "anyType")] {
        assert!(matches!(Datatype::new(library, name, &[]), Err(DatatypeError::UnknownType { .. })), "{name}");
    }
    for (name, id_type) in [("ID", IdType::Id), ("IDREF", IdType::Idref), ("IDREFS", IdType::Idrefs)] {
        for library in [XSD_LIBRARY, COMPATIBILITY_LIBRARY] {
            assert_eq!(Datatype::new(library, name, &[]).unwrap().id_type(), id_type);
        }
    }
    assert!(matches!(Datatype::new(COMPATIBILITY_LIBRARY, "NCName", &[]), Err(DatatypeError::UnknownType { .. })));
    for (library, name) in [("", "token"), (COMPATIBILITY_LIBRARY, "ID")] {
        let error = Datatype::new(library, name, &params(&[("maxLength", "3")])).unwrap_err();
        assert!(matches!(error, DatatypeError::BadParam { index: 0, .. }), "{error:?}");
    }
}

#[test]
fn builtin_string_and_token() {
    let string = Datatype::new("", "string", &[]).unwrap();
    let token = Datatype::new("", "token", &[]).unwrap();
    let same = |datatype: &Datatype, a: &str, b: &str| datatype.value(a, &NoContext) == datatype.value(b, &NoContext);
    assert!(string.is_valid("\u{1}", &NoContext) && token.is_valid("", &NoContext));
    assert!(!same(&string, "a b", "a  b") && same(&token, " a\n b ", "a b") && !same(&token, "ab", "a b"));
}

#[test]
fn strings() {
    expect("string", &[], &["", " a\t\n", "\u{10FFFF}"], &[]);
    expect("normalizedString", &[], &["", " a\tb "], &[]);
    expect("token", &[], &["", " a  b "], &[]);
    expect("untypedAtomic", &[], &["", "x"], &[]);
    expect("anyAtomicType", &[], &["", "x"], &[]);
    equal("string", &[&["a b"], &["a  b"], &[" a b"], &["a\tb"]]);
    equal("normalizedString", &[&["a b", "a\tb", "a\nb"], &["a  b", "a\r\nb"], &[" a b"]]);
    equal("token", &[&["a b", " a  b ", "a\n\tb"], &["ab"]]);
    let bad = ["", "e1", "en_US", "abcdefghi", "en-", "-en", "en--us", "en-123456789", "é"];
    expect("language", &[], &["en", "en-US", "x-klingon", " de ", "abcdefgh-12345678"], &bad);
}

#[test]
fn names() {
    expect("NMTOKEN", &[], &["a", "1", "-", ".", ":", "a:b.c-d_e", " a "], &["", "a b", "a,b", "a/b", "\u{10000}"]);
    expect("NMTOKENS", &[], &["a", "a 1 -", " a\nb "], &["", " ", "a , b"]);
    expect("Name", &[], &["a", "_", ":", "a:b:c", "é", "a\u{301}"], &["", "1a", "-a", ".a", "a b", "\u{301}"]);
    expect("NCName", &[], &["a", "_a1.b-c", "\u{4E00}"], &["", "a:b", ":a", "1a", "a b", "\u{E35}", "a\u{37E}"]);
    expect("ID", &[], &["a", " a "], &["", "a:b", "1"]);
    expect("IDREF", &[], &["a"], &["", "a b", "1"]);
    expect("IDREFS", &[], &["a", "a b  c"], &["", " ", "a 1"]);
    equal("IDREFS", &[&["a b", " a\nb "], &["b a"], &["a"]]);
    equal("Name", &[&["a", " a "], &["A"]]);
    expect("ENTITY", &[], &["picture", " picture "], &["", "other", "picture picture", "1"]);
    expect("ENTITIES", &[], &["picture", "picture picture"], &["", "picture other"]);
    assert!(xsd("ENTITY", &[]).is_context_dependent());
}

#[test]
fn qualified_names() {
    let bad = ["", "x:a", "p:", ":a", "p:a:b", "p:1", "1:a", "p :a"];
    for name in ["QName", "NOTATION"] {
        expect(name, &[], &["a", "p:a", " q:b ", "xml:lang"], &bad);
        equal(name, &[&["a"], &["p:a", "p2:a"], &["q:a"], &["p:b"]]);
        assert!(xsd(name, &[]).is_context_dependent());
    }
    let prefixes = Prefixes { default: "urn:p", list: &[("q", "urn:q")] };
    let qname = xsd("QName", &[]);
    assert_eq!(qname.value("a", &prefixes), qname.value("p:a", &Declared));
    assert_ne!(qname.value("a", &NoContext), qname.value("a", &Declared));
    assert_eq!(qname.value("q:a", &prefixes), qname.value("q:a", &Declared));
}

#[test]
fn booleans_and_decimals() {
    expect("boolean", &[], &["true", "false", "1", "0", " true\n"], &["", "TRUE", "yes", "2", "tru", "true false"]);
    equal("boolean", &[&["true", "1"], &["false", "0"]]);
    let good = ["0", "-0", "+1", "1.", ".5", "-.5", "007.700", "123456789012345678901234567890.123456789"];
    let bad = ["", "+", ".", "1e3", "1,5", "1 2", "INF", "NaN", "--1", "0x1", "\u{661}"];
    expect("decimal", &[], &good, &bad);
    equal("decimal", &[&["1", "1.0", "+01.", "1.000"], &["-1"], &["0", "-0", "0.0"], &["1.0000000000000000000001"]]);
}

#[test]
fn integers() {
    let cases: [(&str, &[&str], &[&str]); 13] = [
        ("integer", &["0", "-0", "+5", "007", "-99999999999999999999999"], &["1.0", "1.", "a", "+", "1e2"]),
        ("nonPositiveInteger", &["0", "-0", "+0", "-1"], &["1", "+1"]),
        ("negativeInteger", &["-1", "-01"], &["0", "-0", "1"]),
        ("nonNegativeInteger", &["0", "-0", "18446744073709551616"], &["-1"]),
        ("positiveInteger", &["1", "+1", "001"], &["0", "-1", "+0"]),
        ("long", &["9223372036854775807", "-9223372036854775808"], &["9223372036854775808", "-9223372036854775809"]),
        ("int", &["2147483647", "-2147483648", "0002147483647"], &["2147483648", "-2147483649"]),
        ("short", &["32767", "-32768"], &["32768", "-32769"]),
        ("byte", &["127", "-128", "+127"], &["128", "-129"]),
        ("unsignedLong", &["18446744073709551615", "0", "-0"], &["18446744073709551616", "-1"]),
        ("unsignedInt", &["4294967295", "+1"], &["4294967296", "-1"]),
        ("unsignedShort", &["65535"], &["65536", "-1"]),
        ("unsignedByte", &["255", "000"], &["256", "-1"]),
    ];
    for (name, valid, invalid) in cases {
        expect(name, &[], valid, invalid);
        expect(name, &[], &[], &["", " ", "-", "1.5", "x", "1 1"]);
    }
    equal("integer", &[&["1", "+1", "001", " 1 "], &["-1"], &["0", "-0", "+00"], &["10"]]);
}

#[test]
fn floating_point() {
    let good = ["0", "-0", "1", "+1.5", ".5", "5.", "1e5", "1E-5", "-1.e+5", "1e999", "INF", "-INF", "NaN"];
    let bad = ["", "+INF", "inf", "nan", "-NaN", "1e", "e5", "1e5.0", "1f", "0x1p3", "Infinity", "1 e5"];
    for name in ["float", "double"] {
        expect(name, &[], &good, &bad);
        let zero: &[&str] = &["0", "-0", "0e5", "1e-999"];
        equal(name, &[&["1", "1.0", "10e-1", "0.1E1"], zero, &["NaN"], &["INF", "1e999"], &["-INF"]]);
    }
    equal("float", &[&["16777216", "16777217"], &["16777218"]]);
    equal("double", &[&["16777216"], &["16777217"]]);
}

#[test]
fn durations() {
    let good = [
        "P1Y",
        "-P1Y2M3DT4H5M6.7S",
        "PT0S",
        "P0Y",
        "P13M",
        "PT36H",
        "PT.5S",
        "PT5.S",
        "P999999999999999999999999999999999999999Y",
        " P1D ",
    ];
    let bad = [
        "", "P", "PT", "P1YT", "1Y", "P1", "P1M1Y", "P-1Y", "+P1Y", "P1.5Y", "PT.S", "PT5.5.S", "P1H", "PT1D", "p1y",
        "P1Y 1M",
    ];
    expect("duration", &[], &good, &bad);
    let day: &[&str] = &["P1D", "PT24H", "PT86400.0S"];
    equal("duration", &[&["P1Y", "P12M", "P0Y12M"], &["P365D"], day, &["-P1D"], &["P0Y", "-PT0S"]]);
}

#[test]
fn dates_and_times() {
    let good = [
        "2000-02-29T23:59:59",
        "2000-01-01T00:00:00Z",
        "2000-01-01T00:00:00.125+14:00",
        "-0001-02-29T00:00:00-14:00",
        "12345-01-01T24:00:00",
    ];
    let bad = [
        "",
        "2000-02-30T00:00:00",
        "1900-02-29T00:00:00",
        "2000-13-01T00:00:00",
        "0000-01-01T00:00:00",
        "2000-01-01T24:00:01",
        "2000-01-01T25:00:00",
        "2000-01-01T00:60:00",
        "2000-01-01T00:00:60",
        "2000-01-01",
        "2000-01-01 00:00:00",
        "2000-01-01T00:00:00+14:01",
        "2000-01-01T00:00:00z",
        "2000-01-01T00:00",
        "2000-01-01T00:00:00.",
        "02000-01-01T00:00:00",
        "200-01-01T00:00:00",
        "+2000-01-01T00:00:00",
    ];
    expect("dateTime", &[], &good, &bad);
    let bad = ["", "24:00:01", "1:00:00", "00:00", "00:00:60", "24:00:00.1"];
    expect("time", &[], &["00:00:00", "23:59:59.999Z", "24:00:00", "12:00:00-05:30"], &bad);
    let bad = ["", "2001-02-29", "-0004-02-29", "2000-1-1", "2000-01-32"];
    expect("date", &[], &["2000-02-29", "2000-02-29Z", "-0001-02-29+05:00"], &bad);
    expect("gYearMonth", &[], &["2000-02", "10000-12Z"], &["", "2000-13", "2000-2", "2000", "2000-02-01"]);
    expect("gYear", &[], &["2000", "-0044", "12345+01:00"], &["", "0000", "99", "02000", "+2000"]);
    expect("gMonthDay", &[], &["--02-29", "--12-31Z"], &["", "--02-30", "--04-31", "-02-29", "--2-29", "02-29"]);
    expect("gDay", &[], &["---01", "---31-10:00"], &["", "---32", "---00", "--01", "31"]);
    expect("gMonth", &[], &["--01", "--12Z"], &["", "--13", "--00", "--01--", "-01"]);
    let utc: &[&str] = &["2000-01-01T00:00:00Z", "2000-01-01T05:00:00+05:00", "1999-12-31T24:00:00.000Z"];
    equal("dateTime", &[utc, &["2000-01-01T00:00:00", "1999-12-31T24:00:00"], &["2000-01-01T00:00:00.5"]]);
    equal("time", &[&["00:00:00", "24:00:00"], &["12:00:00Z", "13:00:00+01:00"], &["12:00:00"]]);
    equal("date", &[&["2000-01-01"], &["2000-01-01Z", "2000-01-01+00:00"], &["2000-01-01+01:00"]]);
    equal("gYear", &[&["2000"], &["2001"], &["2000Z"]]);
    equal("gYearMonth", &[&["2000-01"], &["2000-02"]]);
    equal("gMonthDay", &[&["--02-29"], &["--02-28"]]);
    equal("gDay", &[&["---01"], &["---02"]]);
    equal("gMonth", &[&["--01"], &["--02"]]);
}

#[test]
fn binary_and_uris() {
    expect("hexBinary", &[], &["", "00", "0fB7", " aa "], &["0", "0g", "a a b b", "0x00"]);
    let good = ["", "Zg==", "Zm8=", "Zm9v", "Z m 9 v", "Zg = ="];
    expect("base64Binary", &[], &good, &["Z", "Zg", "Zh==", "Zm9=", "====", "Zg==Zg=="]);
    equal("hexBinary", &[&["0f", "0F"], &["f0"], &[""]]);
    equal("base64Binary", &[&["Zm9v", "Zm 9v"], &["Zm8="], &[""]]);
    let good = ["", "http://a/b?c#d", "a b", "é", "<>", "../x", "#f", "urn:a:b", "http://[::1]/", "%41"];
    let bad = ["%", "%4g", "a#b#c", ":a", "1:a", "a b:c", "http:", "//[::1", "a[b]"];
    expect("anyURI", &[], &good, &bad);
    equal("anyURI", &[&["http://a/", " http://a/ "], &["http://A/"], &["http://a/%41"], &["http://a/A"]]);
}

#[test]
fn lengths() {
    expect("string", &[("length", "2")], &["ab", "  ", "\u{10000}b"], &["", "a", "abc"]);
    expect("string", &[("minLength", "2")], &["ab", "abc"], &["", "a"]);
    expect("token", &[("maxLength", " +2 ")], &["", " ab ", "\u{10000}\u{10000}"], &["abc", "a b"]);
    expect("NMTOKENS", &[("length", "2")], &["a b", " a  bc "], &["a", "a b c"]);
    expect("IDREFS", &[("maxLength", "1")], &["abc"], &["a b"]);
    expect("ENTITIES", &[("minLength", "2")], &["picture picture"], &["picture"]);
    expect("hexBinary", &[("length", "2")], &["0000"], &["00", "000000"]);
    expect("base64Binary", &[("minLength", "2")], &["Zm8=", "Zm9v"], &["Zg==", ""]);
    expect("anyURI", &[("maxLength", "3")], &["a/b"], &["http://a"]);
    expect("string", &[("minLength", "99999999999999999999999")], &[], &["a"]);
    expect("string", &[("minLength", "3"), ("maxLength", "2")], &[], &["a", "ab", "abc"]);
}

#[test]
fn bounds() {
    expect("integer", &[("minInclusive", "-5"), ("maxExclusive", "5")], &["-5", "0", "4"], &["-6", "5"]);
    let between: Facets<'_> = &[("minExclusive", "0"), ("maxInclusive", "0.5")];
    expect("decimal", between, &["0.5", "0.500", ".0001"], &["0", "-0", "0.51"]);
    let between: Facets<'_> = &[("minInclusive", "0"), ("maxInclusive", "INF")];
    expect("double", between, &["0", "-0", "INF", "1e308"], &["-1e-300", "NaN"]);
    expect("float", &[("minInclusive", "NaN")], &["NaN"], &["0", "INF"]);
    expect("date", &[("minInclusive", "2000-01-01")], &["2000-01-01", "2000-01-03Z"], &["1999-12-31", "2000-01-01Z"]);
    let bad = ["2000-01-01T00:00:00Z", "1999-12-31T12:00:00"];
    expect("dateTime", &[("maxExclusive", "2000-01-01T00:00:00Z")], &["1999-12-31T23:59:59Z"], &bad);
    expect("time", &[("minExclusive", "12:00:00")], &["12:00:00.001", "23:59:59"], &["12:00:00", "00:00:00"]);
    let between: Facets<'_> = &[("minInclusive", "-0001"), ("maxInclusive", "0001")];
    expect("gYear", between, &["-0001", "0001"], &["-0002", "0002"]);
    expect("gYearMonth", &[("maxInclusive", "2000-02")], &["2000-02", "1999-12"], &["2000-03"]);
    expect("gMonthDay", &[("minInclusive", "--02-29")], &["--02-29", "--03-01"], &["--02-28"]);
    expect("gDay", &[("maxExclusive", "---15")], &["---14"], &["---15"]);
    expect("gMonth", &[("minExclusive", "--06")], &["--07"], &["--06", "--01"]);
    let bad = ["P27D", "P31D", "PT1S", "-P1Y"];
    expect("duration", &[("minInclusive", "P1M")], &["P1M", "P1Y", "P32D"], &bad);
    let bad = ["-PT0.25S", "PT0S", "-PT0.125S"];
    expect("duration", &[("maxExclusive", "-PT0.25S")], &["-PT0.5S", "-P1D"], &bad);
}

#[test]
fn digits() {
    let good = ["123", "12.3", "0012.30", "-.123", "0.001"];
    expect("decimal", &[("totalDigits", "3")], &good, &["1234", "1.234", "0.0001"]);
    expect("integer", &[("totalDigits", "1")], &["0", "-9", "+009"], &["10"]);
    expect("decimal", &[("fractionDigits", "1")], &["1", "1.5", "1.50", "-0.5"], &["1.55", "0.01"]);
    expect("decimal", &[("fractionDigits", "0")], &["1", "1.", "1.0"], &["1.5"]);
    expect("byte", &[("fractionDigits", "0")], &["5"], &["5.0"]);
}

#[test]
fn several_patterns_must_all_match() {
    expect("token", &[("pattern", "[a-z]+"), ("pattern", ".{2,3}")], &["ab", "abc"], &["a", "abcd", "a1"]);
    let facets: Facets<'_> = &[("pattern", "\\d{2}"), ("minInclusive", "20")];
    expect("integer", facets, &["20", " 99 "], &["19", "+20", "020"]);
}

#[test]
fn refused_facets() {
    let unknown =
        [("enumeration", "a"), ("whiteSpace", "collapse"), ("foo", "1"), ("Pattern", "a"), ("precision", "1")];
    for facet in unknown {
        refused("string", &[facet], 0);
    }
    for name in ["length", "minLength", "maxLength"] {
        for value in ["", "-1", "x", "1.0", "1 2"] {
            refused("string", &[(name, value)], 0);
        }
        for datatype in ["integer", "boolean", "double", "date", "duration", "QName", "NOTATION"] {
            refused(datatype, &[(name, "1")], 0);
        }
    }
    for name in ["minInclusive", "minExclusive", "maxInclusive", "maxExclusive"] {
        for datatype in ["string", "boolean", "NMTOKENS", "hexBinary", "anyURI", "QName"] {
            refused(datatype, &[(name, "1")], 0);
        }
        refused("integer", &[(name, "1.5")], 0);
        refused("date", &[(name, "2000")], 0);
        refused("byte", &[(name, "128")], 0);
    }
    refused("integer", &[("minInclusive", "5"), ("maxInclusive", "3")], 1);
    for name in ["totalDigits", "fractionDigits"] {
        for datatype in ["string", "double", "date"] {
            refused(datatype, &[(name, "1")], 0);
        }
        refused("decimal", &[(name, "-1")], 0);
        refused("decimal", &[(name, "x")], 0);
    }
    refused("decimal", &[("totalDigits", "0")], 0);
}

#[test]
fn pattern_syntax() {
    let cases: [(&str, &[&str], &[&str]); 40] = [
        ("", &[""], &["a"]),
        ("a|bc", &["a", "bc"], &["ac", "abc", ""]),
        ("|a", &["", "a"], &["aa"]),
        ("(a|b)c", &["ac", "bc"], &["c", "ab"]),
        ("a?b*c+", &["c", "abbcc"], &["a", "aac"]),
        ("a{2}", &["aa"], &["a", "aaa"]),
        ("a{2,}", &["aa", "aaaa"], &["a"]),
        ("a{1,2}", &["a", "aa"], &["", "aaa"]),
        ("a{0}", &[""], &["a"]),
        ("(a*)*", &["", "aaa"], &["b"]),
        (".", &["a", "\t", "\u{10000}"], &["", "\n", "\r", "ab"]),
        ("^a$", &["^a$"], &["a"]),
        ("a-z", &["a-z"], &["b"]),
        ("[a-c]", &["a", "c"], &["d", "-"]),
        ("[^a-c]", &["d", "\n"], &["a"]),
        ("[a^]", &["a", "^"], &["b"]),
        ("[^^]", &["a"], &["^"]),
        ("[a-]", &["a", "-"], &["b"]),
        ("[-a]", &["a", "-"], &["b"]),
        ("[a\\-c]", &["a", "-", "c"], &["b"]),
        ("[+--]", &["+", ",", "-"], &["."]),
        ("[.$|(]+", &[".$|("], &["a"]),
        ("[a&&b]", &["&", "a", "b"], &["c"]),
        ("[a~~b]", &["~"], &["c"]),
        ("[a-z-[aeiou]]", &["b", "z"], &["a", "-", "["]),
        ("[^a-c-[x]]", &["d"], &["x", "a"]),
        ("[a-z-[b-y-[m]]]", &["a", "m", "z"], &["b", "n"]),
        ("[\\p{Lu}\\d]", &["A", "5", "\u{C9}", "\u{661}"], &["a", "_"]),
        ("\\n\\r\\t\\\\\\|\\.\\-\\^\\?\\*\\+\\{\\}\\(\\)\\[\\]", &["\n\r\t\\|.-^?*+{}()[]"], &[""]),
        ("\\i\\c*", &["a", ":_-.1", "\u{4E00}"], &["1", "-", "\u{E35}"]),
        ("\\I\\C", &["1 ", "-/"], &["a ", "1a"]),
        ("\\d", &["7", "\u{661}"], &["a", "\u{BD}"]),
        ("\\D", &["a"], &["7"]),
        ("\\w", &["a", "5", "+", "\u{E9}"], &["_", "-", " ", "."]),
        ("\\W", &["_", " "], &["a"]),
        ("\\s\\S", &[" a", "\ta"], &["a ", "\u{A0}"]),
        ("\\p{L}\\P{L}", &["a1"], &["11", "aa"]),
        ("\\p{IsGreek}", &["\u{3B1}", "\u{3FF}"], &["a", "\u{1F00}"]),
        ("\\P{IsBasicLatin}", &["\u{80}"], &["a"]),
        ("[\\p{IsLatin-1Supplement}-[\\W]]", &["\u{E9}"], &["\u{A1}", "a"]),
    ];
    for (pattern, valid, invalid) in cases {
        expect("string", &[("pattern", pattern)], valid, invalid);
    }
}

#[test]
fn refused_patterns() {
    for pattern in [
        "(",
        ")",
        "a)",
        "(a",
        "[",
        "]",
        "[]",
        "[^]",
        "[a",
        "{",
        "}",
        "a{",
        "a{1",
        "a{1,",
        "a{,3}",
        "a{3,1}",
        "a{x}",
        "a{-1}",
        "?",
        "*",
        "+",
        "a**",
        "a+?",
        "(*)",
        "|*",
        "{2}",
        "[z-a]",
        "[a-\\d]",
        "[\\d-z]",
        "[a-b-c]",
        "[a-[b]",
        "[a-[b]c]",
        "[-[a]]",
        "[[a]]",
        "[--a]",
        "\\",
        "\\q",
        "\\1",
        "\\b",
        "\\A",
        "\\z",
        "\\$",
        "\\/",
        "\\u0041",
        "\\x41",
        "\\p",
        "\\pL",
        "\\p{",
        "\\p{}",
        "\\p{X}",
        "\\p{Cs}",
        "\\p{Greek}",
        "\\p{IsX}",
        "\\p{Isgreek}",
        "(?:a)",
        "(?i)a",
        "(?=a)",
        "a{99999999999}",
        "((((a{99}){99}){99}){99}){99}",
        "[a-",
    ] {
        refused("string", &[("pattern", pattern)], 0);
    }
    let deep = "(".repeat(100_000) + &")".repeat(100_000);
    refused("string", &[("pattern", &deep)], 0);
    refused("string", &[("pattern", &"[a-".repeat(100_000))], 0);
    refused("token", &[("pattern", "a"), ("pattern", "[")], 1);
}

#[test]
fn large_values_and_patterns_stay_cheap() {
    let long = "a".repeat(50_000);
    expect("token", &[("pattern", "(a|a)*b?")], &[&long], &[]);
    expect("token", &[("pattern", "(a*)*c")], &[], &[&long]);
    expect("integer", &[], &[&"9".repeat(100_000)], &[]);
    expect("long", &[], &[], &[&"9".repeat(100_000)]);
    expect("gYear", &[], &[&"9".repeat(1000)], &[]);
    let (years, days) = (format!("P{}Y", "9".repeat(1000)), format!("-P{}D", "9".repeat(1000)));
    expect("duration", &[("minInclusive", "P1Y")], &[&years], &[&days]);
    expect("string", &[("pattern", ".{0,10000}")], &[&"a".repeat(10_000)], &[&"a".repeat(10_001)]);
}

#[test]
fn explanations() {
    type Case<'a> = (&'a str, Facets<'a>, &'a str, &'a str, Option<&'a str>);
    let cases: [Case<'_>; 16] = [
        ("integer", &[], "12x", "must be an integer; `x` cannot stand in it", Some("x")),
        ("integer", &[], " 1.5 ", "must be an integer, without decimal point", Some(".5")),
        ("positiveInteger", &[], "0", "must be a positive integer, at least 1", None),
        ("byte", &[], "300", "must be an 8-bit integer, at most 127", None),
        ("boolean", &[], "yes", "must be `true`, `false`, `1` or `0`", None),
        ("NCName", &[], "a:b", "must be an XML name without colons; `:` cannot stand in it", Some(":")),
        ("NCName", &[], "1a", "must be an XML name without colons; `1` cannot begin it", Some("1")),
        ("QName", &[], "x:a", "must be a qualified name whose prefix is declared; `x` is not", Some("x")),
        ("NMTOKENS", &[], "a b$ c", "must be a list of name tokens; `b$` is none", Some("b$")),
        ("token", &[("maxLength", "3")], "abcde", "must have at most 3 characters, not 5", Some("de")),
        ("token", &[("minLength", "1")], "", "must not be empty", None),
        ("decimal", &[("maxInclusive", "10")], "12", "must be at most 10", None),
        (
            "token",
            &[("pattern", "[0-9]+[MG]?")],
            "12x",
            "must be one or more digits, then optionally `M` or `G`; after `12` comes a digit, `G` or `M`, not `x`",
            Some("x"),
        ),
        (
            "token",
            &[("pattern", "\\d{1,3}(\\.\\d{1,3}){3}")],
            "1.2",
            "must be 1 to 3 digits, then 3 times (`.`, then 1 to 3 digits); after `1.2` comes a digit or `.`",
            None,
        ),
        (
            "token",
            &[("pattern", "(oci|docker):.+")],
            "ocx:a",
            "must be either `oci` or `docker`, then `:`, then one or more characters; after `oc` comes `i`, not `x`",
            Some("x:a"),
        ),
        ("token", &[("pattern", "[a-z]+")], "", "must be one or more lower-case letters, not empty", None),
    ];
    for (name, facets, value, message, part) in cases {
        let mismatch = xsd(name, facets).check(value, &NoContext).unwrap_err();
        let found = mismatch.range.map(|range| &value[range]);
        assert_eq!((mismatch.message.as_str(), found), (message, part), "{name} {facets:?} {value:?}");
    }
}
