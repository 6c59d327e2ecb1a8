#!/usr/bin/env python3
"""Measures rowi and its peers in one run and prints a table of ratios.

usage: measure.py ROWI DOCUMENTS KIWI_RNG [CORPUS_FILE ...]

Times are CPU seconds (user and system) of whole processes, the least of several runs, so that a busy machine disturbs
them little; memory is the peak resident set. A peer that is not installed is left out with a word.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

ROWI, DOCUMENTS, KIWI_RNG, *CORPUS = sys.argv[1:]
ROOT = pathlib.Path(__file__).resolve().parent.parent
KIWI_RNC = str(ROOT / "rng/kiwi.rnc")
DOCUMENTS = pathlib.Path(DOCUMENTS)
WIDTH = 62


def available(tool):
    if shutil.which(tool):
        return True
    print(f"skipped: {tool} is not installed", file=sys.stderr)
    return False


def run(command, runs, limit=120, ok=(0,)):
    """The least CPU seconds and the peak memory in MB of a command; None where it fails or takes too long."""
    best, memory = None, 0
    for _ in range(runs):
        with open(os.devnull, "w") as devnull:
            child = subprocess.Popen(
                command,
                stdout=devnull,
                stderr=devnull,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
            )
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in ok:
            return None
        seconds = usage.ru_utime + usage.ru_stime
        best = seconds if best is None else min(best, seconds)
        memory = max(memory, usage.ru_maxrss / 1024)
    return best, memory


def show(what, time, memory, peers):
    print(f"{what:<{WIDTH}}  {time:>10}  {memory:>7}  {peers}", flush=True)


def row(what, own, peers):
    """One line of the table: rowi's time and memory, and each peer's as a multiple of it."""
    if own is None:
        show(what, "failed", "", "")
        return
    seconds, memory = own
    parts = []
    for name, result in peers:
        if result is None:
            parts.append(f"{name}: over the limit or failed")
        else:
            parts.append(f"{name} {result[0] / seconds:.1f}x time, {result[1] / max(memory, 0.1):.1f}x memory")
    show(what, f"{seconds * 1000:.1f} ms", f"{memory:.0f} MB", "; ".join(parts))


def warm_jing(schema, passes, documents):
    if not (available("javac") and available("java")):
        return None
    jar = next((str(path) for path in pathlib.Path("/usr/share/java").glob("jing.jar")), None)
    if jar is None:
        print("skipped: no jing.jar in /usr/share/java", file=sys.stderr)
        return None
    classpath = ":".join(str(path) for path in pathlib.Path("/usr/share/java").glob("*.jar") if path.stem in
                         {"jing", "isorelax", "xercesImpl", "xml-apis", "xml-resolver", "relaxngDatatype"})
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run(["javac", "-cp", classpath, "-d", directory, str(ROOT / "benches/WarmJing.java")], check=True)
        command = ["java", "-cp", f"{directory}:{classpath}", "WarmJing", schema, str(passes), *documents]
        output = subprocess.run(command, capture_output=True, text=True)
        return float(output.stdout) if output.returncode == 0 else None


def main():
    xmllint, jing, trang = available("xmllint"), available("jing"), available("trang")
    if CORPUS:
        one = CORPUS[len(CORPUS) // 2]
        peers = []
        if xmllint:
            peers.append(("xmllint", run(["xmllint", "--noout", "--relaxng", KIWI_RNG, one], 30)))
        if jing:
            peers.append(("jing", run(["jing", KIWI_RNG, one], 3)))
        row("cold, one description: rowi check", run([ROWI, "check", one], 30, ok=(0, 1)), peers)
        row("cold, one description: rowi validate kiwi.rnc", run([ROWI, "validate", KIWI_RNC, one], 30), peers)
        peers = []
        if xmllint:
            peers.append(("xmllint", run(["xmllint", "--noout", "--relaxng", KIWI_RNG, *CORPUS], 10)))
        if jing:
            peers.append(("jing", run(["jing", KIWI_RNG, *CORPUS], 3)))
        count = len(CORPUS)
        row(f"{count} descriptions: rowi check", run([ROWI, "check", *CORPUS], 10, ok=(0, 1)), peers)
        row(f"{count} descriptions: rowi validate kiwi.rnc", run([ROWI, "validate", KIWI_RNC, *CORPUS], 10), peers)
    empty = DOCUMENTS / "empty.xml"
    empty.write_text("<x/>")
    peers = []
    if xmllint:
        peers.append(("xmllint kiwi.rng", run(["xmllint", "--noout", "--relaxng", KIWI_RNG, str(empty)], 20, ok=(3, 0))))
    if trang:
        with tempfile.TemporaryDirectory() as directory:
            peers.append(("trang", run(["trang", KIWI_RNC, f"{directory}/kiwi.rng"], 3)))
    row("schema load: kiwi.rnc from source", run([ROWI, "validate", KIWI_RNC, str(empty)], 20, ok=(0, 1)), peers)
    for name in ("one-block", "many-blocks"):
        path = str(DOCUMENTS / f"{name}.xml")
        size = os.path.getsize(path) / 1e6
        own = run([ROWI, "validate", KIWI_RNC, path], 5)
        peers = []
        if jing:
            peers.append(("jing, cold", run(["jing", KIWI_RNG, path], 2)))
        if xmllint and name != "one-block":
            peers.append(("xmllint", run(["xmllint", "--noout", "--relaxng", KIWI_RNG, path], 1)))
        row(f"{size:.0f} MB, {name}", own, peers)
        warm = warm_jing(KIWI_RNG, 12, [path])
        if own and warm:
            rate, other = size / own[0], size / warm
            show(f"  rate: rowi {rate:.0f} MB per CPU second", "", "", f"jing, warm {other:.0f} MB ({rate / other:.2f}x)")
    for kind in ("children", "attributes"):
        for members in (12, 24):
            stem = DOCUMENTS / f"{kind}-{members}"
            peers = []
            if jing:
                peers.append(("jing", run(["jing", f"{stem}.rng", f"{stem}.xml"], 1)))
            if xmllint:
                peers.append(("xmllint", run(["xmllint", "--noout", "--relaxng", f"{stem}.rng", f"{stem}.xml"], 2)))
            own = run([ROWI, "validate", f"{stem}.rnc", f"{stem}.xml"], 5)
            row(f"20,000 times {members} interleaved {kind} in random order", own, peers)


if __name__ == "__main__":
    main()
