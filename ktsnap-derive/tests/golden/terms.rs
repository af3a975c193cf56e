//! Ratios with named terms, `or`, functions, slices, members of all elements and a parameter.

#[derive(SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(let(moved_in = sum(per_llc[*].nr_in), half = moved_in / 2))]
#[snapshot(ratio(
    /// The share of the first cache domain.
    pub first_pct = percent(per_llc[0].nr_in / moved_in) or 0,
    clamped = max(first_pct, half) / moved_in or -0.5,
    worst = max(moves[1..3][2]) + mean(moves) + len(per_llc),
    share(total) = floor(half / total.half) + max(total.moves[*][0]),
    gained(earlier) = count(moves[1] > earlier.moves[1] and per_llc[*].nr_in > half),
    row[at] = sum(moves[at]) / max(moves[*][at]),
))]
struct Counters {
    per_llc: [LlcStats; 4],
    moves: [[u64; 4]; 4],
}
