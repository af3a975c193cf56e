# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The part that the inits of two virtual machines share, interval/guest.sh and
# series/guest.sh: a load with tasks for each layer of layers.json.

# shellcheck source-path=SCRIPTDIR source=../../../examples/captures/init.sh
. /init.sh
patience=300
launch=fair

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

# Boots, and makes the load, which is stopped.
prepare() {
	boot 840
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
}
