#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Captures two moments of published schedulers under load: boots a sched_ext kernel in qemu
# and runs scx_layered, with the layers of layers.json, and scx_rusty in it, as guest.sh
# describes.
#
#     make.sh SCHEDULER_BIN_DIR KTSNAP OUT_DIR
#
# KTSNAP is the command, built with the feature `live`. OUT_DIR gets, for each of the two
# and for `earlier` and `later`:
#
#   NAME-MOMENT.json        what `ktsnap capture` read
#   NAME-MOMENT.dump.json   what `bpftool -j map dump` printed of the same values
#
# trim.py says what both are reduced to. ../../../examples/captures/vm.sh lists the
# requirements and variables.

set -eu

[ $# = 3 ] || {
	sed -n '3,/^$/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}
mkdir -p "$3"
bin=$(cd "$1" && pwd)
ktsnap=$(realpath "$2")
out=$(cd "$3" && pwd)
cd "$(dirname "$0")"

vm=../../../examples/captures
# shellcheck source-path=SCRIPTDIR
. ../../../examples/captures/vm.sh

vm_schedulers "$bin" scx_layered scx_rusty
vm_tools
vm_kernel
vm_initrd guest.sh "$bin/scx_layered" "$bin/scx_rusty" "$ktsnap" \
	"$(command -v chrt)" "$(command -v nice)" -- load.sh layers.json
# The globals of scx_layered have 165 MB.
vm_memory=4096
vm_seconds=900
vm_boot
cat "$tmp/guest/marks"
for name in scx_layered scx_rusty; do
	for moment in earlier later; do
		python3 trim.py "$tmp/guest/$name-$moment" "$out/$name-$moment"
	done
done
