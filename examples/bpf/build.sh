#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the objects of the examples and of the tests. Needs clang 19,
# llvm-strip, bpftool and libbpf's headers, but no kernel:
#
#     apt-get install clang-19 llvm-19 bpftool libbpf-dev
#
# CLANG, LLVM_STRIP and BPFTOOL name other ones. The objects are committed, and
# building again gives the same bytes: raw/ holds what clang wrote, this folder
# what libbpf's linker made of it.

set -eu
cd "$(dirname "$0")"

# shellcheck source-path=SCRIPTDIR
. ./rules.sh

bpf_tools
mkdir -p raw
for name in dispatch nr_counters; do
	bpf_raw $name.bpf.c raw/$name.bpf.o
	bpf_link $name.bpf.o raw/$name.bpf.o
done
bpf_check ./*.bpf.o raw/*.bpf.o

exec ../../tests/bpf/build.sh
