#!/usr/bin/env python3
"""Measures rowi and its peers in one run and prints a table of ratios, in Markdown.

usage: measure.py ROWI DOCUMENTS KIWI_RNG [DESCRIPTION ...]

DESCRIPTION are valid descriptions of the newest version. Environment: ROWI_KIWI_PYTHON, a python that has KIWI;
ROWI_KIWI_SOURCE, KIWI's unpacked source archive (its converters below 7.4 are nowhere else); ROWI_BENCH_ONLY, a
regular expression that selects rows by their title.

Times are CPU seconds (user and system) of whole processes, the least of several runs, so that a busy machine disturbs
them little; memory is the peak resident set. A peer that is not installed is left out with a word.
"""

import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading

ROWI, DOCUMENTS, KIWI_RNG, *CORPUS = sys.argv[1:]
ROOT = pathlib.Path(__file__).resolve().parent.parent
KIWI_RNC = str(ROOT / "rng/kiwi.rnc")
# read from source, and as it is inside of rowi
SCHEMAS = ((KIWI_RNC, "kiwi.rnc"), ("kiwi", "kiwi"))
DOCUMENTS = pathlib.Path(DOCUMENTS)
KIWI_PYTHON = os.environ.get("ROWI_KIWI_PYTHON")
KIWI_SOURCE = os.environ.get("ROWI_KIWI_SOURCE")
ONLY = re.compile(os.environ.get("ROWI_BENCH_ONLY", ""))


def available(tool):
    if shutil.which(tool):
        return True
    print(f"skipped: {tool} is not installed", file=sys.stderr)
    return False


XMLLINT, JING, TRANG, XSLTPROC = map(available, ["xmllint", "jing", "trang", "xsltproc"])


class Cost:
    """CPU seconds and peak memory in MB."""

    def __init__(self, seconds, memory):
        self.seconds, self.memory = seconds, memory


def run(command, runs=1, limit=600, ok=(0,), output=None):
    """The least CPU seconds and the peak memory of a command; None where it fails or takes too long."""
    best, memory = None, 0
    for _ in range(runs):
        with open(output or os.devnull, "w") as out, open(os.devnull, "w") as devnull:
            # without `preexec_fn`, whose copy of this process would count as the child's time
            child = subprocess.Popen(command, stdout=out, stderr=devnull)
            timer = threading.Timer(limit, child.kill)
            timer.start()
            _, status, usage = os.wait4(child.pid, 0)
            timer.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in ok:
            return None
        seconds = usage.ru_utime + usage.ru_stime
        best = seconds if best is None else min(best, seconds)
        memory = max(memory, usage.ru_maxrss / 1024)
    return Cost(best, memory)


