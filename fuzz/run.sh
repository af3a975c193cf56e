#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the fuzz targets, and runs each of them for some time, as many at a time as there are CPUs.
#
#     fuzz/run.sh SECONDS              every target
#     fuzz/run.sh SECONDS TARGET...    these targets
#
# New inputs are kept in KTSNAP_FUZZ_CORPUS, by default fuzz/work. An input that breaks a target is written to fuzz/artifacts/TARGET,
# and the script fails. It prints a table: the target, how often it ran in total and each second, the edges of the program that its
# inputs reach, and whether an input broke it.

set -euo pipefail
cd "$(dirname "$0")/.."

seconds=$1
shift
targets=("$@")
if [ $# -eq 0 ]; then
	targets=(fuzz/targets/*.rs)
	targets=("${targets[@]##*/}")
	targets=("${targets[@]%.rs}")
fi

export RUSTC_BOOTSTRAP=1
export KTSNAP_FUZZ_CORPUS=${KTSNAP_FUZZ_CORPUS:-$PWD/fuzz/work}
# No sanitizer: the crates forbid unsafe code.
cargo fuzz build --sanitizer none --features libfuzzer
folder=$(cargo metadata --manifest-path fuzz/Cargo.toml --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
host=$(rustc -vV | sed -n 's/^host: //p')
export programs=$folder/$host/release seconds

# The longest input of a target. Short inputs run faster, and most faults need few bytes.
longest() {
	case $1 in
		objects | rendering) echo 65536 ;;
		reports | typed_reads | view | layout_files | run_directories) echo 16384 ;;
		*) echo 2048 ;;
	esac
}

# The words that are put into the inputs of a target, if it has any: libFuzzer refuses an empty dictionary.
dictionary() {
	case $1 in
		reports | typed_reads | view | run_directories) echo dictionaries/reports.dict ;;
		layout_files | declarations | ratios) echo "dictionaries/$1.dict" ;;
	esac
}

run_one() {
	local target=$1 found=$KTSNAP_FUZZ_CORPUS/$1 artifacts=$PWD/fuzz/artifacts/$1 log status=passed words
	words=$(dictionary "$target")
	mkdir -p "$found" "$artifacts"
	log=$KTSNAP_FUZZ_CORPUS/$target.log
	# The first folder gets new inputs. The program runs in fuzz/, as the tests do.
	(cd fuzz && "$programs/$target" "$found" "corpus/$target" "-artifact_prefix=$artifacts/" "-max_total_time=$seconds" \
		"-max_len=$(longest "$target")" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		${words:+"-dict=$words"}) >"$log" 2>&1 || status=FAILED
	awk -v target="$target" -v status="$status" '
		/^stat::number_of_executed_units/ { runs = $2 }
		/^stat::average_exec_per_sec/ { rate = $2 }
		/ cov: / { for (at = 1; at < NF; at++) if ($at == "cov:") edges = $(at + 1) }
		END { printf "%-16s %10d runs %7d/s %7d edges  %s\n", target, runs, rate, edges, status }' "$log"
	if [ $status = FAILED ]; then
		grep -m 1 -A 3 'panicked at' "$log" || tail -n 20 "$log"
		return 1
	fi
}
export -f dictionary longest run_one
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I {} bash -c 'run_one {}'
