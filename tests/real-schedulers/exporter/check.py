#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks what the machine of make.sh brought back.

    check.py OUT_DIR PROMETHEUS_DIR

OUT_DIR holds the files that guest.sh describes, and PROMETHEUS_DIR the programs
`prometheus` and `promtool`. The last lines say how much was checked.
"""

import json
import math
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

# Not into the checkout.
sys.dont_write_bytecode = True

from exposition import Scrape
from replay import Refused, Replay
from values import expected_values

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[2] / "examples/prometheus"
EXPORTERS = {"dispatch": 9345, "bpfland": 9346, "layered": 9347, "pinned": 9348}
START = "ktsnap_scheduler_start_time_seconds"
# How often guest.sh starts each scheduler.
STARTS = {"dispatch": 2, "bpfland": 2, "layered": 1}
# What is attached at each moment.
MOMENTS = {
    "nothing": None,
    "dispatch-first": "dispatch",
    "dispatch-second": "dispatch",
    "dispatch-stopped": None,
    "bpfland-first": "bpfland",
    "bpfland-killed": None,
    "bpfland-second": "bpfland",
    "layered": "layered",
    "nothing-again": None,
}
# What is not read from a map. The sum of a histogram is not known.
ABOUT = ("ktsnap_up", "ktsnap_scheduler_info", START, "ktsnap_unread", "ktsnap_wait_hist_sum", "ktsnap_cross_fraction")
# How many values of these the maps of the pinned program have.
PINNED = {
    "ktsnap_nr_enqueued_total": 1,
    "ktsnap_dsp_stats_total": 3,
    "ktsnap_waits_seconds_total": 1,
    "ktsnap_moves_total": 16,
    "ktsnap_per_llc_nr_in_total": 4,
    "ktsnap_queue_waits_nr_total": 2,
    "ktsnap_wait_hist_bucket": 16,
}
# CAP_SYS_ADMIN has number 21.
ADMIN = f"{1 << 21:016x}"
PRIVILEGES = {"CapPrm": ADMIN, "CapEff": ADMIN, "CapBnd": ADMIN, "CapInh": "0" * 16, "CapAmb": "0" * 16, "NoNewPrivs": "1"}
# What a dashboard's variables and Grafana's own become.
VARIABLES = {"$__rate_interval": "5s", "$__range": "600s", "$instance": ".*", "$layer": ".*"}

failures = []
done = Counter()


def check(condition, message):
    if not condition:
        failures.append(message)


def promtool(program, path):
    """Prometheus' own check of a scrape. It complains about names, units and help, too."""
    done["scrapes that promtool checks"] += 1
    run = subprocess.run([program, "check", "metrics"], input=path.read_bytes(), capture_output=True)
    check(run.returncode == 0, f"promtool: {path.name}: {(run.stdout + run.stderr).decode()}")


def is_consistent(name, scrape):
    """With `ktsnap_up 0`, there is nothing else about a scheduler."""
    up = scrape.single("ktsnap_up")
    check(up in ("0", "1"), f"{name}: ktsnap_up is {up}")
    rest = {series for series, _ in scrape.samples if series != "ktsnap_up"}
    if up == "0":
        check(not rest, f"{name}: up is 0, and there are {rest}")
    else:
        check(len(scrape.of("ktsnap_scheduler_info")) == 1, f"{name}: no ktsnap_scheduler_info")
        check(float(scrape.single(START) or 0) > 0, f"{name}: no {START}")
        check(scrape.counters(), f"{name}: no counters")
    return up == "1"


def check_scrapes(out, tool):
    """Each scrape by itself, and those of each exporter one after the other."""
    paths = sorted((out / "scrapes").iterdir())
    for path in paths + sorted((out / "moments").rglob("*.prom")):
        promtool(tool, path)
    for exporter, starts in STARTS.items():
        series = [(path.name, Scrape(path.read_text())) for path in paths if path.name.startswith(exporter)]
        seen, before = [], None
        for name, scrape in series:
            if not is_consistent(name, scrape):
                before = None
                continue
            start = scrape.single(START)
            if start not in seen:
                seen.append(start)
                before = None
            check(start == seen[-1], f"{name}: the start time goes back to {start}")
            counters = scrape.counters()
            for one, value in (before or {}).items():
                check(one in counters, f"{name}: {one} is missing")
                check(counters.get(one, math.inf) >= value, f"{name}: {one} falls from {value} to {counters.get(one)}")
                done["pairs of successive values of a counter"] += 1
            before = counters
        check(len(seen) == starts, f"{exporter}: {starts} starts, and the start times {seen}")
    failed = out / "failed-scrapes"
    check(not failed.exists(), f"no answer: {failed.exists() and failed.read_text()}")


