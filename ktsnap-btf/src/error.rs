//! Why an object gives no layout.

use thiserror::Error;

/// Why a file is no BPF object with a layout to read. The message has no path: the caller knows what it opened.
///
/// ```
/// use ktsnap_btf::{Layout, ObjectError};
///
/// let error = Layout::parse(b"int main() {}").unwrap_err();
/// assert!(matches!(error, ObjectError::NotElf));
/// assert!(error.help().contains("clang"));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ObjectError {
    /// Not an ELF file at all.
    #[error("is not an ELF object")]
    NotElf,
    /// An ELF file that is cut short or damaged.
    #[error("is a damaged ELF object: {0}")]
    Elf(#[from] object::Error),
    /// An ELF file for a processor other than BPF.
    #[error("is an ELF file for {machine}, not for BPF")]
    NotBpf {
        /// The processor.
        machine: String,
        /// Whether BPF objects lie inside, in the section `.bpf.objs` of libbpf-cargo's skeletons.
        skeleton: bool,
    },
    /// No `.BTF` section.
    #[error("has no BTF")]
    NoBtf,
    /// BTF that is cut short or damaged.
    #[error("has damaged BTF: {0}")]
    Btf(String),
    /// A type that refers to itself, or nests deeper than any real one.
    #[error("has damaged BTF: type {id} has no end")]
    EndlessType {
        /// The type's id.
        id: u32,
    },
    /// A variable that does not lie inside its section.
    #[error("has damaged BTF: `{var}` ends past the end of `{section}`")]
    OutsideSection {
        /// The variable.
        var: String,
        /// The section.
        section: String,
    },
    /// An unlinked object whose ELF part lacks what BTF leaves out.
    #[error("is not linked, and has no ELF {missing}")]
    Incomplete {
        /// What was looked for.
        missing: String,
    },
}

impl ObjectError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotElf => "name the object that `clang -target bpf` or `bpftool gen object` wrote",
            Self::NotBpf { skeleton: true, .. } => {
                "its BPF object lies inside: `llvm-objcopy --dump-section .bpf.objs=FILE` takes it out"
            }
            Self::NotBpf { .. } => "name the scheduler's BPF object, not a program of the machine it runs on",
            Self::NoBtf => "compile it with `clang -g`, and strip it with `llvm-strip -g`, which keeps BTF",
            Self::Elf(_)
            | Self::Btf(_)
            | Self::EndlessType { .. }
            | Self::OutsideSection { .. }
            | Self::Incomplete { .. } => "build the object again",
        }
    }
}
