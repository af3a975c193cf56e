#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Captures published schedulers: boots a sched_ext kernel in qemu, runs scx_bpfland
# and scx_rusty in it, as guest.sh describes, and makes reports of bpftool's output.
#
#     make.sh SCHEDULER_BIN_DIR OUT_DIR
#
# OUT_DIR gets, for each of the two:
#
#   NAME-running.json   a report while it runs
#   NAME-stopped.json   a report after it has stopped, when its maps no longer change
#   NAME-*.dump.json    the output of `bpftool -j map dump` at that moment, by map
#
# ../../../examples/captures/vm.sh lists the requirements and variables.

set -eu

[ $# = 2 ] || {
	sed -n '3,/^$/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}
mkdir -p "$2"
bin=$(cd "$1" && pwd)
out=$(cd "$2" && pwd)
cd "$(dirname "$0")"

vm=../../../examples/captures
# shellcheck source-path=SCRIPTDIR
. ../../../examples/captures/vm.sh

vm_schedulers "$bin" scx_bpfland scx_rusty
vm_tools
vm_kernel
vm_initrd guest.sh "$bin/scx_bpfland" "$bin/scx_rusty" --
vm_boot
mkdir "$tmp/out"
for name in scx_bpfland scx_rusty; do
	for state in running stopped; do
		python3 ../../../examples/captures/render.py "$tmp/guest/$name-$state" "$tmp/out/$name-$state.json"
		python3 dump.py "$tmp/guest/$name-$state" "$tmp/out/$name-$state.dump.json"
	done
done
mv "$tmp"/out/* "$out/"
