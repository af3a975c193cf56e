#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The machine test: boots a sched_ext kernel in qemu and runs our scheduler, scx_bpfland
# and scx_rusty in it, as guest.sh describes. ktsnap reads each while it runs, is swapped,
# stopped or killed. Then the values of ktsnap are compared with those of bpftool.
#
#     make.sh SCHEDULER_BIN_DIR PROGRAM_DIR OUT_DIR
#
# PROGRAM_DIR holds the programs that cargo builds: ktsnap with the feature `live`, and
# typed-read and machine-check of this package. OUT_DIR gets the files of the machine;
# the conformance test also reads OUT_DIR/reports. The last lines list the coverage.
#
# ../../examples/captures/vm.sh lists the requirements and variables.

set -eu

[ $# = 3 ] || {
	sed -n '3,/^$/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}
mkdir -p "$3"
schedulers=$(cd "$1" && pwd)
programs=$(cd "$2" && pwd)
out=$(cd "$3" && pwd)
cd "$(dirname "$0")"

vm=../../examples/captures
# shellcheck source-path=SCRIPTDIR
. ../../examples/captures/vm.sh

vm_schedulers "$schedulers" scx_bpfland scx_rusty
for name in scx_bpfland scx_rusty; do
	"$programs/ktsnap" check "schemas/$name.json" --object "$schedulers/$name" ||
		die "schemas/$name.json is of another release: ktsnap export $schedulers/$name -o schemas/$name.json"
done
vm_tools
vm_kernel
for name in ktsnap typed-read; do
	[ -x "$programs/$name" ] || die "$programs/$name is missing: the head of $0 says what builds it"
done
vm_initrd guest.sh "$schedulers/scx_bpfland" "$schedulers/scx_rusty" "$programs/ktsnap" "$programs/typed-read" -- \
	../../examples/bpf/dispatch.bpf.o ../bpf/host.bpf.o
vm_seconds=420
vm_boot
rm -rf "${out:?}"/*
cp -r "$tmp"/guest/* "$out/"
echo "covered:"
for moment in host dispatch-stopped scx_bpfland-stopped scx_rusty-stopped; do
	python3 values.py "$out/seen/$moment" "$out/reports/$moment.json"
done
"$programs/machine-check" "$out"
