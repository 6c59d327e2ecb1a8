#!/usr/bin/env python3
"""Writes the documents that benches/measure.py measures with, all of a fixed seed, below a directory."""

import pathlib
import random
import sys

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<image schemaversion="8.5" name="bench">
    <description type="system">
        <author>Bench</author>
        <contact>bench@example.org</contact>
        <specification>A description as large as a disk</specification>
    </description>
    <preferences>
        <version>1.0.0</version>
        <packagemanager>zypper</packagemanager>
        <type image="oem" filesystem="xfs" firmware="uefi"/>
    </preferences>
    <repository type="rpm-md">
        <source path="obs://openSUSE:Tumbleweed/standard"/>
    </repository>
"""


def packages(start, count):
    return "".join(f'        <package name="package-{start + i:09}" arch="x86_64"/>\n' for i in range(count))


def big(path, blocks, size):
    """A valid description of `size` bytes: one block of packages, or many of a hundred."""
    line = len(packages(0, 1))
    with open(path, "w") as out:
        out.write(HEAD)
        if blocks == 1:
            out.write('    <packages type="image">\n')
            for start in range(0, size // line, 10_000):
                out.write(packages(start, 10_000))
            out.write("    </packages>\n")
        else:
            block = 100 * line + 60
            for index in range(size // block):
                out.write('    <packages type="image">\n' + packages(index * 100, 100) + "    </packages>\n")
        out.write("</image>\n")


def old(path, version, count):
    """A description of an old version with `count` packages, which the converters of KIWI take, too."""
    body = "".join(f'        <package name="package-{i:07}" arch="x86_64"/>\n' for i in range(count))
    if version == "1.4":
        root = '<image schemeversion="1.4" name="bench">'
        types = """        <type primary="true" filesystem="ext3" boot="oemboot/suse-10.3">oem</type>
        <type filesystem="ext3" boot="vmxboot/suse-10.3" format="vmdk">vmx</type>
        <compressed>yes</compressed>
        <packagemanager>zypper</packagemanager>
        <rpm-check-signatures>False</rpm-check-signatures>
        <rpm-force>True</rpm-force>
"""
        bootstrap, repository = "boot", "yast2"
    else:
        root = f'<image schemaversion="{version}" name="bench">'
        types = """        <type image="oem" primary="true" filesystem="ext4" firmware="uefi" installiso="true" kernelcmdline="quiet">
            <bootloader name="grub2" console="serial" timeout="3"/>
            <oemconfig>
                <oem-resize>true</oem-resize>
            </oemconfig>
        </type>
        <type image="docker">
            <containerconfig name="bench"/>
        </type>
        <packagemanager>zypper</packagemanager>
        <rpm-check-signatures>false</rpm-check-signatures>
"""
        bootstrap, repository = "bootstrap", "rpm-md"
    pathlib.Path(path).write_text(f"""<?xml version="1.0" encoding="utf-8"?>
{root}
    <description type="system">
        <author>Bench</author>
        <contact>bench@example.org</contact>
        <specification>An old description</specification>
    </description>
    <preferences>
        <version>1.0.0</version>
{types}    </preferences>
    <repository type="{repository}">
        <source path="http://download.example.org/repo"/>
    </repository>
    <packages type="image">
{body}    </packages>
    <packages type="{bootstrap}">
        <package name="filesystem"/>
        <package name="glibc-locale"/>
    </packages>
</image>
""")


def shuffle(directory, kind, members, rows):
    """`rows` elements with interleaved optional members in random order: children, or half as many attributes."""
    generator = random.Random(members)
    names = [f"m{i:02}" for i in range(members)]
    if kind == "children":
        inner = " & ".join(f"element {name} {{ empty }}?" for name in names)
    else:
        inner = ", ".join(f"attribute {name} {{ text }}?" for name in names)
    pathlib.Path(directory, f"{kind}-{members}.rnc").write_text(
        f"start = element root {{ element r {{ {inner} }}* }}\n"
    )
    members_xml = "".join(
        f'<optional><element name="{name}"><empty/></element></optional>' if kind == "children"
        else f'<optional><attribute name="{name}"/></optional>' for name in names
    )
    pathlib.Path(directory, f"{kind}-{members}.rng").write_text(
        '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><element name="root"><zeroOrMore>'
        f'<element name="r"><interleave>{members_xml}</interleave></element>'
        "</zeroOrMore></element></start></grammar>\n"
    )
    with open(pathlib.Path(directory, f"{kind}-{members}.xml"), "w") as out:
        out.write("<root>\n")
        for _ in range(rows):
            generator.shuffle(names)
            if kind == "children":
                out.write("<r>" + "".join(f"<{name}/>" for name in names) + "</r>\n")
            else:
                out.write("<r " + " ".join(f'{name}=""' for name in names[: members // 2]) + "/>\n")
        out.write("</root>\n")


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    big(directory / "one-block.xml", 1, 50_000_000)
    big(directory / "many-blocks.xml", 10_000, 50_000_000)
    big(directory / "one-block-tenth.xml", 1, 5_000_000)
    big(directory / "many-blocks-tenth.xml", 10_000, 5_000_000)
    for version in ("1.4", "7.4"):
        old(directory / f"small-{version}.xml", version, 108)
        old(directory / f"large-{version}.xml", version, 180_000)
    for members in (12, 24):
        shuffle(directory, "children", members, 20_000)
        shuffle(directory, "attributes", members, 20_000)


if __name__ == "__main__":
    main()
