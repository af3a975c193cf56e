# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The part that the inits of two virtual machines share, interval/guest.sh and
# series/guest.sh: how they report, and a load with tasks for each layer of layers.json.
# All files of $out leave as one tar on the second serial port. The file `status` in it
# says "ok" or names the failure.

out=/out
# The scheduler, once it was started.
pid=

# Ends the machine if something hangs.
watchdog=

# The host gets the logs and the machine shuts down in any case.
finish() {
	# The port takes longer than the watchdog waits.
	[ -z "$watchdog" ] || kill "$watchdog" 2>/dev/null
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

# The load would only cost time while nothing is counted.
rest() {
	# shellcheck disable=SC2086 # several processes
	kill -STOP $load
}

work() {
	# shellcheck disable=SC2086 # several processes
	kill -CONT $load
}

# Mounts what schedulers need, and makes the load, which is stopped.
prepare() {
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

	# The host learns what hangs.
	{
		sleep 840
		watchdog=
		finish "not done after 840 s, since: $(tail -n 1 $out/marks)"
	} &
	watchdog=$!
}
