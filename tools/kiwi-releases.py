#!/usr/bin/env python3
"""Facts about releases of KIWI: which elements, attributes, values and rules the schema of each has.

    tools/kiwi-releases.py DIRECTORY > src/kiwi/releases.tsv

DIRECTORY holds source archives of KIWI as PyPI has them (`pip download --no-deps --no-binary :all: kiwi==VERSION`),
at least one of each minor version. Of each only `kiwi/schema/kiwi.rng` is read: names, occurrence and permitted values
and datatypes of elements and attributes, and of Schematron patterns the ids and the types that they name. No text of
KIWI goes into the table.

A row says from which release on something is there, and from which it is not any more (empty: to the newest). What all
releases have has no row.
"""

import re
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

RNG = "{http://relaxng.org/ns/structure/1.0}"
SCHEMATRON = ("{http://purl.oclc.org/dsdl/schematron}", "{http://www.ascc.net/xml/schematron}")
DEPTH = 12


class Schema:
    """The names in one release's schema, by path from the document element."""

    def __init__(self, root):
        self.defines = {}
        for define in root.iter(RNG + "define"):
            self.defines.setdefault(define.get("name"), []).append(define)
        # (path,) for elements, (path, attribute), (path, attribute, value); with whether it is required
        self.facts = {}
        self.open = set()  # (path, attribute) with values that are not enumerated
        # the types of attributes, and of elements (under the attribute "") that hold nothing but text
        self.types = {}
        self.rules = {}
        for namespace in SCHEMATRON:
            for pattern in root.iter(namespace + "pattern"):
                # an instance of nothing says nothing
                if pattern.get("is-a") or pattern.find(namespace + "rule") is not None:
                    params = {param.get("name"): param.get("value") for param in pattern.iter(namespace + "param")}
                    self.rules[pattern.get("id")] = params.get("types", "")
        self.walk(root.find(RNG + "start"), "", False, ())
        self.version = next(
            value.text
            for attribute in root.iter(RNG + "attribute")
            if attribute.get("name") == "schemaversion"
            for value in attribute.iter(RNG + "value")
        )

    def walk(self, node, path, optional, stack):
        for child in node:
            tag = child.tag.removeprefix(RNG) if isinstance(child.tag, str) else ""
            if tag == "ref":
                name = child.get("name")
                if name not in stack and len(stack) < 60:
                    for define in self.defines.get(name, []):
                        self.walk(define, path, optional, (*stack, name))
            elif tag == "element":
                names = [child.get("name")] if child.get("name") else []
                for name in names:
                    below = f"{path}/{name}".lstrip("/")
                    self.add((below,), optional)
                    if below.count("/") < DEPTH and path.split("/").count(name) < 1:
                        self.walk(child, below, False, ())
                        if types := self.type(child, ()):
                            self.types[below, ""] = " || ".join(sorted(types))
            elif tag == "attribute":
                name = child.get("name")
                if name and ":" not in name:
                    self.add((path, name), optional)
                    self.types[path, name] = " || ".join(sorted(self.type(child, ()) or {"text"}))
                    values, is_open = self.values(child, ())
                    if is_open:
                        self.open.add((path, name))
                    else:
                        for value in values:
                            self.add((path, name, value), True)
            elif tag in ("optional", "zeroOrMore", "choice"):
                self.walk(child, path, True, stack)
            elif tag in ("group", "interleave", "oneOrMore", "mixed", "start", "define", "grammar", "div"):
                self.walk(child, path, optional, stack)
            elif tag == "empty" or tag == "text" or not tag:
                continue

    def add(self, key, optional):
        # required only where every mention is
        self.facts[key] = self.facts.get(key, True) and not optional

    def type(self, node, stack):
        """What text may stand below a node: alternatives such as `text`, `value x`, `data token`, with a pattern."""
        types = set()
        for child in node:
            tag = child.tag.removeprefix(RNG) if isinstance(child.tag, str) else ""
            if tag == "text":
                types.add("text")
            elif tag == "value":
                types.add("value " + (child.text or ""))
            elif tag == "data":
                facets = "".join(f" {param.get('name')} {param.text}" for param in child.iter(RNG + "param"))
                types.add(f"data {child.get('type')}{facets}")
            elif tag == "ref" and child.get("name") not in stack:
                for define in self.defines.get(child.get("name"), []):
                    types |= self.type(define, (*stack, child.get("name")))
            elif tag in ("choice", "group", "optional", "interleave"):
                types |= self.type(child, stack)
        return types

    def values(self, node, stack):
        """The permitted values below a node, and whether others are permitted, too."""
        values, is_open, any_child = set(), False, False
        for child in node:
            tag = child.tag.removeprefix(RNG) if isinstance(child.tag, str) else ""
            if tag == "value":
                any_child = True
                values.add(re.sub(r"\s+", " ", child.text or "").strip())
            elif tag == "ref":
                any_child = True
                if child.get("name") not in stack:
                    for define in self.defines.get(child.get("name"), []):
                        more, wide = self.values(define, (*stack, child.get("name")))
                        values |= more
                        is_open |= wide
            elif tag in ("choice", "group", "optional"):
                any_child = True
                more, wide = self.values(child, stack)
                values |= more
                is_open |= wide
            elif tag in ("data", "text", "list"):
                any_child = is_open = True
        return values, is_open or not any_child


