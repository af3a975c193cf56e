#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Compares 200 rows of the table that the benchmark `table` leaves in a folder with the reports, which jq reads, and counts the rows.
#
#     cargo bench --no-default-features --bench table -- FOLDER
#     benches/table/sample.sh FOLDER

set -euo pipefail

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
ktsnap query 'select file, tune_params_gen, slice_ns from counters' "$1/counters.parquet" --csv | tail -n +2 | sort >"$rows"
reports=$(find "$1/runs" -name '*.snapshot.*.json' | wc -l)
[ "$(wc -l <"$rows")" -eq "$reports" ]
# jq 1.6 reads integers as double; these are below 2^53.
find "$1/runs" -name '*.snapshot.*.json' | shuf -n 200 | while read -r file; do
	expected=$(jq -r --arg file "$file" '
		[.maps[] | select(.name == "bpf_bpf.bss") | .value.members[]] | map({(.name): .value.value}) | add
		| "\($file),\(.tune_params_gen),\(.slice_ns)"' "$file")
	grep -qxF "$expected" "$rows" || {
		echo "the table lacks $expected" >&2
		exit 1
	}
done
echo "$reports rows, and 200 of them as jq reads the reports"
