"""Runs the rules embedded in KIWI's own schema with lxml, on upgraded descriptions and on mutants of them.

usage: peer.py CORPUS MANIFEST OUT LIMIT
Writes each document to OUT and prints one JSON object a line: file, messages (sorted), verdict.
"""
import csv
import json
import os
import random
import sys

import kiwi
from lxml import etree, isoschematron

corpus, manifest, out, limit = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
home = os.path.dirname(kiwi.__file__)
schema = etree.parse(os.path.join(home, "schema", "kiwi.rng"))
rules = isoschematron.Schematron(schema, store_report=True)
upgrade = etree.XSLT(etree.parse(os.path.join(home, "xsl", "master.xsl")))
pick = random.Random(20261123)

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
ATTRIBUTES = {}
for rule in schema.iter("{http://purl.oclc.org/dsdl/schematron}param"):
    if rule.get("name") == "attr":
        instance = rule.getparent().get("is-a")
        owner = {"bootloader_name_type": "bootloader", "bootloader_image_type": "bootloader", "container_type": "containerconfig",
                 "format_type": "containerconfig", "vagrant_provider": "vagrantconfig", "packages_type": "packages",
                 "partition_name_type": "partition", "repo_type": "repository"}.get(instance, "type")
        ATTRIBUTES.setdefault(owner, set()).add(rule.get("value"))
ATTRIBUTES = {owner: sorted(names) for owner, names in ATTRIBUTES.items()}
VALUES = {
    "image": ["oem", "iso", "kis", "docker", "oci", "tbz", "pxe", "cpio", "appx", "squashfs", "erofs", "enclave", " oem ", "o", ""],
    "name": ["grub2", "zipl", "systemd_boot", "grub2_s390x_emu", "grub", "root", "boot", "e", "home"],
    "format": ["vagrant", "qcow2", "oci:qcow2", "docker:vmdk", "oci"],
    "filesystem": ["btrfs", "ext4", "xfs"],
    "type": ["image", "bootstrap", "delete", "apt-deb", "rpm-md", "iso"],
}
CHILDREN = {
    "type": ["luksformat", "installmedia", "containerconfig", "vagrantconfig", "bootloader", "systemdisk", "partitions", "size"],
    "bootloader": ["securelinux"], "systemdisk": ["volume"], "partitions": ["partition"], "packages": ["collectionModule"],
    "image": ["repository", "packages"],
}


def value(name):
    return pick.choice(VALUES.get(name, ["true", "false", "1", "10"]))


def mutate(tree):
    for _ in range(pick.randint(1, 6)):
        node = pick.choice(list(tree.iter(etree.Element)))
        if pick.random() < 0.6:
            candidates = [n for n in tree.iter(etree.Element) if n.tag in ATTRIBUTES or n.tag in CHILDREN]
            node = pick.choice(candidates or [node])
        roll = pick.random()
        if roll < 0.5 and node.tag in ATTRIBUTES:
            name = pick.choice(ATTRIBUTES[node.tag] + ["image", "filesystem", "format", "luks", "installiso", "quota", "embed_verity_metadata"])
            node.set(name, value(name))
        elif roll < 0.65 and node.attrib:
            del node.attrib[pick.choice(list(node.attrib))]
        elif roll < 0.8 and node.attrib:
            name = pick.choice(list(node.attrib))
            node.set(name, value(name))
        elif node.tag in CHILDREN:
            child = etree.SubElement(node, pick.choice(CHILDREN[node.tag]))
            for name in pick.sample(["name", "provider", "preferlvm", "enable", "stream", "unpartitioned", "quota", "virtualbox_guest_additions_present"], 2):
                child.set(name, value(name))
            if child.tag == "systemdisk" and pick.random() < 0.5:
                child.set("preferlvm", "true")
            if child.tag == "size":
                child.text = pick.choice(["5", "50", "x"])


def run(tree, name):
    path = os.path.join(out, name)
    tree.write(path, encoding="utf-8")
    document = etree.parse(path)
    verdict = rules.validate(document)
    messages = [" ".join("".join(found.itertext()).split()) for found in rules.validation_report.iter(SVRL + "failed-assert")]
    print(json.dumps({"file": path, "verdict": verdict, "messages": sorted(messages)}))


def recent(version):
    try:
        major, minor = version.split(".")
        return (int(major), int(minor)) >= (7, 4)
    except ValueError:
        return False


with open(manifest, encoding="utf-8") as table:
    files = [row["file"] for row in csv.DictReader(table, delimiter="\t")
             if row["format"] == "xml" and row["kind"] == "description" and recent(row["schemaversion"])]
pick.shuffle(files)
done = 0
for number, file in enumerate(files):
    if done >= limit:
        break
    try:
        tree = upgrade(etree.parse(os.path.join(corpus, file)))
        tree.getroot().tag
    except (etree.Error, AttributeError, OSError):
        continue
    run(tree, f"{number}.xml")
    for copy in "abc":
        mutant = etree.ElementTree(etree.fromstring(etree.tostring(tree)))
        mutate(mutant)
        run(mutant, f"{number}{copy}.xml")
    done += 4