def check_moments(out):
    for moment, attached in MOMENTS.items():
        for exporter in STARTS:
            scrape = Scrape((out / "moments" / moment / f"{exporter}.prom").read_text())
            up = is_consistent(f"{moment}/{exporter}", scrape)
            check(up == (exporter == attached), f"{moment}: ktsnap_up of {exporter} is {int(up)}")
            done["answers while it is known what is attached"] += 1


def check_processes(out):
    """Each exporter has one capability, and no more descriptors than before the schedulers."""
    for exporter in STARTS:
        descriptors = []
        for moment in ("nothing", "nothing-again"):
            path = out / "moments" / moment
            status = dict(line.split(":", 1) for line in (path / f"{exporter}.status").read_text().splitlines())
            for name, right in PRIVILEGES.items():
                check(status[name].strip() == right, f"{exporter}, {moment}: {name} is {status[name]}")
            descriptors.append(len((path / f"{exporter}.fds").read_text().splitlines()))
        check(descriptors[0] >= descriptors[1] > 0, f"{exporter}: {descriptors} descriptors")
        done["processes"] += 1


def check_starts(out):
    """The start times are those when guest.sh started the schedulers."""
    seen = defaultdict(list)
    for moment, attached in MOMENTS.items():
        if attached:
            scrape = Scrape((out / "moments" / moment / f"{attached}.prom").read_text())
            seen[attached].append(float(scrape.single(START)))
    for line in (out / "starts").read_text().splitlines():
        name, before, after = line.split()
        start = seen[name].pop(0)
        # `date` prints whole seconds.
        check(int(before) - 1 <= start <= int(after) + 2, f"{name} started between {before} and {after}, not at {start}")
        done["start times"] += 1


def check_equal(out):
    """The maps of a scheduler that has stopped don't change: equality with bpftool."""
    folder = out / "moments/dispatch-stopped"
    scrape = Scrape((folder / "pinned.prom").read_text())
    expected = expected_values(folder, ["dispatch.bss", "wait_hist", "queue_waits"], "")
    compared = Counter()
    for (name, labels), value in scrape.samples.items():
        if name in ABOUT:
            continue
        check((name, labels) in expected, f"bpftool has no {name} {dict(labels)}")
        right = expected.get((name, labels))
        check(float(value) == right, f"{name} {dict(labels)} is {value}, and bpftool has {right}")
        compared[name] += 1
    for name, least in PINNED.items():
        check(compared[name] == least, f"{compared[name]} values of {name} instead of {least}")
    done["values equal to those of bpftool"] += compared.total()


def check_between(out):
    folder = out / "moments/bpfland-first"
    scrape = Scrape((folder / "between.prom").read_text())
    before = expected_values(folder, ["bpf_bpf.bss"], "-before")
    after = expected_values(folder, ["bpf_bpf.bss"], "-after")
    grown = 0
    for (name, labels), value in scrape.counters().items():
        low, high = before[name, labels], after[name, labels]
        check(low <= value <= high, f"{name}: {value} is not between {low} and {high}")
        grown += low < high
        done["values between two of bpftool"] += 1
    check(grown >= 1, "no counter of scx_bpfland changed between the dumps")


def check_openmetrics(out):
    text = (out / "moments/dispatch-stopped/pinned.openmetrics").read_text()
    check(text.endswith("# EOF\n"), "OpenMetrics ends without # EOF")
    plain = Scrape((out / "moments/dispatch-stopped/pinned.prom").read_text())
    opened = Scrape(text.removesuffix("# EOF\n"))
    differing = {series for series, value in plain.samples.items() if opened.samples.get(series) != value}
    check(not differing, f"OpenMetrics differs: {differing}")


def substituted(query):
    for variable, value in VARIABLES.items():
        query = query.replace(variable, value)
    check("$" not in query, f"a variable of the query is unknown: {query}")
    return query


def dashboards():
    """The queries of all dashboards: the name, the panel and the query."""
    for path in sorted((EXAMPLES / "dashboards").glob("*.json")):
        dashboard = json.loads(path.read_text())
        ids = [panel["id"] for panel in dashboard["panels"]]
        check(len(ids) == len(set(ids)), f"{path.name}: two panels have one id")
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                yield path.stem, panel["title"], target["expr"]
        for variable in dashboard["templating"]["list"]:
            if variable["type"] == "query":
                selector = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["query"])
                yield path.stem, f"${variable['name']}", f"count by ({selector[2]}) ({selector[1]})"


def numbers(result):
    return [value for _, values in result for _, value in values if math.isfinite(value)]


