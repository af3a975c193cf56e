#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The init of the virtual machine that make.sh boots. It runs scx_layered, then scx_rusty,
# under a load with tasks for each layer of layers.json. At two moments of each it makes
# everything stand still, and reads the counters with `ktsnap capture` and with bpftool.
# All files leave as one tar on the second serial port. The file `status` in it says "ok"
# or names the failure.
#
# A moment is a folder of $out: report.json is what ktsnap captured, and NAME.dump.json
# what `bpftool -j map dump` printed of the map NAME before and also after the capture.

out=/out

# The host gets the logs and the machine shuts down in any case.
finish() {
	mark "$1"
	echo "$1" >$out/status
	dmesg >$out/dmesg
	stty -F /dev/ttyS1 raw -echo
	# The port is slow.
	tar -C $out -cf - . | gzip -1 >/dev/ttyS1
	sync
	poweroff -f
}

# The host also sees marks on the console, while the machine runs.
mark() {
	echo "$(cut -d ' ' -f 1 /proc/uptime) $1" | tee -a $out/marks >/dev/console
}

# wait_for WHAT COMMAND...: waits up to five minutes, because emulation is slow.
wait_for() {
	what=$1
	shift
	n=0
	until "$@"; do
		n=$((n + 1))
		[ $n -lt 300 ] || finish "waited five minutes in vain for $what"
		sleep 1
	done
}

scx_state_is() {
	[ "$(cat /sys/kernel/sched_ext/state)" = "$1" ]
}

enabled_or_dead() {
	scx_state_is enabled || ! kill -0 "$pid" 2>/dev/null
}

no_maps() {
	[ -z "$(bpftool map show)" ]
}

# Writes a program of that name. The name decides the layer of its tasks.
program() {
	{
		echo '#!/bin/busybox sh'
		cat
	} >"/bin/$1"
	chmod +x "/bin/$1"
}

programs() {
	# Runs most of the time, with pauses in which a CPU becomes idle.
	program hog <<-'END'
		while :; do
			n=0
			while [ $n -lt 20000 ]; do n=$((n + 1)); done
			usleep 30000
		done
	END
	# Two tasks wake each other through a pipe; the waker is about to sleep.
	program pair-waker <<-'END'
		while :; do
			echo
			usleep 5000
		done >/tmp/pipe
	END
	program pair-woken <<-'END'
		while read -r _; do :; done </tmp/pipe
	END
	# Sleeps most of the time and forks after each sleep.
	program napper <<-'END'
		while :; do usleep 3000; done
	END
	# Runs a third of the time.
	program hungry <<-'END'
		while :; do
			n=0
			while [ $n -lt 5000 ]; do n=$((n + 1)); done
			usleep 30000
		done
	END
	mkfifo /tmp/pipe
}

# This shell is a realtime task, and so are the programs that it starts, except those that
# it starts by this: the scheduler and its tasks.
fair() {
	exec chrt -o 0 "$@"
}

# Kernel threads would count while everything else is stopped. They have no command line.
kernel_threads_are_realtime() {
	for task in /proc/[0-9]*; do
		line=
		read -r line 2>/dev/null <"$task/cmdline"
		[ -n "$line" ] || chrt -f -p 1 "${task#/proc/}" >/dev/null 2>&1
	done
	return 0
}

map_id() {
	bpftool map show | sed -n "s/^\([0-9]*\): .* name $1 .*/\1/p"
}

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

# The load would only cost time while nothing is counted.
rest() {
	# shellcheck disable=SC2086 # several processes
	kill -STOP $load
}

work() {
	# shellcheck disable=SC2086 # several processes
	kill -CONT $load
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
	mark "$scheduler"
	fair "$scheduler" "$@" >"$out/$scheduler.log" 2>&1 &
	pid=$!
	wait_for "$scheduler to be enabled" enabled_or_dead
	scx_state_is enabled || finish "$scheduler ended at once"
	mark "$scheduler is enabled"
	work
	sleep 3
	moment "$scheduler-earlier"
	work
	sleep 4
	moment "$scheduler-later"
	kill -INT $pid
	wait_for "$scheduler to be disabled" scx_state_is disabled
	wait $pid || finish "$scheduler ended with status $?"
	wait_for "the maps of $scheduler to be freed" no_maps
}

/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t bpf bpf /sys/fs/bpf
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p $out /tmp /var/run/scx/root

[ -e /sys/kernel/sched_ext/state ] || finish "this kernel has no sched_ext"
chrt -f -p 10 $$ || finish "chrt failed"
programs
load=
for task in hog hog hog pair-waker pair-woken napper; do
	fair $task &
	load="$load $!"
done
for task in napper hungry; do
	fair nice -n 5 $task &
	load="$load $!"
done
# Until they have their names.
sleep 2
rest
kernel_threads_are_realtime
mark "the load is ready"

# If something hangs, the host learns what.
{
	sleep 840
	finish "not done after 840 s, since: $(tail -n 1 $out/marks)"
} &

run scx_layered 'cpu_ctxs llc_data bpf_bpf.rodata' file:/layers.json
run scx_rusty 'stats bpf_bpf.bss'
finish ok
