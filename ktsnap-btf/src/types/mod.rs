//! The types of variables, without typedefs and qualifiers.

pub(crate) mod bounds;
mod debug;
mod equality;
mod members;
mod new;
mod search;
pub(crate) mod spelling;

pub(crate) use debug::Named;
pub(crate) use equality::Equality;
pub(crate) use search::MemberSearch;

use std::sync::Arc;

use crate::text::Text;

/// How deep types can nest. Real types stay far below.
pub(crate) const MAX_DEPTH: usize = 64;

/// A type in C, after typedefs, `const`, `volatile`, `restrict` and type tags are resolved.
///
/// Sizes are in bytes. [`Var::c_type`](crate::Var::c_type) has the spelling in C, typedefs included.
///
/// ```
/// use ktsnap_btf::Type;
///
/// let stats = Type::Array { element: Type::Int { size: 8, signed: false }.into(), len: 3 };
/// assert_eq!(stats.to_rust().as_deref(), Some("[u64; 3]"));
/// assert_eq!(Type::Ptr { to: None }.to_rust().as_deref(), Some("Ptr"));
/// assert_eq!(Type::Opaque.to_rust(), None);
/// ```
#[derive(Clone, Eq)]
#[non_exhaustive]
pub enum Type {
    /// An integer, including `signed char` and `unsigned char`.
    Int {
        /// The size in bytes.
        size: u64,
        /// Whether the integer is signed.
        signed: bool,
    },
    /// C's plain `char`: one byte. An array of it is text.
    Char,
    /// A `bool`.
    Bool {
        /// The size in bytes.
        size: u64,
    },
    /// A `float` or `double`.
    Float {
        /// The size in bytes.
        size: u64,
    },
    /// An enum.
    Enum(Arc<Enum>),
    /// A struct or union.
    Struct(Arc<Struct>),
    /// An array.
    Array {
        /// The type of each element.
        element: Arc<Type>,
        /// The number of elements.
        len: u64,
    },
    /// A pointer.
    Ptr {
        /// The tag of the struct or union that it points to, such as `struct bpf_cpumask`. `None` for any other target.
        to: Option<Text>,
    },
    /// The value of a map that declares only a size, so that BTF has no type for it.
    Bytes {
        /// The size in bytes.
        size: u64,
    },
    /// A type without a size: a struct that is only declared, a function, or `void`.
    Opaque,
}

/// An enum and its enumerators.
///
/// ```
/// use ktsnap_btf::{Layout, Type};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("last_dsp").next().ok_or("no such variable")?;
/// let Type::Enum(dsp_stat) = &var.ty else { return Err("not an enum".into()) };
/// assert_eq!(dsp_stat.enumerators[1].name, "DSP_SHARED");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Eq)]
#[non_exhaustive]
pub struct Enum {
    /// The name in the tag. `None` for an anonymous enum.
    pub name: Option<Text>,
    /// The size in bytes.
    pub size: u64,
    /// Whether BTF marks the enum as signed, because an enumerator is negative.
    pub signed: bool,
    /// The enumerators in declaration order.
    pub enumerators: Vec<Enumerator>,
}

/// An enumerator of an [`Enum`].
///
/// ```
/// use ktsnap_btf::Layout;
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, enumerator) = layout.enumerators("DSP_SHARED").next().ok_or("no DSP_SHARED")?;
/// assert_eq!(enumerator.value, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enumerator {
    /// The name.
    pub name: Text,
    /// The value.
    pub value: i128,
}

/// A struct or union and its members.
///
/// ```
/// use ktsnap_btf::{Layout, Type};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("waits").next().ok_or("no such variable")?;
/// let Type::Struct(waits) = &var.ty else { return Err("not a struct".into()) };
/// assert_eq!(waits.members[1].name, "max_ns");
/// assert_eq!(waits.members[1].bit_offset, 64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Eq)]
#[non_exhaustive]
pub struct Struct {
    /// The name in the tag. `None` for an anonymous struct or union.
    pub name: Option<Text>,
    /// Whether this is a union.
    pub union: bool,
    /// The size in bytes.
    pub size: u64,
    /// The members in declaration order.
    pub members: Vec<Member>,
}

