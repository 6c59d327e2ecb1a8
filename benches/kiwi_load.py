#!/usr/bin/env python3
"""Loads descriptions as KIWI does and prints the CPU seconds for each; needs the PyPI package `kiwi`.

usage: kiwi_load.py [--check] DESCRIPTION ...

With several descriptions, the first one is loaded once beforehand, so that importing KIWI does not count. With
`--check`, KIWI's runtime checks run as well, for the default selection.
"""

import logging
import sys
import time

logging.disable(logging.CRITICAL)

from kiwi.defaults import Defaults  # noqa: E402
from kiwi.runtime_checker import RuntimeChecker  # noqa: E402
from kiwi.xml_description import XMLDescription  # noqa: E402
from kiwi.xml_state import XMLState  # noqa: E402


def load(path, check):
    data = XMLDescription(path).load()
    if not check:
        return
    try:
        checker = RuntimeChecker(XMLState(data))
    except Exception:  # no type for the default selection
        return
    for name in dir(checker):
        # those with arguments need a build's directories
        function = getattr(checker, name)
        if name.startswith("check_") and function.__code__.co_argcount == 1:
            try:
                function()
            except Exception:  # it fired
                pass


def main():
    check = "--check" in sys.argv
    files = [argument for argument in sys.argv[1:] if argument != "--check"]
    Defaults.set_platform_name("x86_64")
    if len(files) > 1:
        try:
            load(files[0], check)
        except Exception:
            pass
    seconds, loaded = 0.0, 0
    for path in files:
        before = time.process_time()
        try:
            load(path, check)
        except Exception:  # refused; what that took does not count
            continue
        seconds += time.process_time() - before
        loaded += 1
    print(seconds / loaded)


if __name__ == "__main__":
    main()
