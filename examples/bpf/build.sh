#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the objects of the examples and of the tests. Needs clang 19,
# llvm-strip, bpftool and libbpf's headers, but no kernel:
#
#     apt-get install clang-19 llvm-19 bpftool libbpf-dev
#
# CLANG, LLVM_STRIP, LLVM_OBJCOPY and BPFTOOL name other programs. The objects are
# committed, and building again gives the same bytes. raw/ holds the output of clang,
# and this folder the output of libbpf's linker. `schedulers` holds two objects as a
# scheduler's binary does, and dispatch.btf only the BTF of an object.

set -eu
cd "$(dirname "$0")"

# shellcheck source-path=SCRIPTDIR
. ./rules.sh

bpf_tools
mkdir -p raw
for name in dispatch fifo nr_counters; do
	bpf_raw $name.bpf.c raw/$name.bpf.o
	bpf_link $name.bpf.o raw/$name.bpf.o
done
bpf_btf dispatch.btf dispatch.bpf.o
bpf_carry schedulers x86_64-linux-gnu dispatch.bpf.o fifo.bpf.o
bpf_check dispatch.btf schedulers ./*.bpf.o raw/*.bpf.o

exec ../../tests/bpf/build.sh