/// A member of a [`Struct`].
///
/// ```
/// use ktsnap_btf::{Layout, Type};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let Some(Type::Struct(waits)) = layout.type_by_name("struct wait_stats") else { return Err("no struct wait_stats".into()) };
/// let max_ns = waits.member("max_ns").ok_or("no member max_ns")?;
/// assert_eq!((max_ns.bit_offset, max_ns.bits, max_ns.c_type.as_str()), (64, None, "u64"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Eq)]
#[non_exhaustive]
pub struct Member {
    /// The name. Empty for an anonymous struct or union.
    pub name: Text,
    /// The offset in the struct, in bits.
    pub bit_offset: u64,
    /// The width of a bitfield in bits. `None` for other members.
    pub bits: Option<u32>,
    /// The spelling of the type in C.
    pub c_type: Text,
    /// The type.
    pub ty: Type,
}

impl Type {
    /// The size in bytes: 0 for a type without a size, `None` if the size does not fit in 64 bits.
    ///
    /// ```
    /// use ktsnap_btf::Type;
    ///
    /// let stats = Type::Array { element: Type::Int { size: 8, signed: false }.into(), len: 3 };
    /// assert_eq!(stats.size(), Some(24));
    /// ```
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Int { size, .. } | Self::Bool { size } | Self::Float { size } | Self::Bytes { size } => Some(*size),
            Self::Char => Some(1),
            Self::Enum(of) => Some(of.size),
            Self::Struct(of) => Some(of.size),
            Self::Array { element, len } => element.size()?.checked_mul(*len),
            // BPF pointers have 64 bits on every machine.
            Self::Ptr { .. } => Some(8),
            Self::Opaque => Some(0),
        }
    }

    /// The Rust type of a field that mirrors this type: `u64`, `[i32; 4]`.
    ///
    /// An enum is mirrored by its integer, and a `char` array or a 128-bit integer by its bytes. `None` for a struct, which
    /// needs a Rust struct, and for a type that no field can mirror.
    ///
    /// ```
    /// use ktsnap_btf::Type;
    ///
    /// let comm = Type::Array { element: Type::Char.into(), len: 16 };
    /// assert_eq!(comm.to_rust().as_deref(), Some("[u8; 16]"));
    /// assert_eq!(Type::Bytes { size: 24 }.to_rust().as_deref(), Some("[u64; 3]"));
    /// ```
    #[must_use]
    pub fn to_rust(&self) -> Option<String> {
        match self {
            // A report shows the bytes of the integer, and Rust's `u128` has no byte order.
            Self::Int { size: 16, .. } => Some("[u8; 16]".to_owned()),
            Self::Int { size, signed } => integer(*size, *signed),
            Self::Char => Some("i8".to_owned()),
            Self::Enum(of) => integer(of.size, of.signed),
            Self::Bool { size: 1 } => Some("bool".to_owned()),
            Self::Float { size: size @ (4 | 8) } => Some(format!("f{}", size * 8)),
            // An array of `char` is text, whose bytes are unsigned.
            Self::Array { element, len } if **element == Self::Char => Some(format!("[u8; {len}]")),
            Self::Array { element, len } => Some(format!("[{}; {len}]", element.to_rust()?)),
            Self::Ptr { .. } => Some("Ptr".to_owned()),
            Self::Bytes { size: 0 } => None,
            Self::Bytes { size } => {
                integer(*size, false).or_else(|| size.is_multiple_of(8).then(|| format!("[u64; {}]", size / 8)))
            }
            Self::Bool { .. } | Self::Float { .. } | Self::Struct(_) | Self::Opaque => None,
        }
    }

    /// The tag in C: `struct stats`, `union number`, `enum color`. `None` for a type without a tag.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Type};
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let (_, var) = layout.find("waits").next().ok_or("no such variable")?;
    /// assert_eq!(var.ty.tag().as_deref(), Some("struct wait_stats"));
    /// assert_eq!(Type::Char.tag(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn tag(&self) -> Option<String> {
        let (keyword, name) = match self {
            Self::Struct(of) => (if of.union { "union" } else { "struct" }, &of.name),
            Self::Enum(of) => ("enum", &of.name),
            _ => return None,
        };
        name.as_ref().map(|name| format!("{keyword} {name}"))
    }
}

impl Enum {
    /// Finds an enumerator by name.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Type};
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let Some(Type::Enum(dsp_stat)) = layout.type_by_name("enum dsp_stat") else { return Err("no such enum".into()) };
    /// assert_eq!(dsp_stat.enumerator("DSP_KICK").map(|found| found.value), Some(2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn enumerator(&self, name: &str) -> Option<&Enumerator> {
        self.enumerators.iter().find(|enumerator| enumerator.name == name)
    }
}

fn integer(size: u64, signed: bool) -> Option<String> {
    let sign = if signed { 'i' } else { 'u' };
    matches!(size, 1 | 2 | 4 | 8).then(|| format!("{sign}{}", size * 8))
}
