# SPDX-License-Identifier: GPL-2.0-only
"""Parses Prometheus' text format, as far as `ktsnap serve` uses it."""

import re

SAMPLE = re.compile(r"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?P<labels>.*)\})? (?P<value>\S+)")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)')
ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}


def labels_of(text):
    labels = {name: re.sub(r"\\.", lambda m: ESCAPES[m[0]], value) for name, value in LABEL.findall(text)}
    if LABEL.sub("", text):
        raise ValueError(f"labels: {text}")
    return labels


class Scrape:
    """The samples of a scrape by name and labels, each value as it was written, and the types by name."""

    def __init__(self, text):
        self.types, self.samples = {}, {}
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                self.types[name] = kind
            elif line and not line.startswith("#"):
                sample = SAMPLE.fullmatch(line)
                if not sample:
                    raise ValueError(f"not a sample: {line}")
                labels = labels_of(sample["labels"] or "")
                if "le" in labels:
                    # The two formats write it differently.
                    labels["le"] = str(float(labels["le"]))
                series = (sample["name"], frozenset(labels.items()))
                if series in self.samples:
                    raise ValueError(f"twice: {line}")
                self.samples[series] = sample["value"]

    def of(self, name):
        """The samples of a name: labels and value."""
        return [(dict(labels), value) for (other, labels), value in self.samples.items() if other == name]

    def single(self, name):
        """The value of a name without several samples, or `None`."""
        values = [value for _, value in self.of(name)]
        if len(values) > 1:
            raise ValueError(f"{name} has {len(values)} samples")
        return values[0] if values else None

    def counters(self):
        """The samples that only grow while the scheduler runs: those of counters and of histograms."""

        def grows(name):
            if self.types.get(name) == "counter":
                return True
            family, _, suffix = name.rpartition("_")
            return suffix in ("bucket", "count") and self.types.get(family) == "histogram"

        return {series: float(value) for series, value in self.samples.items() if grows(series[0])}
