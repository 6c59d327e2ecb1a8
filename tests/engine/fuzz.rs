//! The fuzz targets on seeded mutations of small inputs: the same ones every time, few enough for every run of the
//! tests. `ROWI_FUZZ_CASES` sets the number for each target, `ROWI_FUZZ_SECONDS` a time instead, with other mutations each
//! time. What failed once stands in `tests/fuzz/crashes` and is tried for ever.
#[path = "../fuzz/targets.rs"]
mod targets;

const SEEDS: [(&str, &[&str]); 17] = [
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
    (
        "check",
        &[
            "<?xml version='1.0' encoding='utf-8'?>\n<image schemaversion='8.5' name='x'>\n<description type='system'><author>A</author><contact>a@example.org</contact><specification>x</specification></description>\n<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image='oem'/></preferences>\n<repository><source path='https://download.example.org/repo'/></repository>\n<packages type='image' arch='x86_64'><package name='vim'/><package nam='vim'/><pakage/></packages><include from='this://part.xml'/><!-- rowi: allow unknown-element x --><packages type='bootstrap'><package name='filesystem'/></packages>\n</image>\n=== config.sh\n#!/bin/bash\nset -e\nfor f in a b; do echo \"[[registry]]\" >> /etc/containers/registries.conf; done\ncat > /etc/containers/policy.json <<EOF\n{\"default\": []}\nEOF\nif [ -e /x ]; then podman pull a; fi\n=== part.xml\n<image schemaversion='8.5' name='x'><packages type='image'><package name='vim'/></packages></image>\n=== root/etc/containers/registries.conf\nunqualified-search-registries = [\"a\"]\n[[registry]]\nlocation = \"b\"\nblocked = 1\n=== rowi.toml\nignore = [\"duplicate-package\"]\n[severity]\nunknown-element = \"warning\"\n[[per-path]]\npath = \"**/a*\"\nignore = [\"unknown-attribute\"]\n",
            "image:\n  '@name': x\n  '@schemaversion': '8.5'\n  preferences: &p\n    - version: 1.0.0\n      type: {'@image': oem}\n  other: *p\n=== root/etc/systemd/system/a.service\n[Service]\nExecStart=/usr/bin/podman run a\n=== root/etc/docker/daemon.json\n{\"insecure-registries\": [1, {}]}\n",
        ],
    ),
    (
        "upgrade",
        &[
            "<?xml version='1.0' encoding='utf-8'?>\n<image schemaversion='5.8' name='x'>\n<description type='system'><author>A</author><contact>a@example.org</contact><specification>x</specification></description>\n<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image='vmx'/></preferences>\n<repository><source path='https://download.example.org/repo'/></repository>\n<packages type='image'><package name='vim' arch='x86_64'/></packages><!-- c --><packages type='bootstrap'><package name='filesystem'/></packages>\n</image>\n",
            "<?xml version='1.0' encoding='utf-8'?>\n<image schemaversion='7.4' name='x'>\n<description type='system'><author>A</author><contact>a@example.org</contact><specification>x</specification></description>\n<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image='oem'/></preferences>\n<repository><source path='https://download.example.org/repo'/></repository>\n<preferences><type image='vmx' boot='oemboot/suse' bootloader='grub2' hwclock='x'><oemconfig><oem-swap>true</oem-swap></oemconfig></type></preferences><packages type='bootstrap'><package name='filesystem'/></packages>\n</image>\n",
        ],
    ),
    (
        "layout",
        &["<a>\n <b   c='d'\n e=\"f\"/><!-- x\n y --><![CDATA[ z ]]>t <c xml:space='preserve'> <d/> </c></a>\n<?p i?>"],
    ),
    (
        "schema_layout",
        &[
            "# top\nnamespace a = \"u\"\n## doc\n[ a:x = \"y\" ]\nstart = element b { (c | d)*, attribute e { \"f\" >> a:g [] }?, list { xsd:int { minInclusive = \"1\" } - (\"2\" | \"3\") } }\nc = element c { mixed { empty } }\nd &= element * - (a:* | d) { text }",
        ],
    ),
    (
        "convert",
        &[
            "default namespace n = \"u\"\nstart |= grammar { start = parent x | y y = element n:y - n:z { token \"a\" } }\nx = element x { attribute * { text }*, (text & y?) }\ny = notAllowed | empty >> n:q [ \"r\" ]",
        ],
    ),
    (
        "generate",
        &[
            "start = element r { attribute a { \"x\" | \"y-z\" | xsd:int }?, (element b { text } | element c { empty })*, d, d?, (element e { xsd:date }, element f { list { xsd:token+ } })+ }\nd = element d { d?, mixed { element g | h { empty }* } }",
        ],
    ),
    (
        "dtd",
        &[
            "<!ENTITY % p 'a|b'><!ELEMENT r (c?,(%p;)*,d+)><!ELEMENT c (#PCDATA|a)*><!ELEMENT d EMPTY><!ELEMENT e ANY><!ATTLIST r x (y|z) 'y' i ID #REQUIRED n NMTOKENS #FIXED 'q'><![INCLUDE[<!NOTATION n SYSTEM 's'>]]>",
        ],
    ),
    ("infer", &["<r xmlns:n='u' a='1'><b c='x'/><b/><n:d>1.5</n:d><n:d>2</n:d>t<e><e/></e></r>"]),
    (
        "lsp",
        &[
            "<?xml version='1.0' encoding='utf-8'?>\n<image schemaversion='8.5' name='x'>\n<description type='system'><author>A</author><contact>a@example.org</contact><specification>x</specification></description>\n<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image='oem'/></preferences>\n<repository><source path='https://download.example.org/repo'/></repository>\n<packages type='image'><package name='vim'/><pak</packages><packages type='bootstrap'><package name='filesystem'/></packages>\n</image>\n",
            "<?xml-model href='a.rnc'?><r a='&e;'><b",
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

/// What the targets that do most are held to in every run of the tests.
fn cases(name: &str) -> usize {
    let given = std::env::var("ROWI_FUZZ_CASES").ok().and_then(|text| text.parse().ok());
    given.unwrap_or(match name {
        "check" | "lsp" => 25,
        "upgrade" | "generate" | "infer" => 60,
        _ => 250,
    })
}

fn attempt(name: &str, target: fn(&[u8]), input: &[u8]) {
    let result = std::panic::catch_unwind(|| target(input));
    assert!(result.is_ok(), "{name} fails on {:?}", String::from_utf8_lossy(input));
}

fn run(name: &str) {
    let (_, target) = targets::TARGETS.into_iter().find(|(own, _)| *own == name).unwrap();
    let (_, seeds) = SEEDS.into_iter().find(|(own, _)| *own == name).unwrap();
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/crashes").join(name);
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        attempt(name, target, &std::fs::read(entry.path()).unwrap());
    }
    seeds.iter().for_each(|seed| attempt(name, target, seed.as_bytes()));
    let seconds = std::env::var("ROWI_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    if let Some(seconds) = seconds {
        let begin = std::time::Instant::now();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let mut random = Random(u64::try_from(now.as_nanos() & 0xFFFF_FFFF_FFFF).unwrap() | 1);
        let mut count = 0;
        while begin.elapsed() < std::time::Duration::from_secs(seconds) {
            attempt(name, target, &mutate(seeds[random.below(seeds.len())], &mut random));
            count += 1;
        }
        println!("{name}: {count} inputs in {seconds} s");
        return;
    }
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for seed in seeds {
        for _ in 0..cases(name) {
            attempt(name, target, &mutate(seed, &mut random));
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

fuzz!(xml compact xml_syntax regex validator xpath xslt schematron check upgrade layout schema_layout convert generate dtd infer lsp);
