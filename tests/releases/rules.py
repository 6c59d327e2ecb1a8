"""Says of each document whether the Schematron rules embedded in a schema find anything, by lxml.

usage: rules.py SCHEMA DIRECTORY; prints the names of the documents in which they do
"""
import os
import sys

from lxml import etree, isoschematron

rules = isoschematron.Schematron(etree.parse(sys.argv[1]), store_report=False)
for name in sorted(os.listdir(sys.argv[2])):
    document = etree.parse(os.path.join(sys.argv[2], name))
    if not rules.validate(document):
        print(name)
