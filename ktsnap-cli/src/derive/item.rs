//! What is written: structs and enums, before they are text.

/// A struct that mirrors a section, a map or a struct of C.
#[derive(Debug, Clone)]
pub(super) struct StructItem {
    pub(super) name: String,
    pub(super) doc: Vec<String>,
    /// Each of them one `#[snapshot(...)]`.
    pub(super) attributes: Vec<Vec<Key>>,
    pub(super) ratios: Vec<Ratio>,
    /// Whether there is one for each CPU.
    pub(super) each_cpu: bool,
    pub(super) lines: Vec<Line>,
    /// What a reader should know of the whole, at its end.
    pub(super) notes: Vec<String>,
}

/// A method of the struct.
#[derive(Debug, Clone)]
pub(super) struct Ratio {
    pub(super) name: String,
    /// As the derive takes it.
    pub(super) expr: String,
}

/// An enum that mirrors one of C's.
#[derive(Debug, Clone)]
pub(super) struct EnumItem {
    pub(super) name: String,
    pub(super) tag: String,
    /// The integer that holds it, where the discriminants have to be written out.
    pub(super) repr: Option<String>,
    pub(super) variants: Vec<Variant>,
}

/// One variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Variant {
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
pub(super) enum Item {
    Struct(StructItem),
    Enum(EnumItem),
}

/// `key = "value"` in an attribute.
pub(super) type Key = (&'static str, String);

/// What stands where C has a variable, member or entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Line {
    Field(Field),
    LeftOut(LeftOut),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Field {
    pub(super) ident: String,
    pub(super) ty: String,
    pub(super) keys: Vec<Key>,
    /// What it mirrors, as C names it.
    pub(super) of: String,
    /// The variable of the section that it is or is part of.
    pub(super) root: Option<String>,
    pub(super) c_type: String,
    /// Whether C's type says more than Rust's.
    pub(super) says_more: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct LeftOut {
    pub(super) name: String,
    pub(super) c_type: String,
    pub(super) reason: String,
}

impl Item {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Struct(item) => &item.name,
            Self::Enum(item) => &item.name,
        }
    }
}

impl StructItem {
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.lines.iter().filter_map(|line| match line {
            Line::Field(field) => Some(field),
            Line::LeftOut(_) => None,
        })
    }

    pub(super) fn left_out(&self) -> impl Iterator<Item = &LeftOut> {
        self.lines.iter().filter_map(|line| match line {
            Line::LeftOut(left_out) => Some(left_out),
            Line::Field(_) => None,
        })
    }
}
