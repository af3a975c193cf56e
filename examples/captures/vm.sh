# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots a sched_ext kernel in qemu, for the scripts that source this one after
# `set -eu`, and set $vm to its folder. They call, in this order: vm_tools, vm_kernel,
# vm_initrd and vm_boot. Those of published schedulers call vm_schedulers first.
#
# For Debian 12 on x86-64. The tools come from Debian, and installing them needs
# root the first time. The kernel is not installed but unpacked in the cache. The
# suite that it comes from is only known to an apt state in the cache, not to the
# apt of the machine.
#
#   KTSNAP_CACHE    the folder for the kernel; default: ~/.cache/ktsnap
#   KTSNAP_KERNEL   the kernel's release, such as 7.3.4+deb13; default: a cached
#                   kernel, otherwise the newest of the suite

PATH=$PATH:/usr/sbin
cache=${KTSNAP_CACHE:-${HOME:?is not set: name a folder in KTSNAP_CACHE}/.cache/ktsnap}/captures-v1
kernel_suite=trixie-backports
mkdir -p "$cache"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

have() {
	for tool; do
		command -v "$tool" >/dev/null || return 1
	done
}

# vm_schedulers FOLDER NAME...: the binaries of published schedulers.
vm_schedulers() {
	folder=$1
	shift
	for name; do
		[ -x "$folder/$name" ] || die "$folder/$name is missing: cargo install --locked --root DIR $name"
	done
}

# An apt with its own package lists, which include the backports suites, on the
# machine's mirror.
private_apt() {
	[ -n "${apt_args:-}" ] && return
	have apt-get dpkg-deb || die "apt-get not found: this script is for Debian 12"
	# shellcheck source=/dev/null
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	# shellcheck disable=SC2016 # apt fills it in
	site=$(apt-get indextargets --format '$(SITE)' \
		"Created-By: Packages" "Codename: $release" "Component: main" | head -n 1)
	[ -n "$site" ] ||
		die "apt has no list of $release main: run 'apt-get update', then this script again"
	mkdir -p "$cache/apt/lists/partial" "$cache/apt/cache/archives/partial" "$cache/apt/sources"
	cat >"$cache/apt/sources/debian.sources" <<-EOS
		Types: deb
		URIs: $site
		Suites: $release $release-backports $kernel_suite
		Components: main
		Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
	EOS
	# Packages of another release must never be installed, only unpacked. Installed
	# packages have priority 100, so a lower priority upgrades none of them.
	cat >"$cache/apt/preferences" <<-EOS
		Package: *
		Pin: release n=$kernel_suite
		Pin-Priority: -1

		Package: *
		Pin: release n=$release-backports
		Pin-Priority: 90
	EOS
	# The sandbox user may not enter a home folder.
	apt_args="-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$cache/apt/sources
		-o Dir::Etc::Preferences=$cache/apt/preferences -o Dir::State::Lists=$cache/apt/lists
		-o Dir::Cache=$cache/apt/cache -o APT::Sandbox::User=root -o DPkg::Lock::Timeout=600"
	# shellcheck disable=SC2086 # several options
	apt-get $apt_args update || die "apt-get update failed: is the mirror $site within reach?"
}

vm_tools() {
	have qemu-system-x86_64 bpftool busybox cpio python3 && return
	[ "$(id -u)" = 0 ] ||
		die "some of qemu-system-x86, bpftool, busybox-static, cpio and python3 are missing: run this once as root"
	private_apt
	log=$cache/apt/install.log
	export DEBIAN_FRONTEND=noninteractive
	apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends \
		bpftool busybox-static cpio python3 >"$log" 2>&1 ||
		die "apt-get install failed: see $log; 'apt-get update' may help"
	# The qemu that these kernels were tried with.
	# shellcheck disable=SC2086 # several options
	apt-get $apt_args install -y --no-install-recommends \
		-t "$release-backports" qemu-system-x86 >>"$log" 2>&1 ||
		die "apt-get install failed: see $log"
}

