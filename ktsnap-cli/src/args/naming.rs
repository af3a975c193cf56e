//! The options that choose maps of reports, and name their entries and elements.

use super::select::OfObject;

#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Naming {
    /// Show only this map; can be repeated
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Vec<String>,
    /// Show only this section, for example `.bss`; can be repeated
    #[arg(long, value_name = "SECTION")]
    pub(crate) section: Vec<String>,
    /// C enum of --object that names the entries of --map, for example `dsp_stat`
    #[arg(long, value_name = "ENUM", requires_all = ["map", "object"])]
    pub(crate) key: Option<String>,
    /// Name the elements of the array at PATH after the enumerators of ENUM of --object, for example `cstats=cell_stat_idx`; can be
    /// repeated
    #[arg(long, value_name = "PATH=ENUM", requires = "object")]
    pub(crate) rows: Vec<String>,
    /// Show a ratio of counters over their differences, for example `hit_rate = hits / (hits + misses)`; can be repeated
    #[arg(long, value_name = "NAME = EXPR")]
    pub(crate) ratio: Vec<String>,
    /// Name a term that ratios and later terms can use, for example `lookups = hits + misses`; can be repeated
    #[arg(long = "let", value_name = "NAME = EXPR", requires = "ratio")]
    pub(crate) terms: Vec<String>,
    #[command(flatten)]
    pub(crate) of: OfObject,
}
