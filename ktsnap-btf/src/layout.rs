//! An object's DATASECs and their variables.

use std::collections::HashSet;

use btf_rs::{Datasec, Type as Raw};

use crate::elf::Listed;
use crate::error::ObjectError;
use crate::fault::{Fault, FaultyVar, is_smaller};
use crate::graph::{Graph, damaged, target};
use crate::map::{self, Map, UnsupportedMap};
use crate::named::Named;
use crate::object::Object;
use crate::resolve::Resolver;
use crate::types::{Enum, Enumerator, Type};

/// The sections of a BPF object and the variables in them, its maps and its named types.
///
/// Two layouts are equal when their sections, variables and maps are, with the types of these, whatever order the
/// object lists them in. Byte order makes no difference, and neither do types that nothing has.
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
    /// The maps that are defined in `.maps` as libbpf reads them, by name.
    pub maps: Vec<Map>,
    /// The maps in `.maps` that are defined otherwise, by name.
    pub unsupported_maps: Vec<UnsupportedMap>,
    /// Whether the object is for machines that store a number's high byte first.
    pub big_endian: bool,
    /// The struct_ops variables, such as `bpfland_ops`, by name: what the object gives the kernel to attach.
    pub struct_ops: Vec<String>,
    named: Named,
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.sections == other.sections && self.maps == other.maps
    }
}

impl Eq for Layout {}

/// One DATASEC: what libbpf makes a map of, or (`.maps`, `license`, ...) reads itself.
///
/// ```
/// use ktsnap_btf::Layout;
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let rodata = layout.section(".rodata").ok_or("no .rodata")?;
/// assert!(rodata.holds_globals());
/// assert_eq!(rodata.vars_named("slice_us").count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// The section's name, with its dot.
    pub name: String,
    /// Its size in bytes. Zero for `.kconfig` and `.ksyms`, which have no contents until libbpf loads the object.
    pub size: u64,
    /// Its variables, by offset.
    pub vars: Vec<Var>,
    /// The variables that can't be read, by offset. None of them is among [`Self::vars`]. Sections that hold no globals
    /// list all in `vars`.
    pub faulty: Vec<FaultyVar>,
}

/// One variable.
///
/// ```
/// use ktsnap_btf::{Layout, Linkage};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("nr_stopping").next().ok_or("not there")?;
/// assert_eq!(var.linkage, Linkage::Static);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Var {
    /// Its name. A static of a function is `function.name`, as LLVM renames it.
    pub name: String,
    /// Where it starts in its section, in bytes.
    pub offset: u64,
    /// Its size in bytes.
    pub size: u64,
    /// Who sees it.
    pub linkage: Linkage,
    /// Its type as C spells it.
    pub c_type: String,
    /// Its type.
    pub ty: Type,
}

/// Who sees a variable, as BTF has it.
///
/// ```
/// use ktsnap_btf::Linkage;
///
/// assert_ne!(Linkage::Static, Linkage::Global);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Linkage {
    /// A static of its file or function.
    Static,
    /// Defined in the object, and visible to others.
    Global,
    /// Defined elsewhere: by the kernel or its configuration.
    Extern,
}

impl Layout {
    /// The layout of one object.
    pub(crate) fn of(object: &[u8]) -> Result<Self, ObjectError> {
        let object = Object::parse(object)?;
        let graph = Graph::parse(&object.btf)?;
        let mut resolver = Resolver::new(&graph);
        let mut sections = Vec::new();
        let mut maps = Vec::new();
        let mut names = HashSet::new();
        for ty in graph.types() {
            if let Raw::Datasec(datasec) = ty {
                let section = section(&object, &graph, &mut resolver, datasec)?;
                if !names.insert(section.name.clone()) {
                    return Err(damaged(format!("it lists the section `{}` twice", section.name)));
                }
                if section.name == ".maps" {
                    maps.push(datasec);
                }
                sections.push(section);
            }
        }
        sections.sort_by(|a, b| a.name.cmp(&b.name));
        // Only now, since what is damaged here is passed over.
        let (mut maps, mut odd) = maps.first().map(|maps| map::maps(&graph, &mut resolver, maps)).unwrap_or_default();
        maps.sort_by(|a, b| a.name.cmp(&b.name));
        odd.sort_by(|a, b| a.name.cmp(&b.name));
        let named = Named::read(&graph, &mut resolver);
        Ok(Self { unsupported_maps: odd, ..Self::of_parts(sections, maps, object.big_endian, named) })
    }

