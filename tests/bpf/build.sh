#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the objects that the tests read. examples/bpf/build.sh lists the
# requirements, describes how an object is made, and also runs this script.

set -eu
cd "$(dirname "$0")"

# shellcheck source-path=SCRIPTDIR
. ../../examples/bpf/rules.sh

bpf_tools
mkdir -p raw
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
examples=../../examples/bpf
include=-I$examples

for name in shapes rich host resized hashes; do
	bpf_raw $name.bpf.c raw/$name.bpf.o $include
	bpf_link $name.bpf.o raw/$name.bpf.o
done

bpf_raw shapes.bpf.c raw/shapes.be.bpf.o $include -target bpfeb
bpf_raw resized.bpf.c raw/resized.be.bpf.o $include -target bpfeb

bpf_raw twins_a.bpf.c "$tmp/twins_a.bpf.o" $include
bpf_raw twins_b.bpf.c "$tmp/twins_b.bpf.o" $include
bpf_link twins.bpf.o "$tmp/twins_a.bpf.o" "$tmp/twins_b.bpf.o"
# The two with the static renamed, as the message about twins.bpf.o advises.
bpf_raw twins_b.bpf.c "$tmp/twins_renamed.bpf.o" $include -Dcnt=cnt_b
bpf_link twins_renamed.bpf.o "$tmp/twins_a.bpf.o" "$tmp/twins_renamed.bpf.o"

bpf_raw label.bpf.c label.bpf.o $include

bpf_raw histogram.bpf.c "$tmp/histogram.bpf.o" $include
bpf_link histogram.bpf.o "$tmp/histogram.bpf.o"

bpf_raw pointers.bpf.c "$tmp/pointers.bpf.o" $include
bpf_link pointers.bpf.o "$tmp/pointers.bpf.o"

bpf_raw groups.bpf.c "$tmp/groups.bpf.o" $include
bpf_link groups.bpf.o "$tmp/groups.bpf.o"

bpf_raw index.bpf.c "$tmp/index.bpf.o" $include
bpf_link index.bpf.o "$tmp/index.bpf.o"

bpf_raw labels.bpf.c "$tmp/labels.bpf.o" $include
bpf_link labels.bpf.o "$tmp/labels.bpf.o"

bpf_raw scraped.bpf.c "$tmp/scraped.bpf.o" $include
bpf_link scraped.bpf.o "$tmp/scraped.bpf.o"

# What tests/layouts/renamed.json says.
bpf_raw $examples/nr_counters.bpf.c "$tmp/renamed.bpf.o" -Dnr_shared_dispatches=nr_common_dispatches
bpf_link renamed.bpf.o "$tmp/renamed.bpf.o"

# The same objects in other wrappings.
bpf_btf raw.btf raw/shapes.bpf.o
bpf_btf shapes.be.btf shapes.be.bpf.o
for how in zlib zstd; do
	"$LLVM_OBJCOPY" --compress-sections=.BTF=$how shapes.bpf.o shapes.$how.bpf.o ||
		bpf_die "$LLVM_OBJCOPY cannot compress sections: it must be 19 or later"
done
bpf_carry carrier.be s390x-linux-gnu shapes.be.bpf.o
bpf_carry twice x86_64-linux-gnu $examples/fifo.bpf.o $examples/fifo.bpf.o
bpf_carry with_helper x86_64-linux-gnu $examples/nr_counters.bpf.o $examples/dispatch.bpf.o
bpf_carry helpers x86_64-linux-gnu $examples/nr_counters.bpf.o shapes.bpf.o
head -c 20000 $examples/schedulers >cut_short
# A program's section may be compressed as a whole.
bpf_carry "$tmp/carrier" x86_64-linux-gnu shapes.bpf.o
"$LLVM_OBJCOPY" --set-section-flags .bpf.objs=readonly --compress-sections=.bpf.objs=zstd "$tmp/carrier" carrier.zstd ||
	bpf_die "$LLVM_OBJCOPY cannot compress sections: it must be 19 or later"

