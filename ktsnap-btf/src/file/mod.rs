//! Layout files: what a repository keeps of a scheduler's object, so that structs are checked without it.
//!
//! A [`LayoutFile`] is made of a [`Layout`], written as JSON, read again, and gives a layout that answers as the
//! object's does. It holds the globals, the maps, the types of both, and all enums.
//!
//! # The format
//!
//! ```json
//! {
//!   "ktsnap_layout": 1,
//!   "object": {
//!     "label": "my_sched 1.2",
//!     "sha256": "..."
//!   },
//!   "byte_order": "little",
//!   "keep": ["struct task_ctx"],
//!   "sections": {
//!     ".bss": {
//!       "size": 32,
//!       "vars": [
//!         {"name": "nr_tasks", "type": "u32", "c_type": "volatile u32", "offset": 0, "size": 4},
//!         {"name": "waits", "type": "struct wait_stats", "c_type": "struct wait_stats", "offset": 8, "size": 24}
//!       ]
//!     }
//!   },
//!   "maps": {
//!     "stats": {
//!       "type": "BPF_MAP_TYPE_PERCPU_ARRAY",
//!       "max_entries": 3,
//!       "key": {"size": 4, "type": "u32", "c_type": "u32"},
//!       "value": {"size": 8, "type": "u64", "c_type": "u64"}
//!     }
//!   },
//!   "types": {
//!     "enum dsp_stat": {"size": 4, "signed": false, "values": ["DSP_LOCAL = 0", "DSP_SHARED = 1"]},
//!     "struct wait_stats": {
//!       "size": 24,
//!       "members": [
//!         {"name": "total_ns", "type": "u64", "c_type": "u64", "bit_offset": 0}
//!       ]
//!     }
//!   },
//!   "typedefs": {"dsp_stat_t": "enum dsp_stat"},
//!   "names": {".struct_ops.link": ["my_ops"]}
//! }
//! ```
//!
//! - `ktsnap_layout` is the format's version. An unknown one is an error, and so is an unknown field anywhere.
//! - `object` says which object it was. It may be absent, and nothing is checked against it.
//! - `keep` lists the types that are kept although no global or map has them.
//! - `sections` are those of globals, by name; their variables by offset, then name. `linkage` is absent for globals,
//!   else `static` or `extern`. `fault` is absent for variables that can be read, else the [`Fault`](crate::Fault):
//!   `smaller`, `one_byte` or `extern`.
//! - `maps` are those of `.maps`. A key or value of which only the size is declared has no `type`.
//! - `types` are the structs, unions and enums: those that globals and maps reach, those of `keep`, and every enum. A
//!   member has `bits` if it is a bitfield, and no `name` if it is an anonymous struct or union. Members and enumerators
//!   are in the order of C.
//! - `typedefs` are other names of these types, `names` what the sections list that hold no globals. Diagnostics and
//!   the choice among several objects by struct_ops variable need no more of them.
//!
//! A `type` is what is stored, with typedefs and qualifiers looked through; `c_type` is how C spells it:
//!
//! | type | |
//! |---|---|
//! | `u64`, `i32`, `f64` | an integer or float of so many bits |
//! | `char`, `bool`, `bool32` | C's `char`; a `bool`, of 8 bits unless it says |
//! | `[u64; 3]` | an array |
//! | `ptr`, `ptr struct cpumask` | a pointer, to a struct or union |
//! | `bytes 24` | a value of which only the size is known |
//! | `opaque` | what has no size |
//! | `struct wait_stats`, `union number`, `enum dsp_stat` | an entry of `types` |
//!
//! An entry of `types` goes by its tag; an anonymous one by braces around its typedef, its first enumerator, or where
//! it stands: `enum {DSP_LOCAL}`, `struct {outer.pos}`, and `union {outer.lo}` for one without a name in `struct outer`
//! whose first member is `lo`. Two different types of one tag, from files that were linked together, are told apart by
//! a number (`struct state #2`), and the second has its tag in a field. The one without a number is what
//! [`Layout::named`] gives.
//!
//! Reading is strict: each bound that BTF is held to holds for a file.

mod build;
mod compare;
mod difference;
mod document;
mod error;
mod gather;
mod intern;
mod json;
mod naming;
mod notation;
mod print;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use document::Document;

use crate::layout::Layout;
use crate::suggest::closest;

pub use difference::{Difference, DifferenceKind};
pub use error::{LayoutFileError, UnknownType};

/// The section that defines maps.
const MAPS: &str = ".maps";

/// The section of the kernel's configuration: globals that have no place in the object.
const KCONFIG: &str = ".kconfig";

/// The longest name that the kernel accepts in BTF (`KSYM_NAME_LEN`).
const MAX_NAME: usize = 512;

/// Longer than any spelling of a type that an object gives.
const MAX_SPELLING: usize = 1024;