def check_alerts(tool):
    """The configuration of the example, and its alerts with the series of alerts.test.yml, for each of which they fire or don't."""
    for arguments in (["check", "config", EXAMPLES / "prometheus.yml"], ["test", "rules", HERE / "alerts.test.yml"]):
        run = subprocess.run([tool, *arguments], capture_output=True, text=True)
        check(run.returncode == 0, f"promtool: {run.stdout}{run.stderr}")
    tested = (HERE / "alerts.test.yml").read_text()
    for name in re.findall(r"- alert: (\w+)", (EXAMPLES / "alerts.yml").read_text()):
        check(f"alertname: {name}\n" in tested, f"alerts.test.yml does not test {name}")
        done["alerts"] += 1


def instance(exporter):
    return f"127.0.0.1:{EXPORTERS[exporter]}"


def check_storage(prometheus, start, end):
    seconds = int(end - start) + 1
    everything = prometheus.raw('{__name__=~"ktsnap_.*"}', end, seconds)
    # By exporter and moment, what was scraped.
    scrapes = defaultdict(dict)
    for labels, values in everything:
        series = frozenset((name, value) for name, value in labels.items() if name not in ("job", "instance"))
        for at, value in values:
            scrapes[labels["instance"], at][series] = value
    up = frozenset({("__name__", "ktsnap_up")})
    seen = defaultdict(Counter)
    for (address, at), samples in scrapes.items():
        seen[address][samples.get(up)] += 1
        if samples.get(up) == 0:
            check(len(samples) == 1, f"{address} at {at}: up is 0, and there are {len(samples)} samples")
    for exporter in STARTS:
        check(seen[instance(exporter)].keys() == {0.0, 1.0}, f"{exporter}: ktsnap_up is {seen[instance(exporter)]}")
        # Ten seconds of each run at least. The machine is slow, but a scrape that is late is no fault of the exporter.
        check(seen[instance(exporter)][1.0] >= 10, f"{exporter}: {seen[instance(exporter)]} scrapes")
    done["scrapes by Prometheus"] += len(scrapes)

    # While a scheduler is enabled, the slow machine may not answer within the second that a scrape may take.
    for exporter in STARTS:
        ((_, values),) = prometheus.raw(f'up{{instance="{instance(exporter)}"}}', end, seconds)
        late = [at for at, value in values if value == 0]
        check(len(late) <= len(values) / 2, f"Prometheus could not scrape {exporter} at {late}")
        done["scrapes that took more than a second"] += len(late)

    metadata = Counter(labels["__name__"] for labels, _ in everything)
    counters = sorted(name for name in metadata if re.search("_(total|bucket|count)$", name))
    check(len(counters) >= 25, f"only {counters}")
    for name in counters:
        moved = 0
        for function in ("rate", "increase"):
            result = prometheus.each_second(f"{function}({name}[5s])", start, end)
            values = numbers(result)
            check(values, f"{function}({name}[5s]) has no values")
            check(min(values, default=0) >= 0, f"{function}({name}[5s]) is negative")
            moved += max(values, default=0)
            done[f"values of {function}"] += len(values)
        done["counters"] += 1
        done["counters that grew"] += moved > 0
    check(done["counters that grew"] >= 15, f"only {done['counters that grew']} counters grew")

    for exporter, starts in STARTS.items():
        if starts > 1:
            query = f'changes({START}{{instance="{instance(exporter)}"}}[{seconds}s])'
            (changes,) = prometheus.ask("query", query=query, time=end)["result"]
            check(float(changes["value"][1]) == starts - 1, f"{exporter}: {changes} changes of the start time")


def check_queries(prometheus, start, end):
    for dashboard, panel, query in dashboards():
        try:
            values = numbers(prometheus.each_second(substituted(query), start, end))
        except Refused as refused:
            values = None
            check(False, f"{dashboard}: {panel}: {query}: {refused}")
        check(values is None or values, f"{dashboard}: {panel}: no data for {query}")
        done[f"queries of {dashboard}"] += 1
    fired = {labels["alertname"] for labels, _ in prometheus.each_second('ALERTS{alertstate="firing"}', start, end)}
    # These are true at some time.
    for name in ("SchedulerNotAttached", "CounterUnread"):
        check(name in fired, f"{name} did not fire: {fired}")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    out, programs = Path(sys.argv[1]), Path(sys.argv[2])
    tool = programs / "promtool"
    check_alerts(tool)
    check_scrapes(out, tool)
    check_moments(out)
    check_processes(out)
    check_starts(out)
    check_equal(out)
    check_between(out)
    check_openmetrics(out)
    start, end = map(float, (out / "period").read_text().split())
    with Replay(programs / "prometheus", out / "prometheus") as prometheus:
        check_storage(prometheus, start, end)
        check_queries(prometheus, start, end)
    for what, number in done.items():
        print(f"{number:7} {what}")
    if failures:
        sys.exit("\n".join([*failures[:40], f"check.py: {len(failures)} failures"]))


if __name__ == "__main__":
    main()
