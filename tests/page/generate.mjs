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