def number(version):
    return tuple(int(part) for part in version.split("."))


def main():
    releases = {}
    for archive in Path(sys.argv[1]).glob("kiwi-*.tar.gz"):
        version = archive.name.removeprefix("kiwi-").removesuffix(".tar.gz")
        with tarfile.open(archive) as tar:
            member = next(name for name in tar.getnames() if name.endswith("/kiwi/schema/kiwi.rng"))
            releases[version] = Schema(ElementTree.parse(tar.extractfile(member)).getroot())
    order = sorted(releases, key=number)
    print("# Which release of KIWI has what; made by tools/kiwi-releases.py from the sources that PyPI has.")
    for version in order:
        print("\t".join(["release", version, releases[version].version]))

    def ranges(has):
        """The stretches of releases in which something holds."""
        found, start = [], None
        for index, version in enumerate(order):
            if has(releases[version]) and start is None:
                start = index
            if not has(releases[version]) and start is not None:
                found.append((start, index))
                start = None
        if start is not None:
            found.append((start, len(order)))
        return [
            (order[first] if first else "", order[end] if end < len(order) else "")
            for first, end in found
            if first or end < len(order)
        ]

    keys = sorted({key for schema in releases.values() for key in schema.facts})
    for key in keys:
        parent = (key[0].rsplit("/", 1)[0],) if len(key) == 1 else key[:-1] if len(key) == 3 else (key[0],)
        has = lambda schema: key in schema.facts or (len(key) == 3 and key[:2] in schema.open)  # noqa: E731
        for since, until in ranges(has):
            # what came or went with what is around it is told there
            around = [(s, u) for s, u in ranges(lambda schema: parent in schema.facts)]
            if (since, until) in around and (key[0].count("/") or len(key) > 1):
                continue
            kind = ["element", "attribute", "value"][len(key) - 1]
            print("\t".join([kind, *key, *[""] * (3 - len(key)), since, until]))
        for since, until in ranges(lambda schema: schema.facts.get(key, False)):
            if len(key) < 3 and any(key in schema.facts and not schema.facts[key] for schema in releases.values()):
                print("\t".join(["required", *key, *[""] * (3 - len(key)), since, until]))
    newest = releases[order[-1]]
    for path, attribute in sorted({key for schema in releases.values() for key in schema.types}):
        types = {schema.types.get((path, attribute)) for schema in releases.values()} - {None}
        if (path, attribute) in newest.types and len(types) == 1:
            continue
        for kind in sorted(types):
            for since, until in ranges(lambda schema: schema.types.get((path, attribute)) == kind):
                print("\t".join(["type", path, attribute, kind, since, until]))
    for rule in sorted({rule for schema in releases.values() for rule in schema.rules}):
        for since, until in ranges(lambda schema: rule in schema.rules):
            print("\t".join(["rule", rule, "", "", since, until]))
        types = {schema.rules.get(rule) for schema in releases.values()} - {None}
        if len(types) > 1 or rule not in newest.rules:
            for kind in sorted(types - {""}):
                for since, until in ranges(lambda schema: schema.rules.get(rule) == kind):
                    print("\t".join(["types", rule, "", kind, since, until]))


main()
