//! Variables that can't be read, although the rest of their section can be.

use super::{Layout, Linkage, Var};

/// A variable that can't be read, and the reason.
///
/// The bytes of the variable do not match its type, so it is not in [`Section::vars`](crate::Section::vars). The other
/// variables of its section are not affected.
///
/// ```
/// use ktsnap_btf::{Fault, Layout};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/changed_statics.bpf.o")?)?;
/// let mode = layout.faulty("mode").next().ok_or("no such variable")?;
/// assert_eq!(mode.fault, Fault::Smaller);
/// assert_eq!(mode.fact(), "clang changed the static `mode`: it has 1 byte, but its type `int` has 4");
/// assert_eq!(mode.help(), "declare it `volatile` in C, or make it global");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Eq)]
#[non_exhaustive]
pub struct FaultyVar {
    /// The variable as BTF describes it.
    pub var: Var,
    /// Why the variable can't be read.
    pub fault: Fault,
}

/// Why a variable can't be read.
///
/// ```
/// use ktsnap_btf::{Fault, Layout};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/changed_statics.bpf.o")?)?;
/// let changed = layout.global_sections().flat_map(|section| &section.faulty);
/// assert!(changed.filter(|var| var.fault == Fault::OneByte).count() > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// A static that is smaller than its type.
    ///
    /// LLVM's `GlobalOpt` keeps one byte of a static that takes only two values. It splits a static array or struct into
    /// the elements that the object uses, such as `kinds.0` and `kinds.2`. BTF keeps the type of the whole static, and the
    /// kernel rejects this BTF (`btf_datasec_resolve`: "Invalid size").
    Smaller,
    /// A static of one byte, which LLVM's `GlobalOpt` can change without a trace in BTF or in the symbols.
    ///
    /// If the static takes only two values, its byte is 0 for the initial value and 1 for the other value. A `bool` that
    /// starts as `true` is therefore inverted.
    OneByte,
    /// A variable that another object defines. It has no offset before the two objects are linked.
    Extern,
}

impl Fault {
    /// The fault of a static or `extern` variable, if it has one. `is_fixed` is whether the variable is `volatile` or
    /// `const` in C.
    pub(super) fn of(var: &Var, section: &str, is_fixed: bool) -> Option<Self> {
        let writable = section != ".rodata" && !section.starts_with(".rodata.");
        match var.linkage {
            Linkage::Static if is_smaller(var) => Some(Self::Smaller),
            Linkage::Static if var.size == 1 && writable && !is_fixed => Some(Self::OneByte),
            Linkage::Extern => Some(Self::Extern),
            _ => None,
        }
    }
}

/// Whether a variable has fewer bytes than its type.
pub(crate) fn is_smaller(var: &Var) -> bool {
    var.ty.size().is_none_or(|needed| needed > var.size)
}

impl FaultyVar {
    /// The name in C: `kinds` for `kinds.0`, which is a part of a static that clang split.
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

    /// Whether `name` is the name of the variable, or of the static that it is a part of.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/changed_statics.bpf.o")?)?;
    /// let part = layout.faulty("kinds.0").next().ok_or("no such variable")?;
    /// assert!(part.matches_name("kinds") && part.matches_name("kinds.0"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn matches_name(&self, name: &str) -> bool {
        self.var.name == name || self.declared() == name
    }

    /// Why the variable can't be read: a clause for an error message.
    #[must_use]
    pub fn fact(&self) -> String {
        let Var { name, size, c_type, ty, .. } = &self.var;
        let bytes = if *size == 1 { "1 byte".to_owned() } else { format!("{size} bytes") };
        let needed = ty.size().map_or_else(|| "more".to_owned(), |needed| needed.to_string());
        match (self.fault, self.declared()) {
            (Fault::Smaller, declared) if declared != name => {
                format!(
                    "clang split the static `{declared}`: `{name}` has {bytes}, but its type `{c_type}` has {needed}"
                )
            }
            (Fault::Smaller, _) => {
                format!("clang changed the static `{name}`: it has {bytes}, but its type `{c_type}` has {needed}")
            }
            (Fault::OneByte, _) => format!(
                "clang may have changed the static `{name}`: if it takes only two values, its byte is 0 for the initial \
                 value and 1 for the other"
            ),
            (Fault::Extern, _) => format!("`{name}` is `extern`: another object defines it"),
        }
    }

    /// How to fix it: a phrase for a `help:` line.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self.fault {
            Fault::Smaller | Fault::OneByte => "declare it `volatile` in C, or make it global",
            Fault::Extern => {
                "link the objects with `bpftool gen object`, starting with the object that defines it, and use the result"
            }
        }
    }
}

impl Layout {
    /// Finds the variables that can't be read, by their name or by the name of the static that clang split, in all sections
    /// of globals.
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
