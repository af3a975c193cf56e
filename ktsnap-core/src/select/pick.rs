//! The map that a typed read takes, and why.

use std::fmt;

use crate::report::{FailureDumpMap, Half};

/// The map that a typed read takes, the reason, and the maps that it passed over.
///
/// Displayed as in `dispatch.bss at 0x2000, the running scheduler's (passed over: dispatch.bss at 0x1000)`.
///
/// ```
/// use ktsnap_core::select::{Pick, PickReason};
///
/// fn is_certain(pick: &Pick<'_>) -> bool {
///     pick.reason != PickReason::Picker
/// }
/// # let _ = is_certain;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pick<'a> {
    /// The map that is read.
    pub map: MapCopy<'a>,
    /// The reason.
    pub reason: PickReason,
    /// The other maps of the same section, in capture order.
    pub passed_over: Vec<MapCopy<'a>>,
    /// The half of a [dual](crate::report::DualFailureDumpReport) document that the map is in. `None` if the document holds
    /// one report.
    pub half: Option<Half>,
}

/// One of several maps that may have the same name.
///
/// ```
/// use ktsnap_core::select::MapCopy;
///
/// fn key<'a>(copy: &MapCopy<'a>) -> (&'a str, u64) {
///     (copy.name, copy.map_kva)
/// }
/// # let _ = key;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MapCopy<'a> {
    /// The map's name.
    pub name: &'a str,
    /// The map's address, or 0 if it is unknown.
    pub map_kva: u64,
}

/// The reason why a map was picked.
///
/// ```
/// use ktsnap_core::select::PickReason;
///
/// assert_eq!(PickReason::Active.to_string(), "the running scheduler's");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PickReason {
    /// The report says that the map is the running scheduler's.
    Active,
    /// No other captured map can be meant.
    OnlyCopy,
    /// A picker chose the map.
    Picker,
}

impl<'a> From<&'a FailureDumpMap> for MapCopy<'a> {
    fn from(map: &'a FailureDumpMap) -> Self {
        Self { name: &map.name, map_kva: map.map_kva }
    }
}

impl fmt::Display for PickReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "the running scheduler's",
            Self::OnlyCopy => "the only copy",
            Self::Picker => "the picker's choice",
        })
    }
}

impl fmt::Display for MapCopy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.map_kva {
            0 => f.write_str(self.name),
            kva => write!(f, "{} at {kva:#x}", self.name),
        }
    }
}

impl fmt::Display for Pick<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.map, self.reason)?;
        if let Some(half) = self.half {
            write!(f, ", in the {half} half")?;
        }
        let mut separator = " (passed over: ";
        for copy in &self.passed_over {
            write!(f, "{separator}{copy}")?;
            separator = ", ";
        }
        if self.passed_over.is_empty() { Ok(()) } else { f.write_str(")") }
    }
}