def duration(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


# A child begins with the memory of this process, so less cannot be seen.
LEAST = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 + 2


def size(memory):
    if memory is None:
        return ""
    return f"{memory:.0f} MB" if memory > LEAST else f"< {LEAST:.0f} MB"


def row(title, own, peers, target=""):
    """One line of the table: rowi's time and memory, and each peer's as a multiple of it."""
    if own is None:
        print(f"| {title} | failed | | | {target} |", flush=True)
        return
    parts = []
    for name, peer in peers:
        if peer is None:
            parts.append(f"{name}: failed, or over the limit")
            continue
        part = f"{name} {duration(peer.seconds)} (**{peer.seconds / own.seconds:.1f}×**)"
        if peer.memory is not None:
            part += f", {size(peer.memory)}"
            if peer.memory > 50:
                part += f" ({peer.memory / own.memory:.1f}×)"
        parts.append(part)
    print(f"| {title} | {duration(own.seconds)} | {size(own.memory)} | {'; '.join(parts)} | {target} |", flush=True)


def peers(*entries):
    """The peers that are there, each measured: (is it there, its name, what measures it)."""
    return [(name, measure()) for there, name, measure in entries if there]


def wanted(title):
    return bool(ONLY.search(title))


def kiwi_load(files, check=False):
    """CPU seconds that KIWI's own load takes for a file, in a process that has loaded another before."""
    command = [KIWI_PYTHON, str(ROOT / "benches/kiwi_load.py"), *(["--check"] if check else []), *files]
    output = subprocess.run(command, capture_output=True, text=True)
    return Cost(float(output.stdout), None) if output.returncode == 0 else None


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
        return Cost(float(output.stdout), None) if output.returncode == 0 else None


def one_description():
    if not CORPUS:
        return
    # of the length that most maintained descriptions have
    one = min(CORPUS, key=lambda path: abs(os.path.getsize(path) - 4800))
    kib = os.path.getsize(one) / 1024
    xmllint = lambda: run(["xmllint", "--noout", "--relaxng", KIWI_RNG, one], 40)
    jing = lambda: run(["jing", KIWI_RNG, one], 3)
    title = f"one description ({kib:.1f} KiB), cold: `rowi check`, all rules"
    if wanted(title):
        row(title, run([ROWI, "check", one], 60, ok=(0, 1)), peers(
            (XMLLINT, "xmllint --relaxng", xmllint), (JING, "jing", jing),
            (KIWI_PYTHON, "KIWI's load, cold", lambda: run([KIWI_PYTHON, ROOT / "benches/kiwi_load.py", one], 3)),
        ), "2× xmllint, 50× KIWI")
    for schema, name in SCHEMAS:
        title = f"one description ({kib:.1f} KiB), cold: `rowi validate {name}`"
        if wanted(title):
            row(title, run([ROWI, "validate", schema, one], 60), peers(
                (XMLLINT, "xmllint --relaxng", xmllint), (JING, "jing", jing)), "2× xmllint")


def all_descriptions():
    if not CORPUS:
        return
    count = len(CORPUS)
    xmllint = lambda: run(["xmllint", "--noout", "--relaxng", KIWI_RNG, *CORPUS], 20)
    jing = lambda: run(["jing", KIWI_RNG, *CORPUS], 3)
    for schema, name in SCHEMAS:
        title = f"{count} descriptions, one process: `rowi validate {name}`"
        if wanted(title):
            row(title, run([ROWI, "validate", schema, *CORPUS], 20),
                peers((XMLLINT, "xmllint --relaxng", xmllint), (JING, "jing", jing)), "3× xmllint")
    title = f"{count} descriptions, one process, each: `rowi check`, all rules"
    if wanted(title):
        own = run([ROWI, "check", *CORPUS], 20, ok=(0, 1))
        each = Cost(own.seconds / count, own.memory)
        row(title, each, peers(
            (KIWI_PYTHON, "KIWI's load", lambda: kiwi_load(CORPUS)),
            (KIWI_PYTHON, "KIWI's load and runtime checks", lambda: kiwi_load(CORPUS, check=True)),
        ), "20× KIWI")


def schema_load():
    title = "loading the schema: `kiwi.rnc` from source"
    if not wanted(title):
        return
    empty = DOCUMENTS / "empty.xml"
    empty.write_text("<x/>")
    with tempfile.TemporaryDirectory() as directory:
        row(title, run([ROWI, "validate", KIWI_RNC, str(empty)], 40, ok=(0, 1)), peers(
            (XMLLINT, "xmllint, kiwi.rng",
             lambda: run(["xmllint", "--noout", "--relaxng", KIWI_RNG, str(empty)], 40, ok=(3, 0))),
            (JING, "jing, kiwi.rnc", lambda: run(["jing", "-c", KIWI_RNC, str(empty)], 3, ok=(0, 1))),
            (TRANG, "trang, to kiwi.rng", lambda: run(["trang", KIWI_RNC, f"{directory}/kiwi.rng"], 3)),
        ), "1× xmllint")


def large_documents():
    for name, words in (("one-block", "one block of packages"), ("many-blocks", "ten thousand blocks")):
        title = f"a valid document of 50 MB, {words}: `rowi validate kiwi.rnc`"
        if not wanted(title):
            continue
        path = str(DOCUMENTS / f"{name}.xml")
        own = run([ROWI, "validate", KIWI_RNC, path], 7)
        row(title, own, peers(
            (JING, "jing, warm", lambda: warm_jing(KIWI_RNG, 12, [path])),
            (JING, "jing, cold", lambda: run(["jing", KIWI_RNG, path], 2)),
            # quadratic in the length of a block
            (XMLLINT and name != "one-block", "xmllint",
             lambda: run(["xmllint", "--noout", "--relaxng", KIWI_RNG, path])),
        ), "1.5× warm jing")
        small = run([ROWI, "validate", KIWI_RNC, str(DOCUMENTS / f"{name}-tenth.xml")], 7)
        if own and small:
            rate = os.path.getsize(path) / 1e6 / own.seconds
            print(f"| … {rate:.0f} MB a CPU second; a tenth of the document: | {duration(small.seconds)} "
                  f"| {size(small.memory)} | | the same memory |", flush=True)


def interleave():
    for kind in ("children", "attributes"):
        for members in (12, 24):
            title = f"20,000 elements with {members} interleaved {kind} in random order: `rowi validate`"
            if not wanted(title):
                continue
            stem = DOCUMENTS / f"{kind}-{members}"
            row(title, run([ROWI, "validate", f"{stem}.rnc", f"{stem}.xml"], 7), peers(
                (JING, "jing", lambda: run(["jing", f"{stem}.rng", f"{stem}.xml"])),
                (XMLLINT, "xmllint", lambda: run(["xmllint", "--noout", "--relaxng", f"{stem}.rng", f"{stem}.xml"], 2)),
            ), "linear")


def upgrade():
    """KIWI's converters for 7.4 and above, and those below, which give what the others begin with."""
    if not (XSLTPROC and KIWI_SOURCE):
        print("skipped: upgrades need xsltproc and ROWI_KIWI_SOURCE", file=sys.stderr)
        return
    newer = pathlib.Path(KIWI_SOURCE, "kiwi/xsl/master.xsl")
    older = pathlib.Path(KIWI_SOURCE, "helper/xsl_to_v74/update.xsl")

    def chain(path, runs, old):
        first = run(["xsltproc", older if old else newer, path], runs, output=DOCUMENTS / "converted.xml")
        if first is None or not old:
            return first
        second = run(["xsltproc", newer, DOCUMENTS / "converted.xml"], runs)
        return second and Cost(first.seconds + second.seconds, max(first.memory, second.memory))

    def written(path, runs):
        copy = DOCUMENTS / "written.xml"
        costs = []
        for _ in range(runs):
            shutil.copy(path, copy)
            costs.append(run([ROWI, "upgrade", "--write", str(copy)], ok=(0, 1)))
        if None in costs:
            return None
        return Cost(min(cost.seconds for cost in costs), max(cost.memory for cost in costs))

    for name, version, old, runs, words, target in (
        ("small-7.4", "7.4", False, 40, "a description of 142 lines", "1×"),
        ("small-1.4", "1.4", True, 40, "a description of 142 lines", "1×"),
        ("large-7.4", "7.4", False, 2, "a description of 10 MB", "5×, memory 10×"),
        ("large-1.4", "1.4", True, 1, "a description of 10 MB", "5×, memory 10×"),
    ):
        title = f"{words}, {version} to 8.5: `rowi upgrade`"
        if wanted(title):
            path = str(DOCUMENTS / f"{name}.xml")
            own = written(path, max(runs, 3))
            row(title, own, peers((True, "xsltproc, KIWI's chain", lambda: chain(path, runs, old))), target)


def directories():
    for name in ("disk-with-containers", "broken-registry", "live-iso"):
        title = f"a description directory, scripts and overlay, cold: `rowi check examples/{name}`"
        if wanted(title):
            row(title, run([ROWI, "check", str(ROOT / "examples" / name)], 60, ok=(0, 1)), [], "5 ms")


def main():
    print("| what | rowi | memory | peers (times rowi's) | target |\n|---|---|---|---|---|")
    one_description()
    all_descriptions()
    schema_load()
    directories()
    upgrade()
    large_documents()
    interleave()


if __name__ == "__main__":
    main()
