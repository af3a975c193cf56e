//! The names that libbpf gives to the maps of global sections.
//!
//! From `internal_map_name` in libbpf's `libbpf.c`: the section's name follows the object's, which is cut to leave room for it.
//! The kernel keeps 15 characters. `.bss`, `.data` and `.rodata` leave 8 for the object, `.kconfig` leaves 7. A section whose
//! own name has a second dot has no prefix, and its name is cut at 15 characters.

/// Characters that the kernel keeps of a map's name (`BPF_OBJ_NAME_LEN` without the terminator).
pub const MAP_NAME_LEN: usize = 15;

/// The sections whose maps are named after the object.
pub const PREFIXED_SECTIONS: [&str; 4] = [".bss", ".data", ".rodata", ".kconfig"];

/// The object and the section in the name of a prefixed section's map: `bpf_bpf` and `.bss`.
#[must_use]
pub fn prefixed_section(map: &str) -> Option<(&str, &str)> {
    let (obj, section) = map.split_at_checked(map.find('.')?)?;
    (!obj.is_empty() && PREFIXED_SECTIONS.contains(&section)).then_some((obj, section))
}

/// Whether this is the map of a `.bss`, `.data` or `.rodata` section.
#[inline]
#[must_use]
pub fn is_global_section(map: &str) -> bool {
    map.ends_with(".bss") || map.ends_with(".data") || map.ends_with(".rodata")
}

/// The parts of a map's name before and after the first dot. A byte loop, since names are too short for a vectorised search
/// to pay off.
#[inline]
pub(crate) fn split(map: &str) -> Option<(&str, &str)> {
    let dot = map.bytes().position(|byte| byte == b'.')?;
    Some((map.get(..dot)?, map.get(dot + 1..)?))
}

/// Whether the part of the map's name before the first dot is `obj`.
pub(crate) fn belongs_to_obj(map: &str, obj: &str) -> bool {
    map.as_bytes().get(obj.len()) == Some(&b'.') && map.starts_with(obj) && !obj.as_bytes().contains(&b'.')
}

/// Whether the map's name does not start with an object's name: a map that C declares, or a section with a suffix.
pub(crate) fn names_no_obj(map: &str) -> bool {
    split(map).is_none_or(|(obj, _)| obj.is_empty())
}

/// The maps that libbpf makes of one section, by name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SectionMaps<'s> {
    /// The object's name, then the section's. The last byte of the section's name rules out most other maps.
    Prefixed { section: &'s str, last: u8 },
    /// The section's name without a prefix.
    Unprefixed(&'s str),
}

impl<'s> SectionMaps<'s> {
    #[inline]
    pub(crate) fn of(section: &'s str) -> Self {
        match (section.strip_prefix('.'), section.as_bytes().last()) {
            (Some(rest), Some(&last)) if !rest.is_empty() && split(rest).is_none() => Self::Prefixed { section, last },
            _ => Self::Unprefixed(section),
        }
    }

    /// Whether the maps' names do not include the object's.
    pub(crate) fn is_unprefixed(self) -> bool {
        matches!(self, Self::Unprefixed(_))
    }

    /// Whether this is the name of one of these maps.
    #[inline]
    pub(crate) fn has(self, map: &str) -> bool {
        match self {
            Self::Prefixed { section, last } => {
                map.as_bytes().last() == Some(&last)
                    && map.strip_suffix(section).is_some_and(|obj| !obj.is_empty() && split(obj).is_none())
            }
            Self::Unprefixed(section) => is_named(map, section),
        }
    }

    /// The map whose name is the object's full name and the section's. `None` for a section without a prefix, and for
    /// `.kconfig`, whose prefix may be cut.
    #[inline]
    pub(crate) fn of_obj(self, obj: &'s str) -> Option<ObjSectionMap<'s>> {
        match self {
            Self::Prefixed { section, .. } if section != ".kconfig" => Some(ObjSectionMap { obj, section }),
            Self::Prefixed { .. } | Self::Unprefixed(_) => None,
        }
    }

    /// Whether one of these maps can belong to the object `obj`. Always true for a section without a prefix.
    #[inline]
    pub(crate) fn may_be_of_obj(self, map: &str, obj: &str) -> bool {
        match self {
            Self::Prefixed { section, .. } => {
                let len = map.len().saturating_sub(section.len());
                let is_prefix = |of: &str| map.as_bytes().get(..len).is_some_and(|prefix| prefix == of.as_bytes());
                is_prefix(obj) || (section == ".kconfig" && len == 7 && obj.get(..len).is_some_and(is_prefix))
            }
            Self::Unprefixed(_) => true,
        }
    }
}

/// The name of the map that libbpf makes of one section of one object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ObjSectionMap<'s> {
    obj: &'s str,
    section: &'s str,
}

impl ObjSectionMap<'_> {
    #[inline]
    pub(crate) fn is(self, map: &str) -> bool {
        self.may_be(map) && map.starts_with(self.obj) && map.ends_with(self.section)
    }

    /// Whether the name has this length, which rules out most other maps.
    #[inline]
    pub(crate) fn may_be(self, map: &str) -> bool {
        map.len() == self.obj.len() + self.section.len()
    }
}

