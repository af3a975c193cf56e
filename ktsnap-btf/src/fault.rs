//! Variables that can't be read, although the rest of their section can.

use crate::layout::{Layout, Linkage, Section, Var};

/// A variable that can't be read, and why.
///
/// Its bytes are not what its name and type say, so that it is not among [`Section::vars`]. The other variables of its
/// section are not affected.
///
/// ```
/// use ktsnap_btf::{Fault, Layout};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/changed_statics.bpf.o")?)?;
/// let mode = layout.faulty("mode").next().ok_or("not there")?;
/// assert_eq!(mode.fault, Fault::Smaller);
/// assert_eq!(mode.fact(), "clang changed the static `mode`: it has 1 byte, and its type `int` has 4");
/// assert_eq!(mode.help(), "declare it `volatile` in C, or make it global");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultyVar {
    /// What BTF says of it.
    pub var: Var,
    /// Why it can't be read.
    pub fault: Fault,
}

/// Why a variable can't be read.
///
/// ```
/// use ktsnap_btf::Fault;
///
/// assert_ne!(Fault::Smaller, Fault::OneByte);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// A static that is smaller than its type. LLVM's `GlobalOpt` keeps one byte of a static that takes only two values,
    /// and splits a static array or struct into the elements that the object uses, `kinds.0`, `kinds.2`. The type in BTF
    /// stays that of the whole, and the kernel refuses such BTF (`btf_datasec_resolve`: "Invalid size").
    Smaller,
    /// A static of one byte. LLVM's `GlobalOpt` does the same to it as to a larger one: if it takes only two values, the
    /// byte is 0 for the initial value and 1 for the other, so that a `bool` that starts as `true` is inverted. Neither
    /// BTF nor a symbol shows whether that happened.
    OneByte,
    /// A variable that another object defines. It has no place before the two are linked.
    Extern,
}

impl Fault {
    /// The fault of a static or `extern` variable, if it has one. `fixed` says that C has it `volatile` or `const`.
    pub(crate) fn of(var: &Var, section: &str, fixed: bool) -> Option<Self> {
        let writable = section != ".rodata" && !section.starts_with(".rodata.");
        match var.linkage {
            Linkage::Static if is_smaller(var) => Some(Self::Smaller),
            Linkage::Static if var.size == 1 && writable && !fixed => Some(Self::OneByte),
            Linkage::Extern => Some(Self::Extern),
            _ => None,
        }
    }
}

/// Whether a variable lacks bytes of its type.
pub(crate) fn is_smaller(var: &Var) -> bool {
    var.ty.size().is_none_or(|needed| needed > var.size)
}

impl FaultyVar {
    /// The name that C has for it: `kinds` for `kinds.0`, a part of a static that clang split.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/changed_statics.bpf.o")?)?;
    /// let parts: Vec<_> = layout.faulty("kinds").map(|part| (part.var.name.as_str(), part.declared())).collect();
    /// assert_eq!(parts, [("kinds.0", "kinds"), ("kinds.1", "kinds"), ("kinds.2", "kinds")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn declared(&self) -> &str {
        let mut name = self.var.name.as_str();
        while let (Fault::Smaller, Some((front, part))) = (self.fault, name.rsplit_once('.')) {
            if front.is_empty() || part.is_empty() || !part.bytes().all(|digit| digit.is_ascii_digit()) {
                break;
            }
            name = front;
        }
        name
    }

    /// Whether a name is that of the variable, or of the static that it is a part of.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.var.name == name || self.declared() == name
    }

    /// Why it can't be read, as a sentence.
    #[must_use]
    pub fn fact(&self) -> String {
        let Var { name, size, c_type, ty, .. } = &self.var;
        let bytes = if *size == 1 { "1 byte".to_owned() } else { format!("{size} bytes") };
        let needed = ty.size().map_or_else(|| "more".to_owned(), |needed| needed.to_string());
        match (self.fault, self.declared()) {
            (Fault::Smaller, declared) if declared != name => {
                format!(
                    "clang split the static `{declared}`: `{name}` has {bytes}, and its type `{c_type}` has {needed}"
                )
            }
            (Fault::Smaller, _) => {
                format!("clang changed the static `{name}`: it has {bytes}, and its type `{c_type}` has {needed}")
            }
            (Fault::OneByte, _) => format!(
                "clang may have changed the static `{name}`: if it takes only two values, its byte is 0 for the first and 1 \
                 for the other"
            ),
            (Fault::Extern, _) => format!("`{name}` is `extern`: another object defines it"),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self.fault {
            Fault::Smaller | Fault::OneByte => "declare it `volatile` in C, or make it global",
            Fault::Extern => {
                "link the objects with `bpftool gen object`, the one that defines it before this one, and name the result"
            }
        }
    }
}

impl Section {
    /// The variables of that name, or the parts of a static of that name, that can't be read.
    pub fn faulty_named<'l>(&'l self, name: &str) -> impl Iterator<Item = &'l FaultyVar> {
        self.faulty.iter().filter(move |faulty| faulty.is_called(name))
    }
}

impl Layout {
    /// The variables of that name, or the parts of a static of that name, that can't be read, in every section of globals.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert_eq!(layout.faulty("nr_mig_cross").count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn faulty<'l>(&'l self, name: &str) -> impl Iterator<Item = &'l FaultyVar> {
        self.global_sections().flat_map(move |section| section.faulty_named(name))
    }
}
