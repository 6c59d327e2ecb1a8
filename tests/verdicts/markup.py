"""What KIWI makes of descriptions in YAML, JSON and INI: the XML, or nothing where it refuses the text.

Reads one JSON object a line, {"name": ..., "text": ...}, and answers {"xml": text or null} for each.
"""
import json
import sys
import tempfile
from pathlib import Path

import anymarkup_core
from lxml import etree

with tempfile.TemporaryDirectory() as folder:
    for line in sys.stdin:
        case = json.loads(line)
        path = Path(folder) / case['name']
        path.write_text(case['text'], encoding='utf-8', newline='')
        try:
            markup = anymarkup_core.parse_file(str(path), force_types=None)
            xml = anymarkup_core.serialize(markup, format='xml').decode('utf-8')
            etree.fromstring(xml.encode('utf-8'))
        except Exception:
            xml = None
        print(json.dumps({'xml': xml}), flush=True)
