#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Captures a series of reports of our scheduler and of three published ones: boots a
# sched_ext kernel in qemu, where guest.sh runs them.
#
#     make.sh SCHEDULER_BIN_DIR KTSNAP OUT_DIR [NAME...]
#
# KTSNAP is the command, built with the feature `live`. OUT_DIR gets a folder for each NAME,
# by default dispatch, scx_bpfland, scx_rusty and scx_layered, with the reports NN.json.gz,
# reduced by trim.py. The folders in this one were made so, and the book's pictures show them.
# ../../../examples/captures/vm.sh lists the requirements and variables.

set -eu

[ $# -ge 3 ] || {
	sed -n '3,/^$/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}
mkdir -p "$3"
bin=$(cd "$1" && pwd)
ktsnap=$(realpath "$2")
out=$(cd "$3" && pwd)
shift 3
[ $# != 0 ] || set -- dispatch scx_bpfland scx_rusty scx_layered
cd "$(dirname "$0")"

vm=../../../examples/captures
# shellcheck source-path=SCRIPTDIR
. ../../../examples/captures/vm.sh

vm_tools
vm_kernel
echo "$*" >"$tmp/names"
programs=
for name; do
	[ "$name" = dispatch ] || {
		vm_schedulers "$bin" "$name"
		programs="$programs $bin/$name"
	}
done
# shellcheck disable=SC2086 # several programs
vm_initrd guest.sh $programs "$ktsnap" "$(command -v chrt)" "$(command -v nice)" -- "$tmp/names" \
	../interval/load.sh ../interval/layers.json ../../../examples/bpf/dispatch.bpf.o
# The globals of scx_layered have 165 MB.
vm_memory=4096
# The serial port takes most of it.
vm_seconds=1800
vm_boot
cat "$tmp/guest/marks"
for name; do
	rm -rf "${out:?}/$name"
	mkdir "$out/$name"
	python3 trim.py "$tmp/guest" "$name" "$out/$name"
done