    /// A layout of parts that are in order.
    pub(crate) fn of_parts(sections: Vec<Section>, maps: Vec<Map>, big_endian: bool, named: Named) -> Self {
        let ops = sections.iter().filter(|section| section.holds_struct_ops()).flat_map(|section| &section.vars);
        let mut struct_ops: Vec<_> = ops.map(|var| var.name.clone()).collect();
        struct_ops.sort();
        Self { sections, maps, unsupported_maps: Vec::new(), big_endian, struct_ops, named }
    }

    /// Its named types.
    pub(crate) fn types(&self) -> &Named {
        &self.named
    }

    /// The section of that name.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Every variable of that name, statics included, with its section.
    pub fn find<'l>(&'l self, name: &str) -> impl Iterator<Item = (&'l Section, &'l Var)> {
        self.sections.iter().flat_map(move |section| section.vars_named(name).map(move |var| (section, var)))
    }

    /// The map of that name, as C has it.
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

    /// The struct, union or enum of that tag, as `struct stats` or `enum stat_idx`, or of that typedef. Of several that
    /// linked files have under one name, the first.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o")?)?;
    /// assert_eq!(layout.named("struct point").and_then(|point| point.size()), Some(8));
    /// assert_eq!(layout.named("anon_t").and_then(|anon| anon.size()), Some(16));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn named(&self, tag: &str) -> Option<&Type> {
        self.named.get(tag)
    }

    /// What [`Self::named`] finds, in alphabetical order.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, closest};
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert_eq!(closest("struct wait_stat", layout.tags()), Some("struct wait_stats"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.named.names()
    }

    /// Every enumerator of that name with its enum, anonymous enums included.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let (of, shared) = layout.enumerators("DSP_SHARED").next().ok_or("not there")?;
    /// assert_eq!((of.name.as_deref(), shared.value), (Some("dsp_stat"), 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn enumerators<'l>(&'l self, name: &str) -> impl Iterator<Item = (&'l Enum, &'l Enumerator)> {
        self.all_enumerators().filter(move |(_, enumerator)| enumerator.name == name)
    }

    /// The names of all enumerators, each as often as an enum has it.
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
        self.named.enums().flat_map(|of| of.enumerators.iter().map(move |enumerator| (of, enumerator)))
    }

    /// The sections that hold globals.
    pub fn global_sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| section.holds_globals())
    }
}

