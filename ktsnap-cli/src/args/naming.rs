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
    /// C enum that names the entries of --map, for example `dsp_stat`; of --object, or of the layout file in `schemas/`
    #[arg(long, value_name = "ENUM", requires = "map")]
    pub(crate) key: Option<String>,
    /// Name the elements of the array at PATH after the enumerators of ENUM, for example `cstats=cell_stat_idx`; can be repeated
    #[arg(long, value_name = "PATH=ENUM")]
    pub(crate) rows: Vec<String>,
    /// Show a ratio of counters over their differences, for example `hit_rate = hits / (hits + misses)`; can be repeated
    #[arg(long, value_name = "NAME = EXPR")]
    pub(crate) ratio: Vec<String>,
    /// Name a term that ratios and later terms can use, for example `lookups = hits + misses`; can be repeated
    #[arg(long = "let", value_name = "NAME = EXPR", requires = "ratio")]
    pub(crate) terms: Vec<String>,
    #[command(flatten)]
    pub(crate) of: OfObject,
    /// Whether no layout file is searched for.
    #[arg(skip)]
    pub(crate) without_search: bool,
}

impl Naming {
    /// The option that needs the names of an object.
    pub(crate) fn needs_object(&self) -> Option<&'static str> {
        let is_given = [("--key", self.key.is_some()), ("--rows", !self.rows.is_empty())];
        is_given.into_iter().find_map(|(option, is_given)| is_given.then_some(option))
    }
}
