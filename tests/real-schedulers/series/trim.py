#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Reduces the reports of one series that guest.sh captured to the maps with counters.

    trim.py FOLDER NAME OUT

FOLDER has the reports NAME-NN.json of `ktsnap capture`. OUT gets NN.json.gz, reports with the
maps of KEPT only, and of the sections and structs of MEMBERS only those members. No value
changes.
"""

import glob
import gzip
import json
import os
import sys

# The maps that remain. All remain of a scheduler that is not listed.
KEPT = {
    "scx_bpfland": {"bpf_bpf.bss"},
    "scx_rusty": {"stats"},
    "scx_layered": {"cpu_ctxs"},
}
MEMBERS = {
    "scx_layered": {"gstats", "lstats", "layer_usages"},
}


def trimmed_value(value, members):
    if members and value and "members" in value:
        return value | {"members": [m for m in value["members"] if m["name"] in members]}
    return value


def trimmed_map(one, members):
    if "value" in one:
        one["value"] = trimmed_value(one["value"], members)
    for entry in one.get("percpu_entries", []):
        entry["per_cpu"] = [trimmed_value(slot, members) for slot in entry["per_cpu"]]
    return one


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    folder, name, out = sys.argv[1:]
    files = sorted(glob.glob(os.path.join(folder, f"{name}-*.json")))
    if not files:
        sys.exit(f"{folder} has no reports of {name}")
    for file in files:
        with open(file, encoding="utf-8") as opened:
            report = json.load(opened)
        kept, members = KEPT.get(name), MEMBERS.get(name)
        report["maps"] = [trimmed_map(m, members) for m in report["maps"] if kept is None or m["name"] in kept]
        report.pop("prog_runtime_stats", None)
        number = os.path.basename(file).removeprefix(f"{name}-").removesuffix(".json")
        # Without a time and a name in the archive, equal reports give equal files.
        with open(os.path.join(out, f"{number}.json.gz"), "wb") as target:
            with gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as packed:
                packed.write(json.dumps(report, separators=(",", ":")).encode() + b"\n")


if __name__ == "__main__":
    main()
