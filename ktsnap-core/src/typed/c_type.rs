//! What BTF says of a variable, as a constant that the derive writes down.

use std::fmt;

/// What a variable is, in C: how a report must render it, and where its parts lie in raw bytes.
///
/// ```
/// use ktsnap_core::typed::CType;
///
/// const STATS: CType = CType::Array { len: 4, element: &CType::Uint { bits: 64 } };
/// assert_eq!(STATS.to_string(), "[uint64; 4]");
/// assert_eq!(STATS.size(), 32);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CType {
    /// A signed integer of that width.
    Int {
        /// Width in bits.
        bits: u32,
    },
    /// An unsigned integer of that width.
    Uint {
        /// Width in bits.
        bits: u32,
    },
    /// C's `char`: a signed integer of 8 bits, and a letter where it stands in an array.
    Char,
    /// A `bool`.
    Bool,
    /// A float of that width.
    Float {
        /// Width in bits.
        bits: u32,
    },
    /// An enum.
    Enum(&'static CEnum),
    /// A bitfield.
    Bitfield {
        /// Its own width in bits.
        bits: u32,
        /// What it is declared as: an integer or a `bool`.
        of: &'static CType,
    },
    /// An array of that length.
    Array {
        /// Number of elements.
        len: usize,
        /// What each is.
        element: &'static CType,
    },
    /// A struct or union.
    Struct(&'static CStruct),
    /// A pointer.
    Ptr {
        /// The tag of the struct pointed at, such as `struct bpf_cpumask`.
        to: Option<&'static str>,
    },
    /// One slot a CPU: the value of a per-CPU map.
    PerCpu(&'static CType),
    /// A map's value that is declared by its size alone.
    Bytes {
        /// Bytes.
        size: usize,
    },
    /// What no field mirrors.
    Opaque {
        /// Bytes.
        size: usize,
    },
}

/// An enum of C.
///
/// ```
/// use ktsnap_core::typed::CEnum;
///
/// const DSP_STAT: CEnum = CEnum::new(Some("enum dsp_stat"), 32, false, &[("DSP_LOCAL", 0)]);
/// assert_eq!(DSP_STAT.enumerators[0], ("DSP_LOCAL", 0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CEnum {
    /// `enum dsp_stat`; `None` for an anonymous one.
    pub tag: Option<&'static str>,
    /// Width in bits.
    pub bits: u32,
    /// Whether BTF declares it as signed.
    pub signed: bool,
    /// Names and values, in the order of C; empty where no field asks for them.
    pub enumerators: &'static [(&'static str, i128)],
}

/// A struct or union of C, with the members of anonymous ones inside it beside its own, as reports show them.
///
/// ```
/// use ktsnap_core::typed::{CMember, CStruct, CType};
///
/// const WAITS: CStruct = CStruct::new(Some("struct wait_stats"), 8, &[CMember::new(
///     "total_ns", 0, "u64", CType::Uint { bits: 64 },
/// )]);
/// assert_eq!(WAITS.members[0].name, "total_ns");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CStruct {
    /// `struct wait_stats` or `union config`; `None` for an anonymous one.
    pub tag: Option<&'static str>,
    /// Bytes.
    pub size: usize,
    /// The members that some field may ask for.
    pub members: &'static [CMember],
}

/// One member of a [`CStruct`].
///
/// ```
/// use ktsnap_core::typed::{CMember, CType};
///
/// const NR: CMember = CMember::new("nr", 128, "u32", CType::Uint { bits: 32 });
/// assert_eq!(NR.bit_offset, 128);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CMember {
    /// Its name.
    pub name: &'static str,
    /// Where it starts in the struct, in bits.
    pub bit_offset: usize,
    /// Its type as C spells it.
    pub c_type: &'static str,
    /// What it is.
    pub shape: CType,
}

impl CEnum {
    /// For the derive.
    #[must_use]
    pub const fn new(
        tag: Option<&'static str>,
        bits: u32,
        signed: bool,
        enumerators: &'static [(&'static str, i128)],
    ) -> Self {
        Self { tag, bits, signed, enumerators }
    }
}

impl CStruct {
    /// For the derive.
    #[must_use]
    pub const fn new(tag: Option<&'static str>, size: usize, members: &'static [CMember]) -> Self {
        Self { tag, size, members }
    }
}

impl CMember {
    /// For the derive.
    #[must_use]
    pub const fn new(name: &'static str, bit_offset: usize, c_type: &'static str, shape: CType) -> Self {
        Self { name, bit_offset, c_type, shape }
    }
}

