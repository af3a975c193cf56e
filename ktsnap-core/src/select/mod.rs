//! Which of a report's maps is read, and why. [`SnapshotSchema`](crate::SnapshotSchema) documents the rules.
//!
//! `facts` is what the rules know of a report and `names` what they know of libbpf's names; `running` finds the running
//! scheduler, `rule` decides. The view, typed reads (`resolve`), the command line (`state`) and the adapter for the `ktstr`
//! harness (`selected`) all ask these. `shortcut` is a faster way to the most common decision.

pub(crate) mod candidates;
pub(crate) mod facts;
mod live;
pub(crate) mod names;
mod pick;
mod read_map;
mod refusal;
pub(crate) mod resolve;
mod rule;
pub(crate) mod running;
mod shortcut;
pub(crate) mod state;

pub use pick::{MapCopy, Pick, PickReason};
pub use read_map::ReadMap;
