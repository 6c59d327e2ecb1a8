"""A description in XML as KIWI would have it in JSON and in YAML.

Reads paths, one a line, from standard input and answers one JSON object a line: {"json": text, "yaml": text}.
"""
import json
import sys

import anymarkup_core

for line in sys.stdin:
    markup = anymarkup_core.parse_file(line.rstrip('\n'), force_types=None)
    plain = json.loads(json.dumps(markup))
    text = {form: anymarkup_core.serialize(plain, format=form).decode('utf-8') for form in ('json', 'yaml')}
    print(json.dumps(text), flush=True)
