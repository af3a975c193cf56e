#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Computes what the user space of scx_layered or scx_rusty prints about an interval.

    quantities.py SCHEDULER EARLIER.dump.json LATER.dump.json

SCHEDULER is `scx_layered` or `scx_rusty`, each of release 1.1.4. The dumps hold what
`bpftool -j map dump` printed at two moments: see trim.py. Each line is a quantity and its
value: a count is an integer, and a ratio is the double that is nearest to the exact
quotient, in the fewest digits that tell it from other doubles.

The formulas are those of the schedulers' sources (main.rs and stats.rs), with exact
fractions. The schedulers round twice, first the quotient and then its product with 100, so
their own last digits can differ. Of no dispatches, scx_layered prints percentages of 0, and
scx_rusty prints NaN: here they have no value.

tests/interval/declared.rs lists what is not computed, and why.
"""

import json
import sys
from decimal import Decimal
from fractions import Fraction

# enum layer_stat_id of intf.h.
LAYER_STATS = """
    SEL_LOCAL ENQ_LOCAL ENQ_WAKEUP ENQ_EXPIRE ENQ_REENQ ENQ_DSQ KEEP MIN_EXEC MIN_EXEC_NS OPEN_IDLE AFFN_VIOL
    KEEP_FAIL_MAX_EXEC KEEP_FAIL_BUSY PREEMPT PREEMPT_FIRST PREEMPT_XLLC PREEMPT_XNUMA PREEMPT_IDLE PREEMPT_FAIL
    EXCL_COLLISION EXCL_PREEMPT YIELD YIELD_IGNORE MIGRATION XNUMA_MIGRATION XLLC_MIGRATION XLLC_MIGRATION_SKIP
    XLAYER_WAKE XLAYER_REWAKE LLC_DRAIN_TRY LLC_DRAIN SKIP_REMOTE_NODE RUNQ_LAT_BASE
""".split()
LSTAT = {name: index for index, name in enumerate(LAYER_STATS)}
RUNQ_LAT = slice(LSTAT["RUNQ_LAT_BASE"], 58)
# enum global_stat_id.
GLOBAL_STATS = """
    EXCL_IDLE EXCL_WAKEUP HI_FB_EVENTS HI_FB_USAGE LO_FB_EVENTS LO_FB_USAGE FB_CPU_USAGE ANTISTALL SKIP_PREEMPT
    FIXUP_VTIME PREEMPTING_MISMATCH
""".split()
GSTAT = {name: index for index, name in enumerate(GLOBAL_STATS)}
# enum layer_usage.
USAGES = ("owned", "open", "protected", "protected_preempt")
# enum llc_layer_stat_id.
LLC_LAT, LLC_CNT = 0, 1

# Whatever tasks do, one of these counts it.
DISPATCHES = "SEL_LOCAL ENQ_LOCAL ENQ_WAKEUP ENQ_EXPIRE ENQ_REENQ KEEP".split()
# Each is a percentage of these dispatches: the name that is printed, and the statistic.
LAYER_PERCENTS = {
    name.lower(): name
    for name in LAYER_STATS
    if name not in ("MIN_EXEC_NS", "YIELD", "YIELD_IGNORE", "RUNQ_LAT_BASE")
} | {"yielded": "YIELD"}
TOTAL_PERCENTS = {
    "local_sel": "SEL_LOCAL",
    "local_enq": "ENQ_LOCAL",
    "open_idle": "OPEN_IDLE",
    "affn_viol": "AFFN_VIOL",
    "excl_collision": "EXCL_COLLISION",
    "excl_preempt": "EXCL_PREEMPT",
}

# enum stat_idx of scx_rusty: the name that is printed.
RUSTY_STATS = """
    wake_sync sync_prev_idle prev_idle greedy_idle pinned direct greedy greedy_far dsq_dispatch greedy_local
    greedy_xnuma repatriate kick_greedy nr_migrations task_get_err dl_clamp dl_preset
