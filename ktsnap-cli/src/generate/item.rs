//! What is written: structs and enums, before they are text.

/// A struct that mirrors a section, a map or a struct of C.
#[derive(Debug, Clone)]
pub(crate) struct StructItem {
    pub(crate) name: String,
    pub(crate) doc: Vec<String>,
    /// Each of them one `#[snapshot(...)]`.
    pub(crate) attributes: Vec<Vec<Key>>,
    pub(crate) ratios: Vec<Ratio>,
    /// Whether there is one for each CPU.
    pub(crate) each_cpu: bool,
    pub(crate) lines: Vec<Line>,
    /// What a reader should know of the whole, at its end.
    pub(crate) notes: Vec<String>,
}

/// A method of the struct.
#[derive(Debug, Clone)]
pub(crate) struct Ratio {
    pub(crate) name: String,
    /// As the derive takes it.
    pub(crate) expr: String,
}

/// An enum that mirrors one of C's.
#[derive(Debug, Clone)]
pub(crate) struct EnumItem {
    pub(crate) name: String,
    pub(crate) tag: String,
    /// The integer that holds it, where the discriminants have to be written out.
    pub(crate) repr: Option<String>,
    pub(crate) variants: Vec<Variant>,
}

/// One variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Variant {
    /// Of an enumerator.
    One {
        name: String,
        rename: Option<String>,
        value: Option<i128>,
        /// Other enumerators of the same value.
        also: Vec<String>,
    },
    /// Of every value that no enumerator has, with its integer.
    Other { name: String, integer: String },
}

#[derive(Debug, Clone)]
pub(crate) enum Item {
    Struct(StructItem),
    Enum(EnumItem),
}

/// `key = "value"` in an attribute.
pub(crate) type Key = (&'static str, String);

/// What stands where C has a variable, member or entry.
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
    /// What it mirrors, as C names it.
    pub(crate) of: String,
    /// The variable of the section that it is or is part of.
    pub(crate) root: Option<String>,
    pub(crate) c_type: String,
    /// Whether C's type says more than Rust's.
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
