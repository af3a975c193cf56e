//! The fields of a struct: their paths in the object, and the types around their elements.

use ktsnap_btf::Type;

use super::names::{Names, snake};
use super::{Field, Key, LeftOut, Line};

/// The most bytes of an array that is part of the struct, since all arrays of a section have to fit the stack of a test.
const INLINE: u64 = 512;

/// The fields of a struct so far.
#[derive(Default)]
pub(crate) struct Block {
    pub(crate) lines: Vec<Line>,
    names: Names,
}

/// The position of a value in a section, struct or map.
#[derive(Debug, Clone)]
pub(crate) struct Position {
    /// The variable, in a section.
    pub(crate) root: Option<String>,
    /// The path, as the derive takes it. Empty for an entry of a map.
    pub(crate) path: String,
    /// Whether the path is only a name.
    plain: bool,
    /// The text that the field's name is made from.
    ident: String,
    /// The lengths of the arrays that the path takes whole, from the outside in.
    pub(crate) dims: Vec<u64>,
    /// Whether user space sets the length of the variable.
    pub(crate) is_set_at_load: bool,
    /// The entry of a map.
    entry: Option<Entry>,
    /// The Rust type of the innermost array, if the user chose it.
    pub(crate) innermost: Option<String>,
    /// Whether the field is the sum over all CPUs.
    pub(crate) sum: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// An enumerator, a number, or `*`.
    pub(crate) key: String,
    pub(crate) entries: Entries,
    pub(crate) per_cpu: bool,
}

/// The number of map entries in a field.
#[derive(Debug, Clone)]
pub(crate) enum Entries {
    One,
    All(u64),
    /// All entries, of a map whose size the object does not have.
    Unknown,
    /// All entries of a map with keys of this Rust type.
    Rows {
        key: String,
        /// Whether the kernel removes entries, so that a difference of two reads would miss counts.
        is_lru: bool,
    },
}

impl Position {
    pub(crate) fn var(name: &str, is_set_at_load: bool) -> Self {
        Self { root: Some(name.to_owned()), is_set_at_load, ..Self::member(name) }
    }

    pub(crate) fn member(name: &str) -> Self {
        Self {
            root: None,
            path: name.to_owned(),
            plain: true,
            ident: name.to_owned(),
            dims: Vec::new(),
            is_set_at_load: false,
            entry: None,
            innermost: None,
            sum: false,
        }
    }

    /// The same position, with the type that the user chose for its innermost array.
    pub(crate) fn with_innermost(self, innermost: Option<String>) -> Self {
        Self { innermost, ..self }
    }

    /// The same position, whose field is the sum over all CPUs.
    pub(crate) fn summed(self, sum: bool) -> Self {
        Self { sum, ..self }
    }

    /// An entry of a map. `ident` names the field.
    pub(crate) fn entry(ident: &str, entry: Entry) -> Self {
        Self { path: String::new(), ident: ident.to_owned(), entry: Some(entry), ..Self::member("") }
    }

    pub(crate) fn onward(&self, member: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self {
            path: format!("{}{dot}{member}", self.path),
            plain: false,
            ident: format!("{}_{member}", self.ident),
            ..self.clone()
        }
    }

    pub(crate) fn every(&self, len: u64) -> Self {
        let mut inside = self.clone();
        inside.path.push_str("[*]");
        inside.plain = false;
        inside.dims.push(len);
        inside
    }

    /// The position as C names it: `stats[DSP_LOCAL].hits`.
    pub(crate) fn shown(&self) -> String {
        match &self.entry {
            Some(entry) if self.path.is_empty() => format!("[{}]", entry.key),
            Some(entry) => format!("[{}].{}", entry.key, self.path),
            None => self.path.clone(),
        }
    }

    /// The type of a field whose innermost elements are `each`.
    fn around(&self, each: String, bytes: Option<u64>) -> String {
        let mut bytes = bytes;
        let mut rust = each;
        for (depth, len) in self.dims.iter().enumerate().rev() {
            bytes = bytes.filter(|_| depth > 0 || !self.is_set_at_load).and_then(|bytes| bytes.checked_mul(*len));
            rust = array(&rust, *len, bytes);
        }
        let Some(entry) = &self.entry else { return rust };
        if entry.per_cpu && !self.sum {
            rust = format!("PerCpu<{rust}>");
        }
        match &entry.entries {
            Entries::One => rust,
            Entries::All(len) => array(&rust, *len, bytes.and_then(|bytes| bytes.checked_mul(*len))),
            Entries::Rows { key, .. } => format!("Rows<{key}, {rust}>"),
            Entries::Unknown => format!("Vec<{rust}>"),
        }
    }
}

