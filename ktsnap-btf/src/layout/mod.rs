//! The layout of an object: its sections, variables, maps and named types.

mod embedded;
mod equality;
mod fault;
mod loaded;
mod map;
mod map_kind;
mod read;
mod read_maps;
mod search;
mod section;
mod type_table;

pub use embedded::EmbeddedObject;
pub(crate) use fault::is_smaller;
pub use fault::{Fault, FaultyVar};
pub use loaded::{BtfContents, LoadedBtf};
pub use map::{Map, UnsupportedMap};
pub use map_kind::MapKind;
pub use search::MemberPath;
pub use section::{Linkage, Section, Var};
pub(crate) use type_table::TypeTable;

use crate::text::Text;
use crate::types::{Enum, Enumerator, Type};

/// The sections of a BPF object and the variables in them, its maps, and its named types.
///
/// Two layouts are equal if their sections, variables and maps are equal, including the types of these. The order in which
/// an object lists them, the byte order, and types that no variable or map uses make no difference.
///
/// ```
/// use ktsnap_btf::Layout;
///
/// let raw = Layout::parse(&std::fs::read("../examples/bpf/raw/dispatch.bpf.o")?)?;
/// let linked = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// assert_eq!(raw, linked);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Layout {
    /// Every DATASEC, by name.
    pub sections: Vec<Section>,
    /// The maps in `.maps` whose definition libbpf accepts, by name.
    pub maps: Vec<Map>,
    /// The maps in `.maps` whose definition libbpf rejects, by name.
    pub unsupported_maps: Vec<UnsupportedMap>,
    /// Whether the object is for big-endian machines.
    pub big_endian: bool,
    /// The names of the struct_ops variables, such as `bpfland_ops`, in alphabetical order. The object registers them with
    /// the kernel.
    pub struct_ops: Vec<Text>,
    types: TypeTable,
}

impl Layout {
    /// Assembles a layout from sections and maps that are sorted by name.
    pub(crate) fn from_parts(sections: Vec<Section>, maps: Vec<Map>, big_endian: bool, types: TypeTable) -> Self {
        let ops = sections.iter().filter(|section| section.holds_struct_ops()).flat_map(|section| &section.vars);
        let mut struct_ops: Vec<_> = ops.map(|var| var.name.clone()).collect();
        struct_ops.sort();
        Self { sections, maps, unsupported_maps: Vec::new(), big_endian, struct_ops, types }
    }

    pub(crate) fn types(&self) -> &TypeTable {
        &self.types
    }

    /// Finds a section by name.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert!(layout.section(".bss").is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// The sections that hold global variables.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert!(layout.global_sections().all(|section| section.name != ".maps"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn global_sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| section.holds_globals())
    }

    /// Finds all variables of that name, including statics, with their sections.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let (section, var) = layout.find("nr_mig_cross").next().ok_or("no such variable")?;
    /// assert_eq!((section.name.as_str(), var.size), (".bss", 8));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn find<'l>(&'l self, name: &str) -> impl Iterator<Item = (&'l Section, &'l Var)> {
        self.sections.iter().flat_map(move |section| section.vars_named(name).map(move |var| (section, var)))
    }

    /// Finds a map by its name in C.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert_eq!(layout.map("wait_hist").map(|map| map.max_entries), Some(16));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn map(&self, name: &str) -> Option<&Map> {
        self.maps.iter().find(|map| map.name == name)
    }

    /// Finds a struct, union or enum by its tag (`struct stats`, `enum stat_idx`) or by its typedef. If linked files have
    /// several types of that name, this is the first one.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o")?)?;
    /// assert_eq!(layout.type_by_name("struct point").and_then(|point| point.size()), Some(8));
    /// assert_eq!(layout.type_by_name("anon_t").and_then(|anon| anon.size()), Some(16));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn type_by_name(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    /// The names that [`Self::type_by_name`] finds, in alphabetical order.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert!(layout.type_names().any(|tag| tag == "struct wait_stats"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        self.types.names()
    }

    /// Finds all enumerators of that name, each with its enum, which can be anonymous.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let (dsp_stat, shared) = layout.enumerators("DSP_SHARED").next().ok_or("no such enumerator")?;
    /// assert_eq!((dsp_stat.name.as_deref(), shared.value), (Some("dsp_stat"), 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn enumerators<'l>(&'l self, name: &str) -> impl Iterator<Item = (&'l Enum, &'l Enumerator)> {
        self.all_enumerators().filter(move |(_, enumerator)| enumerator.name == name)
    }

    /// The names of all enumerators. A name that several enums declare appears once for each of them.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert!(layout.enumerator_names().any(|name| name == "NR_DSP_STATS"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn enumerator_names(&self) -> impl Iterator<Item = &str> {
        self.all_enumerators().map(|(_, enumerator)| enumerator.name.as_str())
    }

    pub(crate) fn all_enumerators(&self) -> impl Iterator<Item = (&Enum, &Enumerator)> {
        self.types.enums().flat_map(|of| of.enumerators.iter().map(move |enumerator| (of, enumerator)))
    }
}
