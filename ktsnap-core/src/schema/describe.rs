//! What a derived struct knows of the object that it was checked against.

use std::fmt;

/// The variables that a struct mirrors, as they stood in the object's BTF at build time.
///
/// ```
/// use ktsnap_core::schema::{Schema, Shape, VarSchema};
///
/// const SCHEMA: Schema = Schema::new("bpf/dispatch.bpf.o", ".bss", 8, &[VarSchema::new(
///     "nr_enqueued", 0, 8, "volatile u64", Shape::Uint { bits: 64 },
/// )]);
/// assert_eq!(SCHEMA.names().collect::<Vec<_>>(), ["nr_enqueued"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// The object, as the struct's attribute names it.
    pub object: &'static str,
    /// The DATASEC that holds the variables.
    pub section: &'static str,
    /// The section's size in the object, in bytes. libbpf can make a section larger when it loads it.
    pub size: u64,
    /// The variables, in the order of the struct's fields.
    pub vars: &'static [VarSchema],
}

impl Schema {
    /// For the derive.
    #[must_use]
    pub const fn new(object: &'static str, section: &'static str, size: u64, vars: &'static [VarSchema]) -> Self {
        Self { object, section, size, vars }
    }

    /// The variables' names, in the order of the struct's fields.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &'static str> + use<> {
        self.vars.iter().map(|var| var.name)
    }
}

/// One variable of a [`Schema`].
///
/// ```
/// use ktsnap_core::schema::{Shape, VarSchema};
///
/// const VAR: VarSchema = VarSchema::new("saw_cross", 40, 1, "bool", Shape::Bool);
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
    /// How a report must render it.
    pub shape: Shape,
}

impl VarSchema {
    /// For the derive.
    #[must_use]
    pub const fn new(name: &'static str, offset: u64, size: u64, c_type: &'static str, shape: Shape) -> Self {
        Self { name, offset, size, c_type, shape }
    }
}

/// How BTF has a value rendered: what kind it is, and how wide.
///
/// ```
/// use ktsnap_core::schema::Shape;
///
/// const STATS: Shape = Shape::Array { len: 4, element: &Shape::Uint { bits: 64 } };
/// assert_eq!(STATS.to_string(), "[uint64; 4]");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
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
    /// A `bool`.
    Bool,
    /// A float of that width.
    Float {
        /// Width in bits.
        bits: u32,
    },
    /// An enum of that width.
    Enum {
        /// Width in bits.
        bits: u32,
        /// Whether BTF declares it as signed.
        signed: bool,
    },
    /// An array of that length.
    Array {
        /// Number of elements.
        len: usize,
        /// What each is.
        element: &'static Shape,
    },
}

impl Shape {
    /// Whether a Rust value of shape `rust` can hold every value of this shape, which is BTF's, as it is. An enum
    /// is held by the integer of its width and sign; all else by its own shape alone.
    #[must_use]
    pub const fn fits(&self, rust: &Shape) -> bool {
        match (self, rust) {
            (Shape::Int { bits }, Shape::Int { bits: rust })
            | (Shape::Uint { bits } | Shape::Enum { bits, signed: false }, Shape::Uint { bits: rust })
            | (Shape::Enum { bits, signed: true }, Shape::Int { bits: rust })
            | (Shape::Float { bits }, Shape::Float { bits: rust }) => *bits == *rust,
            (Shape::Bool, Shape::Bool) => true,
            (Shape::Array { len, element }, Shape::Array { len: rust_len, element: rust }) => {
                *len == *rust_len && element.fits(rust)
            }
            _ => false,
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int { bits } => write!(f, "int{bits}"),
            Self::Uint { bits } => write!(f, "uint{bits}"),
            Self::Bool => f.write_str("bool"),
            Self::Float { bits } => write!(f, "float{bits}"),
            Self::Enum { bits, signed: false } => write!(f, "enum{bits}"),
            Self::Enum { bits, signed: true } => write!(f, "signed enum{bits}"),
            Self::Array { len, element } => write!(f, "[{element}; {len}]"),
        }
    }
}
