//! How a field's type differs from the C type that it mirrors.

use super::{FieldType, Reduce};

/// How a field's type differs from a C type.
///
/// ```
/// use ktsnap_btf::compat::{Comparison, Conversion, FieldType, Mismatch, compare};
/// use ktsnap_btf::{Target, Type};
///
/// let field = FieldType::Int { bits: 64, signed: false };
/// let counter = Target::whole(Type::Int { size: 4, signed: false }, "u32");
/// let Comparison::Differs(mismatch) = compare(&field, &counter, &Conversion::default()) else { unreachable!() };
/// assert_eq!(mismatch, Mismatch::Width { c: 32, rust: 64 });
/// assert_eq!(mismatch.fact("nr", "u32", &field), "`nr` is `u32` in C (32 bits), but the field is `u64`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// Two integers, enums or floats of different width.
    Width {
        /// Bits in C.
        c: u64,
        /// Bits in Rust.
        rust: u64,
    },
    /// Two integers of the same width, one signed and one unsigned.
    Sign {
        /// Whether the C type is signed.
        c_signed: bool,
    },
    /// Two arrays of different length.
    Length {
        /// Elements in C.
        c: u64,
        /// Elements in Rust.
        rust: u64,
    },
    /// A Rust array has a fixed length, but user space [sets the length](crate::Target::is_set_at_load) of the C array.
    LengthSetAtLoad {
        /// Elements in Rust.
        rust: u64,
    },
    /// Two types of different kinds, such as an integer and a `bool`.
    Kind {
        /// The kind of the C type.
        c: &'static str,
    },
    /// A C struct, but the field is not a struct.
    Struct {
        /// The struct's tag, as `struct stats`.
        tag: Option<String>,
    },
    /// A C union, which has no value of its own.
    Union {
        /// The union's tag, as `union number`.
        tag: Option<String>,
    },
    /// Two arrays whose elements differ.
    Elements(Box<Mismatch>),
    /// The values of a map's entries differ.
    Values(Box<Mismatch>),
    /// A C type that no field can mirror.
    NoMirror {
        /// The kind of the C type.
        c: &'static str,
    },
    /// A number of a width that reports do not show as a number.
    TooWide {
        /// Its bits.
        bits: u64,
    },
    /// A map's value that BTF describes only by its size, which is not the size of the field.
    Size {
        /// Bytes in C.
        c: u64,
        /// Bytes in Rust; bytes of each element for a `Vec`.
        rust: u64,
        /// Whether the field is a `Vec`, whose elements must fill the bytes.
        vec: bool,
    },
    /// The field asks for a narrower C integer, and the C type is not one.
    NotNarrower,
    /// Several values, but the field is a single integer.
    NeedsReduction {
        /// Whether each CPU has a value, and not only each element.
        per_cpu: bool,
    },
    /// The field asks for a reduction, but there is only one value.
    NothingToReduce,
    /// The field asks for a reduction, but it has every dimension of the C type.
    KeptWhole,
    /// The field asks for a reduction of values that are not integers.
    NotReducible {
        /// The kind of each value in C.
        c: &'static str,
        /// The reduction.
        reduce: Reduce,
    },
    /// A reduction gives integers in fewer dimensions than the field has, or the field is not made of integers.
    ReducedTo {
        /// The reduction.
        reduce: Reduce,
    },
    /// A reduction gives one integer, but each C value differs from the field.
    Reduced(Box<Mismatch>),
    /// An `Option` in an `Option`.
    NestedOption,
    /// The keys of a map differ from those of the field.
    Key {
        /// The spelling of the key's type in C.
        c_type: String,
        /// The field's type of a key.
        rust: String,
        /// The difference.
        of: Box<Mismatch>,
    },
}

impl Mismatch {
    /// The mismatch as a sentence about the C value at `path`, which C spells `c_type`, and the `field`'s type.
    ///
    /// ```
    /// use ktsnap_btf::compat::{FieldType, Mismatch};
    ///
    /// let field = FieldType::Int { bits: 64, signed: false };
    /// let fact = Mismatch::Sign { c_signed: true }.fact("lag_ns", "volatile s64", &field);
    /// assert_eq!(fact, "`lag_ns` is `volatile s64` in C (signed), but the field is `u64`");
    /// ```
    #[must_use]
    pub fn fact(&self, path: &str, c_type: &str, field: &FieldType) -> String {
        if let Self::Key { c_type, rust, of } = self {
            let map = path.split('[').next().unwrap_or(path);
            let property = of.property().map_or_else(String::new, |property| format!(" ({property})"));
            return match of.as_ref() {
                Self::Union { .. } | Self::NoMirror { .. } | Self::TooWide { .. } => {
                    format!("the keys of `{map}` are `{c_type}` in C{property}, which no field can mirror")
                }
                _ => format!("the keys of `{map}` are `{c_type}` in C{property}, but those of the field are `{rust}`"),
            };
        }
        let property = self.property().map_or_else(String::new, |property| format!(" ({property})"));
        format!("`{path}` is `{c_type}` in C{property}{}", self.conclusion(field))
    }

