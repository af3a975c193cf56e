//! The parts of a captured map that a reader needs.

/// The parts of a map that a reader needs. The scanner of JSON and the collector of values decide it by the map's header.
pub enum Wanted<'w> {
    /// None: the report is read as if the map were not there.
    Nothing,
    /// Name, type, sizes and address.
    Header,
    /// The header, the section's variables for whose name the function returns true, and the reason why the map is incomplete.
    Vars(&'w dyn Fn(&str) -> bool),
    /// The whole map.
    Whole,
}