impl Section {
    /// Every variable that has a place in the section, by offset: those that can be read, and those that
    /// [can't](Self::faulty). A report shows all of them in this order.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/changed_statics.bpf.o")?)?;
    /// let bss = layout.section(".bss").ok_or("no .bss")?;
    /// assert_eq!(bss.listed().len(), bss.vars.len() + bss.faulty.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn listed(&self) -> Vec<&Var> {
        let has_place = |faulty: &&FaultyVar| faulty.fault != Fault::Extern;
        let faulty = self.faulty.iter().filter(has_place).map(|faulty| &faulty.var);
        let mut vars: Vec<_> = self.vars.iter().chain(faulty).collect();
        vars.sort_by_key(|var| var.offset);
        vars
    }

    /// The variables of that name: more than one when statics of several files were linked together.
    pub fn vars_named<'l>(&'l self, name: &str) -> impl Iterator<Item = &'l Var> {
        self.vars.iter().filter(move |var| var.name == name)
    }

    /// Every variable: those that can be read, then the others.
    pub(crate) fn all_vars(&self) -> impl Iterator<Item = &Var> {
        self.vars.iter().chain(self.faulty.iter().map(|faulty| &faulty.var))
    }

    /// Whether libbpf makes a map of the section that holds its variables: `.bss`, `.data`, `.rodata`, those with a
    /// suffix, and `.kconfig`.
    #[must_use]
    pub fn holds_globals(&self) -> bool {
        let is_or_extends =
            |plain: &str| self.name.strip_prefix(plain).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        [".bss", ".data", ".rodata"].into_iter().any(is_or_extends) || self.name == ".kconfig"
    }

    /// The variable whose length user space may set before it loads the object: the last one, if it is an array.
    ///
    /// libbpf's `bpf_map__set_value_size` resizes the map of any section. It then gives the last variable's array as many
    /// elements as fit and leaves all other variables as they are (`map_btf_datasec_resize` in `libbpf.c`, which also
    /// requires that a whole number of elements fits). The running object's BTF has the new length. `.kconfig` is left out:
    /// its variables have no place before libbpf loads the object.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
    /// let resizable = |section| layout.section(section)?.resizable().map(|var| var.name.as_str());
    /// assert_eq!(resizable(".data.slot_stats"), Some("slot_stats"));
    /// assert_eq!(resizable(".rodata"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn resizable(&self) -> Option<&Var> {
        let (last, before) = self.vars.split_last()?;
        let faulty = self.faulty.iter().rev().map(|faulty| &faulty.var).find(|var| var.linkage != Linkage::Extern);
        // libbpf sorts by offset alone, so of two variables at one offset either can come last.
        let is_last = before.last().into_iter().chain(faulty).all(|var| var.offset < last.offset);
        let is_array = matches!(&last.ty, Type::Array { element, .. } if element.size().is_some_and(|size| size > 0));
        (is_last && is_array && self.holds_globals() && self.name != ".kconfig").then_some(last)
    }

    /// The [resizable](Self::resizable) variable of a section whose name has a suffix, as `.data.uei_dump` does. scx's
    /// `RESIZE_ARRAY` takes only these, so the length in the object is not the one that a scheduler runs with.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
    /// let set_at_load = |section| layout.section(section)?.set_at_load().map(|var| var.name.as_str());
    /// assert_eq!(set_at_load(".bss.slot_busy"), Some("slot_busy"));
    /// assert_eq!(set_at_load(".bss"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn set_at_load(&self) -> Option<&Var> {
        self.resizable().filter(|_| self.name.match_indices('.').count() > 1)
    }

    /// Whether libbpf makes struct_ops maps of its variables. A `?` in front leaves them out of loading at first.
    fn holds_struct_ops(&self) -> bool {
        matches!(self.name.trim_start_matches('?'), ".struct_ops" | ".struct_ops.link")
    }

    /// Whether the section has no contents in an object: libbpf fills it from the kernel.
    fn is_of_externs(name: &str) -> bool {
        name == ".kconfig" || name == ".ksyms"
    }
}

