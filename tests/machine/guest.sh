#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The init of the virtual machine that make.sh boots. It starts one scheduler after
# the other under the same load, reads each with ktsnap and with bpftool, and swaps,
# stops and kills schedulers during reads. It checks nothing: machine-check does.
#
#   reports/    the reports of ktsnap capture
#   commands/   for each command NAME: its output (NAME.out, NAME.err) and NAME.status
#   seen/       for each moment, a folder with the output of bpftool
#   marks       the start of each part, in seconds since the machine's start

# shellcheck source-path=SCRIPTDIR source=../../examples/captures/init.sh
. /init.sh

# Runs a third of the time. The readers need the rest.
hog() {
	while :; do
		n=0
		while [ $n -lt 10000 ]; do n=$((n + 1)); done
		usleep 60000
	done
}

# Sleeps most of the time and forks after each sleep.
napper() {
	while :; do usleep 20000; done
}

# Two tasks wake each other through a pipe; the waker is about to sleep.
waker() {
	while :; do
		echo
		usleep 20000
	done >/tmp/pipe
}

woken() {
	while read -r _; do :; done </tmp/pipe
}

# The load would only cost time while nothing is measured.
rest() {
	# shellcheck disable=SC2086 # several processes
	kill -STOP $load
}

work() {
	# shellcheck disable=SC2086 # several processes
	kill -CONT $load
}

# recorded NAME COMMAND...: records the output and the exit code for the host.
recorded() {
	files=$out/commands/$1
	shift
	status=0
	"$@" >"$files.out" 2>"$files.err" || status=$?
	echo $status >"$files.status"
}

# start_recorded NAME COMMAND...: the same in the background, until `interrupt NAME`.
start_recorded() {
	files=$out/commands/$1 pidfile=/tmp/$1.pid
	shift
	"$@" >"$files.out" 2>"$files.err" &
	echo $! >"$pidfile"
}

interrupt() {
	pid=$(cat "/tmp/$1.pid")
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	echo $status >"$out/commands/$1.status"
}

# The maps of kinds that bpftool dumps, without those that would take it minutes. Maps
# without a name are libbpf's probes of the kernel.
dumped_maps() {
	bpftool map show | sed -n '/ host\.bss /d; s/^\([0-9]*\): \(lru_\)\?\(percpu_\)\?\(array\|hash\)  *name .*/\1/p'
}

# The lists of maps and programs, without contents.
see() {
	list "$out/seen/$1"
}

# The lists, the contents and the types.
see_all() {
	# shellcheck disable=SC2046 # several maps
	save "$out/seen/$1" $(dumped_maps)
}

# between NAME MAP STRUCT: a direct read, with a dump of the same map before and after.
between() {
	id=$(map_id "$2")
	mkdir -p "$out/seen/between-$1"
	bpftool -j map dump id "$id" >"$out/seen/between-$1/before.json"
	recorded "between-$1" typed-read once "$3"
	bpftool -j map dump id "$id" >"$out/seen/between-$1/after.json"
}

# The maps that `ktsnap watch` reads: values of each CPU, rows and a histogram.
watched_maps="--map stats --rows stats=dsp_stat --per-cpu --map queue_waits --rows queue_waits=dsp_stat
	--map wait_hist --histogram wait_hist=Log2"

# One turn of `ktsnap watch`, with dumps of the same maps before and after.
watch_between() {
	dumps=$out/seen/between-watch
	mkdir -p "$dumps"
	for at in before after; do
		for map in stats queue_waits wait_hist; do
			id=$(map_id $map)
			bpftool -j map dump id "$id" >"$dumps/$map-$at.json"
		done
		# shellcheck disable=SC2086 # several options
		[ $at = after ] || recorded between-watch ktsnap watch /dispatch.bpf.o --json --count 1 $watched_maps
	done
}

# Checks while the scheduler of that name runs.
read_running() {
	mark "$1 is read"
	see "$1-before"
	recorded "$1" ktsnap capture --every 1s --count 3 -o "$out/reports/$1.json"
	see "$1-after"
}

# Checks after the scheduler has stopped, when its pinned maps no longer change.
read_stopped() {
	mark "$1 is read, stopped"
	recorded "$1-stopped" ktsnap capture --all -o "$out/reports/$1-stopped.json"
	see_all "$1-stopped"
}

