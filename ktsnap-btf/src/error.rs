//! Why an object gives no layout.

use std::borrow::Cow;

use thiserror::Error;

use crate::suggest::closest;

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
    /// An ELF file for a processor other than BPF, with no BPF object in `.bpf.objs`.
    #[error("is an ELF file for {machine}, and has no BPF object inside")]
    NotBpf {
        /// The processor.
        machine: String,
    },
    /// A program whose section of objects is empty.
    #[error("has no BPF object in its section `.bpf.objs`")]
    NoObjects,
    /// A program with several objects, and nothing to choose by.
    #[error("holds {} BPF objects, with {}", struct_ops.len(), variables(struct_ops))]
    Several {
        /// The struct_ops variables of each.
        struct_ops: Vec<Vec<String>>,
    },
    /// No object has the struct_ops variable that was asked for.
    #[error("has no struct_ops variable `{wanted}`")]
    NoStructOps {
        /// What was asked for.
        wanted: String,
        /// The struct_ops variables of each object.
        struct_ops: Vec<Vec<String>>,
    },
    /// Several objects have the struct_ops variable that was asked for.
    #[error("holds {count} BPF objects with a struct_ops variable `{wanted}`")]
    SameStructOps {
        /// What was asked for.
        wanted: String,
        /// How many objects have it.
        count: usize,
    },
    /// Something else among the objects of a program.
    #[error("is damaged: what stands {offset} bytes into `{section}` is no whole ELF object")]
    DamagedSection {
        /// The section.
        section: &'static str,
        /// Bytes into it.
        offset: usize,
    },
    /// A compressed section that says it is larger than any real one.
    #[error("has a damaged section `{section}`: uncompressed it would have {size} bytes")]
    TooLarge {
        /// The section.
        section: String,
        /// The bytes that its header gives.
        size: u64,
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
    /// BTF alone, of an object that was not linked.
    #[error("is BTF of an object that was not linked: sizes and offsets stand in its ELF part alone")]
    UnlinkedBtf,
    /// BTF that goes on from another's.
    #[error("is split BTF, which goes on from another file's")]
    SplitBtf,
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
    pub fn help(&self) -> Cow<'static, str> {
        let fixed = match self {
            Self::NotElf => "name the object that `clang -target bpf` or `bpftool gen object` wrote",
            Self::NotBpf { .. } => "name the scheduler's BPF object, or the scheduler as `cargo install` built it",
            Self::NoBtf => "compile it with `clang -g`, and strip it with `llvm-strip -g`, which keeps BTF",
            Self::Several { struct_ops } if struct_ops.iter().all(Vec::is_empty) => {
                "name a BPF object that stands in a file of its own"
            }
            Self::Several { .. } => "choose one by a struct_ops variable that only it has",
            Self::NoStructOps { wanted, struct_ops } => {
                let names = || struct_ops.iter().flatten().map(String::as_str);
                return match closest(wanted, names()) {
                    Some(near) => format!("did you mean `{near}`?").into(),
                    None => format!("it has {}", variables(struct_ops)).into(),
                };
            }
            Self::SameStructOps { .. } => "name a BPF object that stands in a file of its own",
            Self::UnlinkedBtf => "name the object itself, or link it first with `bpftool gen object`",
            Self::SplitBtf => "name a file that stands alone, as /sys/kernel/btf/vmlinux",
            Self::NoObjects | Self::DamagedSection { .. } => "install the scheduler again",
            Self::Elf(_)
            | Self::Btf(_)
            | Self::TooLarge { .. }
            | Self::EndlessType { .. }
            | Self::OutsideSection { .. }
            | Self::Incomplete { .. } => "build the object again",
        };
        fixed.into()
    }
}

/// The struct_ops variables of several objects; one without any is left out.
fn variables(struct_ops: &[Vec<String>]) -> String {
    let names: Vec<_> = struct_ops.iter().flatten().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "no struct_ops variable: none is a sched_ext scheduler".to_owned(),
        1 => format!("the struct_ops variable {}", names.concat()),
        _ => format!("the struct_ops variables {}", names.join(", ")),
    }
}
