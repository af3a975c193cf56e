//! The description of a struct's variables that the derive writes as a constant.

use super::c_type::{CType, PathStep, Reduction};
use super::group_schema::GroupSchema;
use crate::__private::text::same;
use crate::select::names::{SectionMaps, is_named};

/// The variables of a struct, as they were in the object's BTF at build time: [`SnapshotSchema::schema`].
///
/// Only the derive makes a schema.
///
/// [`SnapshotSchema::schema`]: super::SnapshotSchema::schema
///
/// ```
/// use ktsnap::SnapshotSchema;
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
/// }
///
/// let schema = Dispatch::schema();
/// assert_eq!(schema.names().collect::<Vec<_>>(), ["nr_mig_cross"]);
/// assert_eq!(schema.location.name(), ".bss");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// The object, as the struct's attribute names it.
    pub object: &'static str,
    /// The section or map that holds the variables.
    pub location: Location,
    /// The variables, each once, in the order in which the fields name them. For a map: the map.
    pub vars: &'static [VarSchema],
    /// The struct's fields.
    pub fields: &'static [FieldSchema],
    /// Whether the object is big-endian.
    pub big_endian: bool,
    /// The offset of the section's last variable, in bytes, if it is an array. User space can set the length of that array
    /// before it loads the object, with libbpf's `bpf_map__set_value_size`.
    pub resizable_from: Option<u64>,
    /// Every variable of the section, for [`check`](Self::check).
    listing: &'static str,
    /// Whether some field reads each variable. True for every schema that the derive wrote.
    pub(crate) reads_every_var: bool,
}

/// The section or map that holds the variables of a [`Schema`].
///
/// ```
/// use ktsnap_core::typed::Location;
///
/// assert_eq!(Location::Section { name: ".bss", size: 128 }.name(), ".bss");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// A section of global variables: a BTF DATASEC.
    Section {
        /// Its name, with the dot.
        name: &'static str,
        /// Its size in the object, in bytes. User space can resize the section before it loads the object.
        size: u64,
    },
    /// A map that the object defines.
    Map {
        /// Its name in the object. The kernel keeps the first 15 characters.
        name: &'static str,
        /// `enum bpf_map_type` of the kernel's `include/uapi/linux/bpf.h`.
        map_type: u32,
        /// Size of one value, in bytes.
        value_size: u32,
        /// Number of entries in the object. User space can set another number before it loads the object.
        max_entries: u32,
        /// Whether each key has one value per CPU.
        per_cpu: bool,
    },
}

/// One variable of a [`Schema`].
///
/// ```
/// use ktsnap_core::typed::VarSchema;
///
/// fn print(var: &VarSchema) {
///     println!("{} {}: {} bytes at {}", var.c_type, var.name, var.size, var.offset);
/// }
/// # let _ = print;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct VarSchema {
    /// The variable's name in C.
    pub name: &'static str,
    /// Its offset in the section, in bytes.
    pub offset: u64,
    /// Its size, in bytes.
    pub size: u64,
    /// Its type in C.
    pub c_type: &'static str,
    #[doc(hidden)]
    pub ty: CType,
    /// Whether a capture may lack it, because all fields that read it are `Option`s.
    pub optional: bool,
    /// The number of variables before it in the section, in BTF's order. A read looks there first.
    #[doc(hidden)]
    pub position: usize,
}

/// One field of a [`Schema`].
///
/// ```
/// use ktsnap_core::typed::FieldSchema;
///
/// fn print(field: &FieldSchema) {
///     println!("{} reads {}, which is {}", field.name, field.path, field.c_type);
/// }
/// # let _ = print;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldSchema {
    /// The field's name in Rust.
    pub name: &'static str,
    /// The index of its variable in [`Schema::vars`].
    pub var: usize,
    /// The path of the part that it reads: `waits.max_ns`.
    pub path: &'static str,
    /// The type of that part in C.
    pub c_type: &'static str,
    /// The steps of `path` after the variable.
    #[doc(hidden)]
    pub steps: &'static [PathStep],
    /// How several values are reduced to one.
    #[doc(hidden)]
    pub reduce: Option<Reduction>,
    /// Whether the field accepts a narrower integer in C.
    #[doc(hidden)]
    pub widen: bool,
    /// Whether the reduction skips slots that were not captured.
    #[doc(hidden)]
    pub allow_unmapped: bool,
    /// What makes groups of the values.
    #[doc(hidden)]
    pub groups: Option<&'static GroupSchema>,
    /// The variable of the same section whose value is an index of `path`, as a field of its own.
    #[doc(hidden)]
    pub index: Option<&'static FieldSchema>,
    /// The variable of the same section that counts the rows in use of a `Vec`, as a field of its own.
    #[doc(hidden)]
    pub count: Option<&'static FieldSchema>,
}

