"""Check KIWI image descriptions and validate XML, by the program that this package carries.

    >>> import rowi
    >>> report = rowi.check("images/server")
    >>> for finding in report.findings:
    ...     print(finding)

Functions raise :class:`RowiError` where the program cannot do its work (a file that is not there, a wrong
configuration), never because something was found.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from typing import Any, Iterator, Mapping, Optional, Sequence, Union

__all__ = [
    "Edit",
    "Finding",
    "Fix",
    "Label",
    "Place",
    "Report",
    "RowiError",
    "Span",
    "check",
    "explain",
    "find_program",
    "transform",
    "upgrade",
    "validate",
    "version",
]

PathLike = Union[str, "os.PathLike[str]"]


class RowiError(Exception):
    """The program could not do its work; the text is what it printed."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Place:
    """A place in a text: line and column from 1, offset in bytes from 0."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True)
class Span:
    """A range of a text; the end is the first place behind it."""

    start: Place
    end: Place


@dataclass(frozen=True)
class Label:
    """A second place that belongs to a finding."""

    file: str
    span: Span
    message: str


@dataclass(frozen=True)
class Edit:
    """A range and what stands there afterwards."""

    file: str
    span: Span
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that make a finding go away: `safe`, `unsafe` or `display-only`."""

    title: str
    applicability: str
    edits: Sequence[Edit]


@dataclass(frozen=True)
class Finding:
    """One finding."""

    name: str
    severity: str
    message: str
    label: str
    file: str
    span: Span
    labels: Sequence[Label] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)
    expected: Sequence[str] = field(default_factory=tuple)
    fixes: Sequence[Fix] = field(default_factory=tuple)
    url: Optional[str] = None

    def __str__(self) -> str:
        place = self.span.start
        reason = f": {self.label}" if self.label else ""
        return f"{self.file}:{place.line}:{place.column}: {self.severity}[{self.name}] {self.message}{reason}"

    @property
    def is_error(self) -> bool:
        """Whether it is proven to be wrong."""
        return self.severity == "error"


@dataclass(frozen=True)
class Report:
    """What was found. It is true where there is no error."""

    findings: Sequence[Finding]
    files: int

    def __bool__(self) -> bool:
        return not self.errors

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    @property
    def errors(self) -> Sequence[Finding]:
        """The findings that are errors."""
        return tuple(finding for finding in self.findings if finding.is_error)


def find_program() -> str:
    """The path of the program: the one that was installed with this package, else the one on the search path."""
    name = "rowi" + (sysconfig.get_config_var("EXE") or "")
    folders = [sysconfig.get_path("scripts")]
    user = sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else f"{os.name}_user"
    folders.append(sysconfig.get_path("scripts", scheme=user))
    # `pip install --target DIR` puts the program into DIR/bin
    folders.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin"))
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    found = shutil.which("rowi")
    if found is None:
        raise FileNotFoundError(f"no {name} in {', '.join(folders)} or on the search path")
    return found


def _run(
    arguments: Sequence[str], stdin: Optional[Union[str, bytes]] = None, accept: Sequence[int] = (0, 1)
) -> "subprocess.CompletedProcess[bytes]":
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [find_program(), *arguments],
        input=data,
        stdin=subprocess.DEVNULL if data is None else None,
        capture_output=True,
        check=False,
    )
    if done.returncode not in accept:
        raise RowiError((done.stderr or done.stdout).decode(errors="replace").strip(), done.returncode)
    return done


def _span(value: Mapping[str, Any]) -> Span:
    return Span(Place(**value["start"]), Place(**value["end"]))


def _finding(value: Mapping[str, Any]) -> Finding:
    return Finding(
        name=value["name"],
        severity=value["severity"],
        message=value["message"],
        label=value.get("label", ""),
        file=value["file"],
        span=_span(value["span"]),
        labels=tuple(Label(one["file"], _span(one["span"]), one["message"]) for one in value["labels"]),
        notes=tuple(value["notes"]),
        expected=tuple(value["expected"]),
        fixes=tuple(
            Fix(
                one["title"],
                one["applicability"],
                tuple(Edit(edit["file"], _span(edit["span"]), edit["text"]) for edit in one["edits"]),
            )
            for one in value["fixes"]
        ),
        url=value.get("url"),
    )


def _report(arguments: Sequence[str], stdin: Optional[Union[str, bytes]] = None) -> Report:
    # 2 comes with a report as well, where something could not be read or judged
    done = _run([arguments[0], "--format", "json", *arguments[1:]], stdin, accept=(0, 1, 2))
    try:
        value = json.loads(done.stdout)
    except ValueError:
        raise RowiError((done.stderr or done.stdout).decode(errors="replace").strip(), done.returncode) from None
    return Report(tuple(_finding(one) for one in value["diagnostics"]), value["files"])


def check(*paths: PathLike, arguments: Sequence[str] = (), text: Optional[Union[str, bytes]] = None) -> Report:
    """What `rowi check` finds in descriptions, or in directories with descriptions; without any, in this directory.

    `text` is judged instead of a file: under the one path that is given, with what stands beside it, or by itself.
    `arguments` are further ones of the command, such as ``["--pedantic"]``.
    """
    if text is not None:
        where = ["--stdin-filename", os.fspath(paths[0])] if paths else ["-"]
        return _report(["check", *where, *arguments], text)
    return _report(["check", *arguments, "--", *(os.fspath(path) for path in paths)])


def validate(schema: PathLike, *documents: PathLike, arguments: Sequence[str] = ()) -> Report:
    """What `rowi validate` finds: a RELAX NG schema (.rnc, .rng), Schematron rules (.sch), or the name `kiwi`."""
    names = [os.fspath(path) for path in (schema, *documents)]
    return _report(["validate", *arguments, "--", *names])


def transform(
    stylesheet: PathLike, document: PathLike, parameters: Optional[Mapping[str, str]] = None
) -> bytes:
    """The result of an XSLT 1.0 stylesheet."""
    given = [f"--param={name}={value}" for name, value in (parameters or {}).items()]
    done = _run(["transform", *given, "--", os.fspath(stylesheet), os.fspath(document)], accept=(0,))
    return done.stdout


def upgrade(text: Union[str, bytes], path: PathLike = "config.xml", arguments: Sequence[str] = ()) -> str:
    """A description brought to the newest schema version; only what must change is changed.

    `path` is where the text belongs: included files are looked up from there.
    """
    done = _run(["upgrade", "--stdin-filename", os.fspath(path), "--write", *arguments], text)
    return done.stdout.decode()


def explain(name: str) -> str:
    """The page of a diagnostic."""
    return _run(["explain", name], accept=(0,)).stdout.decode()


def version() -> str:
    """The version of the program."""
    return _run(["--version"], accept=(0,)).stdout.decode().split()[-1]
