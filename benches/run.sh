#!/usr/bin/env bash
# Compares rowi with jing, trang and xmllint, and prints a table of ratios.
#
# usage: benches/run.sh [CORPUS_FILE ...]
#
# Without files, the examples are the corpus. KIWI's own schema is taken from the PyPI package `kiwi` of the python
# named by ROWI_KIWI_PYTHON, else converted from rng/kiwi.rnc by trang.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v jing >/dev/null || missing+=(jing)
command -v trang >/dev/null || missing+=(trang)
command -v xmllint >/dev/null || missing+=(libxml2-utils)
command -v javac >/dev/null || missing+=(default-jdk-headless)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get install -y "${missing[@]}" >&2
    else
        echo "skipped: not installed, and this script cannot install: ${missing[*]}" >&2
    fi
fi

cargo build --release
target="${CARGO_TARGET_DIR:-target}"
documents="$target/bench"
[ -e "$documents/one-block.xml" ] || python3 benches/generate.py "$documents"

rng=""
if [ -n "${ROWI_KIWI_PYTHON:-}" ]; then
    rng=$("$ROWI_KIWI_PYTHON" -c 'import kiwi, os; print(os.path.join(os.path.dirname(kiwi.__file__), "schema", "kiwi.rng"))')
elif command -v trang >/dev/null; then
    rng="$documents/kiwi.rng"
    trang rng/kiwi.rnc "$rng"
else
    echo "skipped: no kiwi.rng (set ROWI_KIWI_PYTHON, or install trang)" >&2
    exit 1
fi

if [ $# -eq 0 ]; then
    shopt -s nullglob
    set -- examples/*/*.kiwi examples/*/config.xml
fi
valid=()
for file in "$@"; do
    if "$target/release/rowi" validate rng/kiwi.rnc "$file" >/dev/null 2>&1; then valid+=("$file"); fi
done
python3 benches/measure.py "$target/release/rowi" "$documents" "$rng" "${valid[@]}"