/// What a repository keeps of an object's layout.
///
/// ```
/// use ktsnap_btf::{Layout, LayoutFile};
///
/// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let text = LayoutFile::new(&object).to_json();
///
/// let file = LayoutFile::parse(text.as_bytes())?;
/// assert_eq!(file.layout().section(".bss"), object.section(".bss"));
/// assert!(file.differences(&object).is_empty());
///
/// let renamed = LayoutFile::parse(text.replace("nr_mig_cross", "nr_far").as_bytes())?;
/// assert_eq!(
///     renamed.differences(&object)[0].to_string(),
///     "`.bss`: `nr_far` (`volatile u64`) is in the file but not in the object",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct LayoutFile {
    document: Document,
    layout: Layout,
}

/// Two files are equal when they are written alike.
impl PartialEq for LayoutFile {
    fn eq(&self, other: &Self) -> bool {
        self.document == other.document
    }
}

impl Eq for LayoutFile {}

impl LayoutFile {
    /// What a file keeps of a layout: its globals, its maps, their types, and all enums.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self::of(layout, &BTreeSet::new())
    }

    /// The same, and types that no global or map has, each by its tag or typedef.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let file = LayoutFile::with_types(&object, ["struct task_struct"])?;
    /// assert!(file.layout().named("struct task_struct").is_some());
    /// assert_eq!(LayoutFile::new(&object).layout().named("struct task_struct"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnknownType`] for the first that the layout does not have.
    pub fn with_types<'t>(layout: &Layout, types: impl IntoIterator<Item = &'t str>) -> Result<Self, UnknownType> {
        let types: BTreeSet<_> = types.into_iter().collect();
        match types.iter().find(|name| layout.named(name).is_none()) {
            None => Ok(Self::of(layout, &types)),
            Some(name) => {
                let near = closest(name, layout.tags()).map(str::to_owned);
                Err(UnknownType { name: (*name).to_owned(), near })
            }
        }
    }

    fn of(layout: &Layout, types: &BTreeSet<&str>) -> Self {
        let (document, layout) = gather::gather(layout, types);
        Self { document, layout }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`LayoutFileError`] for what is no layout file, is of another version, or says what no object can be.
    pub fn parse(text: &[u8]) -> Result<Self, LayoutFileError> {
        let mut document = read::read(text)?;
        let layout = build::build(&document)?;
        // However they are written: the order of the format.
        for section in document.sections.values_mut() {
            section.vars.sort_by(gather::by_place);
        }
        Ok(Self { document, layout })
    }

    /// The file's text, with a line's end at its end.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let text = LayoutFile::new(&object).to_json();
    /// assert!(text.starts_with("{\n  \"ktsnap_layout\": 1,\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        json::json(&self.document).print()
    }

    /// The layout, for whatever is checked against an object's. Of sections without globals it has only the names that
    /// stand in them.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let file = LayoutFile::new(&object);
    /// assert_eq!(file.layout().map("stats"), object.map("stats"));
    /// assert_eq!(file.layout().struct_ops, ["dispatch_ops"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Says which object it is of: a name for people, as its release, and the SHA-256 of its bytes.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let file = LayoutFile::new(&object).of_object(Some("dispatch 1.0"), None);
    /// assert_eq!((file.label(), file.sha256()), (Some("dispatch 1.0"), None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of_object(mut self, label: Option<&str>, sha256: Option<[u8; 32]>) -> Self {
        self.document.object = document::Object { label: label.map(str::to_owned), sha256 };
        self
    }

    /// What the object is called.
    ///
    /// ```
    /// use ktsnap_btf::{LayoutFile, file::LayoutFileError};
    ///
    /// let file = LayoutFile::parse(
    ///     br#"{"ktsnap_layout": 1, "object": {"label": "x"}, "byte_order": "little", "sections": {}, "maps": {}, "types": {}}"#,
    /// )?;
    /// assert_eq!(file.label(), Some("x"));
    /// # Ok::<(), LayoutFileError>(())
    /// ```
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.document.object.label.as_deref()
    }

    /// The SHA-256 of the object's bytes.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert_eq!(LayoutFile::new(&object).sha256(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn sha256(&self) -> Option<[u8; 32]> {
        self.document.object.sha256
    }

    /// The types that it keeps although no global or map has them.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let file = LayoutFile::with_types(&object, ["struct task_struct"])?;
    /// assert_eq!(file.kept().collect::<Vec<_>>(), ["struct task_struct"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn kept(&self) -> impl Iterator<Item = &str> {
        self.document.keep.iter().map(String::as_str)
    }

    /// How an object is not what the file says; nothing, if a new file of it would say the same. Its byte order, label
    /// and SHA-256 are no matter.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let file = LayoutFile::new(&Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o")?)?);
    /// let other = Layout::parse(&std::fs::read("../tests/bpf/shapes.be.bpf.o")?)?;
    /// assert!(file.differences(&other).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn differences(&self, object: &Layout) -> Vec<Difference> {
        let kept: BTreeSet<_> = self.kept().filter(|name| object.named(name).is_some()).collect();
        compare::compare(&self.document, &Self::of(object, &kept).document)
    }
}
