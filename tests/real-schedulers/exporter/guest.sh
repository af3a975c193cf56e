#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The init of the virtual machine that make.sh boots. An exporter for each of three
# schedulers and a Prometheus that scrapes them run all the time. The schedulers start, are
# swapped, stopped and killed under load. It checks nothing: check.py does.
#
#   scrapes/      what each exporter answered, about once a second: NAME-NUMBER.prom
#   moments/      the answers while nothing starts or stops, and for two of these moments what
#                 bpftool read from the same maps
#   period        when the scrapes began and ended, in seconds since 1970
#   starts        for each start of a scheduler: its name, and the seconds since 1970
#                 before and after
#   prometheus/   the storage of Prometheus
#   marks         the start of each part, in seconds since the machine's start

# shellcheck source-path=SCRIPTDIR source=../interval/load.sh
. /load.sh
launch='exec'
patience=240

exporters='dispatch:9345 bpfland:9346 layered:9347'

# serve NAME OPTION...: an exporter for the scheduler of that name, on the port that Prometheus knows.
serve() {
	name=$1
	shift
	$user ktsnap serve "$@" >>"$out/serve-$name.log" 2>&1 &
	mkdir -p "$out/processes"
	echo $! >"$out/processes/$name"
}
# What starts the exporter.
user=

get() {
	timeout 20 wget -q -O "$2" "http://127.0.0.1:$1/metrics" 2>>$out/wget.log
}

answers() {
	get "$1" /dev/null
}

answers_or_ended() {
	answers "$1" || ! kill -0 "$(cat "$out/processes/$2")"
}

scrape_all() {
	mkdir -p "$1"
	for exporter in $exporters; do
		get "${exporter#*:}" "$1/${exporter%:*}$2.prom" || echo "$1/${exporter%:*}$2" >>$out/failed-scrapes
	done
}

# Goes on until it is killed.
scrape_for_ever() {
	number=0
	while :; do
		number=$((number + 1))
		scrape_all $out/scrapes "-$(printf %04d $number)"
		sleep 1
	done
}

# moment NAME: the answers of all exporters while nothing is started or stopped.
moment() {
	mark "$1"
	scrape_all "$out/moments/$1" ''
}

# processes MOMENT: what the kernel says about each exporter.
processes() {
	for exporter in $exporters; do
		process=$(cat "$out/processes/${exporter%:*}")
		cp "/proc/$process/status" "$out/moments/$1/${exporter%:*}.status"
		find "/proc/$process/fd" -type l >"$out/moments/$1/${exporter%:*}.fds"
	done
}

dump() {
	for map; do
		bpftool -j map dump id "$(map_id "$map")" >"$dumps/$map$at.json" || finish "bpftool could not dump $map"
	done
}

is_gone() {
	[ -z "$(map_id "$1")" ]
}

# started NAME COMMAND...: records when the scheduler starts.
started() {
	what_starts=$1 before=$(date +%s)
	shift
	# The verifier needs the CPUs.
	rest
	"$@"
	work
	echo "$what_starts $before $(date +%s)" >>$out/starts
}

dispatch_swapped() {
	started dispatch start_dispatch
	sleep 12
	moment dispatch-first
	stop_dispatch
	started dispatch start_dispatch
	sleep 12
	moment dispatch-second
}

# An object stays in the kernel without its scheduler if one of its programs is pinned. Its counters stand still.
dispatch_stopped() {
	program=$(bpftool prog show | sed -n 's/^\([0-9]*\): struct_ops  *name dispatch_running\? .*/\1/p')
	bpftool prog pin id "$program" /sys/fs/bpf/program || finish "bpftool could not pin program $program"
	bpftool struct_ops unregister name dispatch_ops >>$out/bpftool.log 2>&1 || finish "bpftool did not unregister dispatch"
	wait_for "dispatch to be disabled" scx_state_is disabled
	# The kernel frees the other programs, and then the maps that only they have, some time later.
	for map in stats cpu_stats; do
		wait_for "the map $map to be freed" is_gone "$map"
	done
	serve_dispatch pinned /dispatch.bpf.o --listen 127.0.0.1:9348 --program dispatch_running
	pinned=$!
	wait_for "the exporter of the pinned program" answers_or_ended 9348 pinned
	sleep 2
	dumps=$out/moments/dispatch-stopped
	moment dispatch-stopped
	at=
	dump dispatch.bss wait_hist queue_waits
	get 9348 "$dumps/pinned.prom" || finish "no answer for the pinned program"
	timeout 20 wget -q -O "$dumps/pinned.openmetrics" --header 'Accept: application/openmetrics-text; version=1.0.0' \
		http://127.0.0.1:9348/metrics || finish "no answer in OpenMetrics"
	sleep 3
	kill $pinned
	wait $pinned
	rm /sys/fs/bpf/program
	stopped dispatch
	freed dispatch
}