/// Whether `map` is the kernel's name for the map that C calls `name`.
#[inline]
#[must_use]
pub fn is_named(map: &str, name: &str) -> bool {
    map.chars().eq(cut(name))
}

/// The kernel's name for the map that C calls `name`.
#[must_use]
pub fn cut_name(name: &str) -> String {
    cut(name).collect()
}

fn cut(name: &str) -> impl Iterator<Item = char> {
    name.chars().map(allowed).take(MAP_NAME_LEN)
}

/// libbpf replaces every character that the kernel does not accept in a name with an underscore.
fn allowed(c: char) -> char {
    if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_map_of(map: &str, section: &str) -> bool {
        SectionMaps::of(section).has(map)
    }

    #[test]
    fn a_prefixed_section_follows_the_name_of_an_object() {
        for (map, found) in [
            ("a.bss", Some(("a", ".bss"))),
            ("bpf_bpf.rodata", Some(("bpf_bpf", ".rodata"))),
            ("a.kconfig", Some(("a", ".kconfig"))),
            (".bss", None),
            ("a.b.bss", None),
            ("a.bss.custom", None),
            ("a.maps", None),
            ("stats", None),
        ] {
            assert_eq!(prefixed_section(map), found, "{map}");
        }
    }

    #[test]
    fn an_object_is_named_before_the_first_dot() {
        for map in ["a.bss", "a.b.bss", ".bss", "a", "ab.bss", "", "a.", "b.a.bss"] {
            for obj in ["", "a", "a.b", "ab", "b", "."] {
                assert_eq!(belongs_to_obj(map, obj), split(map).is_some_and(|(first, _)| first == obj), "{map} {obj}");
            }
        }
    }

    #[test]
    fn a_plain_section_follows_the_objects_name() {
        assert!(is_map_of("dispatch.bss", ".bss"));
        assert!(!is_map_of("dispatch.bss", ".data"));
        assert!(!is_map_of(".bss", ".bss"));
        assert!(!is_map_of(".data.bss", ".bss"), "that is the custom section `.data.bss`");
    }

    #[test]
    fn a_section_with_a_second_dot_has_no_prefix_and_is_cut() {
        assert!(is_map_of(".data.custom", ".data.custom"));
        assert!(is_map_of(".data.unprotect", ".data.unprotected_cpumask"));
        assert!(is_map_of(".data.a_b", ".data.a-b"));
        assert!(!is_map_of("bpf_bpf.data.custom", ".data.custom"));
    }

    #[test]
    fn the_map_of_a_section_has_the_whole_name_of_the_object_unless_the_prefix_may_be_cut() {
        let is_map = |section: &str, map| SectionMaps::of(section).of_obj("a").map(|of_obj| of_obj.is(map));
        assert_eq!((is_map(".bss", "a.bss"), is_map(".bss", "b.bss")), (Some(true), Some(false)));
        assert_eq!((is_map(".kconfig", "a.kconfig"), is_map(".data.own", ".data.own")), (None, None));
    }

    #[test]
    fn only_kconfig_leaves_the_object_seven_characters() {
        let may_be_of_obj = |map, section, obj| SectionMaps::of(section).may_be_of_obj(map, obj);
        assert!(may_be_of_obj("dispatc.kconfig", ".kconfig", "dispatch"));
        assert!(!may_be_of_obj("dispatc.bss", ".bss", "dispatch"));
        assert!(!may_be_of_obj("disp.kconfig", ".kconfig", "dispatch"));
        assert!(may_be_of_obj("bpf_bpf.kconfig", ".kconfig", "bpf_bpf"));
        assert!(may_be_of_obj(".data.custom", ".data.custom", "anything"));
    }
}
