#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Takes the captures in this folder again: boots a sched_ext kernel in qemu, runs
# ../bpf/dispatch.bpf.o there with guest.sh, and renders what bpftool read.
# vm.sh lists what it needs and the variables that it uses.

set -eu
cd "$(dirname "$0")"

vm=.
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
# Captures are only replaced if the new ones show what README.md describes.
python3 check.py "$tmp"
mv "$tmp"/dispatch-* .