bpfland_killed() {
	started bpfland start scx_bpfland
	sleep 12
	moment bpfland-first
	dumps=$out/moments/bpfland-first
	at=-before
	dump bpf_bpf.bss
	get 9346 "$dumps/between.prom" || finish "no answer for bpfland"
	at=-after
	dump bpf_bpf.bss
	kill -9 "$pid"
	stopped bpfland
	sleep 4
	moment bpfland-killed
	started bpfland start scx_bpfland
	sleep 12
	moment bpfland-second
	stop
	freed bpfland
}

layered_runs() {
	started layered start scx_layered file:/layers.json
	sleep 15
	moment layered
	stop
	freed layered
}

# Prometheus itself says what it could not scrape.
ask_prometheus() {
	wget -q -O "$out/$1.json" "http://127.0.0.1:9090/api/v1/$2" || finish "Prometheus did not answer $1"
}

boot 600
# As many writers as CPUs would leave the readers nothing.
ifconfig lo 127.0.0.1 up || finish "no loopback"
programs
load=
for task in hungry hungry pair-waker pair-woken napper; do
	$task &
	load="$load $!"
done
nice -n 5 hungry &
load="$load $!"

# The same counters, whether the scheduler is attached or has stopped.
serve_dispatch() {
	serve "$@" --section .bss --map wait_hist --map queue_waits --map stats --map cpu_stats \
		--only 'nr_*' --only 'dsp_stats*' --only 'waits.*' --only 'moves*' --only 'per_llc*' \
		--only 'wait_hist*' --only 'queue_waits*' --only 'stats*' --only 'cpu_stats*' \
		--rows dsp_stats=dsp_stat --rows queue_waits=dsp_stat --rows stats=dsp_stat \
		--histogram wait_hist=Log2 --gauge nr_tasks --gauge 'last_*' \
		--ratio 'cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)'
}
serve_dispatch dispatch /dispatch.bpf.o --listen 127.0.0.1:9345 --scheduler dispatch
# As the unit of the example, and not with the program of busybox: a user without rights, with one capability.
user='/bin/setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=-all,+sys_admin
	--inh-caps=-all,+sys_admin --ambient-caps=-all,+sys_admin'
serve bpfland /scx_bpfland.json --listen 127.0.0.1:9346 --scheduler bpfland --only 'nr_*' \
	--gauge nr_running --gauge nr_online_cpus --gauge nr_cpu_ids \
	--counter 'nr_*_picks' --counter 'nr_*_biases' --counter 'nr_*_consumes'
user=
serve layered /scx_layered.json --listen 127.0.0.1:9347 --scheduler layered --map cpu_ctxs --sum '*' \
	--only 'cpu_ctxs.gstats*' --only 'cpu_ctxs.lstats*'
for exporter in $exporters; do
	wait_for "the exporter of ${exporter%:*}" answers_or_ended "${exporter#*:}" "${exporter%:*}"
	answers "${exporter#*:}" || finish "the exporter of ${exporter%:*} ended"
done
mark "the exporters answer"
prometheus --config.file=/prometheus.yml --storage.tsdb.path=$out/prometheus --web.listen-address=127.0.0.1:9090 \
	>$out/prometheus.log 2>&1 &
prometheus=$!
ready() {
	wget -q -O /dev/null http://127.0.0.1:9090/-/ready 2>/dev/null
}
wait_for "Prometheus to be ready" ready
began=$(date +%s)
scrape_for_ever &
scrapes=$!
sleep 5
moment nothing
processes nothing
dispatch_swapped
dispatch_stopped
bpfland_killed
layered_runs
sleep 3
moment nothing-again
processes nothing-again
kill "$scrapes"
ask_prometheus targets targets
ask_prometheus up 'query?query=up'
echo "$began $(date +%s)" >$out/period
mark "Prometheus is stopped"
kill "$prometheus"
wait "$prometheus"
finish ok
