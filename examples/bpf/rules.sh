# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
#
# How objects are built: for the build.sh in this folder and for tests/bpf/build.sh.
# Both call bpf_tools first and bpf_check last.

CLANG=${CLANG:-clang-19}
LLVM_STRIP=${LLVM_STRIP:-llvm-strip-19}
LLVM_OBJCOPY=${LLVM_OBJCOPY:-llvm-objcopy-19}
BPFTOOL=${BPFTOOL:-bpftool}
# Extra flags, such as -I if libbpf's headers are in an unusual folder.
BPF_CFLAGS=${BPF_CFLAGS:-}

# Debian has bpftool here, and sudo or cron may remove the folder from PATH.
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

# bpf_raw SOURCE OBJECT [FLAG...]: compiles an object and strips its DWARF.
#
# The source is relative to the current folder and both prefixes are removed, so
# the object holds no path of the machine that built it. llvm-strip -g removes
# DWARF and keeps .BTF and .BTF.ext.
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

# bpf_link OBJECT RAW...: links with libbpf's static linker, which fills in the
# sizes of DATASECs and the offsets of globals.
bpf_link() {
	out=$1
	shift
	"$BPFTOOL" gen object "$out" "$@" ||
		bpf_die "cannot link $out: the messages above are from $BPFTOOL, which must be 7.1 or later"
}

# bpf_carry BINARY TARGET OBJECT...: an ELF file that holds the objects as a program
# with libbpf-cargo's skeletons does: one after another, without names.
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

# bpf_btf FILE OBJECT: writes the object's BTF to a file.
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
