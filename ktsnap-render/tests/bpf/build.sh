#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the object that the tests of ktsnap-render read. examples/bpf/build.sh lists
# the requirements.

set -eu
cd "$(dirname "$0")"

# shellcheck source-path=SCRIPTDIR
. ../../../examples/bpf/rules.sh

bpf_tools
bpf_raw captured.bpf.c captured.bpf.o -I../../../examples/bpf
bpf_check captured.bpf.o
