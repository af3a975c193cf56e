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
    #[error("is an ELF file for {machine} without a section `.bpf.objs`, and no BPF object is elsewhere in it")]
    NotBpf {
        /// The processor.
        machine: String,
    },
    /// A program that has a BPF object elsewhere than in `.bpf.objs`, as those with a C skeleton, of Go and of aya have.
    #[error("is an ELF file for {machine} without a section `.bpf.objs`; {}", begin(offsets))]
    Elsewhere {
        /// The processor.
        machine: String,
        /// Where each object begins in the file, some at least.
        offsets: Vec<usize>,
    },
    /// A kernel or a kernel module: an ELF file for another processor with BTF of its own.
    #[error("is an ELF file for {machine} with BTF of its own, as a kernel or a kernel module")]
    Kernel {
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
    /// Two variables of a section that share bytes.
    #[error("has damaged BTF: in `{section}`, `{}` and `{}` overlap", vars[0], vars[1])]
    Overlap {
        /// The two, by offset.
        vars: [String; 2],
        /// The section.
        section: String,
    },
    /// Two ELF sections of one name, which clang writes if one variable in it is writable and another is not. libbpf
    /// would load one of the two.
    #[error("has two ELF sections called `{section}`{}", in_each(vars))]
    TwoSections {
        /// Their name.
        section: String,
        /// A variable of each that has any, first that of the writable section.
        vars: Vec<String>,
        /// Whether the first is writable and the second is not.
        constant: bool,
    },
    /// An ELF section that is listed with a size, and has no contents in the file.
    #[error("has a section `{section}` without contents, as a copy that `objcopy --only-keep-debug` made")]
    NoContents {
        /// The section.
        section: String,
    },
    /// An ELF file for BPF that is not an object file.
    #[error("is an ELF file for BPF, but not a relocatable one")]
    NotRelocatable,
    /// BTF of another byte order than that of the ELF file around it.
    #[error("is damaged: its ELF part and its BTF differ in byte order")]
    ByteOrder,
    /// A section that has one size in BTF and another in ELF.
    #[error("is damaged: `{section}` has {btf} bytes in BTF and {elf} in ELF")]
    SectionSize {
        /// The section.
        section: String,
        /// What BTF says.
        btf: u64,
        /// What ELF says.
        elf: u64,
    },
    /// A variable of which BTF and its ELF symbol say different things.
    #[error("is damaged: in `{section}`, `{var}` is {btf} in BTF and {elf} by its ELF symbol")]
    Contradiction {
        /// The variable.
        var: String,
        /// The section.
        section: String,
        /// What BTF says: `at byte 8`.
        btf: String,
        /// What ELF says.
        elf: String,
        /// Whether it is a global of a linked object, whose offset libbpf's linker writes. Up to 1.1 at least it keeps the
        /// offset 0 of a variable that an object declares `extern` and one after it defines.
        linked: bool,
    },
    /// BTF alone, of an object that was not linked.
    #[error("is BTF of an object that was not linked: only its ELF part has sizes and offsets")]
    UnlinkedBtf,
    /// BTF that goes on from another's.
    #[error("is split BTF, as that of a kernel module: its types continue those of another file")]
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
                "name a BPF object that is in a file of its own"
            }
            Self::Several { .. } => "choose one by a struct_ops variable that only it has",
            Self::NoStructOps { wanted, struct_ops } => {
                let names = || struct_ops.iter().flatten().map(String::as_str);
                return match closest(wanted, names()) {
                    Some(near) => format!("did you mean `{near}`?").into(),
                    None => format!("it has {}", variables(struct_ops)).into(),
                };
            }
            Self::SameStructOps { .. } => "name a BPF object that is in a file of its own",
            Self::UnlinkedBtf => "name the object itself, or link it first with `bpftool gen object`",
            Self::SplitBtf | Self::Kernel { .. } => "name the BPF object itself",
            Self::Elsewhere { offsets, .. } => {
                let first = offsets.first().map_or(1, |offset| offset.saturating_add(1));
                let one = if offsets.len() == 1 { "it" } else { "one" };
                return format!("cut {one} out with `tail -c +{first} FILE > object.bpf.o`, and name that").into();
            }
            Self::NoObjects | Self::DamagedSection { .. } => "install the scheduler again",
            Self::NoContents { .. } => "name the file that the copy was made of",
            Self::Contradiction { var, linked: true, .. } => {
                return format!("link the objects again with `bpftool gen object`, the one that defines `{var}` first")
                    .into();
            }
            Self::NotRelocatable => "name the object that `clang -target bpf` or `bpftool gen object` wrote",
            Self::TwoSections { section, vars, constant } => return one_section(section, vars, *constant).into(),
            Self::Elf(_)
            | Self::Btf(_)
            | Self::TooLarge { .. }
            | Self::EndlessType { .. }
            | Self::OutsideSection { .. }
            | Self::Overlap { .. }
            | Self::ByteOrder
            | Self::SectionSize { .. }
            | Self::Contradiction { .. }
            | Self::Incomplete { .. } => "build the object again",
        };
        fixed.into()
    }
}

/// Where the objects of a program begin.
fn begin(offsets: &[usize]) -> String {
    match offsets {
        [only] => format!("the BPF object in it begins at byte {only}"),
        several => {
            let bytes: Vec<_> = several.iter().map(usize::to_string).collect();
            format!("the BPF objects in it begin at bytes {}", bytes.join(", "))
        }
    }
}

/// Where two sections of one name differ.
fn in_each(vars: &[String]) -> String {
    match vars {
        [one, other, ..] => format!(": `{one}` is in one, `{other}` in the other"),
        [one] => format!(": `{one}` is in one of them"),
        [] => String::new(),
    }
}

/// How to have clang write one section in place of two.
fn one_section(section: &str, vars: &[String], constant: bool) -> String {
    match vars {
        [writable, constant_one, ..] if constant && (section == ".rodata" || section.starts_with(".rodata.")) => {
            format!("declare `{writable}` `const volatile` in C, as `{constant_one}` is")
        }
        [var, ..] => format!("give `{var}` a section of its own in C: `SEC(\"{section}.{var}\")`"),
        [] => "build the object again".to_owned(),
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