# Sets $kernel to the folder with the unpacked kernel's vmlinuz and config.
vm_kernel() {
	for kernel in "$cache"/kernel/${KTSNAP_KERNEL:-*}; do
		if [ -e "$kernel/vmlinuz" ] && [ -e "$kernel/config" ]; then return; fi
	done
	private_apt
	# shellcheck disable=SC2086 # several options
	package=$(apt-cache $apt_args pkgnames "linux-binary-${KTSNAP_KERNEL:-}" |
		grep -E '^linux-binary-[0-9].*[0-9]-cloud-amd64$' | sort -V | tail -n 1)
	[ -n "$package" ] ||
		die "$kernel_suite has no linux-binary-${KTSNAP_KERNEL:-*}-cloud-amd64: name another release in KTSNAP_KERNEL"
	version=${package#linux-binary-}
	version=${version%-cloud-amd64}
	config_package=linux-base-${package#linux-binary-}
	# shellcheck disable=SC2086 # several options
	(cd "$tmp" && apt-get $apt_args -t $kernel_suite download "$package" "$config_package") ||
		die "cannot download $package and $config_package: run this again"
	dpkg-deb -x "$tmp/$package"_*.deb "$tmp/unpacked"
	dpkg-deb -x "$tmp/$config_package"_*.deb "$tmp/unpacked"
	kernel=$cache/kernel/$version
	mkdir -p "$kernel"
	# The copy is renamed when it is complete, so half a file is never used as a kernel.
	for file in config vmlinuz; do
		cp "$tmp/unpacked/usr/lib/modules/$version-cloud-amd64/$file" "$kernel/$file.part" ||
			die "$package and $config_package hold no $file where one was expected: name another release in KTSNAP_KERNEL"
		mv "$kernel/$file.part" "$kernel/$file"
	done
}

# vm_initrd INIT PROGRAM... -- FILE...: the script that runs as init, the programs
# that are needed in addition to busybox and bpftool, and the files for the root folder,
# besides init.sh.
vm_initrd() {
	root=$tmp/root
	mkdir -p "$root/bin" "$root/boot" "$root/proc" "$root/sys" "$root/dev"
	cp "$1" "$root/init"
	chmod +x "$root/init"
	shift
	# libbpf reads the values of .kconfig here.
	cp "$kernel/config" "$root/boot/config-${kernel##*/}-cloud-amd64"
	cp "$(command -v busybox)" "$root/bin/"
	add_program "$(command -v bpftool)"
	while [ "$1" != -- ]; do
		add_program "$1"
		shift
	done
	shift
	cp "${vm:?}/init.sh" "$@" "$root/"
	(cd "$root" && find . | cpio -o -H newc --quiet) | gzip -1 >"$tmp/initrd.gz"
}

# Adds a program and the libraries that it is linked to.
add_program() {
	# Most of a program's size is debug information, and the initrd is unpacked in memory.
	strip -o "$root/bin/${1##*/}" "$1" 2>/dev/null || cp "$1" "$root/bin/"
	ldd "$1" | grep -o '/[^ ]*' | while read -r library; do
		mkdir -p "$root${library%/*}"
		cp -L "$library" "$root$library"
	done
}

# Runs the machine until it goes down, and unpacks what it wrote to its second
# serial port, a tar with at least the file `status`, into $tmp/guest. It has two
# sockets, so two LLCs, and is emulated: KVM may be there and still not run this
# kernel. An emulated CPU now and then runs into code that another one is patching,
# at boot or when a scheduler is enabled, and the kernel panics: so three attempts,
# each of $vm_seconds at most. The caller may set that, and $vm_memory in MiB.
vm_boot() {
	for attempt in 1 2 3; do
		boot_once && break
		echo "${0##*/}: attempt $attempt: $died: $(grep -m 1 -E 'BUG:|Oops|panic' "$tmp/console")" >&2
		[ $attempt != 3 ] || {
			tail -n 40 "$tmp/console" >&2
			die "$died. Its console is above; try another kernel with KTSNAP_KERNEL, now ${kernel##*/}"
		}
	done
	status=$(cat "$tmp/guest/status")
	[ "$status" = ok ] || {
		tail -n 40 "$tmp/guest"/*.log >&2 || :
		tail -n 20 "$tmp/guest/dmesg" >&2
		die "in the guest: $status. Its messages are above; try another kernel with KTSNAP_KERNEL, now ${kernel##*/}"
	}
}

boot_once() {
	rm -rf "$tmp/guest" "$tmp/guest.tar" "$tmp/console"
	mkdir "$tmp/guest"
	died="qemu failed or took more than ${vm_seconds:=300} s"
	timeout "$vm_seconds" qemu-system-x86_64 -accel tcg -cpu max -m "${vm_memory:=2048}" -smp 4,sockets=2 \
		-display none -monitor none -nic none -no-reboot \
		-serial "file:$tmp/console" -serial "file:$tmp/guest.tar" \
		-kernel "$kernel/vmlinuz" -initrd "$tmp/initrd.gz" \
		-append "console=ttyS0 panic=-1 quiet" </dev/null || return
	died="the guest went down before it reported"
	[ -s "$tmp/guest.tar" ] || return
	died="the guest went down while it reported"
	tar -xf "$tmp/guest.tar" -C "$tmp/guest" 2>/dev/null && [ -s "$tmp/guest/status" ]
}