impl Schema {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        object: &'static str,
        location: Location,
        vars: &'static [VarSchema],
        fields: &'static [FieldSchema],
    ) -> Self {
        Self {
            object,
            location,
            vars,
            fields,
            big_endian: false,
            resizable_from: None,
            listing: "",
            reads_every_var: false,
        }
    }

    /// Sets the byte order, and the list of all variables of the section: per line the offset, size, name and type.
    #[doc(hidden)]
    #[must_use]
    pub const fn of_object(self, big_endian: bool, listing: &'static str) -> Self {
        Self { big_endian, listing, reads_every_var: true, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn resizable_from(self, offset: u64) -> Self {
        Self { resizable_from: Some(offset), ..self }
    }

    /// Whether the variable is the section's last array. A capture can hold more or fewer elements of it than the object,
    /// because user space can set its length before it loads the object.
    #[must_use]
    pub const fn is_resizable(&self, var: &VarSchema) -> bool {
        match self.resizable_from {
            Some(offset) => var.offset == offset && matches!(var.ty, CType::Array { .. }),
            None => false,
        }
    }

    /// The names of the variables that a map must hold, in the order of [`vars`](Self::vars).
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.vars.iter().filter(|var| !var.optional).map(|var| var.name)
    }

    /// Every variable of the section, as it was in the object: offset and size in bytes, name, and type in C. Empty for a map.
    pub fn listed(&self) -> impl Iterator<Item = (u64, u64, &'static str, &'static str)> + use<> {
        self.listing.lines().filter_map(|line| {
            let mut parts = line.splitn(4, ' ');
            let (offset, size) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            Some((offset, size, parts.next()?, parts.next()?))
        })
    }
}

/// Numbers in `enum bpf_map_type`.
const HASH: u32 = 1;
const PERCPU_HASH: u32 = 5;
const LRU_HASH: u32 = 9;
const LRU_PERCPU_HASH: u32 = 10;
const SK_STORAGE: u32 = 24;
const INODE_STORAGE: u32 = 28;
const TASK_STORAGE: u32 = 29;
const CGRP_STORAGE: u32 = 32;

/// The section of a struct. The constructors of [`Location`] are functions here because of `crate = path`: for a wrong path
/// to an enum of that name, the compiler suggests to import `std::panic::Location`.
#[must_use]
pub const fn in_section(name: &'static str, size: u64) -> Location {
    Location::Section { name, size }
}

/// The map of a struct.
#[must_use]
pub const fn in_map(name: &'static str, map_type: u32, value_size: u32, max_entries: u32, per_cpu: bool) -> Location {
    Location::Map { name, map_type, value_size, max_entries, per_cpu }
}

