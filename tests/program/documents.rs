//! `rowi validate`: schemas that documents name, catalogs, directories, inclusions, fixes, SVRL; schemas from elsewhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = crate::support::scratch(name);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rowi"));
    let output =
        command.args(arguments).current_dir(folder).env_remove("XML_CATALOG_FILES").output().expect("rowi runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

const RNC: &str = "start = element a { attribute n { xsd:int }, element b { text }* }";

#[test]
fn a_document_names_its_schemas() {
    let sch = "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><phase id='p'><active pattern='q'/></phase>\
               <pattern id='q'><rule context='b'><assert test='string()'>b is empty</assert></rule></pattern></schema>";
    let named = "<?xml-model href='s.rnc'?><?xml-model href='r.sch' phase='p'?>";
    let folder = folder(
        "models",
        &[
            ("s.rnc", RNC),
            ("r.sch", sch),
            ("good.xml", &format!("{named}<a n='1'><b>x</b></a>")),
            ("bad.xml", &format!("{named}<a n='x'><b/></a>")),
            ("none.xml", "<a n='1'/>"),
            ("lost.xml", "<?xml-model href='not.rnc'?><a n='1'/>"),
        ],
    );
    assert_eq!(run(&folder, &["validate", "good.xml"]), (0, String::new()));
    let (code, text) = run(&folder, &["validate", "--format", "concise", "good.xml", "bad.xml"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("bad.xml:1:") && text.contains("invalid value `x`") && text.contains("b is empty"), "{text}");
    let (code, text) = run(&folder, &["validate", "none.xml"]);
    assert!(code == 2 && text.contains("names no schema"), "{code} {text}");
    let (code, text) = run(&folder, &["validate", "lost.xml"]);
    assert!(code == 2 && text.contains("is not there"), "{code} {text}");
}

#[test]
fn directories_and_fixes() {
    let folder = folder(
        "directories",
        &[
            ("s.rnc", RNC),
            ("d/one.xml", "<a n='1'/>"),
            ("d/e/two.xml", "<a n='2'><bb/></a>"),
            ("d/e/skipped.txt", "no"),
        ],
    );
    let (code, text) = run(&folder, &["validate", "--format", "concise", "s.rnc", "d"]);
    assert!(code == 1 && text.contains("d/e/two.xml:1:") && !text.contains("one.xml"), "{code} {text}");
    let (code, text) = run(&folder, &["validate", "--unsafe-fixes", "s.rnc", "d"]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(fs::read_to_string(folder.join("d/e/two.xml")).expect("the file"), "<a n='2'><b/></a>");
}

#[test]
fn catalogs_say_where_files_are() {
    let folder = folder(
        "catalogs",
        &[
            (
                "catalog.xml",
                "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'><uri name='urn:s' uri='deep/s.rnc'/>\
                         <system systemId='http://x/e.dtd' uri='deep/e.dtd'/></catalog>",
            ),
            ("deep/s.rnc", RNC),
            ("deep/e.dtd", "<!ENTITY v '7'><!ATTLIST a n CDATA '5'>"),
            (
                "d.xml",
                "<?xml-model href='urn:s' type='application/relax-ng-compact-syntax'?>\n\
                   <!DOCTYPE a SYSTEM 'http://x/e.dtd'><a><b>&v;</b></a>",
            ),
        ],
    );
    assert_eq!(run(&folder, &["validate", "--catalog", "catalog.xml", "d.xml"]), (0, String::new()));
    assert_eq!(run(&folder, &["validate", "d.xml"]).0, 2);
}

#[test]
fn inclusions_are_made_on_request() {
    let folder = folder(
        "inclusions",
        &[
            ("s.rnc", RNC),
            (
                "d.xml",
                "<a n='1' xmlns:xi='http://www.w3.org/2001/XInclude'><b><xi:include href='t.txt' parse='text'/></b></a>",
            ),
            ("t.txt", "text"),
        ],
    );
    assert_eq!(run(&folder, &["validate", "s.rnc", "d.xml"]).0, 1);
    assert_eq!(run(&folder, &["validate", "--xinclude", "s.rnc", "d.xml"]), (0, String::new()));
}

#[test]
fn the_base_that_an_inclusion_gives_is_named_as_such() {
    let folder = folder(
        "inclusion-bases",
        &[
            ("s.rnc", "start = element a { element b { empty } }"),
            ("d.xml", "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='b.xml'/></a>"),
            ("b.xml", "<b/>"),
        ],
    );
    let (code, text) = run(&folder, &["validate", "--xinclude", "s.rnc", "d.xml"]);
    assert!(code == 1 && text.contains("an inclusion gives it to what it includes (XInclude 1.0, 4.7.5)"), "{text}");
}

#[test]
fn schematron_reports_in_its_own_language() {
    let folder = folder(
        "svrl",
        &[
            (
                "r.sch",
                "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><ns prefix='u' uri='urn:u'/><pattern id='p'>\
                   <rule context='u:a'><assert test='@n' id='i'>no n</assert><report test='u:b'>b</report></rule></pattern></schema>",
            ),
            ("d.xml", "<a xmlns='urn:u'><b/></a>"),
        ],
    );
    let (code, text) = run(&folder, &["validate", "--format", "svrl", "r.sch", "d.xml"]);
    assert_eq!(code, 1, "{text}");
    for part in [
        "<svrl:active-pattern id=\"p\" document=\"d.xml\"/>",
        "<svrl:fired-rule context=\"u:a\"/>",
        "<svrl:failed-assert test=\"@n\" id=\"i\" location=\"/*[local-name()='a' and namespace-uri()='urn:u'][1]\">",
        "<svrl:successful-report test=\"u:b\"",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn schemas_from_dtds_and_from_documents() {
    let folder = folder(
        "schemas-from",
        &[
            ("x.dtd", "<!ELEMENT a (b*)><!ATTLIST a n CDATA #REQUIRED><!ELEMENT b (#PCDATA)>"),
            ("d.xml", "<a n='1'><b>t</b></a>"),
            ("s.rnc", RNC),
        ],
    );
    assert_eq!(run(&folder, &["schema", "convert", "x.dtd", "x.rng"]), (0, String::new()));
    assert_eq!(run(&folder, &["validate", "x.rng", "d.xml"]), (0, String::new()));
    assert_eq!(run(&folder, &["schema", "infer", "d.xml", "-o", "i.rnc"]), (0, String::new()));
    assert_eq!(run(&folder, &["validate", "i.rnc", "d.xml"]), (0, String::new()));
    assert_eq!(run(&folder, &["schema", "check", "i.rnc"]), (0, String::new()));
    let (code, text) = run(&folder, &["schema", "convert", "--simplified", "s.rnc", "-"]);
    assert!(code == 0 && text.contains("<define name=\"b\">"), "{text}");
}

#[test]
fn dtds_and_scripts_stand_where_schemas_stand() {
    let folder = folder(
        "schemas-of-other-kinds",
        &[
            ("x.dtd", "<!ELEMENT a (b*)><!ATTLIST a n CDATA #REQUIRED><!ELEMENT b (#PCDATA)>"),
            ("q.dtd", "<!ELEMENT q:a EMPTY>"),
            ("good.xml", "<a n=''><b>x</b></a>"),
            ("bad.xml", "<a><c/></a>"),
            ("b.rnc", "element b { text }"),
            (
                "s.nvdl",
                "<rules xmlns='http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0'><namespace ns='urn:a'><allow/></namespace>\
                 <namespace ns=''><validate schema='b.rnc'/></namespace></rules>",
            ),
            ("mixed.xml", "<?xml-model href='s.nvdl'?><r xmlns='urn:a'><b xmlns=''>t</b><b xmlns=''><c/></b></r>"),
        ],
    );
    assert_eq!(run(&folder, &["schema", "check", "x.dtd"]), (0, String::new()));
    assert_eq!(run(&folder, &["validate", "x.dtd", "good.xml"]), (0, String::new()));
    let (status, text) = run(&folder, &["validate", "--format", "concise", "x.dtd", "bad.xml"]);
    assert!(status == 1 && text.contains("[missing-attribute]") && text.contains("[unknown-element]"), "{text}");
    let (status, text) = run(&folder, &["schema", "check", "q.dtd"]);
    assert!(status == 0 && text.contains("schema-from-dtd"), "{text}");
    for arguments in [
        &["validate", "--format", "concise", "s.nvdl", "mixed.xml"][..],
        &["validate", "--format", "concise", "mixed.xml"],
    ] {
        let (status, text) = run(&folder, arguments);
        assert!(status == 1 && text.matches("error").count() == 1 && text.contains(":1:"), "{text}");
        assert!(text.contains("`c`"), "{text}");
    }
    assert_eq!(run(&folder, &["schema", "check", "s.nvdl"]), (0, String::new()));
}

#[test]
fn identifiers_and_defaults_of_an_external_document_type() {
    let folder = folder(
        "external-types",
        &[
            (
                "s.xsl",
                "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:output method='text'/>\
                 <xsl:template match='/'><xsl:value-of select=\"concat(a/@v, '|', id('x')/@n)\"/></xsl:template></xsl:stylesheet>",
            ),
            ("d.dtd", "<!ATTLIST a v CDATA 'given'><!ATTLIST b i ID #REQUIRED n NMTOKENS ' p  q '>"),
            ("d.xml", "<!DOCTYPE a SYSTEM 'd.dtd'><a><b i=' x '/></a>"),
            ("elsewhere.xml", "<!DOCTYPE a SYSTEM 'http://example.org/d.dtd'><a/>"),
        ],
    );
    assert_eq!(run(&folder, &["transform", "--noent", "s.xsl", "d.xml"]), (0, "given|p q".to_owned()));
    let (code, text) = run(&folder, &["transform", "s.xsl", "d.xml"]);
    assert!(code == 0 && text.contains("`d.dtd`, which the document asks for, was not read"), "{text}");
    assert_eq!(run(&folder, &["transform", "s.xsl", "elsewhere.xml"]), (0, "|".to_owned()));
}
