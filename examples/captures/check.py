#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Says whether the captures in FOLDER show what README.md promises, and prints
their counters as its table.

    check.py FOLDER
"""

import json
import os
import sys

COUNTERS = ("nr_enqueued", "nr_mig_same", "nr_mig_cross", "nr_stopping")
# Less than this in two seconds is a machine that had no work.
MIN_GROWTH = 50
GAUGES = ("nr_tasks", "lag_ns")
FIX = "run make.sh again, and give guest.sh more load or time if that does not help"


def expect(truth, what):
    if not truth:
        sys.exit(f"check.py: {what}: {FIX}")


def load(folder, name):
    with open(os.path.join(folder, f"dispatch-{name}.json"), encoding="utf-8") as file:
        return json.load(file)


def copies(report):
    """Every copy of .bss in the report: whether it is the live one, and its scalars."""
    found = []
    for m in report["maps"]:
        if m["name"] == "dispatch.bss":
            values = {v["name"]: v["value"].get("value") for v in m["value"]["members"]}
            found.append((m["map_kva"] in report["active_map_kvas"], values))
    return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rows = []
    before = dict.fromkeys(COUNTERS, 0)
    for name in ("a0", "a1", "a2"):
        found = copies(load(sys.argv[1], name))
        expect([live for live, _ in found] == [True], f"{name} must hold one copy, a live one")
        now = found[0][1]
        for counter in COUNTERS:
            grown = now[counter] - before[counter]
            expect(grown >= MIN_GROWTH, f"{counter} grew by {grown} up to {name}, not {MIN_GROWTH}")
        expect(now["saw_cross"], f"{name} saw no move across LLCs")
        before = now
        rows.append((name, now))

    found = copies(load(sys.argv[1], "swap"))
    expect([live for live, _ in found] == [False, True], "swap must hold a dead copy, then a live one")
    (_, dead), (_, live) = found
    for counter in COUNTERS:
        expect(dead[counter] >= before[counter], f"the dead copy lost {counter}")
        expect(0 < live[counter] < dead[counter], f"{counter} of the live copy is not behind the dead one's")
    expect(dead["nr_tasks"] == 0, "the dead copy still has tasks")
    expect(live["nr_tasks"] > 0, "the live copy has no tasks")
    rows += [("swap, dead", dead), ("swap, live", live)]

    names = COUNTERS + GAUGES
    print("| capture | " + " | ".join(f"`{n}`" for n in names) + " |")
    print("|---" * (len(names) + 1) + "|")
    for label, values in rows:
        print(f"| {label} | " + " | ".join(str(values[n]) for n in names) + " |")


if __name__ == "__main__":
    main()
