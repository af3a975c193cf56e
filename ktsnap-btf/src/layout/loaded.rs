//! The BTF of an object that the kernel has loaded.

use btf_rs::{Datasec, Type as Raw};

use super::{Layout, Section, read};
use crate::btf::graph::Graph;
use crate::btf::resolve::Resolver;
use crate::error::ObjectError;
use crate::object::Object;
use crate::types::Type;

/// The types of a loaded object, by id. The kernel reports the ids of a map's key and value in `struct bpf_map_info`
/// (`include/uapi/linux/bpf.h`).
///
/// libbpf completes the BTF of an object before it passes it to the kernel, so no ELF file is needed to read it.
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

/// The contents of a map's key or value.
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
    /// The variables of a section of globals. The type is a DATASEC.
    Section(Section),
    /// A single value.
    Value(Type),
}

impl LoadedBtf {
    /// Reads BTF that `BPF_OBJ_GET_INFO_BY_FD` returned for the `btf_id` of a map or program.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] if the bytes are not BTF, or are damaged.
    pub fn parse(raw: Vec<u8>) -> Result<Self, ObjectError> {
        let graph = Graph::parse(&raw)?;
        Ok(Self { raw, graph })
    }

    /// The contents of a map's key or value, by its `btf_key_type_id` or `btf_value_type_id`. Id 0 is `void`, which is the
    /// type of a map that only declares sizes.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] if the type does not exist or can't be resolved. Other types can still be read.
    pub fn contents(&self, id: u32) -> Result<BtfContents, ObjectError> {
        let mut resolver = Resolver::new(&self.graph);
        match self.graph.get(id)? {
            Raw::Datasec(datasec) => Ok(BtfContents::Section(self.section(datasec, &mut resolver)?)),
            _ => Ok(BtfContents::Value(resolver.resolve(id)?)),
        }
    }

    /// The number of types, including `void`. All ids are smaller.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.graph.len()
    }

    /// Whether there are no types, not even `void`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The layout of the object, equal to that of its file.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] if a section or the type of a variable can't be read.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, LoadedBtf};
    ///
    /// let loaded = LoadedBtf::parse(std::fs::read("../examples/bpf/dispatch.btf")?)?;
    /// assert_eq!(loaded.layout()?, Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn layout(&self) -> Result<Layout, ObjectError> {
        Layout::of_object(&self.raw)
    }

    fn section(&self, datasec: &Datasec, resolver: &mut Resolver<'_>) -> Result<Section, ObjectError> {
        read::section(&Object::parse(&self.raw)?, &self.graph, resolver, datasec)
    }
}

impl std::fmt::Debug for LoadedBtf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedBtf").field("bytes", &self.raw.len()).field("types", &self.len()).finish()
    }
}