    /// The mismatch of a type that no field can mirror, whatever the field's type is.
    ///
    /// ```
    /// use ktsnap_btf::{Type, compat::no_mirror};
    ///
    /// let mismatch = no_mirror(&Type::Int { size: 3, signed: false });
    /// let reason = mismatch.map(|mismatch| mismatch.reason());
    /// assert_eq!(reason.as_deref(), Some("24 bits, which no report shows as a number"));
    /// ```
    #[must_use]
    pub fn reason(&self) -> String {
        format!("{}{}", self.property().unwrap_or_default(), self.conclusion(&FieldType::Unknown))
    }

    /// The property of the C type that the field's type does not have, if it is not obvious from the spelling in C.
    fn property(&self) -> Option<String> {
        Some(match self {
            Self::Width { c, .. } => format!("{c} bits"),
            Self::Sign { c_signed } => sign(*c_signed).to_owned(),
            Self::Length { c, .. } => elements(*c),
            Self::LengthSetAtLoad { .. } => "user space sets its length at load".to_owned(),
            Self::Kind { c } | Self::NoMirror { c } => (*c).to_owned(),
            Self::Struct { .. } => "a struct".to_owned(),
            Self::Union { .. } => "a union".to_owned(),
            Self::Elements(of) => of.property_of_each("element")?,
            Self::TooWide { bits } => format!("{bits} bits"),
            Self::Size { .. } => "without a type".to_owned(),
            Self::NeedsReduction { per_cpu: true } => "a value for each CPU".to_owned(),
            Self::NeedsReduction { per_cpu: false } => "a value for each element".to_owned(),
            Self::NothingToReduce => "a single value".to_owned(),
            Self::NotReducible { c, .. } => format!("each value is {c}"),
            Self::ReducedTo { reduce } => format!("one integer after `{reduce}`"),
            Self::Reduced(of) | Self::Values(of) => of.property_of_each("value")?,
            Self::NotNarrower | Self::NestedOption | Self::KeptWhole | Self::Key { .. } => return None,
        })
    }

    fn property_of_each(&self, each: &str) -> Option<String> {
        let property = self.property()?;
        Some(match self {
            Self::Width { .. } | Self::TooWide { .. } | Self::Length { .. } => format!("each {each} has {property}"),
            Self::Size { c, .. } => format!("each {each} has {c} bytes {property}"),
            Self::Sign { .. } | Self::Kind { .. } | Self::Struct { .. } | Self::Union { .. } => {
                format!("each {each} is {property}")
            }
            _ => property,
        })
    }

    fn conclusion(&self, field: &FieldType) -> String {
        match self {
            Self::Elements(of) | Self::Reduced(of) | Self::Values(of) => of.conclusion(field),
            Self::Size { rust, vec: false, .. } => format!(", but the field is `{field}` ({})", bytes(*rust)),
            Self::Size { rust, vec: true, .. } => {
                format!(", but the field is `{field}` ({} per element)", bytes(*rust))
            }
            Self::NeedsReduction { .. } => format!(", but the field is a single `{field}`"),
            Self::Union { .. } => ", so the path must name one of its members".to_owned(),
            Self::NoMirror { .. } => ", which no field can mirror".to_owned(),
            Self::TooWide { .. } => ", which no report shows as a number".to_owned(),
            Self::NotNarrower => ", so `widen` has no effect: the C type is not a narrower integer".to_owned(),
            Self::NothingToReduce => ", so there is nothing to reduce".to_owned(),
            Self::KeptWhole => ", and the field holds all of it, so there is nothing to reduce".to_owned(),
            Self::NotReducible { reduce, .. } => format!(", but `{reduce}` only applies to integers"),
            Self::NestedOption => format!(", but the field is `{field}`: the second `Option` adds nothing"),
            Self::Width { .. }
            | Self::Sign { .. }
            | Self::Length { .. }
            | Self::LengthSetAtLoad { .. }
            | Self::Kind { .. }
            | Self::Struct { .. }
            | Self::Key { .. }
            | Self::ReducedTo { .. } => format!(", but the field is `{field}`"),
        }
    }
}

fn sign(signed: bool) -> &'static str {
    if signed { "signed" } else { "unsigned" }
}

fn elements(count: u64) -> String {
    if count == 1 { "1 element".to_owned() } else { format!("{count} elements") }
}

fn bytes(count: u64) -> String {
    if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") }
}
