//! The fields of a struct, with their paths in the object.

use ktsnap_btf::Type;

use super::item::{Field, Key, LeftOut, Line};
use super::limits;
use super::names::{Names, snake};
use super::spelling::says_more;

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
        }
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
            rust = limits::array(&rust, *len, bytes);
        }
        let Some(entry) = &self.entry else { return rust };
        if entry.per_cpu {
            rust = format!("PerCpu<{rust}>");
        }
        match &entry.entries {
            Entries::One => rust,
            Entries::All(len) => limits::array(&rust, *len, bytes.and_then(|bytes| bytes.checked_mul(*len))),
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
