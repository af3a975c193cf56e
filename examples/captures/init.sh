# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The part that the inits of all virtual machines share. vm.sh puts it into the root
# folder, and each guest.sh sources it, calls boot, and ends with `finish ok`.
#
# All files of $out leave as one tar on the second serial port. The file `status` in it
# says "ok" or names the failure.

out=/out
pins=/sys/fs/bpf/pinned
# The seconds that wait_for waits. Emulation is slow.
patience=60
# The scheduler, once it was started.
pid=
# Starts a scheduler in a shell of its own.
launch='exec'
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

# boot SECONDS: mounts what schedulers need. The machine ends after that time.
boot() {
	/bin/busybox --install -s /bin
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs dev /dev
	mount -t bpf bpf /sys/fs/bpf
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
	mkdir -p $out /tmp /var/run/scx/root
	[ -e /sys/kernel/sched_ext/state ] || finish "this kernel has no sched_ext"
	# The host learns what hangs.
	{
		sleep "$1"
		watchdog=
		finish "not done after $1 s, since: $(tail -n 1 $out/marks)"
	} &
	watchdog=$!
}

# wait_for WHAT COMMAND...: until the command succeeds.
wait_for() {
	what=$1
	shift
	n=0
	until "$@"; do
		n=$((n + 1))
		[ $n -lt $((patience * 10)) ] || finish "waited $patience s in vain for $what"
		usleep 100000
	done
}

scx_state_is() {
	[ "$(cat /sys/kernel/sched_ext/state)" = "$1" ]
}

enabled_or_dead() {
	scx_state_is enabled || ! kill -0 "$pid" 2>/dev/null
}

no_struct_ops_progs() {
	! bpftool prog show | grep -q ': struct_ops '
}

no_maps() {
	[ -z "$(bpftool map show)" ]
}

# start SCHEDULER OPTION...
start() {
	name=$1
	$launch "$@" >>"$out/$name.log" 2>&1 &
	pid=$!
	wait_for "$name to be enabled" enabled_or_dead
	scx_state_is enabled || finish "$name ended at once"
	mark "$name is enabled"
}

# stop: ends the scheduler that was started. Its maps stay if they are pinned.
stop() {
	kill -INT "$pid"
	stopped "$name"
	wait "$pid" || finish "$name ended with status $?"
}

stopped() {
	wait_for "$1 to be disabled" scx_state_is disabled
	wait_for "the programs of $1 to be freed" no_struct_ops_progs
}

freed() {
	wait_for "the maps of $1 to be freed" no_maps
}

start_dispatch() {
	bpftool struct_ops register /dispatch.bpf.o >>$out/bpftool.log 2>&1 || finish "bpftool did not register dispatch"
	wait_for "dispatch to be enabled" scx_state_is enabled
	mark "dispatch is enabled"
}

stop_dispatch() {
	bpftool struct_ops unregister name dispatch_ops >>$out/bpftool.log 2>&1 || finish "bpftool did not unregister dispatch"
	stopped dispatch
}

# Maps without a name are libbpf's probes of the kernel.
array_maps() {
	bpftool map show | sed -n 's/^\([0-9]*\): \(percpu_\)\?array  *name .*/\1/p'
}

map_id() {
	bpftool map show | sed -n "s/^\([0-9]*\): .* name $1 .*/\1/p"
}

# pin_maps: a pinned map outlives the scheduler. A pinned struct_ops map would keep the programs alive.
pin_maps() {
	mkdir $pins
	for id in $(bpftool map show | sed -n '/: struct_ops /d; s/^\([0-9]*\): .* name .*/\1/p'); do
		bpftool map pin id "$id" "$pins/$id" || finish "bpftool could not pin map $id"
	done
}

unpin_maps() {
	rm -r $pins
	freed "$1"
}

# list FOLDER: saves the lists of all maps and programs.
list() {
	mkdir -p "$1"
	bpftool -j map show >"$1/maps.json"
	bpftool -j prog show >"$1/progs.json"
}

# save FOLDER MAP...: saves the contents of these maps, the lists and the types. Each map is
# read once, so its values are of one moment. Two maps are of slightly different moments.
save() {
	dir=$1
	shift
	mkdir -p "$dir"
	for id; do
		bpftool -j map dump id "$id" >"$dir/map-$id.json" || finish "bpftool could not dump map $id for $dir"
	done
	list "$dir"
	for id in $(bpftool map show | sed -n 's/.*btf_id \([0-9]*\).*/\1/p' | sort -u); do
		bpftool -j btf dump id "$id" >"$dir/btf-$id.json"
	done
}