impl CType {
    /// Bytes that one value takes, those of one slot for a per-CPU value.
    #[must_use]
    pub const fn size(&self) -> usize {
        match *self {
            Self::Int { bits } | Self::Uint { bits } | Self::Float { bits } => bits as usize / 8,
            Self::Enum(of) => of.bits as usize / 8,
            Self::Char | Self::Bool => 1,
            Self::Bitfield { of, .. } => of.size(),
            Self::Array { len, element } => len.saturating_mul(element.size()),
            Self::Struct(of) => of.size,
            Self::Ptr { .. } => 8,
            Self::PerCpu(slot) => slot.size(),
            Self::Bytes { size } | Self::Opaque { size } => size,
        }
    }
}

impl CType {
    /// Its size if a report shows it as hex and a field holds its bytes: a value that is declared by its size alone, or an
    /// integer of more than 64 bits.
    pub(super) fn raw_size(&self) -> Option<usize> {
        match *self {
            Self::Bytes { size } => Some(size),
            Self::Int { bits } | Self::Uint { bits } if bits > 64 => Some(self.size()),
            _ => None,
        }
    }

    /// What one value is at the end of a path, in arrays and a CPU.
    pub(super) fn end(&self, steps: &[PathStep]) -> &Self {
        match (self, steps) {
            (Self::PerCpu(slot), steps) => slot.end(steps),
            (Self::Array { element, .. }, [PathStep::Index(_) | PathStep::All, rest @ ..]) => element.end(rest),
            (Self::Array { element, .. }, []) => element.end(&[]),
            (Self::Struct(of), [PathStep::Member(name), rest @ ..]) => {
                of.members.iter().find(|member| member.name == *name).map_or(self, |member| member.shape.end(rest))
            }
            _ => self,
        }
    }
}

/// A tag without `struct`, `union` or `enum`: what a report shows as `type_name`.
pub(super) fn untagged(tag: &str) -> &str {
    tag.split_once(' ').map_or(tag, |(_, name)| name)
}

impl fmt::Display for CType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int { bits } => write!(f, "int{bits}"),
            Self::Uint { bits } => write!(f, "uint{bits}"),
            Self::Char => f.write_str("int8"),
            Self::Bool => f.write_str("bool"),
            Self::Float { bits } => write!(f, "float{bits}"),
            Self::Enum(CEnum { bits, signed: false, .. }) => write!(f, "enum{bits}"),
            Self::Enum(CEnum { bits, signed: true, .. }) => write!(f, "signed enum{bits}"),
            Self::Bitfield { bits, of } => {
                let sign = if matches!(of, Self::Int { .. }) { "int" } else { "uint" };
                write!(f, "{sign}{bits}")
            }
            Self::Array { len, element } => write!(f, "[{element}; {len}]"),
            Self::Struct(of) => f.write_str(of.tag.unwrap_or("an anonymous struct")),
            Self::Ptr { .. } => f.write_str("ptr"),
            Self::PerCpu(slot) => write!(f, "one {slot} a CPU"),
            Self::Bytes { size } | Self::Opaque { size } => write!(f, "{size} bytes"),
        }
    }
}

/// One step from a variable to the part of it that a field mirrors.
///
/// ```
/// use ktsnap_core::typed::PathStep;
///
/// // `per_llc[*].nr_runs`
/// const PATH: &[PathStep] = &[PathStep::All, PathStep::Member("nr_runs")];
/// assert_eq!(PATH.len(), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathStep {
    /// The member of that name.
    Member(&'static str),
    /// The element at that index, or the entry of that key.
    Index(usize),
    /// Every element.
    All,
}

/// How several values become one.
///
/// ```
/// use ktsnap_core::typed::Reduction;
///
/// assert_eq!(Reduction::Max.to_string(), "max");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reduction {
    /// Their sum.
    Sum,
    /// The largest.
    Max,
    /// The smallest.
    Min,
}

impl Reduction {
    /// Of two values, one; `None` past 128 bits.
    pub(super) fn join(self, a: i128, b: i128) -> Option<i128> {
        match self {
            Self::Sum => a.checked_add(b),
            Self::Max => Some(a.max(b)),
            Self::Min => Some(a.min(b)),
        }
    }
}

impl fmt::Display for Reduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sum => "sum",
            Self::Max => "max",
            Self::Min => "min",
        })
    }
}
