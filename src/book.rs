//! The Rust snippets of README.md, of the pages in `docs/` and of the derives' documentation are documentation tests.
//!
//! `docs/live.md` is tested by ktsnap-live. `docs/schedulers.md` shows the code of `tests/real-schedulers`, and a test of that
//! package compares the two.

#[doc = include_str!("../ktsnap-derive/doc/snapshot_schema.md")]
mod derive_snapshot_schema {}

#[doc = include_str!("../ktsnap-derive/doc/snapshot_enum.md")]
mod derive_snapshot_enum {}

#[doc = include_str!("../README.md")]
mod readme {}

#[doc = include_str!("../docs/getting-started.md")]
mod getting_started {}

#[doc = include_str!("../docs/structs.md")]
mod structs {}

#[doc = include_str!("../docs/attributes.md")]
mod attributes {}

#[doc = include_str!("../docs/which-map.md")]
mod which_map {}

#[doc = include_str!("../docs/over-time.md")]
mod over_time {}

#[doc = include_str!("../docs/machine-state.md")]
mod machine_state {}

#[doc = include_str!("../docs/assertions.md")]
mod assertions {}

#[doc = include_str!("../docs/command-line.md")]
mod command_line {}

#[doc = include_str!("../docs/runs.md")]
mod runs {}

#[doc = include_str!("../docs/layout-files.md")]
mod layout_files {}
