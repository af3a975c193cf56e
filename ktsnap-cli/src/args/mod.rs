//! The command line: commands, arguments and their help. Each command has a module.

mod capture;
mod check;
mod chosen;
pub(crate) mod cluster;
pub(crate) mod columns;
mod completions;
mod declared;
mod derive;
mod diff;
mod export;
mod groups;
mod inputs;
mod kinds;
mod layout;
mod naming;
mod page;
mod pictures;
pub(crate) mod query;
mod running;
mod runs;
pub(crate) mod select;
mod series;
mod serve;
mod show;
pub(crate) mod table;
mod watch;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use capture::Capture;
pub(crate) use check::Check;
pub(crate) use chosen::Chosen;
pub(crate) use cluster::Cluster;
pub(crate) use completions::Completions;
pub(crate) use declared::Declared;
pub(crate) use derive::Derive;
pub(crate) use diff::Diff;
pub(crate) use export::Export;
pub(crate) use groups::Groups;
pub(crate) use kinds::Kinds;
pub(crate) use layout::Layout;
pub(crate) use naming::Naming;
pub(crate) use page::Page;
pub(crate) use pictures::Pictures;
pub(crate) use query::Query;
#[cfg(feature = "live")]
pub(crate) use running::RunningArgs;
pub(crate) use runs::Runs;
pub(crate) use series::Series;
pub(crate) use serve::Serve;
pub(crate) use show::{Drawn, Show, Tables};
pub(crate) use table::Table;
pub(crate) use watch::Watch;

/// Inspect the counters of sched_ext schedulers: layouts, typed structs and reports of their maps.
#[derive(Debug, Parser)]
#[command(name = "ktsnap", version, max_term_width = 100)]
#[command(after_help = "\
Exit codes:
  0  success; for `check`: the layout file matches the object
  1  an input can't be read, or does not contain what was asked for;
     for `check`: the layout file differs from the object;
     for `capture`: nothing was captured, for example because no scheduler is attached
  2  invalid arguments

OBJECT is a BPF object file (from clang or linked), a scheduler's binary that embeds one, a raw .BTF
section, or a layout file written by `ktsnap export`. `-` is standard input, for an OBJECT or a
REPORT. A REPORT can be compressed with gzip or zstd.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Options for the output of every command.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print JSON in which integers beyond ±2^53 are strings, because JavaScript and jq before 1.7 round them
    #[arg(long, global = true)]
    pub(crate) json_strings: bool,
    /// When to use colors; `auto` uses them on a terminal unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: When,
    /// Width of the output; by default the width of the terminal, else $COLUMNS, else 100
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..))]
    pub(crate) width: Option<u16>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Layout(Layout),
    Derive(Derive),
    Export(Export),
    Check(Check),
    Runs(Runs),
    Show(Show),
    Diff(Diff),
    Page(Page),
    Table(Box<Table>),
    Query(Box<Query>),
    Cluster(Cluster),
    Capture(Box<Capture>),
    Watch(Box<Watch>),
    Serve(Box<Serve>),
    Completions(Completions),
}

/// The object that a command reads.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Object {
    /// BPF object, scheduler binary or layout file
    #[arg(value_name = "OBJECT")]
    pub(crate) path: PathBuf,
    /// Select the object with this struct_ops variable, if a binary embeds several
    #[arg(long, value_name = "VARIABLE")]
    pub(crate) struct_ops: Option<String>,
}
