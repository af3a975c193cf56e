#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds dispatch.bpf.o, and the objects that the tests read. Needs clang 19,
# llvm-strip, bpftool and libbpf's headers, but no kernel:
#
#     apt-get install clang-19 llvm-19 bpftool libbpf-dev
#
# CLANG, LLVM_STRIP and BPFTOOL name other ones. Both objects are committed, and
# building again gives the same bytes: raw/dispatch.bpf.o is what clang wrote,
# dispatch.bpf.o what libbpf's linker made of it.

set -eu
cd "$(dirname "$0")"

# shellcheck source-path=SCRIPTDIR
. ./rules.sh

bpf_tools
mkdir -p raw
bpf_raw dispatch.bpf.c raw/dispatch.bpf.o
bpf_link dispatch.bpf.o raw/dispatch.bpf.o
bpf_check raw/dispatch.bpf.o dispatch.bpf.o

exec ../../tests/bpf/build.sh
