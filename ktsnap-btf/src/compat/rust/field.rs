//! A field's type and its conversion, as a macro reads them from the tokens of a struct.

use std::fmt;

/// A field's type, as a macro reads it from its tokens.
///
/// ```
/// use ktsnap_btf::compat::FieldType;
///
/// let stats = FieldType::Array { element: Box::new(FieldType::Int { bits: 64, signed: false }), len: Some(3) };
/// assert_eq!(stats.to_string(), "[u64; 3]");
/// assert_eq!(FieldType::PerCpu(Box::new(stats)).to_string(), "PerCpu<[u64; 3]>");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldType {
    /// An integer.
    Int {
        /// Width in bits.
        bits: u64,
        /// Whether it is signed.
        signed: bool,
    },
    /// `bool`.
    Bool,
    /// `f32` or `f64`.
    Float {
        /// Width in bits.
        bits: u64,
    },
    /// An array.
    Array {
        /// The type of each element.
        element: Box<FieldType>,
        /// Its length; `None` if that is the name of a constant.
        len: Option<u64>,
    },
    /// A `Vec` of elements.
    Vec(Box<FieldType>),
    /// `String`.
    Text,
    /// `CString`.
    CString,
    /// A pointer's value.
    Ptr,
    /// A set of CPUs.
    CpuSet,
    /// A histogram: an array whose elements count ranges of values.
    Histogram {
        /// The type that says what each bucket counts, as its tokens are written.
        buckets: String,
        /// The type of each bucket.
        counter: Box<FieldType>,
    },
    /// One value for each CPU.
    PerCpu(Box<FieldType>),
    /// Keys and values: the entries of a map.
    Rows {
        /// The type of a key.
        key: Box<FieldType>,
        /// The type of a value.
        value: Box<FieldType>,
        /// Whether it is `PartialRows`, which a map that was captured in part can fill.
        partial: bool,
    },
    /// A value that a capture may lack.
    Option(Box<FieldType>),
    /// A name that a macro can't resolve, such as an alias or another struct.
    Unknown,
}

/// How the value of a field is made from the C value.
///
/// ```
/// use ktsnap_btf::compat::{Conversion, Reduce};
///
/// let summed = Conversion { reduce: Some(Reduce::Sum), ..Conversion::default() };
/// assert!(!summed.widen);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Conversion {
    /// The reduction of several values to one integer.
    pub reduce: Option<Reduce>,
    /// Whether the C integer is narrower than the field.
    pub widen: bool,
}

/// A reduction of several values to one.
///
/// ```
/// use ktsnap_btf::compat::Reduce;
///
/// assert_eq!(Reduce::Max.to_string(), "max");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// Exhaustive: the derive must write a new reduction as a constant of `ktsnap-core`.
pub enum Reduce {
    /// Their sum.
    Sum,
    /// The largest.
    Max,
    /// The smallest.
    Min,
}

impl FieldType {
    /// Whether it is a histogram, or several.
    ///
    /// ```
    /// use ktsnap_btf::compat::FieldType;
    ///
    /// let counter = Box::new(FieldType::Int { bits: 64, signed: false });
    /// let waits = FieldType::Histogram { buckets: "Log2".to_owned(), counter };
    /// assert!(FieldType::Vec(Box::new(waits)).holds_histogram());
    /// ```
    #[must_use]
    pub fn holds_histogram(&self) -> bool {
        match self {
            Self::Histogram { .. } => true,
            Self::Array { element: of, .. }
            | Self::Vec(of)
            | Self::PerCpu(of)
            | Self::Option(of)
            | Self::Rows { value: of, .. } => of.holds_histogram(),
            _ => false,
        }
    }

    /// Whether no part of it is [`Self::Unknown`] or a length that is the name of a constant.
    pub(crate) fn is_known(&self) -> bool {
        match self {
            Self::Array { element, len } => len.is_some() && element.is_known(),
            Self::Vec(of) | Self::PerCpu(of) | Self::Option(of) | Self::Histogram { counter: of, .. } => of.is_known(),
            Self::Rows { key, value, .. } => key.is_known() && value.is_known(),
            Self::Unknown => false,
            Self::Int { .. }
            | Self::Bool
            | Self::Float { .. }
            | Self::Text
            | Self::CString
            | Self::Ptr
            | Self::CpuSet => true,
        }
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int { bits, signed: true } => write!(f, "i{bits}"),
            Self::Int { bits, signed: false } => write!(f, "u{bits}"),
            Self::Bool => f.write_str("bool"),
            Self::Float { bits } => write!(f, "f{bits}"),
            Self::Array { element, len: Some(len) } => write!(f, "[{element}; {len}]"),
            Self::Array { element, len: None } => write!(f, "[{element}; _]"),
            Self::Vec(of) => write!(f, "Vec<{of}>"),
            Self::Histogram { buckets, counter } if **counter == (Self::Int { bits: 64, signed: false }) => {
                write!(f, "Histogram<{buckets}>")
            }
            Self::Histogram { buckets, counter } => write!(f, "Histogram<{buckets}, {counter}>"),
            Self::Text => f.write_str("String"),
            Self::CString => f.write_str("CString"),
            Self::Ptr => f.write_str("Ptr"),
            Self::CpuSet => f.write_str("CpuSet"),
            Self::PerCpu(of) => write!(f, "PerCpu<{of}>"),
            Self::Rows { key, value, partial: false } => write!(f, "Rows<{key}, {value}>"),
            Self::Rows { key, value, partial: true } => write!(f, "PartialRows<{key}, {value}>"),
            Self::Option(of) => write!(f, "Option<{of}>"),
            Self::Unknown => f.write_str("_"),
        }
    }
}

impl fmt::Display for Reduce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sum => "sum",
            Self::Max => "max",
            Self::Min => "min",
        })
    }
}
