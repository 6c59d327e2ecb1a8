"""pytest bindings/python/tests, after `maturin develop -m bindings/python/Cargo.toml`."""

import threading

import pytest

import rowi_native as rowi

SCHEMA = "element note { attribute to { text }, text }"
OLD = '<image schemaversion="8.0" name="a">\n  <!-- mine -->\n</image>\n'
HEAD = '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'


def test_validate():
    schema = rowi.Schema.from_text(SCHEMA)
    assert schema.validate("<note to='you'/>") == []
    [found] = schema.validate(b"<note too='you'/>", name="a.xml")
    assert (found.name, found.severity, found.file, found.start) == ("unknown-attribute", "error", "a.xml", (1, 7))
    assert found.fix == "rename to `to`" and "a.xml:1:7: error[unknown-attribute]" in str(found)


def test_refusals_are_exceptions(tmp_path):
    with pytest.raises(rowi.RowiError, match="schema.rnc:1:13"):
        rowi.Schema.from_text("element a { b }")
    with pytest.raises(rowi.RowiError):
        rowi.Schema(tmp_path / "none.rnc")
    with pytest.raises(ValueError):
        rowi.Stylesheet.from_text("<a/>").apply("<a>")
    with pytest.raises(KeyError, match="did you mean `unknown-element`"):
        rowi.explain("unknwon-element")


def test_files(tmp_path):
    (tmp_path / "s.rnc").write_text('include "b.rnc"\nstart = b')
    (tmp_path / "b.rnc").write_text("b = element b { empty }")
    (tmp_path / "d.xml").write_text("<b><c/></b>")
    assert [found.name for found in rowi.Schema(tmp_path / "s.rnc").validate_file(tmp_path / "d.xml")]


def test_transform():
    text = HEAD + '<xsl:output method="text"/><xsl:param name="p"/><xsl:template match="/">' \
        '<xsl:value-of select="concat(note/@to, $p)"/></xsl:template></xsl:stylesheet>'
    assert rowi.Stylesheet.from_text(text).apply("<note to='you'/>", p="!") == "you!"


def test_xpath():
    text = "<a xmlns='u'><b>1</b><b>2</b></a>"
    assert rowi.xpath("count(//p:b)", text, p="u") == 2.0
    assert rowi.xpath("//p:b", text, p="u") == ["1", "2"]
    assert rowi.xpath("boolean(//p:c)", text, p="u") is False
    assert rowi.xpath("string(//p:b)", text, p="u") == "1"


def test_kiwi(tmp_path):
    new = rowi.upgrade(OLD)
    assert "<!-- mine -->" in new and "8.0" not in new
    path = tmp_path / "config.xml"
    path.write_text(OLD)
    assert {found.name for found in rowi.check(path)} == {found.name for found in rowi.check_text(OLD)}
    assert rowi.explain("unknown-element").startswith("# unknown-element")


def test_threads_share_a_schema():
    schema = rowi.Schema.from_text(SCHEMA)
    results = []
    work = lambda: results.extend(len(schema.validate("<note too='you'/>")) for _ in range(50))
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1] * 200
