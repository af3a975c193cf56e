//! The value, or the values, that a path names.

use super::Step;
use crate::layout::{Section, Var};
use crate::types::Type;

/// The value, or the values, that a path names.
///
/// ```
/// use ktsnap_btf::{Dim, Layout, Path, resolve};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o")?)?;
/// let (_, var) = layout.find("a_points").next().ok_or("no such variable")?;
/// let target = resolve(&Path::parse("a_points[*].y")?, &var.ty, &var.c_type, &layout)?;
/// assert_eq!(target.dims, [Dim::All { len: 3 }]);
/// assert_eq!(target.c_type, "s32");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The dimensions, outermost first. Without any, the target is a single value.
    pub dims: Vec<Dim>,
    /// The type of each value.
    pub ty: Type,
    /// The width of a bitfield in bits. `None` for other values.
    pub bits: Option<u32>,
    /// The spelling of the type in C.
    pub c_type: String,
    /// The steps of the path, with numbers instead of enumerators.
    pub steps: Vec<Step>,
    /// Who sets the length of the variable that the path starts from.
    pub length: Length,
    /// The variable of the same section whose value is an index of the path: `head` in `ring[head]`.
    pub index_var: Option<String>,
}

/// Who sets the number of elements of the variable that a path starts from.
///
/// ```
/// use ktsnap_btf::{Layout, Path, path::{Length, resolve_var}};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
/// let (section, var) = layout.find("slot_started").next().ok_or("no such variable")?;
/// let target = resolve_var(&Path::parse("slot_started[3]")?, section, var, &layout)?;
/// assert_eq!(target.length, Length::SetAtLoad);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Length {
    /// The object sets it, or the variable is not an array.
    #[default]
    Fixed,
    /// The object sets it, unless user space resizes the variable before it loads the object: the last array of `.bss`,
    /// `.data` or `.rodata`. See [`Section::resizable`].
    Resizable,
    /// User space sets it before it loads the object: the last array of a section with a custom name, such as
    /// `.data.uei_dump`. See [`Section::set_at_load`].
    SetAtLoad,
}

impl Length {
    fn of(section: &Section, var: &Var) -> Self {
        match section.resizable() {
            Some(last) if last == var && section.set_at_load().is_some() => Self::SetAtLoad,
            Some(last) if last == var => Self::Resizable,
            _ => Self::Fixed,
        }
    }
}

/// A dimension of a target: what it has one value for each of.
///
/// ```
/// use ktsnap_btf::{Dim, Layout, Path, resolve};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("dsp_stats").next().ok_or("no such variable")?;
/// let target = resolve(&Path::parse("dsp_stats[*]")?, &var.ty, &var.c_type, &layout)?;
/// assert_eq!(target.dims, [Dim::All { len: 3 }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dim {
    /// The elements of an array, from a `[*]` in the path.
    All {
        /// The number of elements.
        len: u64,
    },
    /// The elements of an array that a slice in the path selects.
    Slice {
        /// The number of elements. `None` if only a Rust enum has an end of the slice.
        len: Option<u64>,
    },
    /// The entries of an array map, which a report can lack. The caller adds this dimension; no path does.
    Entries {
        /// The number of entries. `None` if only a Rust enum has an end of the slice that selects them.
        len: Option<u64>,
    },
    /// The entries of a map with [keys](crate::MapKind::has_keys). Their number is unknown. The caller adds this dimension; no
    /// path does.
    Rows {
        /// The type of a key.
        key: Type,
        /// The spelling of the key's type in C.
        c_type: String,
    },
    /// The CPUs of a per-CPU map. The caller adds this dimension; no path does.
    Cpus,
}

impl Target {
    /// A whole variable.
    ///
    /// ```
    /// use ktsnap_btf::{Target, Type};
    ///
    /// let target = Target::whole(Type::Char, "char");
    /// assert!(target.dims.is_empty() && target.steps.is_empty());
    /// ```
    #[must_use]
    pub fn whole(ty: Type, c_type: &str) -> Self {
        let (dims, steps, c_type) = (Vec::new(), Vec::new(), c_type.to_owned());
        Self { dims, ty, bits: None, c_type, steps, length: Length::Fixed, index_var: None }
    }

    /// A whole variable of a section.
    pub(super) fn of_var(section: &Section, var: &Var) -> Self {
        Self { length: Length::of(section, var), ..Self::whole(var.ty.clone(), &var.c_type) }
    }

    /// Whether the path follows a pointer. The target is then not in the bytes that the path starts from.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Path, resolve};
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/pointers.bpf.o")?)?;
    /// let (_, var) = layout.find("busiest").next().ok_or("no such variable")?;
    /// let resolve = |path| resolve(&Path::parse(path)?, &var.ty, &var.c_type, &layout);
    /// assert!(resolve("busiest->load")?.follows_a_pointer());
    /// assert!(!resolve("busiest")?.follows_a_pointer());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn follows_a_pointer(&self) -> bool {
        self.steps.iter().any(Step::is_deref)
    }

    /// Whether an index of the path is the value of a member or variable. The target is then another element after that value
    /// has changed.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Path, path::resolve_var};
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/groups.bpf.o")?)?;
    /// let (section, var) = layout.find("waits").next().ok_or("no such variable")?;
    /// let resolve = |path| resolve_var(&Path::parse(path)?, section, var, &layout);
    /// assert!(resolve("waits[nr_layers]")?.reads_an_index());
    /// assert!(!resolve("waits[3]")?.reads_an_index());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reads_an_index(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::IndexedBy(_)))
    }

    /// Whether the target is a whole array whose length user space sets, so that a Rust array can't mirror it.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Path, path::resolve_var};
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
    /// let (section, var) = layout.find("moves").next().ok_or("no such variable")?;
    /// assert!(resolve_var(&Path::parse("moves")?, section, var, &layout)?.is_set_at_load());
    /// assert!(!resolve_var(&Path::parse("moves[0]")?, section, var, &layout)?.is_set_at_load());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_set_at_load(&self) -> bool {
        self.length == Length::SetAtLoad && self.steps.is_empty()
    }
}
