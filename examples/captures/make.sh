#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Remakes the captures beside it: boots a sched_ext kernel in qemu, runs
# ../bpf/dispatch.bpf.o in it as guest.sh says, and renders what bpftool saw there.
#
# For Debian 12 on x86-64; everything else it gets from Debian. The tools are
# installed, which needs root the first time only. The kernel is never installed:
# it is unpacked in the cache, and the suite that it comes from is known to the
# apt state in the cache alone, not to the machine's.
#
#   KTSNAP_CACHE    where the kernel is kept, default ~/.cache/ktsnap
#   KTSNAP_KERNEL   its release, such as 7.3.4+deb13; default: one that is cached,
#                   else the newest there is

set -eu

cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin
cache=${KTSNAP_CACHE:-${HOME:?is not set: name a folder in KTSNAP_CACHE}/.cache/ktsnap}/captures-v1
kernel_suite=trixie-backports

die() {
	echo "make.sh: $*" >&2
	exit 1
}

have() {
	for tool; do
		command -v "$tool" >/dev/null || return 1
	done
}

# An apt with lists of its own, which sees the backports suites as well, on the
# machine's own mirror.
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
	cat >"$cache/apt/sources/debian.sources" <<-EOF
		Types: deb
		URIs: $site
		Suites: $release $release-backports $kernel_suite
		Components: main
		Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
	EOF
	# Packages of another release must never be installed, only unpacked. Below 100,
	# the pin of what is installed, so that nothing is upgraded on the way.
	cat >"$cache/apt/preferences" <<-EOF
		Package: *
		Pin: release n=$kernel_suite
		Pin-Priority: -1

		Package: *
		Pin: release n=$release-backports
		Pin-Priority: 90
	EOF
	# The sandbox user may not enter a home folder.
	apt_args="-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$cache/apt/sources
		-o Dir::Etc::Preferences=$cache/apt/preferences -o Dir::State::Lists=$cache/apt/lists
		-o Dir::Cache=$cache/apt/cache -o APT::Sandbox::User=root -o DPkg::Lock::Timeout=600"
	# shellcheck disable=SC2086 # several options
	apt-get $apt_args update || die "apt-get update failed: is the mirror $site within reach?"
}

install_tools() {
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

# Sets $kernel to the unpacked kernel's image.
unpack_kernel() {
	want=${KTSNAP_KERNEL:-*}
	for kernel in "$cache"/kernel/$want/vmlinuz; do
		[ -e "$kernel" ] && return
	done
	private_apt
	# shellcheck disable=SC2086 # several options
	package=$(apt-cache $apt_args pkgnames "linux-binary-${KTSNAP_KERNEL:-}" |
		grep -E '^linux-binary-[0-9].*[0-9]-cloud-amd64$' | sort -V | tail -n 1)
	[ -n "$package" ] ||
		die "$kernel_suite has no linux-binary-${KTSNAP_KERNEL:-*}-cloud-amd64: name another release in KTSNAP_KERNEL"
	version=${package#linux-binary-}
	version=${version%-cloud-amd64}
	# shellcheck disable=SC2086 # several options
	(cd "$tmp" && apt-get $apt_args -t $kernel_suite download "$package") ||
		die "cannot download $package: run this again"
	dpkg-deb -x "$tmp/$package"_*.deb "$tmp/unpacked"
	mkdir -p "$cache/kernel/$version"
	kernel=$cache/kernel/$version/vmlinuz
	# Copied first and renamed then, so that half a file is never taken for a kernel.
	cp "$tmp/unpacked/usr/lib/modules/$version-cloud-amd64/vmlinuz" "$kernel.part" ||
		die "$package holds no vmlinuz where one was expected: name another release in KTSNAP_KERNEL"
	mv "$kernel.part" "$kernel"
}

make_initrd() {
	root=$tmp/root
	mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev"
	cp "$(command -v busybox)" "$(command -v bpftool)" "$root/bin/"
	ldd "$(command -v bpftool)" | grep -o '/[^ ]*' | while read -r library; do
		mkdir -p "$root${library%/*}"
		cp -L "$library" "$root$library"
	done
	cp ../bpf/dispatch.bpf.o "$root/"
	cp guest.sh "$root/init"
	chmod +x "$root/init"
	(cd "$root" && find . | cpio -o -H newc --quiet) | gzip -1 >"$tmp/initrd.gz"
}

# Two sockets, so two LLCs. Emulated: KVM may be there and still not run this kernel.
boot() {
	timeout 300 qemu-system-x86_64 -accel tcg -cpu max -m 2048 -smp 4,sockets=2 \
		-display none -monitor none -nic none -no-reboot \
		-serial "file:$tmp/console" -serial "file:$tmp/guest.tar" \
		-kernel "$kernel" -initrd "$tmp/initrd.gz" \
		-append "console=ttyS0 panic=-1 quiet" </dev/null ||
		guest_died "qemu failed or took more than five minutes"
	mkdir "$tmp/guest"
	[ -s "$tmp/guest.tar" ] ||
		guest_died "the guest went down before it reported"
	# shellcheck disable=SC2015 # either may fail
	tar -xf "$tmp/guest.tar" -C "$tmp/guest" 2>/dev/null && [ -s "$tmp/guest/status" ] ||
		guest_died "the guest went down while it reported"
	status=$(cat "$tmp/guest/status")
	[ "$status" = ok ] || {
		cat "$tmp/guest/register.log" >&2 || :
		tail -n 20 "$tmp/guest/dmesg" >&2
		die "in the guest: $status. Its messages are above; try another kernel with KTSNAP_KERNEL, now $kernel"
	}
}

guest_died() {
	tail -n 40 "$tmp/console" >&2
	die "$1. Its console is above; try another kernel with KTSNAP_KERNEL, now $kernel"
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

[ -e ../bpf/dispatch.bpf.o ] || die "dispatch.bpf.o is missing: run ../bpf/build.sh"
mkdir -p "$cache"
install_tools
unpack_kernel
make_initrd
boot
for name in a0 a1 a2 swap; do
	[ "$(cat "$tmp/guest/$name/state")" = enabled ] ||
		die "the scheduler was thrown out by capture $name: $(grep sched_ext "$tmp/guest/dmesg" | tail -n 1)"
	python3 render.py "$tmp/guest/$name" "$tmp/dispatch-$name.json"
done
# Only captures that hold what README.md promises replace the ones here.
python3 check.py "$tmp"
mv "$tmp"/dispatch-*.json .
