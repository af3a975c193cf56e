//! Layout files: JSON files that describe an object, so that structs can be checked without the object.
//!
//! A [`LayoutFile`] is made from a [`Layout`] and written as JSON. The layout that is read from the JSON has the same globals,
//! maps, types and enums as the object.
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
//! - `ktsnap_layout` is the version of the format. An unknown version and an unknown field are errors.
//! - `object` identifies the object. It is optional, and nothing is compared with it.
//! - `keep` lists the types that are kept although no global and no map has them.
//! - `sections` are the sections of globals, by name. Their variables are sorted by offset, then by name. `linkage` is absent
//!   for a global variable, and otherwise `static` or `extern`. `fault` is absent for a variable that can be read, and
//!   otherwise its [`Fault`](crate::Fault): `smaller`, `one_byte` or `extern`.
//! - `maps` are the maps in `.maps`. A key or value for which the map only declares a size has no `type`.
//! - `types` are the structs, unions and enums: those of globals and maps, those in `keep`, and all enums. A bitfield has
//!   `bits`, and an anonymous struct or union has no `name`. Members and enumerators are in declaration order.
//! - `typedefs` are further names of these types.
//! - `names` are the names of the variables in sections that hold no globals. Diagnostics, and the choice of an object by its
//!   struct_ops variable, only need these names.
//!
//! `type` is the stored type, without typedefs and qualifiers. `c_type` is the spelling in C:
//!
//! | type | |
//! |---|---|
//! | `u64`, `i32`, `f64` | an unsigned integer, a signed integer or a float, with its bits |
//! | `char` | C's `char` |
//! | `bool`, `bool32` | a `bool` of 8 or of another number of bits |
//! | `[u64; 3]` | an array |
//! | `ptr`, `ptr struct cpumask` | a pointer, and a pointer to a struct or union |
//! | `bytes 24` | a value for which only the size is known |
//! | `opaque` | a type without a size |
//! | `struct wait_stats`, `union number`, `enum dsp_stat` | an entry of `types` |
//!
//! The name of an entry of `types` is its tag. An anonymous type has, in braces, its typedef, its first enumerator, or its
//! position: `enum {DSP_LOCAL}`, `struct {outer.pos}`, and `union {outer.lo}` for a union in `struct outer` that has no name
//! and whose first member is `lo`. If linked source files have different types with the same tag, the further types have a
//! number (`struct state #2`) and their tag in the field `tag`. [`Layout::type_by_name`] finds the type without a number.
//!
//! Reading a file is strict: a file is checked for the same bounds as BTF.

mod build;
mod compare;
mod difference;
mod error;
mod gather;
mod intern;
mod json;
mod naming;
mod notation;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::json::{JsonDocument, JsonObject, JsonSha256};
use crate::layout::Layout;
use crate::suggest::{closest, shell_word};

pub use difference::{Difference, DifferenceKind};
pub use error::{LayoutFileError, UnknownType};

/// The section that defines maps.
const MAPS: &str = ".maps";

/// The section of the kernel's configuration. Its globals have no offset in the object.
const KCONFIG: &str = ".kconfig";

/// The part of an object's layout that is kept in a file.
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
    document: JsonDocument,
    layout: Layout,
}

/// Two files are equal if their JSON is equal.
impl PartialEq for LayoutFile {
    fn eq(&self, other: &Self) -> bool {
        self.document == other.document
    }
}

impl Eq for LayoutFile {}

impl LayoutFile {
    /// Makes a file from a layout. It keeps the globals, the maps, their types, and all enums.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self::of(layout, &BTreeSet::new())
    }

    /// Makes a file that also keeps types that no global and no map has. Each is named by its tag or typedef.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let file = LayoutFile::with_types(&object, ["struct task_struct"])?;
    /// assert!(file.layout().type_by_name("struct task_struct").is_some());
    /// assert_eq!(LayoutFile::new(&object).layout().type_by_name("struct task_struct"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnknownType`] for the first type that the layout does not have.
    pub fn with_types<'t>(layout: &Layout, types: impl IntoIterator<Item = &'t str>) -> Result<Self, UnknownType> {
        let types: BTreeSet<_> = types.into_iter().collect();
        match types.iter().find(|name| layout.type_by_name(name).is_none()) {
            None => Ok(Self::of(layout, &types)),
            Some(name) => {
                let near = closest(name, layout.type_names()).map(str::to_owned);
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
    /// ```
    /// use ktsnap_btf::LayoutFile;
    ///
    /// let file = LayoutFile::parse(&std::fs::read("../tests/layouts/nr_counters.json")?)?;
    /// assert!(file.layout().section(".bss").is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LayoutFileError`] if the text is not a layout file, has another version of the format, or describes what no object
    /// can have.
    pub fn parse(text: &[u8]) -> Result<Self, LayoutFileError> {
        let mut document = json::parse(text)?;
        let layout = build::build(&document)?;
        // A file can list its variables in any order.
        for section in document.sections.values_mut() {
            section.vars.sort_by(gather::by_offset);
        }
        Ok(Self { document, layout })
    }

    /// The JSON of the file, with a newline at its end.
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
        json::print(&self.document)
    }

    /// The layout that the file describes. The variables of sections without globals only have their names.
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

    /// Records the object: a label for people, such as its release, and the SHA-256 of its bytes.
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
        self.document.object = JsonObject { label: label.map(str::to_owned), sha256: sha256.map(JsonSha256) };
        self
    }

    /// The label of the object.
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
        self.document.object.sha256.map(|JsonSha256(digest)| digest)
    }

    /// The types that the file keeps although no global and no map has them.
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

    /// The command that updates the file from its object. It keeps the label, and the types that the file keeps. The paths and
    /// the `struct_ops` variable are written as given, so quote them with [`shell_word`] if needed.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LayoutFile};
    ///
    /// let object = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let file = LayoutFile::with_types(&object, ["struct task_struct"])?;
    /// assert_eq!(
    ///     file.update_command("bpf/dispatch.bpf.o", None, "dispatch.json"),
    ///     "ktsnap export bpf/dispatch.bpf.o --type 'struct task_struct' -o dispatch.json"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn update_command(&self, object: &str, struct_ops: Option<&str>, file: &str) -> String {
        let struct_ops = struct_ops.map(|variable| format!(" --struct-ops {variable}"));
        let types = self.kept().map(|kept| format!(" --type {}", shell_word(kept)));
        let label = self.label().map(|label| format!(" --label {}", shell_word(label)));
        let options: String = struct_ops.into_iter().chain(types).chain(label).collect();
        format!("ktsnap export {object}{options} -o {file}")
    }

    /// The differences between the file and an object. There are none if a new file of the object would be equal, except for
    /// the byte order, the label and the SHA-256.
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
        let kept: BTreeSet<_> = self.kept().filter(|name| object.type_by_name(name).is_some()).collect();
        compare::compare(&self.document, &Self::of(object, &kept).document)
    }
}
