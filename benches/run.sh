#!/usr/bin/env bash
# Compares rowi with jing, trang, xmllint, xsltproc and KIWI, and prints a table of ratios. Installs the peers.
#
# usage: benches/run.sh [DESCRIPTION ...]
#
# Without descriptions, those of the newest version in the shared corpus are taken (ROWI_SHARED, default ../shared),
# else the examples. KIWI and its source archive are installed below the target directory, unless ROWI_KIWI_PYTHON and
# ROWI_KIWI_SOURCE name them. ROWI_BENCH_ONLY selects rows by a regular expression.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v jing >/dev/null || missing+=(jing)
command -v trang >/dev/null || missing+=(trang)
command -v xmllint >/dev/null || missing+=(libxml2-utils)
command -v xsltproc >/dev/null || missing+=(xsltproc)
command -v javac >/dev/null || missing+=(default-jdk-headless)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get install -y "${missing[@]}" >&2
    else
        echo "skipped: not installed, and this script cannot install: ${missing[*]}" >&2
    fi
fi

cargo build --release
target="$(cd "${CARGO_TARGET_DIR:-target}" && pwd)"
documents="$target/bench"
[ -e "$documents/large-7.4.xml" ] || python3 benches/generate.py "$documents"

if [ -z "${ROWI_KIWI_PYTHON:-}" ]; then
    export ROWI_KIWI_PYTHON="$target/ci-python/bin/python"
    if [ ! -x "$ROWI_KIWI_PYTHON" ]; then
        python3 -m venv "$target/ci-python"
        "$target/ci-python/bin/pip" install -q --disable-pip-version-check kiwi==11.1.6 lxml anymarkup >&2
    fi
fi
if [ -z "${ROWI_KIWI_SOURCE:-}" ]; then
    export ROWI_KIWI_SOURCE="$target/ci-kiwi-source/kiwi-11.1.6"
    if [ ! -d "$ROWI_KIWI_SOURCE" ]; then
        mkdir -p "$target/ci-kiwi-source"
        "$ROWI_KIWI_PYTHON" -m pip download -q --disable-pip-version-check --no-deps --no-binary :all: \
            -d "$target/ci-kiwi-source" kiwi==11.1.6 >&2
        tar -xzf "$target/ci-kiwi-source/kiwi-11.1.6.tar.gz" -C "$target/ci-kiwi-source"
    fi
fi
rng="$ROWI_KIWI_SOURCE/kiwi/schema/kiwi.rng"

if [ $# -eq 0 ]; then
    shared="${ROWI_SHARED:-../shared}/corpus"
    if [ -e "$shared/manifest.tsv" ]; then
        # columns: file, format, schemaversion, KIWI's verdict
        mapfile -t files < <(awk -F'\t' '$8 == "xml" && $9 == "8.5" && $14 == "valid" { print $1 }' "$shared/manifest.tsv")
        set -- "${files[@]/#/$shared/files/}"
    else
        shopt -s nullglob
        set -- examples/*/*.kiwi examples/*/config.xml
    fi
fi
valid=()
for file in "$@"; do
    if "$target/release/rowi" validate rng/kiwi.rnc "$file" >/dev/null 2>&1; then valid+=("$file"); fi
done
python3 benches/measure.py "$target/release/rowi" "$documents" "$rng" "${valid[@]}"