impl Location {
    /// The name of the section or map.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match *self {
            Self::Section { name, .. } | Self::Map { name, .. } => name,
        }
    }

    /// Whether it is a map whose entries are found by keys of any type, and not by an index: a hash map or a storage map.
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    ///
    /// assert!(!Dispatch::schema().location.has_keys());
    /// ```
    #[must_use]
    pub const fn has_keys(&self) -> bool {
        match *self {
            Self::Section { .. } => false,
            Self::Map { map_type, .. } => matches!(
                map_type,
                HASH | PERCPU_HASH
                    | LRU_HASH
                    | LRU_PERCPU_HASH
                    | SK_STORAGE
                    | INODE_STORAGE
                    | TASK_STORAGE
                    | CGRP_STORAGE
            ),
        }
    }

    /// Whether the object has no offsets for the variables: libbpf sets those of `.kconfig` when it loads the object.
    pub(crate) const fn is_unplaced(&self) -> bool {
        match *self {
            Self::Section { name, .. } => same(name, ".kconfig"),
            Self::Map { .. } => false,
        }
    }

    /// Whether a map is a candidate for this location, according to the kernel's facts. For a section that is the name that
    /// libbpf gives the map; for a map its name, its type (`enum bpf_map_type`) and the size of a value in bytes.
    /// [`SnapshotSchema`](super::SnapshotSchema) documents which of several candidates is read.
    ///
    /// ```
    /// use ktsnap_core::typed::Location;
    ///
    /// const BSS: Location = Location::Section { name: ".bss", size: 128 };
    /// assert!(BSS.may_be("dispatch.bss", 2, 128));
    /// assert!(!BSS.may_be("dispatch.data", 2, 128));
    /// ```
    #[must_use]
    pub fn may_be(&self, map: &str, map_type: u32, value_size: u32) -> bool {
        match *self {
            Self::Section { name, .. } => SectionMaps::of(name).has(map),
            Self::Map { name, map_type: of_type, value_size: of_size, .. } => {
                map_type == of_type && value_size == of_size && is_named(map, name)
            }
        }
    }

    /// Whether it is a section whose map's name does not start with the object's.
    pub(crate) fn is_unprefixed_section(&self) -> bool {
        match *self {
            Self::Section { name, .. } => SectionMaps::of(name).is_unprefixed(),
            Self::Map { .. } => false,
        }
    }

    /// Whether a candidate may belong to the object `obj`. Always true if the map's name does not include the object's.
    pub(crate) fn may_be_of_obj(&self, map: &str, obj: &str) -> bool {
        match *self {
            Self::Section { name, .. } => SectionMaps::of(name).may_be_of_obj(map, obj),
            Self::Map { .. } => true,
        }
    }
}

impl VarSchema {
    /// Whether this is the variable's name. Most names of one length differ in the last byte, so comparing that first saves a
    /// call.
    #[inline]
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name.len() == name.len() && self.name.as_bytes().last() == name.as_bytes().last() && self.name == name
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, offset: u64, size: u64, c_type: &'static str, ty: CType) -> Self {
        Self { name, offset, size, c_type, ty, optional: false, position: 0 }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn optional(self, optional: bool) -> Self {
        Self { optional, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn position(self, position: usize) -> Self {
        Self { position, ..self }
    }
}

impl FieldSchema {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, var: usize, path: &'static str, c_type: &'static str) -> Self {
        Self {
            name,
            var,
            path,
            c_type,
            steps: &[],
            reduce: None,
            widen: false,
            allow_unmapped: false,
            groups: None,
            index: None,
            count: None,
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn steps(self, steps: &'static [PathStep]) -> Self {
        Self { steps, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn reduce(self, reduce: Reduction) -> Self {
        Self { reduce: Some(reduce), ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn widen(self) -> Self {
        Self { widen: true, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn groups(self, groups: &'static GroupSchema) -> Self {
        Self { groups: Some(groups), ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn count(self, count: &'static Self) -> Self {
        Self { count: Some(count), ..self }
    }

    /// Everything that a read of the field needs: the field, its index and count, and the values that name and choose its rows.
    #[doc(hidden)]
    pub fn reads(&'static self) -> impl Iterator<Item = &'static Self> {
        let of_slots = self.groups.into_iter().flat_map(GroupSchema::reads);
        std::iter::once(self).chain(self.index).chain(self.count).chain(of_slots)
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn index(self, index: &'static Self) -> Self {
        Self { index: Some(index), ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn allow_unmapped(self) -> Self {
        Self { allow_unmapped: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_a_listed_variable_can_have_several_words() {
        let listing = "0 8 nr_runs volatile u64\n8 16 waits struct wait_stats[2]";
        let schema = Schema::new("a.bpf.o", in_section(".bss", 24), &[], &[]).of_object(false, listing);
        let listed: Vec<_> = schema.listed().collect();
        assert_eq!(listed, [(0, 8, "nr_runs", "volatile u64"), (8, 16, "waits", "struct wait_stats[2]")]);
    }
}
