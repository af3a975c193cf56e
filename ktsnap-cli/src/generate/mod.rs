//! The structs, enums and fields that mirror the C types of an object, before they are printed.
//!
//! `ktsnap derive` prints them, and `ktsnap layout` shows the type of each variable. [`mirrors`] finds or makes the type for a C
//! type, [`arrays`] has the types that the user chose for arrays, [`block`] collects the fields of a struct, [`enums`] makes the
//! variants of an enum, and [`names`] names them all.

pub(crate) mod arrays;
pub(crate) mod block;
mod enums;
pub(crate) mod mirrors;
pub(crate) mod names;

/// A struct that mirrors a section, a map or a struct of C.
#[derive(Debug, Clone)]
pub(crate) struct StructItem {
    pub(crate) name: String,
    pub(crate) doc: Vec<String>,
    /// The keys of each `#[snapshot(...)]`.
    pub(crate) attributes: Vec<Vec<Key>>,
    pub(crate) ratios: Vec<RatioItem>,
    /// Whether each CPU has a value of the struct.
    pub(crate) each_cpu: bool,
    /// Whether it is a key of rows, which must be comparable.
    pub(crate) is_key: bool,
    pub(crate) lines: Vec<Line>,
    /// Comments at the end of the struct.
    pub(crate) notes: Vec<String>,
}

/// A ratio or a named term of the struct.
#[derive(Debug, Clone)]
pub(crate) struct RatioItem {
    /// Whether it is a ratio, which has a method.
    pub(crate) is_ratio: bool,
    pub(crate) name: String,
    /// The name with its parameter, as in `share(total)`.
    pub(crate) head: String,
    /// The expression, as the derive takes it.
    pub(crate) expr: String,
}

/// An enum that mirrors a C enum.
#[derive(Debug, Clone)]
pub(crate) struct EnumItem {
    pub(crate) name: String,
    pub(crate) tag: String,
    /// The integer type, if the discriminants have to be written.
    pub(crate) repr: Option<String>,
    /// Whether it is a key of rows, which must be comparable.
    pub(crate) is_key: bool,
    pub(crate) variants: Vec<Variant>,
}

/// A variant of an enum.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Variant {
    /// The variant of an enumerator.
    One {
        name: String,
        rename: Option<String>,
        value: Option<i128>,
        /// Other enumerators of the same value.
        also: Vec<String>,
    },
    /// The variant of all other values, with its integer type.
    Other { name: String, integer: String },
}

#[derive(Debug, Clone)]
pub(crate) enum Item {
    Struct(StructItem),
    Enum(EnumItem),
}

/// `key = "value"` in an attribute, or only `key` if the value is empty.
pub(crate) type Key = (&'static str, String);

/// A variable, member or entry of C, as the struct has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Line {
    Field(Field),
    LeftOut(LeftOut),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Field {
    pub(crate) ident: String,
    pub(crate) ty: String,
    pub(crate) keys: Vec<Key>,
    /// The name in C.
    pub(crate) of: String,
    /// The variable of the section, or the variable that the field is part of.
    pub(crate) root: Option<String>,
    pub(crate) c_type: String,
    /// Whether the C type has more information than the Rust type.
    pub(crate) says_more: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct LeftOut {
    pub(crate) name: String,
    pub(crate) c_type: String,
    pub(crate) reason: String,
}

impl Item {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Struct(item) => &item.name,
            Self::Enum(item) => &item.name,
        }
    }
}

impl StructItem {
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.lines.iter().filter_map(|line| match line {
            Line::Field(field) => Some(field),
            Line::LeftOut(_) => None,
        })
    }

    pub(crate) fn left_out(&self) -> impl Iterator<Item = &LeftOut> {
        self.lines.iter().filter_map(|line| match line {
            Line::LeftOut(left_out) => Some(left_out),
            Line::Field(_) => None,
        })
    }
}
