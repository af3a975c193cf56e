//! Which map is read, for the command line and the adapter to the `ktstr` harness.

pub use crate::select::candidates::{is_seen_by_view, selected};
pub use crate::select::facts::{MapFacts, ReportFacts};
pub use crate::select::names::{
    MAP_NAME_LEN, PREFIXED_SECTIONS, cut_name, is_global_section, is_named, prefixed_section,
};
pub use crate::select::state::{MapState, MapStates};
