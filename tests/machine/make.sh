#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The machine test: boots a sched_ext kernel in qemu, runs our scheduler, scx_bpfland
# and scx_rusty in it as guest.sh says, each read by ktsnap while it runs, is swapped,
# stopped or killed; then says whether what ktsnap read is what bpftool saw.
#
#     make.sh SCHEDULER_BIN_DIR PROGRAM_DIR OUT_DIR
#
# PROGRAM_DIR has what cargo builds: ktsnap with the feature `live`, and of this package
# typed-read and machine-check. OUT_DIR gets what the machine sent; OUT_DIR/reports
# is for the conformance test, too. It ends with the list of what was covered.
#
# ../../examples/captures/vm.sh says what it needs and which variables it heeds.

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

# shellcheck source-path=SCRIPTDIR
. ../../examples/captures/vm.sh

for name in scx_bpfland scx_rusty; do
	[ -x "$schedulers/$name" ] || die "$schedulers/$name is missing: cargo install --locked --root DIR $name"
	"$programs/ktsnap" check "schemas/$name.json" --object "$schedulers/$name" ||
		die "schemas/$name.json is of another release: ktsnap export $schedulers/$name -o schemas/$name.json"
done
vm_tools
vm_kernel
# Debug information is most of what cargo builds, and the initrd is unpacked in memory.
mkdir "$tmp/bin"
for name in ktsnap typed-read; do
	[ -x "$programs/$name" ] || die "$programs/$name is missing: the head of $0 says what builds it"
	strip -o "$tmp/bin/$name" "$programs/$name"
done
vm_initrd guest.sh "$schedulers/scx_bpfland" "$schedulers/scx_rusty" "$tmp/bin/ktsnap" "$tmp/bin/typed-read" -- \
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