impl Block {
    pub(crate) fn leave(&mut self, name: &str, c_type: &str, reason: impl Into<String>) {
        let (name, c_type) = (name.to_owned(), c_type.to_owned());
        self.lines.push(Line::LeftOut(LeftOut { name, c_type, reason: reason.into() }));
    }

    pub(crate) fn field(&mut self, position: &Position, ty: &Type, c_type: &str, bits: Option<u32>, each: String) {
        let ident = self.names.fresh(&snake(&position.ident));
        let mut keys: Vec<Key> = Vec::new();
        if let Some(entry) = &position.entry {
            keys.push(("key", entry.key.clone()));
        }
        if !position.plain {
            keys.push(("path", position.path.clone()));
        } else if position.entry.is_none() && ident != position.path {
            keys.push(("rename", position.path.clone()));
        }
        if let Some(Entry { entries: Entries::Rows { is_lru: true, .. }, .. }) = &position.entry {
            keys.push(("gauge", String::new()));
        }
        if position.sum {
            keys.push(("sum", String::new()));
        }
        let rust = position.around(each, ty.size());
        let c_type = match bits {
            Some(bits) => format!("{c_type} : {bits}"),
            None => c_type.to_owned(),
        };
        let says_more = bits.is_some() || says_more(ty, &c_type, &rust);
        self.lines.push(Line::Field(Field {
            ident,
            ty: rust,
            keys,
            of: position.shown(),
            root: position.root.clone(),
            c_type,
            says_more,
        }));
    }
}

/// The type of an array of `len` elements, `bytes` in all.
pub(super) fn array(element: &str, len: u64, bytes: Option<u64>) -> String {
    if len > 0 && bytes.is_some_and(|bytes| bytes <= INLINE) {
        format!("[{element}; {len}]")
    } else {
        format!("Vec<{element}>")
    }
}

/// Whether the C spelling has information that the Rust type lacks.
fn says_more(ty: &Type, c_type: &str, rust: &str) -> bool {
    let base = base(c_type);
    let plain: &[&str] = match innermost(ty) {
        Type::Int { size: 8, signed: false } => {
            &["u64", "__u64", "uint64_t", "unsigned long", "unsigned long long", "long unsigned int"]
        }
        Type::Int { size: 8, signed: true } => &["s64", "__s64", "int64_t", "long", "long long", "long int"],
        Type::Int { size: 4, signed: false } => &["u32", "__u32", "uint32_t", "unsigned int"],
        Type::Int { size: 4, signed: true } => &["s32", "__s32", "int32_t", "int"],
        Type::Int { size: 2, signed: false } => &["u16", "__u16", "uint16_t", "unsigned short"],
        Type::Int { size: 2, signed: true } => &["s16", "__s16", "int16_t", "short"],
        Type::Int { size: 1, signed: false } => &["u8", "__u8", "uint8_t", "unsigned char"],
        Type::Int { size: 1, signed: true } => &["s8", "__s8", "int8_t", "signed char"],
        Type::Char => &["char"],
        Type::Bool { .. } => &["bool", "_Bool"],
        Type::Float { .. } => &["float", "double"],
        // A Rust enum has C's tag, an integer does not.
        Type::Enum(_) => return of_integers(rust) || loses_length(c_type, rust),
        Type::Struct(_) => return loses_length(c_type, rust),
        // BTF has no spelling for these bytes.
        Type::Bytes { .. } => return false,
        _ => return true,
    };
    !plain.contains(&base) || loses_length(c_type, rust)
}

/// Whether the Rust type lacks the length of the C array. The number of a map's entries is not in the C type.
fn loses_length(c_type: &str, rust: &str) -> bool {
    c_type.contains('[') && ["Vec<", "CString", "Histogram<"].into_iter().any(|without| rust.contains(without))
}

/// Whether the innermost type is an integer.
fn of_integers(rust: &str) -> bool {
    let inside = ["[", "Vec<", "PerCpu<"].iter().find_map(|around| rust.strip_prefix(around));
    inside.map_or(rust.starts_with(['i', 'u']), of_integers)
}

/// A spelling without qualifiers and lengths: `struct llc_stats` for `volatile struct llc_stats[4]`.
pub(super) fn base(c_type: &str) -> &str {
    let unqualified = ["const ", "volatile "].iter().find_map(|qualifier| c_type.strip_prefix(qualifier));
    match unqualified {
        Some(rest) => base(rest),
        None => c_type.split('[').next().unwrap_or_default().trim_end(),
    }
}

/// The innermost element of an array, or the type itself.
pub(super) fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Array { element, .. } => innermost(element),
        other => other,
    }
}
