#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The init of the virtual machine that make.sh boots. It runs scx_layered, then scx_rusty,
# under the load of load.sh. At two moments of each it makes everything stand still, and
# reads the counters with `ktsnap capture` and with bpftool.
#
# A moment is a folder of $out: report.json is what ktsnap captured, and NAME.dump.json
# what `bpftool -j map dump` printed of the map NAME before and also after the capture.

# shellcheck source-path=SCRIPTDIR source=load.sh
. /load.sh

dump() {
	for map in $maps; do
		bpftool -j map dump id "$(map_id "$map")" >"$1/$map.dump.json" || finish "bpftool could not dump $map"
	done
}

# What is compared of a dump. A CPU that looks for a task and finds none changes other globals of scx_rusty.
compared() {
	case $1 in
	*/bpf_bpf.bss.dump.json) grep -o '"tune_input":{[^}]*}' "$1" ;;
	*) cat "$1" ;;
	esac
}

same() {
	for map in $maps; do
		[ "$(compared "$1/$map.dump.json" | md5sum)" = "$(compared "$2/$map.dump.json" | md5sum)" ] || return 1
	done
}

# moment NAME: reads the counters while they stand still, with bpftool before and after.
moment() {
	dir=$out/$1
	mkdir -p "$dir" /tmp/after
	rest
	kill -STOP "$pid"
	n=0
	while :; do
		n=$((n + 1))
		[ $n -le 10 ] || finish "the counters changed during each of ten captures of $1"
		sleep 1
		mark "$1: attempt $n"
		dump "$dir"
		ktsnap capture --force -o "$dir/report.json" 2>>$out/capture.log || finish "ktsnap could not capture $1"
		dump /tmp/after
		! same "$dir" /tmp/after || break
		# There may be new ones.
		kernel_threads_are_realtime
	done
	mark "$1 was read in attempt $n"
	kill -CONT "$pid"
	scx_state_is enabled || finish "$1: the scheduler was thrown out: see dmesg"
}

# run SCHEDULER MAPS OPTION...
run() {
	scheduler=$1 maps=$2
	shift 2
	start "$scheduler" "$@"
	work
	sleep 3
	moment "$scheduler-earlier"
	work
	sleep 4
	moment "$scheduler-later"
	stop
	freed "$scheduler"
}

prepare
run scx_layered 'cpu_ctxs llc_data bpf_bpf.rodata' file:/layers.json
run scx_rusty 'stats bpf_bpf.bss'
finish ok
