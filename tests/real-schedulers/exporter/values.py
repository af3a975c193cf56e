# SPDX-License-Identifier: GPL-2.0-only
"""What bpftool printed of maps, by the names and labels that `ktsnap serve` gives the values.

The rules of the names are written down here once more, so a name that changes is noticed.
"""

import json
import math

# The divisor of each word that is a unit of time.
UNITS = {"ns": 10**9, "us": 10**6, "ms": 10**3}
# Of these, the elements or entries have the names of an enum.
ROWS = {
    "dsp_stats": ["DSP_LOCAL", "DSP_SHARED", "DSP_KICK"],
    "stats": ["DSP_LOCAL", "DSP_SHARED", "DSP_KICK"],
    "queue_waits": ["DSP_LOCAL", "DSP_SHARED"],
}
# Maps whose entries are the buckets of a histogram: bucket n is for less than 2^(n + 1).
HISTOGRAMS = {"wait_hist"}


def names(path):
    """The names as a counter and as a gauge, and the divisor of the value."""
    words = [word for member in path for word in member.split("_") if word]
    unit = [word for word in words if word in UNITS]
    words = [word for word in words if word not in UNITS]
    if words[-1] == "total":
        words.pop()
    base = "_".join(["ktsnap", *words, *(["seconds"] if unit else [])])
    return (f"{base}_total", base), UNITS[unit[0]] if unit else 1


def flat(path, labels, value):
    """The integers in a value: path, labels and integer."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield path, labels, value
    elif isinstance(value, list):
        label = f"index{sum(name.startswith('index') for name in labels) + 1}".removesuffix("1")
        elements = ROWS.get(".".join(path), [str(index) for index in range(len(value))])
        for element, name in zip(value, elements, strict=True):
            yield from flat(path, labels | {label: name}, element)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from flat(path + (name,), labels, member)


def of_entries(name, entries):
    """The integers of a map."""
    keys = ROWS.get(name, [str(at) for at in range(len(entries))])
    for key, entry in zip(keys, entries, strict=True):
        labels = {"key": key} if len(entries) > 1 else {}
        formatted = entry["formatted"]
        for slot in formatted.get("values", [formatted]):
            cpu = {"cpu": str(slot["cpu"])} if "cpu" in slot else {}
            yield from flat((name,), labels | cpu, slot["value"])


def histogram(name, entries):
    """The buckets, each with the counts of those before it."""
    sum_of_counts = 0
    for at, entry in enumerate(entries):
        sum_of_counts += entry["formatted"]["value"]
        upper = math.inf if at + 1 == len(entries) else float(2 ** (at + 1) - 1)
        yield f"ktsnap_{name}_bucket", {"le": str(upper)}, sum_of_counts
    yield f"ktsnap_{name}_count", {}, sum_of_counts


def expected_values(folder, maps, suffix):
    """The values by name and labels. A value has both of its possible names."""
    expected = {}
    for name in maps:
        entries = json.loads((folder / f"{name}{suffix}.json").read_text())
        if name in HISTOGRAMS:
            for full, labels, value in histogram(name, entries):
                expected[full, frozenset(labels.items())] = value
            continue
        if "." in name:
            section = "." + name.split(".")[1]
            variables = entries[0]["formatted"]["value"][section]
            integers = [integer for one in variables for of, value in one.items() for integer in flat((of,), {}, value)]
        else:
            integers = of_entries(name, entries)
        for path, labels, value in integers:
            both, divisor = names(path)
            for full in both:
                expected[full, frozenset(labels.items())] = value / divisor if divisor > 1 else value
    return expected
