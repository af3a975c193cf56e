//! What a derived struct knows of the object that it was checked against.

use super::c_type::{CType, PathStep, Reduction};
use crate::__private::text::same;
use crate::report::RenderedMember;
use crate::select::names::{SectionMaps, is_named};

/// The variables that a struct mirrors, as they stood in the object's BTF at build time.
///
/// ```
/// use ktsnap_core::typed::{CType, FieldSchema, Location, Schema, VarSchema};
///
/// const SCHEMA: Schema = Schema::new(
///     "bpf/dispatch.bpf.o",
///     Location::Section { name: ".bss", size: 8 },
///     &[VarSchema::new("nr_enqueued", 0, 8, "volatile u64", CType::Uint { bits: 64 })],
///     &[FieldSchema::new("nr_enqueued", 0, "nr_enqueued", "volatile u64")],
/// );
/// assert_eq!(SCHEMA.names().collect::<Vec<_>>(), ["nr_enqueued"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// The object, as the struct's attribute names it.
    pub object: &'static str,
    /// The section or map that holds the variables.
    pub home: Location,
    /// The variables, each once, in the order in which the fields name them. For a map: the map.
    pub vars: &'static [VarSchema],
    /// The struct's fields.
    pub fields: &'static [FieldSchema],
    /// Whether the object's machine is big-endian.
    pub big_endian: bool,
    /// Where in the section the last variable starts, in bytes, if user space may set its length before it loads the
    /// object: if it is an array, which libbpf's `bpf_map__set_value_size` resizes.
    pub resizable_from: Option<u64>,
    /// Every variable of the section, for [`check`](Self::check).
    listing: &'static str,
    /// Whether the struct surely reads each variable: the derive's does.
    pub(crate) reads_every_var: bool,
    /// Which lengths the variables' names have: bit 5 for five characters, and for 69.
    name_lens: u64,
    /// The variables' places in BTF's order, as far as they are below 256.
    places: [u64; 4],
}

/// Where the variables of a [`Schema`] are.
///
/// ```
/// use ktsnap_core::typed::Location;
///
/// assert_eq!(Location::Section { name: ".bss", size: 128 }.name(), ".bss");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// A DATASEC.
    Section {
        /// Its name, with the dot.
        name: &'static str,
        /// Its size in the object, in bytes. User space can resize a section before it loads the object.
        size: u64,
    },
    /// A map that the object defines.
    Map {
        /// Its name. The kernel holds the first 15 characters.
        name: &'static str,
        /// `enum bpf_map_type` of the kernel's `include/uapi/linux/bpf.h`.
        map_type: u32,
        /// Bytes of one value.
        value_size: u32,
        /// Entries; user space may ask for others before it loads the object.
        max_entries: u32,
        /// Whether each key has one value a CPU.
        per_cpu: bool,
    },
}

/// One variable of a [`Schema`].
///
/// ```
/// use ktsnap_core::typed::{CType, VarSchema};
///
/// const VAR: VarSchema = VarSchema::new("saw_cross", 40, 1, "bool", CType::Bool);
/// assert_eq!((VAR.offset, VAR.size, VAR.c_type), (40, 1, "bool"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct VarSchema {
    /// The variable's name in C.
    pub name: &'static str,
    /// Where it starts in its section, in bytes.
    pub offset: u64,
    /// Its size, in bytes.
    pub size: u64,
    /// Its type as C spells it.
    pub c_type: &'static str,
    /// What it is.
    pub shape: CType,
    /// Whether a capture may lack it: no field but an `Option` asks for it.
    pub optional: bool,
    /// How many variables of the section stand before it in BTF: where a report is looked at first.
    pub position: usize,
}

/// One field of a [`Schema`].
///
/// ```
/// use ktsnap_core::typed::{FieldSchema, PathStep};
///
/// const MAX: FieldSchema = FieldSchema::new("max_wait", 3, "waits.max_ns", "u64").steps(&[PathStep::Member("max_ns")]);
/// assert_eq!((MAX.name, MAX.path), ("max_wait", "waits.max_ns"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldSchema {
    /// The field's name in Rust.
    pub name: &'static str,
    /// The index of its variable in [`Schema::vars`].
    pub var: usize,
    /// What it mirrors, as C names it: `waits.max_ns`.
    pub path: &'static str,
    /// The type of that, as C spells it.
    pub c_type: &'static str,
    /// The way there from the variable.
    pub steps: &'static [PathStep],
    /// How several values become one.
    pub reduce: Option<Reduction>,
    /// Whether a narrower integer of C is accepted.
    pub widen: bool,
    /// Whether slots that are not mapped are left out of a reduction.
    pub allow_unmapped: bool,
}

impl Schema {
    /// For the derive.
    #[must_use]
    pub const fn new(
        object: &'static str,
        home: Location,
        vars: &'static [VarSchema],
        fields: &'static [FieldSchema],
    ) -> Self {
        let (mut name_lens, mut places) = (0, [0; 4]);
        let mut rest = vars;
        while let [var, others @ ..] = rest {
            name_lens |= 1 << (var.name.len() % 64);
            if let Some((_, [word, ..])) = places.split_at_mut_checked(var.position / 64) {
                *word |= 1 << (var.position % 64);
            }
            rest = others;
        }
        Self {
            object,
            home,
            vars,
            fields,
            big_endian: false,
            resizable_from: None,
            listing: "",
            reads_every_var: false,
            name_lens,
            places,
        }
    }

