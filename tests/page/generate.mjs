// Reports of a machine with many CPUs, which no capture of this repository has.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

const uint = (value) => ({ kind: "uint", bits: 64, value });

/// Writes reports of one instance of a scheduler, and returns their paths.
export function generate(folder, { reports, cpus, globals, keys }) {
  // The same numbers on each run.
  let seed = 1;
  const random = (below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const totals = Array.from({ length: globals }, () => 0);
  const perCpu = Array.from({ length: keys }, () => Array.from({ length: cpus }, () => 0));
  const paths = [];
  for (let report = 0; report < reports; report++) {
    totals.forEach((_, at) => (totals[at] += random(10 ** (1 + (at % 6)))));
    perCpu.forEach((row, key) => row.forEach((_, cpu) => (row[cpu] += random(100 * (key + 1)))));
    const members = totals.map((value, at) => ({ name: `nr_counter_${at}`, value: uint(value) }));
    const section = { kind: "struct", type_name: ".bss", members };
    const entries = perCpu.map((row, key) => ({ key, per_cpu: row.map(uint) }));
    const document = {
      schema: "single",
      maps: [
        { name: "large.bss", map_kva: 4096, map_type: 2, value_size: 8 * globals, max_entries: 1, value: section },
        { name: "cpu_stats", map_kva: 8192, map_type: 6, value_size: 8, max_entries: keys, percpu_entries: entries },
      ],
    };
    const path = join(folder, `run-${String(report).padStart(3, "0")}.json`);
    writeFileSync(path, JSON.stringify(document));
    paths.push(path);
  }
  return paths;
}

/// Writes two groups of series of `ktsnap capture`, and returns the pattern of each. Of the counters, `faster` differs and `noisy`
/// does not.
export function groups(folder, measurements) {
  return ["before", "after"].map((name, group) => {
    for (let run = 0; run < measurements; run++) {
      for (let turn = 0; turn < 3; turn++) {
        const rates = { faster: 1000 + 100 * group + run, noisy: 1000 + ((run * 37 + group * 53 + 11) % 100) };
        const members = Object.entries(rates).map(([name, rate]) => ({ name, value: uint(rate * turn) }));
        const section = { kind: "struct", type_name: ".bss", members };
        const stamp = { boot_id: "b", monotonic_ns: 1e9 * (turn + 1), realtime_ns: 1, series: { id: `${name}-${run}`, turn } };
        const document = {
          schema: "single",
          maps: [{ name: "sched.bss", map_kva: 4096, map_type: 2, value_size: 16, max_entries: 1, value: section }],
          ktsnap_capture: stamp,
        };
        writeFileSync(join(folder, `${name}-${run}-${turn}.json`), JSON.stringify(document));
      }
    }
    return join(folder, `${name}-*.json`);
  });
}
