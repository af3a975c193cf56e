//! A section and its variables.

use super::fault::{Fault, FaultyVar};
use crate::error::ObjectError;
use crate::text::Text;
use crate::types::Type;

/// A DATASEC of an object. libbpf creates a map for it, or reads it itself (`.maps`, `license`).
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
#[derive(Debug, Clone, Eq)]
#[non_exhaustive]
pub struct Section {
    /// The name, including its dot.
    pub name: String,
    /// The size in bytes. It is 0 for `.kconfig` and `.ksyms`, which have no contents until libbpf loads the object.
    pub size: u64,
    /// The variables that can be read, by offset.
    pub vars: Vec<Var>,
    /// The variables that can't be read, by offset. They are not in [`Self::vars`]. A section that holds no globals has all
    /// its variables in `vars`.
    pub faulty: Vec<FaultyVar>,
}

/// A variable of a section.
///
/// ```
/// use ktsnap_btf::{Layout, Linkage};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("nr_stopping").next().ok_or("no such variable")?;
/// assert_eq!(var.linkage, Linkage::Static);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Eq)]
#[non_exhaustive]
pub struct Var {
    /// The name. A static of a function is named `function.name`, as LLVM renames it.
    pub name: Text,
    /// The offset in the section, in bytes.
    pub offset: u64,
    /// The size in bytes.
    pub size: u64,
    /// Whether the variable is static, global or extern.
    pub linkage: Linkage,
    /// The spelling of the type in C.
    pub c_type: Text,
    /// The type.
    pub ty: Type,
}

/// The linkage of a variable in BTF.
///
/// ```
/// use ktsnap_btf::{Layout, Linkage};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("nr_mig_cross").next().ok_or("no such variable")?;
/// assert_eq!(var.linkage, Linkage::Global);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Linkage {
    /// A static of a source file or a function.
    Static,
    /// Defined in the object and visible to other objects.
    Global,
    /// Defined by another object, by the kernel, or by its configuration.
    Extern,
}

impl Section {
    /// All variables that have an offset in the section, by offset: those that can be read, and those that
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
        let has_offset = |faulty: &&FaultyVar| faulty.fault != Fault::Extern;
        let faulty = self.faulty.iter().filter(has_offset).map(|faulty| &faulty.var);
        let mut vars: Vec<_> = self.vars.iter().chain(faulty).collect();
        vars.sort_by_key(|var| var.offset);
        vars
    }

    /// Finds the variables of that name. Several statics can have one name if several source files were linked together.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/twins.bpf.o")?)?;
    /// let bss = layout.section(".bss").ok_or("no .bss")?;
    /// assert_eq!(bss.vars_named("cnt").count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn vars_named<'l>(&'l self, name: &str) -> impl Iterator<Item = &'l Var> {
        self.vars.iter().filter(move |var| var.name == name)
    }

    /// Finds the variables that can't be read, by their name or by the name of the static that clang split.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/changed_statics.bpf.o")?)?;
    /// let bss = layout.section(".bss").ok_or("no .bss")?;
    /// assert_eq!(bss.faulty_named("kinds").count(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn faulty_named<'l>(&'l self, name: &str) -> impl Iterator<Item = &'l FaultyVar> {
        self.faulty.iter().filter(move |faulty| faulty.matches_name(name))
    }

    /// Whether libbpf creates a map for the variables of this section: `.bss`, `.data`, `.rodata`, each also with a suffix,
    /// and `.kconfig`.
    #[must_use]
    pub fn holds_globals(&self) -> bool {
        let is_or_extends =
            |plain: &str| self.name.strip_prefix(plain).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        [".bss", ".data", ".rodata"].into_iter().any(is_or_extends) || self.name == ".kconfig"
    }

    /// The variable whose length user space can change before it loads the object: the last one, if it is an array.
    ///
    /// libbpf's `bpf_map__set_value_size` resizes the map of any section. It gives the last variable's array as many
    /// elements as fit, and leaves all other variables unchanged (`map_btf_datasec_resize` in `libbpf.c`, which requires a
    /// whole number of elements). The BTF of the running object has the new length. `.kconfig` has no resizable variable,
    /// because its variables have no offset before libbpf loads the object.
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
        // libbpf sorts only by offset, so either of two variables at the same offset can come last.
        let is_last = before.last().into_iter().chain(faulty).all(|var| var.offset < last.offset);
        let is_array = matches!(&last.ty, Type::Array { element, .. } if element.size().is_some_and(|size| size > 0));
        (is_last && is_array && self.holds_globals() && self.name != ".kconfig").then_some(last)
    }

    /// The [resizable](Self::resizable) variable of a section whose name has a suffix, such as `.data.uei_dump`.
    ///
    /// scx's `RESIZE_ARRAY` works only on these sections, so a scheduler runs with another length than the object has.
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

    /// Whether libbpf creates struct_ops maps for the variables. A leading `?` means that libbpf does not load them
    /// automatically.
    pub(super) fn holds_struct_ops(&self) -> bool {
        matches!(self.name.trim_start_matches('?'), ".struct_ops" | ".struct_ops.link")
    }

    /// All variables: those that can be read, then the others.
    pub(crate) fn all_vars(&self) -> impl Iterator<Item = &Var> {
        self.vars.iter().chain(self.faulty.iter().map(|faulty| &faulty.var))
    }

    /// Sorts the variables by offset, then by name.
    pub(crate) fn sort(&mut self) {
        let order = |a: &Var, b: &Var| a.offset.cmp(&b.offset).then_with(|| a.name.cmp(&b.name));
        self.vars.sort_by(order);
        self.faulty.sort_by(|a, b| order(&a.var, &b.var));
    }

    /// Checks that the variables lie inside the section and are disjoint, as the kernel's `btf_datasec_check_meta` does.
    pub(crate) fn check_offsets(&self) -> Result<(), ObjectError> {
        let section = || self.name.clone();
        let mut vars: Vec<_> = self.all_vars().filter(|var| var.linkage != Linkage::Extern).collect();
        vars.sort_by_key(|var| (var.offset, var.size));
        let mut last: Option<(&Var, u64)> = None;
        for var in vars {
            let end = var.offset.checked_add(var.size).filter(|end| *end <= self.size);
            let end =
                end.ok_or_else(|| ObjectError::OutsideSection { var: var.name.to_string(), section: section() })?;
            if let Some((before, _)) = last.filter(|(_, end)| *end > var.offset && var.size > 0) {
                let vars = [before.name.to_string(), var.name.to_string()];
                return Err(ObjectError::Overlap { vars, section: section() });
            }
            if last.is_none_or(|(_, before)| end > before) {
                last = Some((var, end));
            }
        }
        Ok(())
    }
}
