"""The installed wheel: pytest python/tests, in an environment that has it."""

import subprocess
import sys

import pytest

import rowi

OLD = '<image schemaversion="8.0" name="a">\n  <!-- mine -->\n</image>\n'


def test_check(tmp_path):
    path = tmp_path / "config.xml"
    path.write_text('<image schemaversion="8.5" name="a"><tpye/></image>\n')
    report = rowi.check(path)
    assert not report and report.files == 1 and len(report) == len(report.findings)
    [found] = [found for found in report if found.name == "unknown-element"]
    assert found.is_error and found.file == str(path) and found.span.start.line == 1
    assert str(found).startswith(f"{path}:1:38: error[unknown-element]")
    assert rowi.check(tmp_path).findings == report.findings


def test_check_text(tmp_path):
    assert [found.file for found in rowi.check(text="<image")][0] == "-"
    assert {found.file for found in rowi.check(tmp_path / "config.xml", text="<image/>")} == {
        str(tmp_path / "config.xml")
    }


def test_validate(tmp_path):
    (tmp_path / "s.rnc").write_text("element note { attribute to { text }, text }")
    (tmp_path / "good.xml").write_text("<note to='you'/>")
    (tmp_path / "bad.xml").write_text("<note too='you'/>")
    assert rowi.validate(tmp_path / "s.rnc", tmp_path / "good.xml")
    report = rowi.validate(tmp_path / "s.rnc", tmp_path / "good.xml", tmp_path / "bad.xml")
    [found] = report.findings
    assert found.fixes[0].edits[0].text == "to" and report.files == 2


def test_transform_and_upgrade(tmp_path):
    (tmp_path / "s.xsl").write_text(
        '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="text"/>'
        '<xsl:param name="p"/><xsl:template match="/"><xsl:value-of select="$p"/></xsl:template></xsl:stylesheet>'
    )
    (tmp_path / "d.xml").write_text("<a/>")
    assert rowi.transform(tmp_path / "s.xsl", tmp_path / "d.xml", {"p": "x"}) == b"x"
    new = rowi.upgrade(OLD)
    assert "<!-- mine -->" in new and "8.0" not in new


def test_what_cannot_be_done_is_an_exception():
    with pytest.raises(rowi.RowiError):
        rowi.explain("no-such-name")
    assert rowi.explain("unknown-element").startswith("# unknown-element")
    with pytest.raises(rowi.RowiError):
        rowi.check(arguments=["--no-such-option"])


def test_module_runs_the_program(tmp_path):
    done = subprocess.run([sys.executable, "-m", "rowi", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["rowi", rowi.version()]
    done = subprocess.run([sys.executable, "-m", "rowi", "check", "."], cwd=tmp_path, check=False, capture_output=True)
    assert done.returncode == 2
