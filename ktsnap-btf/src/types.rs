//! A variable's type, seen through typedefs and qualifiers.

use std::sync::Arc;

/// A type with typedefs, `const`, `volatile`, `restrict` and tags looked through.
///
/// Sizes are in bytes. How C spells the type, typedefs and all, stands beside it in
/// [`Var::c_type`](crate::Var::c_type).
///
/// ```
/// use ktsnap_btf::Type;
///
/// let stats = Type::Array { element: Type::Int { size: 8, signed: false }.into(), len: 3 };
/// assert_eq!(stats.to_rust().as_deref(), Some("[u64; 3]"));
/// assert_eq!(Type::Ptr { to: None }.to_rust().as_deref(), Some("Ptr"));
/// assert_eq!(Type::Opaque.to_rust(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// An integer, `signed char` and `unsigned char` among them.
    Int {
        /// Bytes.
        size: u64,
        /// Whether it has a sign.
        signed: bool,
    },
    /// C's `char`: one byte, and in an array text.
    Char,
    /// A `bool`.
    Bool {
        /// Bytes.
        size: u64,
    },
    /// A `float` or `double`.
    Float {
        /// Bytes.
        size: u64,
    },
    /// An enum.
    Enum(Arc<Enum>),
    /// A struct or union.
    Struct(Arc<Struct>),
    /// An array.
    Array {
        /// What each element is.
        element: Arc<Type>,
        /// How many there are.
        len: u64,
    },
    /// A pointer to anything.
    Ptr {
        /// The tag of the struct or union that it points at, as `struct bpf_cpumask`; `None` for anything else.
        to: Option<Arc<str>>,
    },
    /// A map's value that is declared by its size alone: BTF knows nothing else of it.
    Bytes {
        /// Bytes.
        size: u64,
    },
    /// What has no size: a struct that is only declared, a function, `void`.
    Opaque,
}

/// An enum and its enumerators.
///
/// ```
/// use ktsnap_btf::{Layout, Type};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("last_dsp").next().ok_or("not there")?;
/// let Type::Enum(dsp_stat) = &var.ty else { return Err("not an enum".into()) };
/// assert_eq!(dsp_stat.enumerators[1].name, "DSP_SHARED");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enum {
    /// The tag's name; `None` for an anonymous enum.
    pub name: Option<String>,
    /// Bytes.
    pub size: u64,
    /// Whether BTF marks it as signed: some enumerator is negative.
    pub signed: bool,
    /// The enumerators, in the order of C.
    pub enumerators: Vec<Enumerator>,
}

/// One enumerator of an [`Enum`].
///
/// ```
/// use ktsnap_btf::Enumerator;
///
/// fn show(enumerator: &Enumerator) -> String {
///     format!("{} = {}", enumerator.name, enumerator.value)
/// }
/// # let _ = show;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enumerator {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: i128,
}

/// A struct or union and its members.
///
/// ```
/// use ktsnap_btf::{Layout, Type};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("waits").next().ok_or("not there")?;
/// let Type::Struct(waits) = &var.ty else { return Err("not a struct".into()) };
/// assert_eq!(waits.members[1].name, "max_ns");
/// assert_eq!(waits.members[1].bit_offset, 64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Struct {
    /// The tag's name; `None` for an anonymous one.
    pub name: Option<String>,
    /// Whether it is a union.
    pub union: bool,
    /// Bytes.
    pub size: u64,
    /// The members, in the order of C.
    pub members: Vec<Member>,
}

/// One member of a [`Struct`].
///
/// ```
/// use ktsnap_btf::Member;
///
/// fn is_bitfield(member: &Member) -> bool {
///     member.bits.is_some()
/// }
/// # let _ = is_bitfield;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// Its name; empty for an anonymous struct or union.
    pub name: String,
    /// Where it starts in the struct, in bits.
    pub bit_offset: u64,
    /// Its width in bits, for a bitfield.
    pub bits: Option<u32>,
    /// Its type as C spells it.
    pub c_type: String,
    /// Its type.
    pub ty: Type,
}

impl Type {
    /// Its size in bytes: 0 for what has none, `None` for one past 64 bits.
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
            // BPF's pointers have 64 bits on every machine.
            Self::Ptr { .. } => Some(8),
            Self::Opaque => Some(0),
        }
    }

    /// The Rust type that a field must have to mirror this one: `u64`, `[i32; 4]`. An enum is said as its integer, a
    /// `char` array and an integer of 128 bits as bytes. `None` for what no field can mirror, and for structs, which take a type of their own.
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
            // Rust's `u128` would not say which byte comes first in a report, which shows bytes.
            Self::Int { size: 16, .. } => Some("[u8; 16]".to_owned()),
            Self::Int { size, signed } => integer(*size, *signed),
            Self::Char => Some("i8".to_owned()),
            Self::Enum(of) => integer(of.size, of.signed),
            Self::Bool { size: 1 } => Some("bool".to_owned()),
            Self::Float { size: size @ (4 | 8) } => Some(format!("f{}", size * 8)),
            // Such an array holds text, whose bytes have no sign.
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

    /// The tag by which C names it: `struct stats`, `union number`, `enum color`. `None` for what has none.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Type};
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let (_, var) = layout.find("waits").next().ok_or("not there")?;
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
    /// The enumerator of that name.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Type};
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let Some(Type::Enum(dsp_stat)) = layout.named("enum dsp_stat") else { return Err("not there".into()) };
    /// assert_eq!(dsp_stat.named("DSP_KICK").map(|found| found.value), Some(2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Enumerator> {
        self.enumerators.iter().find(|enumerator| enumerator.name == name)
    }
}

fn integer(size: u64, signed: bool) -> Option<String> {
    let sign = if signed { 'i' } else { 'u' };
    matches!(size, 1 | 2 | 4 | 8).then(|| format!("{sign}{}", size * 8))
}
