//! The fuzz targets on seeded mutations of small inputs: the same ones every time, few enough for every run of the
//! tests. `ROWI_FUZZ_CASES` sets the number for each target.
#[path = "../fuzz/targets.rs"]
mod targets;

const SEEDS: [(&str, &[&str]); 8] = [
    (
        "xml",
        &[
            "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE a [<!ENTITY e 'x'><!ENTITY p SYSTEM 'f' NDATA n>]><a b=\"1&e;\" xmlns:n='u'><n:c/>t&#65;<![CDATA[<]]><!-- c --><?p i?></a>",
            "\u{feff}<a>\r\n<b c='d'>é𐀀</b></a>",
        ],
    ),
    (
        "compact",
        &[
            "namespace n = \"u\"\ndefault namespace = \"d\"\nstart = element a { attribute b { xsd:int { minInclusive = \"1\" } }?, (c | text)* & empty }\n## doc\nc |= element n:* - (n:x | d) { list { \"a\"+ } } >> n:x [ y = \"z\" ]",
            "grammar { include \"x.rnc\" { start = notAllowed } div { a = parent b external \"y\" inherit = n } start = mixed { \"\"\"q\"\"\" ~ \"\\x{41}\" } }",
        ],
    ),
    (
        "xml_syntax",
        &[
            "<grammar xmlns='http://relaxng.org/ns/structure/1.0' datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'><start><ref name='a'/></start><define name='a' combine='choice'><element name='x'><interleave><attribute><anyName><except><nsName ns='u'/></except></anyName><data type='int'><param name='maxInclusive'>5</param></data></attribute><zeroOrMore><choice><value>v</value><text/></choice></zeroOrMore></interleave></element></define></grammar>",
        ],
    ),
    ("regex", &["[a-z-[aeiou]]{2,3}|\\p{IsGreek}+\\i\\c*(.|\\d)?\nbc\nαβ\n12", "(a*)*b\\.[^x\\-y]\naaab.z\né"]),
    (
        "validator",
        &[
            "<r xmlns:n='urn:n' a='1' b='x'><item id='i'>abc</item><n:x><n:y/>t</n:x><group ref='i'><item id='j'>d</item></group></r>",
        ],
    ),
    (
        "xpath",
        &[
            "//item[@id = 'i' and position() < last()]/following-sibling::node()[count(ancestor::*) > 1] | id('i')",
            "substring-after(concat('a', -1 div 0, string(/r/@a)), '1') = translate(normalize-space(.), 'ab', 'c') or sum(//@*) mod 2 != round(1.5)",
        ],
    ),
    (
        "xslt",
        &[
            "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:key name='k' match='item' use='@id'/><xsl:template match='/|@*|node()' name='t'><xsl:param name='p' select='1'/><xsl:copy><xsl:for-each select='*'><xsl:sort select='name()' order='descending'/><xsl:number level='any'/></xsl:for-each><xsl:choose><xsl:when test='$p'><a b='{@a}'><xsl:value-of select=\"format-number(1.5, '0.0')\"/></a></xsl:when><xsl:otherwise/></xsl:choose><xsl:apply-templates select='@*|node()'/></xsl:copy></xsl:template></xsl:stylesheet>",
        ],
    ),
    (
        "schematron",
        &[
            "<sch:schema xmlns:sch='http://purl.oclc.org/dsdl/schematron'><sch:let name='l' value='count(//*)'/><sch:pattern abstract='true' id='t'><sch:rule context='$e[@a]/item | @id'><sch:let name='x' value='..'/><sch:assert test=\"not(contains('a b', ../@$b)) and $l = 1 or @id = 'q'\">no <sch:value-of select='$x'/> <sch:name/></sch:assert><sch:report test='../n' role='info'>r</sch:report></sch:rule></sch:pattern><sch:pattern is-a='t' id='i_j'><sch:param name='e' value='r'/><sch:param name='b' value='a'/></sch:pattern></sch:schema>",
        ],
    ),
];

/// Pieces that are worth inserting anywhere.
const PIECES: [&str; 40] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "|",
    "*",
    "+",
    "?",
    ",",
    "-",
    "\\",
    "#",
    "@",
    "/",
    "//",
    "::",
    "$",
    "&#x110000;",
    "<!--",
    "]]>",
    "<![CDATA[",
    "<?",
    "xmlns=''",
    "99999999999",
    "-",
    "\u{0}",
    "\u{feff}",
    "\u{10ffff}",
    "é",
    "..",
    "{0,99999}",
    " ",
    "\n",
];

/// A small generator of numbers: what matters is that it always gives the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap()
    }
}

fn mutate(seed: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        let length = random.below(12).min(bytes.len() - at);
        match random.below(8) {
            0 => drop(bytes.drain(at..at + length)),
            1 => {
                let copy = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            2..=4 => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
            5 => bytes.truncate(at),
            6 => {
                let copy = bytes[at..at + length].repeat(1 + random.below(40));
                bytes.splice(at..at, copy);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).unwrap();
                }
            }
        }
    }
    bytes
}

fn run(name: &str) {
    let cases = std::env::var("ROWI_FUZZ_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(250);
    let (_, target) = targets::TARGETS.into_iter().find(|(own, _)| *own == name).unwrap();
    let (_, seeds) = SEEDS.into_iter().find(|(own, _)| *own == name).unwrap();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for seed in seeds {
        target(seed.as_bytes());
        for _ in 0..cases {
            let input = mutate(seed, &mut random);
            let result = std::panic::catch_unwind(|| target(&input));
            assert!(result.is_ok(), "{name} panics on {:?}", String::from_utf8_lossy(&input));
        }
    }
}

macro_rules! fuzz {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            run(stringify!($name));
        })*
    };
}

fuzz!(xml compact xml_syntax regex validator xpath xslt schematron);
