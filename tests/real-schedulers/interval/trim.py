#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Reduces one moment that guest.sh read to what the comparison needs.

    trim.py FOLDER OUT

FOLDER is one of those that guest.sh wrote. OUT.json becomes the report of `ktsnap capture`
with only the maps that bpftool dumped too, and OUT.dump.json an object with what
`bpftool -j map dump` printed of each of these maps: where BTF has the type of the values,
only its own formatting of them, otherwise the bytes. Of structs and sections, both keep the
members of KEPT. No value changes.
"""

import json
import os
import sys

SUFFIX = ".dump.json"
# The members that remain, by map. Of other maps all do.
KEPT = {
    "bpf_bpf.bss": {"tune_input"},
    "bpf_bpf.rodata": {"nr_layers", "nr_llcs", "nr_nodes", "nr_possible_cpus"},
    "cpu_ctxs": {"gstats", "lstats", "layer_usages"},
    "llc_data": {"lstats"},
}


def trimmed_value(value, kept):
    """A value of the report."""
    if kept and value and "members" in value:
        return value | {"members": [m for m in value["members"] if m["name"] in kept]}
    return value


def trimmed_map(one):
    kept = KEPT.get(one["name"])
    if "value" in one:
        one["value"] = trimmed_value(one["value"], kept)
    for entry in one.get("array_entries", []):
        entry["value"] = trimmed_value(entry["value"], kept)
    for entry in one.get("percpu_entries", []):
        entry["per_cpu"] = [trimmed_value(slot, kept) for slot in entry["per_cpu"]]
    return one


def trimmed_formatted(value, kept):
    """A value of the dump: a struct, or a section with a list of variables."""
    if not kept:
        return value
    return {
        name: [v for v in member if kept & v.keys()] if name.startswith(".") else member
        for name, member in value.items()
        if name.startswith(".") or name in kept
    }


def trimmed_entry(entry, kept):
    formatted = entry.get("formatted")
    if formatted is None:
        return entry
    if "values" in formatted:
        slots = [slot | {"value": trimmed_formatted(slot["value"], kept)} for slot in formatted["values"]]
        return {"formatted": formatted | {"values": slots}}
    return {"formatted": formatted | {"value": trimmed_formatted(formatted["value"], kept)}}


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write(path, document):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, separators=(",", ":"))
        file.write("\n")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, out = sys.argv[1:]
    dumps = {}
    for file in sorted(os.listdir(folder)):
        if file.endswith(SUFFIX):
            name = file.removesuffix(SUFFIX)
            dumps[name] = [trimmed_entry(e, KEPT.get(name)) for e in load(os.path.join(folder, file))]
    write(out + SUFFIX, dumps)
    report = load(os.path.join(folder, "report.json"))
    report["maps"] = [trimmed_map(m) for m in report["maps"] if m["name"] in dumps]
    report.pop("prog_runtime_stats", None)
    write(out + ".json", report)


if __name__ == "__main__":
    main()
