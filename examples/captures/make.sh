#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Remakes the captures beside it: boots a sched_ext kernel in qemu, runs
# ../bpf/dispatch.bpf.o in it as guest.sh says, and renders what bpftool saw there.
# vm.sh says what it needs and which variables it heeds.

set -eu
cd "$(dirname "$0")"

# shellcheck source-path=SCRIPTDIR
. ./vm.sh

[ -e ../bpf/dispatch.bpf.o ] || die "dispatch.bpf.o is missing: run ../bpf/build.sh"
vm_tools
vm_kernel
vm_initrd guest.sh -- ../bpf/dispatch.bpf.o
vm_boot
for name in a0 a1 a2 swap; do
	[ "$(cat "$tmp/guest/$name/state")" = enabled ] ||
		die "the scheduler was thrown out by capture $name: $(grep sched_ext "$tmp/guest/dmesg" | tail -n 1)"
	python3 render.py "$tmp/guest/$name" "$tmp/dispatch-$name.json"
done
# Only captures that hold what README.md promises replace the ones here.
python3 check.py "$tmp"
mv "$tmp"/dispatch-* .