/// Reads one DATASEC. In an unlinked object its size is zero: that, and the offsets of what is not static, come from
/// ELF, as in libbpf's `btf_fixup_datasec`.
pub(crate) fn section(
    object: &Object<'_>,
    graph: &Graph,
    resolver: &mut Resolver<'_>,
    datasec: &Datasec,
) -> Result<Section, ObjectError> {
    let mut section = Section { name: graph.name(datasec)?, size: 0, vars: Vec::new(), faulty: Vec::new() };
    let externs = Section::is_of_externs(&section.name);
    let mut listed = Vec::new();
    for info in &datasec.variables {
        match graph.target(info)? {
            Raw::Var(of) => listed.push((graph.name(of)?, of, info)),
            // `.ksyms` lists the kernel's functions too.
            Raw::Func(_) if externs => {}
            other => return Err(damaged(format!("`{}` lists a {}", section.name, other.name()))),
        }
    }
    let unlinked = datasec.size() == 0 && !externs;
    section.size = datasec.size() as u64;
    if !externs {
        section.size =
            object.section_size(&section.name, section.size, listed.iter().map(|(name, ..)| name.as_str()))?;
    }
    for (name, of, info) in listed {
        let linkage = linkage(&name, of)?;
        let (mut offset, size) = (u64::from(info.offset()), info.size() as u64);
        if !externs && linkage != Linkage::Extern {
            let is_static = linkage == Linkage::Static;
            let listed = Listed { section: &section.name, name: &name, is_static, offset, size };
            offset = object.offset_of(listed, unlinked)?;
        }
        let id = target(of)?;
        let var = Var { offset, size, linkage, c_type: resolver.spell(id)?, ty: resolver.resolve(id)?, name };
        let fault = if section.holds_globals() && !externs {
            Fault::of(&var, &section.name, graph.is_fixed(id)?)
        } else {
            None
        };
        match fault {
            Some(fault) => section.faulty.push(FaultyVar { var, fault }),
            // As in the kernel's `btf_datasec_resolve`. Larger is legal: an initialised flexible array.
            None if !externs && is_smaller(&var) => {
                return Err(damaged(format!("`{}` is smaller than its type", var.name)));
            }
            None => section.vars.push(var),
        }
    }
    section.in_order();
    section.refuse_duplicates()?;
    if !externs {
        section.refuse_misplaced()?;
    }
    Ok(section)
}

fn linkage(name: &str, of: &btf_rs::Var) -> Result<Linkage, ObjectError> {
    if of.is_static() {
        Ok(Linkage::Static)
    } else if of.is_extern() {
        Ok(Linkage::Extern)
    } else if of.is_global() {
        Ok(Linkage::Global)
    } else {
        Err(damaged(format!("`{name}` is neither static, global nor extern")))
    }
}

impl Section {
    /// Puts the variables in their order.
    pub(crate) fn in_order(&mut self) {
        let order = |a: &Var, b: &Var| a.offset.cmp(&b.offset).then_with(|| a.name.cmp(&b.name));
        self.vars.sort_by(order);
        self.faulty.sort_by(|a, b| order(&a.var, &b.var));
    }

    /// Every variable that has a place, by offset.
    fn placed(&self) -> Vec<&Var> {
        let mut placed: Vec<_> = self.all_vars().filter(|var| var.linkage != Linkage::Extern).collect();
        placed.sort_by_key(|var| (var.offset, var.size));
        placed
    }

    /// The variables of a section lie inside it and are disjoint. The kernel checks that in `btf_datasec_check_meta`.
    pub(crate) fn refuse_misplaced(&self) -> Result<(), ObjectError> {
        let section = || self.name.clone();
        let mut last: Option<(&Var, u64)> = None;
        for var in self.placed() {
            let end = var.offset.checked_add(var.size).filter(|end| *end <= self.size);
            let end = end.ok_or_else(|| ObjectError::OutsideSection { var: var.name.clone(), section: section() })?;
            if let Some((before, _)) = last.filter(|(_, end)| *end > var.offset && var.size > 0) {
                let vars = [before.name.clone(), var.name.clone()];
                return Err(ObjectError::Overlap { vars, section: section() });
            }
            if last.is_none_or(|(_, before)| end > before) {
                last = Some((var, end));
            }
        }
        Ok(())
    }

    /// Two statics of several files can have one name. Two others can't: neither ELF nor libbpf could tell them apart.
    fn refuse_duplicates(&self) -> Result<(), ObjectError> {
        let mut names = HashSet::new();
        match self.vars.iter().filter(|var| var.linkage != Linkage::Static).find(|var| !names.insert(&*var.name)) {
            Some(var) => Err(damaged(format!("`{}` lists `{}` twice", self.name, var.name))),
            None => Ok(()),
        }
    }
}