nothing_attached() {
	mark "nothing attached"
	recorded none ktsnap capture -o $out/reports/none.json
	recorded none-typed typed-read once dispatch
	bpftool prog load /host.bpf.o /sys/fs/bpf/host type syscall pinmaps /sys/fs/bpf/host_maps >>$out/bpftool.log 2>&1 ||
		finish "bpftool did not load host.bpf.o"
	# Each byte of the key and the value is different.
	for map in by_number by_number_lru by_number_cpu by_nr_cpu_lru; do
		for key in 1 2 250; do
			bpftool map update pinned /sys/fs/bpf/host_maps/$map key $key 2 3 4 \
				value $key 11 12 13 14 15 16 17 18 19 20 21 254 255 1 0 ||
				finish "bpftool did not update $map"
		done
	done
	for map in slots cpu_pairs; do
		bpftool map update pinned /sys/fs/bpf/host_maps/$map key 0 0 0 0 \
			value 10 11 12 13 14 15 16 17 18 19 20 21 254 255 1 0 || finish "bpftool did not update $map"
	done
	recorded host ktsnap capture --all -o $out/reports/host.json
	see_all host
	rm -r /sys/fs/bpf/host /sys/fs/bpf/host_maps
	freed host.bpf.o
}

dispatch_swapped() {
	mark "dispatch"
	start_dispatch
	work
	recorded stats-off ktsnap capture -o $out/reports/stats-off.json
	echo 1 >/proc/sys/kernel/bpf_stats_enabled
	sleep 2
	read_running dispatch
	between dispatch dispatch.bss dispatch
	between stats stats stats
	watch_between
	recorded once-first typed-read once started dispatch

	mark "dispatch is swapped"
	mkfifo /tmp/go
	recorded hold typed-read hold dispatch </tmp/go &
	hold=$!
	exec 3>/tmp/go
	set -- ktsnap watch /dispatch.bpf.o --every 500ms --only nr_enqueued --only 'nr_mig_*' \
		--ratio 'cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)'
	start_recorded watch "$@" --plain
	start_recorded watch-json "$@" --json
	# shellcheck disable=SC2086 # several options
	start_recorded watch-maps ktsnap watch /dispatch.bpf.o --every 500ms --json $watched_maps
	wait_for "the first turn of watch" [ -s "$out/commands/watch-maps.out" ]
	sleep 3
	pin_maps
	rest
	stop_dispatch
	read_stopped dispatch
	start_dispatch
	work
	recorded swap ktsnap capture -o $out/reports/swap.json
	see swap
	recorded once-second typed-read once started dispatch
	echo >&3
	exec 3>&-
	wait $hold
	sleep 2
	interrupt watch
	interrupt watch-json
	interrupt watch-maps
	rest
	stop_dispatch
	unpin_maps dispatch
}

# published SCHEDULER MAP ROUNDS OPTION...: MAP holds the counters; ROUNDS is how often
# the scheduler is killed.
published() {
	name=$1 map=$2 rounds=$3
	shift 3
	mark "$name"
	start "$name" "$@"
	work
	sleep 2
	read_running "$name"
	between "$name" "$map" "$name"
	scx_state_is enabled || finish "$name was thrown out: see dmesg"
	rest
	pin_maps
	stop
	read_stopped "$name"
	unpin_maps "$name"

	work
	for round in $(seq "$rounds"); do
		mark "$name is killed, round $round"
		start "$name" "$@"
		reports=$out/reports/$name-killed-$round
		recorded "$name-killed-$round" ktsnap capture --every 200ms --count 20 -o "$reports.json" &
		capture=$!
		# Each round kills at another moment of a capture.
		wait_for "report $round of a series" [ -e "$reports-00$((round - 1)).json" ]
		usleep $((round * 110000))
		kill -9 $pid
		wait $capture
		stopped "$name"
		freed "$name"
	done
	rest
}

boot 360
mkdir -p $out/reports $out/commands $out/seen
mkfifo /tmp/pipe
load=
for task in hog hog hog napper napper waker woken; do
	$task &
	load="$load $!"
done
rest

nothing_attached
dispatch_swapped
# -k: per-CPU kernel threads are dispatched and counted separately.
published scx_bpfland bpf_bpf.bss 3 -k
published scx_rusty stats 1
finish ok
