//! Options that select counters. Each command flattens the groups that it supports. An option that `ktsnap derive` has too has
//! the same spelling there.

/// Sections and maps, and the names of their parts.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Sources {
    /// Section of the counters; can be repeated [default: .bss, unless `--map` is given]
    #[arg(long, value_name = "SECTION")]
    pub(crate) section: Vec<String>,
    /// Map of the counters: an array, a per-CPU array or a hash map; can be repeated
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Vec<String>,
    /// C enum that names the map's entries, for example `dsp_stat`; needed only if BTF does not link it to the map
    #[arg(long, value_name = "ENUM", requires = "map")]
    pub(crate) key: Option<String>,
    /// Name the elements of the array at PATH after the enumerators of ENUM, for example `cstats=cell_stat_idx`; can be
    /// repeated
    #[arg(long, value_name = "PATH=ENUM")]
    pub(crate) rows: Vec<String>,
    /// Show the array or map at PATH as a histogram with these buckets, for example `wait_us=Log2<10>`; can be repeated
    #[arg(long, value_name = "PATH=BUCKETS")]
    pub(crate) histogram: Vec<String>,
}

/// The object whose BTF describes the maps of a report.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct OfObject {
    /// BPF object, scheduler binary or layout file that names the parts of maps, or that is used instead of the object of --struct
    #[arg(long, value_name = "OBJECT")]
    pub(crate) object: Option<std::path::PathBuf>,
    /// Select the object with this struct_ops variable, if a binary embeds several
    #[arg(long, value_name = "VARIABLE", requires = "object")]
    pub(crate) struct_ops: Option<String>,
}

/// Which of the counters.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Only {
    /// Show only counters that match PATTERN (`*` matches any text, `?` one character), signed ones and long arrays too
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
}

/// The values of per-CPU maps.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Cpus {
    /// Show the value of each CPU, not the sum over all CPUs
    #[arg(long)]
    pub(crate) per_cpu: bool,
    /// Sum counters that match PATTERN over all CPUs, although their names are those of times, extremes or states
    #[arg(long, value_name = "PATTERN")]
    pub(crate) sum: Vec<String>,
}

/// Ratios of counters.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Ratios {
    /// Show a ratio of counters, for example `hit_rate = hits / (hits + misses)`; can be repeated
    #[arg(long, value_name = "NAME = EXPR")]
    pub(crate) ratio: Vec<String>,
    /// Name a term that ratios and later terms can use, for example `lookups = hits + misses`; can be repeated
    #[arg(long = "let", value_name = "NAME = EXPR")]
    pub(crate) terms: Vec<String>,
}
