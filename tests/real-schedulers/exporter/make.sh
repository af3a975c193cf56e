#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The test of `ktsnap serve`: boots a sched_ext kernel in qemu, in which a Prometheus
# scrapes the exporter every second, as guest.sh describes. Our scheduler, scx_bpfland and
# scx_layered start, are swapped, stopped and killed. Then check.py opens the storage of
# that Prometheus on this machine, and checks it, the scrapes, the alerts and the queries
# of the dashboards.
#
#     make.sh SCHEDULER_BIN_DIR KTSNAP OUT_DIR
#
# KTSNAP is the command, built with the feature `live`. OUT_DIR gets the files of the
# machine. Prometheus is Debian's, unpacked in the cache and not installed.
#
# ../../../examples/captures/vm.sh lists the other requirements and the variables.

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

# Sets $prometheus to the folder with the programs of Debian's package.
unpack_prometheus() {
	for prometheus in "$cache"/prometheus/*; do
		if [ -x "$prometheus/prometheus" ] && [ -x "$prometheus/promtool" ]; then return; fi
	done
	private_apt
	# shellcheck disable=SC2086 # several options
	(cd "$tmp" && apt-get $apt_args download prometheus) || die "cannot download prometheus: run this again"
	dpkg-deb -x "$tmp"/prometheus_*.deb "$tmp/unpacked-prometheus"
	prometheus=$cache/prometheus/$(dpkg-deb -f "$tmp"/prometheus_*.deb Version)
	mkdir -p "$prometheus"
	for program in prometheus promtool; do
		cp "$tmp/unpacked-prometheus/usr/bin/$program" "$prometheus/$program.part"
		mv "$prometheus/$program.part" "$prometheus/$program"
	done
}

vm_schedulers "$bin" scx_bpfland scx_layered
vm_tools
vm_kernel
unpack_prometheus
for name in scx_bpfland scx_layered; do
	"$ktsnap" export "$bin/$name" -o "$tmp/$name.json"
done
# The guest's Prometheus has the configuration of the example, with another interval and other targets.
sed -e 's/_interval: .*/_interval: 1s/' \
	-e "s/targets: .*/targets: ['127.0.0.1:9345', '127.0.0.1:9346', '127.0.0.1:9347', '127.0.0.1:9348']/" \
	../../../examples/prometheus/prometheus.yml >"$tmp/prometheus.yml"
# An alert that must last for minutes would not fire.
sed 's/for: .*/for: 3s/' ../../../examples/prometheus/alerts.yml >"$tmp/alerts.yml"
vm_initrd guest.sh "$bin/scx_bpfland" "$bin/scx_layered" "$ktsnap" "$prometheus/prometheus" \
	"$(command -v nice)" "$(command -v setpriv)" -- \
	../interval/load.sh ../interval/layers.json ../../../examples/bpf/dispatch.bpf.o "$tmp/scx_bpfland.json" \
	"$tmp/scx_layered.json" "$tmp/prometheus.yml" "$tmp/alerts.yml"
# The globals of scx_layered have 165 MB.
vm_memory=4096
vm_seconds=660
vm_boot
cat "$tmp/guest/marks"
rm -rf "${out:?}"/*
cp -r "$tmp"/guest/* "$out/"
python3 check.py "$out" "$prometheus"
