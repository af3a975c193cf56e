# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
#
# How an object is made here: sourced by the build.sh beside it and by
# tests/bpf/build.sh. Both call bpf_tools once, then the others, bpf_check last.

CLANG=${CLANG:-clang-19}
LLVM_STRIP=${LLVM_STRIP:-llvm-strip-19}
LLVM_OBJCOPY=${LLVM_OBJCOPY:-llvm-objcopy-19}
BPFTOOL=${BPFTOOL:-bpftool}
# Extra flags, such as -I where libbpf's headers are not in the usual place.
BPF_CFLAGS=${BPF_CFLAGS:-}

# Where sudo or cron cut the PATH short, bpftool is still here on Debian.
PATH=$PATH:/usr/sbin

bpf_die() {
	echo "$0: $*" >&2
	exit 1
}

bpf_tools() {
	for need in "$CLANG:CLANG:clang-19" "$LLVM_STRIP:LLVM_STRIP:llvm-19" \
		"$LLVM_OBJCOPY:LLVM_OBJCOPY:llvm-19" "$BPFTOOL:BPFTOOL:bpftool"; do
		tool=${need%%:*}
		rest=${need#*:}
		command -v "$tool" >/dev/null ||
			bpf_die "$tool not found: apt-get install ${rest#*:}, or set ${rest%%:*} to another one"
	done
	# shellcheck disable=SC2086 # several flags
	echo '#include <bpf/bpf_helpers.h>' | "$CLANG" -target bpf $BPF_CFLAGS -M -E - >/dev/null 2>&1 ||
		bpf_die "bpf/bpf_helpers.h not found: apt-get install libbpf-dev, or name its folder in BPF_CFLAGS=-I..."
}

# bpf_raw SOURCE OBJECT [FLAG...]: what clang makes, without DWARF.
#
# The source is named relative to the current folder and both prefixes are cut,
# so that no byte tells where the object was built. llvm-strip -g drops DWARF
# and keeps .BTF and .BTF.ext.
bpf_raw() {
	src=$1
	obj=$2
	shift 2
	# shellcheck disable=SC2086 # several flags
	"$CLANG" -g -O2 -Wall -Werror -target bpf -mcpu=v3 -D__TARGET_ARCH_x86 \
		-ffile-prefix-map="$PWD"=. -fdebug-compilation-dir=. \
		$BPF_CFLAGS "$@" -c "$src" -o "$obj" ||
		bpf_die "cannot compile $src: the messages above are from $CLANG, which must be clang 19 or later"
	"$LLVM_STRIP" -g "$obj" ||
		bpf_die "cannot strip $obj: use the $LLVM_STRIP that came with $CLANG"
}

# bpf_link OBJECT RAW...: libbpf's static linker fills in what clang leaves open,
# the sizes of DATASECs and the offsets of globals.
bpf_link() {
	out=$1
	shift
	"$BPFTOOL" gen object "$out" "$@" ||
		bpf_die "cannot link $out: the messages above are from $BPFTOOL, which must be 7.1 or later"
}

# bpf_carry BINARY TARGET OBJECT...: what a program for that machine holds that
# includes libbpf-cargo's skeletons of the objects: one after another, unnamed.
bpf_carry() {
	binary=$1
	target=$2
	shift 2
	{
		echo '.section .bpf.objs, "a", @progbits'
		printf '.incbin "%s"\n' "$@"
	} | "$CLANG" -target "$target" -x assembler -c - -o "$binary" ||
		bpf_die "cannot assemble $binary: $CLANG must be built for $target"
}

# bpf_btf FILE OBJECT: the object's BTF alone.
bpf_btf() {
	"$LLVM_OBJCOPY" --dump-section .BTF="$1" "$2" /dev/null ||
		bpf_die "cannot take .BTF out of $2: the messages above are from $LLVM_OBJCOPY"
}

# bpf_check OBJECT...: fail if one holds a path of this machine.
bpf_check() {
	for obj in "$@"; do
		for path in "$PWD" "${HOME:-/root}" /usr/ /tmp/; do
			if grep -qaF -- "$path" "$obj"; then
				bpf_die "$obj holds the path $path: look for it with 'strings -a $obj' and cut it with -ffile-prefix-map in rules.sh"
			fi
		done
	done
}
