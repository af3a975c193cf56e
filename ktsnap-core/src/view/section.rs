//! How libbpf names the map of a global section.
//!
//! From `internal_map_name` in libbpf's `libbpf.c`: the object's name, cut so that the section's fits behind it, then
//! the section's. The kernel holds 15 characters. `.bss`, `.data` and `.rodata` alike leave 8 for the object,
//! `.kconfig` 7. A section whose own name has a second dot stands alone, cut at 15.

/// Characters that the kernel keeps of a map's name (`BPF_OBJ_NAME_LEN` less the terminator).
const MAP_NAME_LEN: usize = 15;

/// Whether this is the map of a `.bss`, `.data` or `.rodata` section.
#[inline]
pub(crate) fn is_global_section(map: &str) -> bool {
    map.ends_with(".bss") || map.ends_with(".data") || map.ends_with(".rodata")
}

/// The map's name before and behind the first dot. What is searched is short: a search made for long text would take
/// longer.
#[inline]
pub(crate) fn split(map: &str) -> Option<(&str, &str)> {
    let dot = map.bytes().position(|byte| byte == b'.')?;
    Some((map.get(..dot)?, map.get(dot + 1..)?))
}

/// Whether the part of the map's name before the first dot is `obj`.
pub(crate) fn belongs_to_obj(map: &str, obj: &str) -> bool {
    map.len() > obj.len()
        && map.as_bytes().get(obj.len()) == Some(&b'.')
        && split(map).is_some_and(|(prefix, _)| prefix == obj)
}

/// Whether the map's name does not begin with an object's: that of a map that C declares, or of a section with a suffix.
pub(crate) fn names_no_obj(map: &str) -> bool {
    split(map).is_none_or(|(obj, _)| obj.is_empty())
}

/// The maps that libbpf makes of one section, by name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MapsOf<'s> {
    /// Behind the object's name. Most maps are of another section, and most of those end otherwise.
    Prefixed {
        section: &'s str,
        last: u8,
    },
    Alone(&'s str),
}

impl<'s> MapsOf<'s> {
    #[inline]
    pub(crate) fn section(name: &'s str) -> Self {
        match (name.strip_prefix('.'), name.as_bytes().last()) {
            (Some(rest), Some(&last)) if !rest.is_empty() && split(rest).is_none() => {
                Self::Prefixed { section: name, last }
            }
            _ => Self::Alone(name),
        }
    }

    /// Whether the maps' names are the section's alone, so that they don't say whose they are.
    pub(crate) fn is_alone(self) -> bool {
        matches!(self, Self::Alone(_))
    }

    #[inline]
    pub(crate) fn has(self, map: &str) -> bool {
        match self {
            Self::Prefixed { section, last } => {
                map.as_bytes().last() == Some(&last)
                    && map.strip_suffix(section).is_some_and(|obj| !obj.is_empty() && split(obj).is_none())
            }
            Self::Alone(section) => is_named(map, section),
        }
    }

    /// The one whose name is all of the object's and the section's behind it. `None` for a section that stands alone, and
    /// for `.kconfig`, before which the object's name may be cut.
    #[inline]
    pub(crate) fn of_obj(self, obj: &'s str) -> Option<MapOfObj<'s>> {
        match self {
            Self::Prefixed { section, .. } if section != ".kconfig" => Some(MapOfObj { obj, section }),
            Self::Prefixed { .. } | Self::Alone(_) => None,
        }
    }

    /// Whether one of these maps can be of the object `obj`. A section that stands alone does not tell.
    #[inline]
    pub(crate) fn may_be_of_obj(self, map: &str, obj: &str) -> bool {
        match self {
            Self::Prefixed { section, .. } => {
                let len = map.len().saturating_sub(section.len());
                let is_prefix = |of: &str| map.as_bytes().get(..len).is_some_and(|prefix| prefix == of.as_bytes());
                is_prefix(obj) || (section == ".kconfig" && len == 7 && obj.get(..len).is_some_and(is_prefix))
            }
            Self::Alone(_) => true,
        }
    }
}

/// The map that libbpf makes of one section of one object, by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MapOfObj<'s> {
    obj: &'s str,
    section: &'s str,
}

impl MapOfObj<'_> {
    /// Nearly always the length alone tells.
    #[inline]
    pub(crate) fn is(self, map: &str) -> bool {
        map.len() == self.obj.len() + self.section.len() && map.starts_with(self.obj) && map.ends_with(self.section)
    }
}

/// Whether `map` is the name that the kernel holds of the map that C calls `name`.
#[inline]
pub(crate) fn is_named(map: &str, name: &str) -> bool {
    map.chars().eq(name.chars().map(allowed).take(MAP_NAME_LEN))
}

/// libbpf turns every character that the kernel refuses in a name into an underscore.
fn allowed(c: char) -> char {
    if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_map_of(map: &str, section: &str) -> bool {
        MapsOf::section(section).has(map)
    }

    #[test]
    fn a_plain_section_stands_behind_the_objects_name() {
        assert!(is_map_of("dispatch.bss", ".bss"));
        assert!(!is_map_of("dispatch.bss", ".data"));
        assert!(!is_map_of(".bss", ".bss"));
        assert!(!is_map_of(".data.bss", ".bss"), "that is the custom section `.data.bss`");
    }

    #[test]
    fn a_section_with_a_second_dot_stands_alone_and_is_cut() {
        assert!(is_map_of(".data.custom", ".data.custom"));
        assert!(is_map_of(".data.unprotect", ".data.unprotected_cpumask"));
        assert!(is_map_of(".data.a_b", ".data.a-b"));
        assert!(!is_map_of("bpf_bpf.data.custom", ".data.custom"));
    }

    #[test]
    fn only_kconfig_leaves_the_object_seven_characters() {
        let may_be_of_obj = |map, section, obj| MapsOf::section(section).may_be_of_obj(map, obj);
        assert!(may_be_of_obj("dispatc.kconfig", ".kconfig", "dispatch"));
        assert!(!may_be_of_obj("dispatc.bss", ".bss", "dispatch"));
        assert!(!may_be_of_obj("disp.kconfig", ".kconfig", "dispatch"));
        assert!(may_be_of_obj("bpf_bpf.kconfig", ".kconfig", "bpf_bpf"));
        assert!(may_be_of_obj(".data.custom", ".data.custom", "anything"));
    }
}
