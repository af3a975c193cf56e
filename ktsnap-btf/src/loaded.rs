//! The BTF of an object that the kernel has loaded, by type id.

use btf_rs::{Datasec, Type as Raw};

use crate::error::ObjectError;
use crate::graph::Graph;
use crate::layout::{self, Layout, Section};
use crate::object::Object;
use crate::resolve::Resolver;
use crate::types::Type;

/// The types of one loaded object by the ids that `struct bpf_map_info` of the kernel's `include/uapi/linux/bpf.h` has
/// for a map's key and value.
///
/// libbpf has filled in what clang leaves open before it gives BTF to the kernel, so such BTF needs no ELF beside it.
///
/// ```
/// use ktsnap_btf::{BtfContents, LoadedBtf};
///
/// let loaded = LoadedBtf::parse(std::fs::read("../examples/bpf/dispatch.btf")?)?;
/// let ids = 1..loaded.len();
/// let bss = ids.filter_map(|id| loaded.contents(id).ok()).find_map(|contents| match contents {
///     BtfContents::Section(section) if section.name == ".bss" => Some(section),
///     _ => None,
/// });
/// assert!(bss.ok_or("no .bss")?.vars_named("nr_mig_cross").next().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct LoadedBtf {
    raw: Vec<u8>,
    graph: Graph,
}

/// What stands in a map's key or value.
///
/// ```
/// use ktsnap_btf::{BtfContents, LoadedBtf, Type};
///
/// let loaded = LoadedBtf::parse(std::fs::read("../examples/bpf/dispatch.btf")?)?;
/// let BtfContents::Value(void) = loaded.contents(0)? else { return Err("a section".into()) };
/// assert_eq!(void, Type::Opaque);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BtfContents {
    /// The variables of a global section: the type is a DATASEC.
    Section(Section),
    /// One value.
    Value(Type),
}

impl LoadedBtf {
    /// Reads BTF as `BPF_OBJ_GET_INFO_BY_FD` gives it for the id in a map's or a program's `btf_id`.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] for what is no BTF, or damaged.
    pub fn parse(raw: Vec<u8>) -> Result<Self, ObjectError> {
        let graph = Graph::parse(&raw)?;
        Ok(Self { raw, graph })
    }

    /// What a map of that `btf_key_type_id` or `btf_value_type_id` holds. Id 0 is `void`, which a map has that was
    /// declared by sizes alone.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] when there is no such type, or it can't be resolved. The other types are none the worse for it.
    pub fn contents(&self, id: u32) -> Result<BtfContents, ObjectError> {
        let mut resolver = Resolver::new(&self.graph);
        match self.graph.get(id)? {
            Raw::Datasec(datasec) => Ok(BtfContents::Section(self.section(datasec, &mut resolver)?)),
            _ => Ok(BtfContents::Value(resolver.resolve(id)?)),
        }
    }

    /// Types there are, `void` among them: ids are below this.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.graph.len()
    }

    /// Whether there is not even `void`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of it, as of an object's file.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] when a section or a type of it can't be read.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LoadedBtf};
    ///
    /// let loaded = LoadedBtf::parse(std::fs::read("../examples/bpf/dispatch.btf")?)?;
    /// assert_eq!(loaded.layout()?, Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn layout(&self) -> Result<Layout, ObjectError> {
        Layout::of(&self.raw)
    }

    fn section(&self, datasec: &Datasec, resolver: &mut Resolver<'_>) -> Result<Section, ObjectError> {
        layout::section(&Object::parse(&self.raw)?, &self.graph, resolver, datasec)
    }
}

impl std::fmt::Debug for LoadedBtf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedBtf").field("bytes", &self.raw.len()).field("types", &self.len()).finish()
    }
}
