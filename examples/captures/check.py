#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks that the captures in FOLDER show what README.md describes, and prints
their counters as the table of README.md.

    check.py FOLDER
"""

import json
import os
import struct
import sys

COUNTERS = ("nr_enqueued", "nr_mig_same", "nr_mig_cross", "nr_stopping")
# Less growth in two seconds means that the machine had no work.
MIN_GROWTH = 50
GAUGES = ("nr_tasks", "lag_ns")
# The maps of a running scheduler.
MAPS = (
    "task_ctxs",
    "cpu_stats",
    "stats",
    "wake_stats",
    "wait_hist",
    "queue_waits",
    "instance",
    "dispatch.rodata",
    "dispatch.data",
    ".data.cpumask",
    "dispatch.bss",
    "dispatch_ops",
)
# A map is read at one time, but each CPU may be between two counters then.
SLACK = 4
FIX = "run make.sh again, and give guest.sh more load or time if that does not help"


def expect(truth, what):
    if not truth:
        sys.exit(f"check.py: {what}: {FIX}")


def load(folder, name):
    with open(os.path.join(folder, f"dispatch-{name}.json"), encoding="utf-8") as file:
        return json.load(file)


def plain(value):
    """A rendered value as Python has it: members by name, elements in a list."""
    kind = value["kind"]
    if kind == "struct":
        return {m["name"]: plain(m["value"]) for m in value["members"]}
    if kind == "array":
        return [plain(v) for v in value["elements"]]
    if kind == "bytes":
        return int.from_bytes(bytes.fromhex(value["hex"]), "little")
    if kind == "cpu_list":
        return value["cpus"]
    if "deref" in value:
        return plain(value["deref"])
    return value.get("value")


def contents(m):
    """What the map holds: one value, one a key, or one a key and CPU."""
    if "value" in m:
        return plain(m["value"])
    if "array_entries" in m:
        return [plain(e["value"]) for e in m["array_entries"]]
    return [[plain(v) for v in e["per_cpu"]] for e in m.get("percpu_entries", [])]


def copies(report):
    """Every scheduler in the report, oldest first: whether it is the live one, and its maps' contents.

    The order is that of .bss. Maps that no pin held are the live one's alone.
    """
    found = [
        (m["map_kva"] in report["active_map_kvas"], {}) for m in report["maps"] if m["name"] == "dispatch.bss"
    ]
    for name in MAPS:
        maps = [m for m in report["maps"] if m["name"] == name]
        for (_, copy), m in zip(found[-len(maps) :], maps):
            copy[name] = contents(m)
    return found


def check_shapes(name, live, maps):
    """Each shape holds something that a misreading would change."""
    bss = maps["dispatch.bss"]
    expect(any(bss["slowest_comm"]), f"slowest_comm is empty in {name}")
    expect(bss["last_task"], f"last_task is null in {name}")
    expect(bss["last_cross"]["pid"], f"last_cross is of no task in {name}")
    expect(all(bss["dsp_stats"]), f"a way was never taken in {name}")
    expect(bss["saw_cross"], f"{name} saw no move across LLCs")
    expect(set(bss["recent"]) <= {0, 1}, f"recent in {name} holds what is no way of a task")
    expect(all(sum(row) for row in maps["stats"]), f"a key of stats is zero in {name}")
    expect(all(sum(row) for row in maps["wake_stats"]), f"a key of wake_stats is zero in {name}")
    expect(all(slot["nr_runs"] for slot in maps["cpu_stats"][0]), f"a CPU was idle all through {name}")
    expect(sum(map(bool, maps["wait_hist"])) > 3, f"waits were all of one length in {name}")
    expect(maps["instance"]["started_ns"] and maps["instance"]["nr_cpus"] == 4, f"no start is noted in {name}")

    cpus = maps[".data.cpumask"]["cross_cpus"]
    expect(cpus == bss["cross_cpus_seen"] == "0-3", f"not every CPU took a task from the other LLC in {name}")
    expect(maps["dispatch.rodata"]["max_cross_fraction"] == 0.7, f"max_cross_fraction is off in {name}")

    moves = bss["moves"]
    same = sum(moves[i][i] for i in range(len(moves)))
    cross = sum(map(sum, moves)) - same
    expect(abs(same - bss["nr_mig_same"]) <= SLACK, f"moves and nr_mig_same disagree in {name}")
    expect(abs(cross - bss["nr_mig_cross"]) <= SLACK, f"moves and nr_mig_cross disagree in {name}")
    for i, llc in enumerate(bss["per_llc"]):
        into = sum(row[i] for row in moves) - moves[i][i]
        expect(abs(into - llc["nr_in"]) <= SLACK, f"moves and per_llc[{i}].nr_in disagree in {name}")
    expect(any(llc["max_wait_ns"] for llc in bss["per_llc"]), f"per_llc holds no longest wait in {name}")

    # The dead copy stands still, so its maps agree to the last unit.
    if not live:
        by_way = [sum(row) for row in maps["stats"]]
        expect(by_way == bss["dsp_stats"], "the dead copy's stats and dsp_stats disagree")
        for waits in (sum(w["nr"] for w in maps["queue_waits"]), sum(maps["wait_hist"])):
            expect(waits == bss["waits"]["nr"], "the dead copy's maps disagree on the number of waits")


def check_raw(folder, name, maps):
    """The bytes beside the report are those that it was rendered from."""

    def raw(what, layout):
        with open(os.path.join(folder, f"dispatch-{name}.{what}.bin"), "rb") as file:
            return [list(t) for t in struct.iter_unpack(layout, file.read())]

    bss = maps["dispatch.bss"]
    first = ("nr_enqueued", "nr_mig_same", "nr_mig_cross", "nr_tasks")
    with open(os.path.join(folder, f"dispatch-{name}.bss.bin"), "rb") as file:
        values = struct.unpack_from("<QQQI", file.read())
    expect(list(values) == [bss[v] for v in first], f"{name}.bss.bin and the report disagree")
    data = list(maps["dispatch.data"].values())
    expect(raw("data", "<Qif") == [data], f"{name}.data.bin and the report disagree")
    slots = [[slot["nr_runs"], slot["busy_ns"]] for slot in maps["cpu_stats"][0]]
    expect(raw("cpu_stats", "<QQ") == slots, f"{name}.cpu_stats.bin and the report disagree")
    expect(raw("stats", "<4Q") == maps["stats"], f"{name}.stats.bin and the report disagree")
    expect(raw("wait_hist", "<16Q") == [maps["wait_hist"]], f"{name}.wait_hist.bin and the report disagree")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    rows = []
    before = dict.fromkeys(COUNTERS, 0)
    for name in ("a0", "a1", "a2"):
        found = copies(load(folder, name))
        expect([live for live, _ in found] == [True], f"{name} must hold one copy, a live one")
        maps = found[0][1]
        expect(len(maps) == len(MAPS), f"{name} must hold every map once")
        check_shapes(name, True, maps)
        now = maps["dispatch.bss"]
        for counter in COUNTERS:
            grown = now[counter] - before[counter]
            expect(grown >= MIN_GROWTH, f"{counter} grew by {grown} up to {name}, not {MIN_GROWTH}")
        before = now
        rows.append((name, now))
    check_raw(folder, "a2", maps)

    report = load(folder, "swap")
    found = copies(report)
    expect([live for live, _ in found] == [False, True], "swap must hold a dead copy, then a live one")
    # Those two are no arrays, so nothing pinned them.
    for name in set(MAPS) - {"task_ctxs", "dispatch_ops"}:
        expect(sum(m["name"] == name for m in report["maps"]) == 2, f"swap must hold {name} twice")
    for live, maps in found:
        check_shapes("swap, live" if live else "swap, dead", live, maps)
    (_, dead_maps), (_, live_maps) = found
    started = [maps["instance"]["started_ns"] for _, maps in found]
    expect(started[0] < started[1], "the copies in swap are not in order of start")
    dead, live = dead_maps["dispatch.bss"], live_maps["dispatch.bss"]
    for counter in COUNTERS:
        expect(dead[counter] >= before[counter], f"the dead copy lost {counter}")
        expect(0 < live[counter] < dead[counter], f"{counter} of the live copy is not behind the dead one's")
    fraction = live["nr_mig_cross"] / (live["nr_mig_same"] + live["nr_mig_cross"])
    expect(0.6 <= fraction < 0.7, f"{fraction:.3f} of the live copy's moves were across LLCs, not 0.6 to 0.7")
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