""".split()
# The first of them, of which each dispatch counts in one.
RUSTY_DISPATCHES = 11
RUSTY_COUNTS = ("nr_migrations", "task_get_err")


def ratio(part, whole):
    """The nearest double, as text without an exponent. `None` is a quotient without a value."""
    if whole == 0:
        return "no value"
    return format(Decimal(repr(float(Fraction(part, whole)))), "f").removesuffix(".0")


def percent(part, whole):
    return ratio(100 * part, whole)


def formatted(dump, name):
    """The values of a per-CPU array with one entry."""
    (entry,) = dump[name]
    return [slot["value"] for slot in entry["formatted"]["values"]]


def variable(dump, section, name):
    (entry,) = dump["bpf_bpf" + section]
    (value,) = (v[name] for v in entry["formatted"]["value"][section] if name in v)
    return value


def constant(dump, name):
    return variable(dump, ".rodata", name)


def add(rows):
    """The sums of the columns."""
    return [sum(column) for column in zip(*rows, strict=True)]


def change(later, earlier):
    """The differences of counters."""
    differences = [new - old for new, old in zip(later, earlier, strict=True)]
    if min(differences, default=0) < 0:
        sys.exit("quantities.py: a counter went back: the dumps are in the wrong order or of two instances")
    return differences


class LayeredCounters:
    """The counters of scx_layered at one moment."""

    def __init__(self, dump):
        self.nr_layers = constant(dump, "nr_layers")
        self.nr_llcs = constant(dump, "nr_llcs")
        self.nr_nodes = constant(dump, "nr_nodes")
        cpus = formatted(dump, "cpu_ctxs")
        if len(cpus) != constant(dump, "nr_possible_cpus"):
            sys.exit("quantities.py: the dump has not a slot for each CPU")
        self.gstats = add(cpu["gstats"] for cpu in cpus)
        self.lstats = [add(cpu["lstats"][layer] for cpu in cpus) for layer in range(self.nr_layers)]
        self.usages = [add(cpu["layer_usages"][layer] for cpu in cpus) for layer in range(self.nr_layers)]
        llcs = [entry["formatted"]["value"] for entry in dump["llc_data"][: self.nr_llcs]]
        self.llc_counts = [[llc["lstats"][layer][LLC_CNT] for llc in llcs] for layer in range(self.nr_layers)]
        self.llc_lats = [[llc["lstats"][layer][LLC_LAT] for llc in llcs] for layer in range(self.nr_layers)]


def layered(earlier, later):
    earlier, later = LayeredCounters(earlier), LayeredCounters(later)
    layers = [change(new, old) for new, old in zip(later.lstats, earlier.lstats, strict=True)]
    gstats = change(later.gstats, earlier.gstats)

    yield "nr_layers", later.nr_layers
    yield "nr_nodes", later.nr_nodes
    yield "nr_llcs", later.nr_llcs
    for index, stats in enumerate(layers):
        layer = f"layers[{index}]"
        total = sum(stats[LSTAT[name]] for name in DISPATCHES)
        yield f"{layer}.total", total
        for name, stat in LAYER_PERCENTS.items():
            yield f"{layer}.{name}", percent(stats[LSTAT[stat]], total)
        # User space rounds it down.
        yield f"{layer}.min_exec_us", stats[LSTAT["MIN_EXEC_NS"]] // 1000
        yield f"{layer}.yield_ignore", stats[LSTAT["YIELD_IGNORE"]]
        for bucket, count in enumerate(stats[RUNQ_LAT]):
            yield f"{layer}.l_runq_lat_hist[{bucket}]", count
        for kind, ns in zip(USAGES, change(later.usages[index], earlier.usages[index]), strict=True):
            yield f"{layer}.{kind}_ns", ns
        for llc, count in enumerate(change(later.llc_counts[index], earlier.llc_counts[index])):
            yield f"{layer}.llc_counts[{llc}]", count
        for llc, latency in enumerate(later.llc_lats[index]):
            yield f"{layer}.llc_lats[{llc}]", ratio(latency, 10**9)

    sums = add(layers)
    total = sum(sums[LSTAT[name]] for name in DISPATCHES)
    yield "total", total
    for name, stat in TOTAL_PERCENTS.items():
        yield name, percent(sums[LSTAT[stat]], total)
    yield "hi_fb", percent(gstats[GSTAT["HI_FB_EVENTS"]], total)
    yield "lo_fb", percent(gstats[GSTAT["LO_FB_EVENTS"]], total)
    # These are not percentages.
    yield "excl_idle", ratio(gstats[GSTAT["EXCL_IDLE"]], total)
    yield "excl_wakeup", ratio(gstats[GSTAT["EXCL_WAKEUP"]], total)
    for name in ("HI_FB_USAGE", "LO_FB_USAGE", "FB_CPU_USAGE", "ANTISTALL", "SKIP_PREEMPT", "FIXUP_VTIME", "PREEMPTING_MISMATCH"):
        yield name.lower(), gstats[GSTAT[name]]


def rusty_counters(dump):
    """The sums over all CPUs. BTF has no type for them, so bpftool prints bytes."""

    def number(slot):
        return int.from_bytes(bytes(int(byte, 16) for byte in slot["value"]), "little")

    return [sum(map(number, entry["values"])) for entry in dump["stats"]]


def rusty(earlier, later):
    changes = change(rusty_counters(later), rusty_counters(earlier))
    settings = variable(later, ".bss", "tune_input")
    total = sum(changes[:RUSTY_DISPATCHES])
    yield "total", total
    for name, value in zip(RUSTY_STATS, changes, strict=True):
        yield name, value if name in RUSTY_COUNTS else percent(value, total)
    # User space rounds it down, but only sets whole microseconds.
    yield "slice_us", ratio(settings["slice_ns"], 1000)
    for name in ("direct_greedy", "kick_greedy"):
        for index, word in enumerate(settings[f"{name}_cpumask"]):
            yield f"{name}_cpus[{index}]", word


SCHEDULERS = {"scx_layered": layered, "scx_rusty": rusty}


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in SCHEDULERS:
        sys.exit(__doc__)
    for name, value in SCHEDULERS[sys.argv[1]](load(sys.argv[2]), load(sys.argv[3])):
        print(name, value)


if __name__ == "__main__":
    main()
