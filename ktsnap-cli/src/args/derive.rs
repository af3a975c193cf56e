//! The arguments of `ktsnap derive`.

use super::Object;

/// Generate a Rust struct for the counters of an object
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap derive ~/.cargo/bin/scx_bpfland --only 'nr_*'
  ktsnap derive bpf.bpf.o --section .rodata --name Config
  ktsnap derive ~/.cargo/bin/scx_p2dq --map stats >> tests/counters.rs
  ktsnap derive bpf.bpf.o --section .bss --section .data --map cpu_stats > src/counters.rs
  ktsnap derive ~/.cargo/bin/scx_bpfland --only 'nr_*_dispatches' --main > src/main.rs
  ktsnap derive scx_mitosis.json --map cpu_ctxs --rows cstats=cell_stat_idx --only cstats --sum

A PATH is written as in `#[snapshot(path = \"...\")]`, for example `llcs[*].hop_ns`. The first name is
a global, a member of a map's value, or a map. BUCKETS is `Log2`, `Fls`, `Linear<START, WIDTH>` or
a type that implements `ktsnap::histogram::Buckets`.

If several structs share a C struct or enum, generate them in one run: two runs would both define
its Rust type.")]
pub(crate) struct Derive {
    #[command(flatten)]
    pub(crate) object: Object,
    /// Generate a struct for the globals of SECTION; can be repeated [default: .bss, unless `--map` is given]
    #[arg(long, value_name = "SECTION")]
    pub(crate) section: Vec<String>,
    /// Generate a struct for the entries of MAP, or for the members of its only entry; can be repeated
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Vec<String>,
    /// C enum that names the map's entries, for example `dsp_stat`; needed only if BTF does not link it to the map
    #[arg(long, value_name = "ENUM", requires = "map")]
    pub(crate) key: Option<String>,
    /// Generate only fields that match PATTERN: `*` matches any text, `?` one character
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Make the array at PATH a row, a struct with a field for each enumerator of ENUM, for example `cstats=cell_stat_idx`;
    /// can be repeated
    #[arg(long, value_name = "PATH=ENUM")]
    pub(crate) rows: Vec<String>,
    /// Make the array at PATH a histogram with these buckets, for example `wait_us=Log2<10>`; can be repeated
    #[arg(long, value_name = "PATH=BUCKETS")]
    pub(crate) histogram: Vec<String>,
    /// Make each field of a per-CPU map the sum over all CPUs; only integers have a sum
    #[arg(long)]
    pub(crate) sum: bool,
    /// Name of the struct; by default derived from the section or map
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Add a method that computes a ratio of fields, for example `hit_rate = hits / (hits + misses)`;
    /// `CellStats.hit_rate` adds it to the struct `CellStats`
    #[arg(long, value_name = "NAME = EXPR")]
    pub(crate) ratio: Vec<String>,
    /// Name a term that ratios and later terms can use, for example `lookups = hits + misses`
    #[arg(long = "let", value_name = "NAME = EXPR")]
    pub(crate) terms: Vec<String>,
    /// Also generate a `main` that reads the report given as its argument and prints the struct and its ratios
    #[arg(long)]
    pub(crate) main: bool,
    /// Path to write into `object = "..."` instead of OBJECT, relative to the package, for example `$OUT_DIR/bpf.bpf.o`
    #[arg(long, value_name = "PATH")]
    pub(crate) object_as: Option<String>,
}
