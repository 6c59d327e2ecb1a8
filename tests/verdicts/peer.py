"""KIWI's verdict on descriptions: its upgrade, its RELAX NG schema and the Schematron rules in it.

Reads paths, one a line, from standard input and answers one of `valid`, `upgrade-failed`, `rng-invalid`,
`schematron-invalid`, `rng+schematron-invalid` a line.
"""
import sys
from pathlib import Path

import kiwi
from lxml import etree, isoschematron

home = Path(kiwi.__file__).parent
upgrade = etree.XSLT(etree.parse(home / 'xsl' / 'master.xsl'))
schema = etree.parse(home / 'schema' / 'kiwi.rng')
relaxng = etree.RelaxNG(schema)
schematron = isoschematron.Schematron(schema)


def verdict(path):
    try:
        document = etree.fromstring(etree.tostring(upgrade(etree.parse(path))))
    except (etree.XSLTApplyError, etree.XMLSyntaxError):
        return 'upgrade-failed'
    broken = [name for name, judge in (('rng', relaxng), ('schematron', schematron)) if not judge.validate(document)]
    return '+'.join(broken) + '-invalid' if broken else 'valid'


for line in sys.stdin:
    print(verdict(line.rstrip('\n')), flush=True)