# Without -g there is no .BTF at all.
bpf_raw twins_a.bpf.c nobtf.bpf.o $include -g0

# Debian 12's bpftool links only objects of its own byte order. Newer ones take
# both; 7.8 was used, which also writes a longer BTF header (32 bytes, not 24), so
# one object in this machine's order only has the longer header.
if [ -n "${BPFTOOL_NEW:-}" ]; then
	BPFTOOL=$BPFTOOL_NEW
	bpf_link shapes.be.bpf.o raw/shapes.be.bpf.o
	bpf_link shapes.hdr32.bpf.o raw/shapes.bpf.o
else
	echo "shapes.be.bpf.o and shapes.hdr32.bpf.o are left as they were: name a bpftool 7.8 in BPFTOOL_NEW to link them" >&2
fi

# Objects with variables that can't be read, and the same objects repaired.
bpf_raw changed_statics.bpf.c raw/changed_statics.bpf.o
bpf_link changed_statics.bpf.o raw/changed_statics.bpf.o
bpf_raw changed_statics.bpf.c raw/volatile_statics.bpf.o -DQUALIFIER=volatile
bpf_raw changed_statics.bpf.c raw/global_statics.bpf.o -DSTATIC=
bpf_raw two_sections.bpf.c raw/two_sections.bpf.o
bpf_raw two_sections.bpf.c raw/one_section.bpf.o -DMENDED=1
bpf_raw two_sections.bpf.c raw/one_section_default.bpf.o -DMENDED=2
bpf_raw extern_a.bpf.c raw/extern_a.bpf.o
bpf_raw extern_b.bpf.c "$tmp/extern_b.bpf.o"
bpf_link extern.bpf.o "$tmp/extern_b.bpf.o" raw/extern_a.bpf.o
# In this order bpftool 7.1 writes a wrong offset into BTF.
bpf_link extern_first.bpf.o raw/extern_a.bpf.o "$tmp/extern_b.bpf.o"
bpf_raw odd_maps.bpf.c raw/odd_maps.bpf.o
bpf_raw latin1.bpf.c raw/latin1.bpf.o

# With any options, gcc 12 writes its working directory into BTF, and the order of the
# types changes with each run. This object is therefore built only on request.
if [ -n "${BPF_GCC:-}" ]; then
	source=$PWD/gcc_statics.bpf.c
	(cd / && "$BPF_GCC" -gbtf -O2 -x c -c - -o "$tmp/gcc_statics.bpf.o" <"$source")
	"$LLVM_OBJCOPY" -R .comment "$tmp/gcc_statics.bpf.o" raw/gcc_statics.bpf.o
else
	echo "raw/gcc_statics.bpf.o is left as it was: name a gcc for BPF in BPF_GCC to build it (apt-get install gcc-bpf)" >&2
fi

# Files that hold no object where one is looked for: a program that has it in its
# constants, one without any, a copy without contents, a kernel module and its BTF.
bpf_assemble() {
	"$CLANG" -target x86_64-linux-gnu -x assembler -c - -o "$1" ||
		bpf_die "cannot assemble $1: $CLANG must be built for x86_64"
}
printf '.section .rodata, "a", @progbits\n.incbin "%s"\n' $examples/nr_counters.bpf.o | bpf_assemble elsewhere
printf '.section .rodata, "a", @progbits\n.byte 1\n' | bpf_assemble none
printf '.section .BTF, "a", @progbits\n.incbin "%s"\n' $examples/dispatch.btf | bpf_assemble module.ko
"$LLVM_OBJCOPY" --only-keep-debug $examples/schedulers debug_copy
# A pointer to type 1 of the other file, and a name.
printf '\237\353\1\0\30\0\0\0\0\0\0\0\14\0\0\0\14\0\0\0\2\0\0\0\0\0\0\0\0\0\0\2\1\0\0\0x\0' >split.btf

bpf_check elsewhere none module.ko debug_copy ./*.btf carrier.* twice with_helper helpers cut_short ./*.bpf.o raw/*.bpf.o