    /// Whether one of the variables is among the members of a section, but not at its place in BTF's order.
    pub(crate) fn is_elsewhere(&self, members: &[RenderedMember]) -> bool {
        let is_place = |at: usize| self.places.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        members.iter().enumerate().any(|(at, member)| {
            self.name_lens >> (member.name.len() % 64) & 1 == 1
                && !is_place(at)
                && self.vars.iter().any(|var| var.position != at && var.is_named(&member.name))
        })
    }

    /// For the derive: the order of bytes, and every variable of the section, a line each: offset, size, name, type.
    #[must_use]
    pub const fn of_object(self, big_endian: bool, listing: &'static str) -> Self {
        Self { big_endian, listing, reads_every_var: true, ..self }
    }

    /// For the derive: the last variable of the section is an array that starts at that byte.
    #[must_use]
    pub const fn resizable_from(self, offset: u64) -> Self {
        Self { resizable_from: Some(offset), ..self }
    }

    /// Whether that variable is the section's last array, of which a capture may hold more or fewer elements than the
    /// object: user space may set its length before it loads the object.
    ///
    /// ```
    /// use ktsnap_core::typed::{CType, Location, Schema, VarSchema};
    ///
    /// const STARTED: VarSchema =
    ///     VarSchema::new("started", 8, 8, "u64[1]", CType::Array { len: 1, element: &CType::Uint { bits: 64 } });
    /// const SECTION: Location = Location::Section { name: ".data.slots", size: 16 };
    /// const SCHEMA: Schema = Schema::new("dispatch.bpf.o", SECTION, &[STARTED], &[]);
    /// assert!(SCHEMA.resizable_from(8).is_resizable(&STARTED));
    /// assert!(!SCHEMA.is_resizable(&STARTED));
    /// ```
    #[must_use]
    pub const fn is_resizable(&self, var: &VarSchema) -> bool {
        match self.resizable_from {
            Some(offset) => var.offset == offset && matches!(var.shape, CType::Array { .. }),
            None => false,
        }
    }

    /// The names of the variables that a map must hold to be read, in the order of [`vars`](Self::vars).
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.vars.iter().filter(|var| !var.optional).map(|var| var.name)
    }

    /// Every variable of the section as it stood in the object: offset, size, name and type in C. Nothing for a map.
    pub fn listed(&self) -> impl Iterator<Item = (u64, u64, &'static str, &'static str)> + use<> {
        self.listing.lines().filter_map(|line| {
            let mut parts = line.splitn(4, ' ');
            let (offset, size) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            Some((offset, size, parts.next()?, parts.next()?))
        })
    }
}

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

    /// Whether an object does not say where its variables are: libbpf places those of `.kconfig` when it loads the object.
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

    /// Whether the map's name starts with the object's.
    pub(crate) fn names_obj(&self) -> bool {
        match *self {
            Self::Section { name, .. } => !SectionMaps::of(name).is_unprefixed(),
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
    /// Whether this is its name. Most names of one length differ in the last byte, and comparing that first saves a call.
    #[inline]
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name.len() == name.len() && self.name.as_bytes().last() == name.as_bytes().last() && self.name == name
    }

    /// For the derive.
    #[must_use]
    pub const fn new(name: &'static str, offset: u64, size: u64, c_type: &'static str, shape: CType) -> Self {
        Self { name, offset, size, c_type, shape, optional: false, position: 0 }
    }

    /// For the derive: one that only `Option`s mirror.
    #[must_use]
    pub const fn optional(self, optional: bool) -> Self {
        Self { optional, ..self }
    }

    /// The same, behind as many others in its section.
    #[must_use]
    pub const fn position(self, position: usize) -> Self {
        Self { position, ..self }
    }
}

impl FieldSchema {
    /// For the derive.
    #[must_use]
    pub const fn new(name: &'static str, var: usize, path: &'static str, c_type: &'static str) -> Self {
        Self { name, var, path, c_type, steps: &[], reduce: None, widen: false, allow_unmapped: false }
    }

    /// For the derive: the way from the variable.
    #[must_use]
    pub const fn steps(self, steps: &'static [PathStep]) -> Self {
        Self { steps, ..self }
    }

    /// For the derive: how several values become one.
    #[must_use]
    pub const fn reduce(self, reduce: Reduction) -> Self {
        Self { reduce: Some(reduce), ..self }
    }

    /// For the derive: a narrower integer is accepted.
    #[must_use]
    pub const fn widen(self) -> Self {
        Self { widen: true, ..self }
    }

    /// For the derive: slots that are not mapped are left out.
    #[must_use]
    pub const fn allow_unmapped(self) -> Self {
        Self { allow_unmapped: true, ..self }
    }
}
