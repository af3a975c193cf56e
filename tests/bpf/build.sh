#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the objects that the tests read. What it needs and how an object is made
# stand in examples/bpf/build.sh, which also runs this script.

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

for name in shapes rich host resized; do
	bpf_raw $name.bpf.c raw/$name.bpf.o $include
	bpf_link $name.bpf.o raw/$name.bpf.o
done

bpf_raw shapes.bpf.c raw/shapes.be.bpf.o $include -target bpfeb
bpf_raw resized.bpf.c raw/resized.be.bpf.o $include -target bpfeb

bpf_raw twins_a.bpf.c "$tmp/twins_a.bpf.o" $include
bpf_raw twins_b.bpf.c "$tmp/twins_b.bpf.o" $include
bpf_link twins.bpf.o "$tmp/twins_a.bpf.o" "$tmp/twins_b.bpf.o"

bpf_raw label.bpf.c label.bpf.o $include

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
# one object in this machine's order shows that alone.
if [ -n "${BPFTOOL_NEW:-}" ]; then
	BPFTOOL=$BPFTOOL_NEW
	bpf_link shapes.be.bpf.o raw/shapes.be.bpf.o
	bpf_link shapes.hdr32.bpf.o raw/shapes.bpf.o
else
	echo "shapes.be.bpf.o and shapes.hdr32.bpf.o are left as they were: name a bpftool 7.8 in BPFTOOL_NEW to link them" >&2
fi

bpf_check ./*.btf carrier.* twice with_helper helpers cut_short ./*.bpf.o raw/*.bpf.o
