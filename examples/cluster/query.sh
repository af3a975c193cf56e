#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Answers a query on a cluster of one scheduler and two executors, which run on this machine until the query ends.
#
#     examples/cluster/query.sh SQL INPUT... [OPTION...]

set -eu

logs=$(mktemp -d)
trap 'kill $pids 2>/dev/null || :; rm -rf "$logs"' EXIT

# The line that a part prints when it listens.
line() {
	until [ -s "$1" ]; do sleep 0.1; done
	head -n 1 "$1"
}

ktsnap cluster scheduler --bind 127.0.0.1:0 >"$logs/scheduler" 2>"$logs/errors" &
pids=$!
scheduler=$(line "$logs/scheduler" | sed 's/.* //')
for executor in 1 2; do
	ktsnap cluster executor --scheduler "$scheduler" >"$logs/executor-$executor" 2>>"$logs/errors" &
	pids="$pids $!"
	line "$logs/executor-$executor" >"$logs/line"
done
ktsnap query "$@" --cluster "$scheduler"
