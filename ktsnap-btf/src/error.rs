//! Why an object has no layout that can be read.

use std::borrow::Cow;
use std::fmt::Display;

use thiserror::Error;

use crate::suggest::{LISTED, closest, first_of};
use crate::text::Text;

/// Why the layout of a file can't be read. The message is a predicate without the file's path, which the caller knows.
///
/// ```
/// use ktsnap_btf::Layout;
///
/// let path = "../README.md";
/// let error = Layout::parse(&std::fs::read(path)?).unwrap_err();
/// assert_eq!(format!("{path} {error}"), "../README.md is not an ELF object");
/// assert!(error.help().contains("clang"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ObjectError {
    /// The file is not an ELF file.
    #[error("is not an ELF object")]
    NotElf,
    /// The ELF file is truncated or damaged: what its reader reports.
    #[error("is a damaged ELF object: {0}")]
    Elf(String),
    /// The file is an ELF file for a processor other than BPF, and contains no BPF object.
    #[error("is an ELF file for {machine} and contains no BPF object")]
    NotBpf {
        /// The processor.
        machine: String,
    },
    /// A program embeds a BPF object outside a section `.bpf.objs`, as C skeletons, Go and aya do.
    #[error("is an ELF file for {machine} without a section `.bpf.objs`: {}", starts(offsets))]
    Elsewhere {
        /// The processor.
        machine: String,
        /// The byte of the file at which each object that was found starts.
        offsets: Vec<usize>,
    },
    /// A kernel or a kernel module: an ELF file for another processor with BTF of its own.
    #[error("appears to be a kernel or a kernel module: it is an ELF file for {machine} with BTF of its own")]
    Kernel {
        /// The processor.
        machine: String,
    },
    /// The program's section `.bpf.objs` is empty.
    #[error("has an empty section `.bpf.objs`")]
    NoObjects,
    /// The program contains several objects, and no struct_ops variable chooses one of them.
    #[error("contains {} BPF objects, with {}", struct_ops.len(), variables(struct_ops))]
    Several {
        /// The struct_ops variables of each object.
        struct_ops: Vec<Vec<Text>>,
    },
    /// No object of the file has the struct_ops variable that was requested.
    #[error("has no struct_ops variable `{wanted}`")]
    NoStructOps {
        /// The variable that was requested.
        wanted: String,
        /// The struct_ops variables of each object.
        struct_ops: Vec<Vec<Text>>,
    },
    /// Several objects of the file have the struct_ops variable that was requested.
    #[error("contains {count} BPF objects with a struct_ops variable `{wanted}`")]
    SameStructOps {
        /// The variable that was requested.
        wanted: String,
        /// The number of objects that have it.
        count: usize,
    },
    /// The section of a program that embeds objects contains something else, or a truncated object.
    #[error("is damaged: there is no complete ELF object at byte {offset} of `{section}`")]
    DamagedSection {
        /// The section.
        section: &'static str,
        /// The byte of the section.
        offset: usize,
    },
    /// The header of a compressed section declares an uncompressed size far above that of any real section.
    #[error("has a damaged section `{section}`: its header declares {size} uncompressed bytes")]
    TooLarge {
        /// The section.
        section: String,
        /// The declared size in bytes.
        size: u64,
    },
    /// A section is compressed, and this build has no decoder for it: the feature `compressed-sections` is off.
    #[error("has a section `{section}` that is compressed{}, which needs a feature that is off", compressed_with(*format))]
    Compressed {
        /// The section.
        section: String,
        /// The name of the format, if it is known: `zlib` or `zstd`.
        format: Option<&'static str>,
    },
    /// The object has no section `.BTF`.
    #[error("has no BTF")]
    NoBtf,
    /// The BTF is truncated or damaged.
    #[error("has damaged BTF: {0}")]
    Btf(String),
    /// A type contains itself, or is nested deeper than any real type.
    #[error("has damaged BTF: type {id} contains itself or is nested too deep")]
    EndlessType {
        /// The id of the type.
        id: u32,
    },
    /// A variable does not lie inside its section.
    #[error("has damaged BTF: `{var}` ends past the end of `{section}`")]
    OutsideSection {
        /// The variable.
        var: String,
        /// The section.
        section: String,
    },
    /// Two variables of a section share bytes.
    #[error("has damaged BTF: in `{section}`, `{}` and `{}` overlap", vars[0], vars[1])]
    Overlap {
        /// Their names, in the order of their offsets.
        vars: [String; 2],
        /// The section.
        section: String,
    },
    /// Two ELF sections have the same name. clang writes both if one variable of the section is writable and another is
    /// not, and libbpf would load only one of them.
    #[error("has two ELF sections named `{section}`{}", in_each(vars))]
    TwoSections {
        /// The name of both.
        section: String,
        /// A variable of each section that has any. That of the writable section comes first.
        vars: Vec<String>,
        /// Whether the first variable is writable and the second is not.
        constant: bool,
    },
    /// An ELF section has a size, but no contents in the file.
    #[error("has a section `{section}` without contents, like a file that `objcopy --only-keep-debug` writes")]
    NoContents {
        /// The section.
        section: String,
    },
    /// The file is an ELF file for BPF, but not an object file.
    #[error("is an ELF file for BPF, but it is not relocatable")]
    NotRelocatable,
    /// The BTF and the ELF file around it have different byte orders.
    #[error("is damaged: its ELF header and its BTF have different byte orders")]
    ByteOrder,
    /// A section has one size in BTF and another in ELF.
    #[error("is damaged: `{section}` has {btf} bytes in BTF and {elf} bytes in ELF")]
    SectionSize {
        /// The section.
        section: String,
        /// The size in BTF.
        btf: u64,
        /// The size in ELF.
        elf: u64,
    },
    /// BTF and the ELF symbol of a variable disagree.
    #[error("is damaged: in `{section}`, `{var}` is {btf} in BTF, but {elf} in its ELF symbol")]
    Contradiction {
        /// The variable.
        var: String,
        /// The section.
        section: String,
        /// What BTF has: `at byte 8`.
        btf: String,
        /// What the symbol has.
        elf: String,
        /// Whether the variable is a global of a linked object, whose offset libbpf's linker writes. The linker (up to
        /// version 1.1 at least) keeps the offset 0 of a variable that one object declares `extern` and a later one
        /// defines.
        linked: bool,
    },
    /// Raw BTF of an unlinked object, whose section sizes and offsets are only in the ELF file.
    #[error("is the BTF of an unlinked object, without the sizes and offsets that are in the ELF file")]
    UnlinkedBtf,
    /// BTF whose types build on those of another file.
    #[error("is split BTF, like that of a kernel module: its types build on those of another file")]
    SplitBtf,
    /// The object is not linked, and its ELF file lacks what its BTF leaves out.
    #[error("is not linked and has no ELF {missing}")]
    Incomplete {
        /// What is missing: `symbol `x` in `.bss``.
        missing: String,
    },
}

impl ObjectError {
    /// How to fix it: a phrase for a `help:` line.
    #[must_use]
    pub fn help(&self) -> Cow<'static, str> {
        let fixed = match self {
            Self::NotElf | Self::NotRelocatable => {
                "use the object that `clang -target bpf` or `bpftool gen object` wrote"
            }
            Self::NotBpf { .. } => "use the scheduler's BPF object, or the scheduler as `cargo install` builds it",
            Self::NoBtf => "compile it with `clang -g`, and strip it only with `llvm-strip -g`, which keeps BTF",
            Self::Several { struct_ops } if struct_ops.iter().all(Vec::is_empty) => {
                "use a BPF object that is in a file of its own"
            }
            Self::Several { .. } => "choose an object by a struct_ops variable that only that object has",
            Self::NoStructOps { wanted, struct_ops } => {
                let names = || struct_ops.iter().flatten().map(Text::as_str);
                return match closest(wanted, names()) {
                    Some(near) => format!("did you mean `{near}`?").into(),
                    None => format!("it has {}", variables(struct_ops)).into(),
                };
            }
            Self::SameStructOps { .. } => "use a BPF object that is in a file of its own",
            Self::UnlinkedBtf => "use the object file, or link it first with `bpftool gen object`",
            Self::SplitBtf | Self::Kernel { .. } => "use the scheduler's BPF object",
            Self::Elsewhere { offsets, .. } => {
                let first = offsets.first().map_or(1, |offset| offset.saturating_add(1));
                let object = if offsets.len() == 1 { "the object" } else { "one of the objects" };
                return format!("extract {object} with `tail -c +{first} FILE > object.bpf.o`, and use that file")
                    .into();
            }
            Self::Compressed { .. } => "enable the feature `compressed-sections` of `ktsnap` in Cargo.toml",
            Self::NoObjects | Self::DamagedSection { .. } => "reinstall the scheduler",
            Self::NoContents { .. } => "use the file that it was copied from",
            Self::Contradiction { var, linked: true, .. } => {
                return format!(
                    "link the objects again with `bpftool gen object`, starting with the object that defines `{var}`"
                )
                .into();
            }
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
            | Self::Incomplete { .. } => "rebuild the object",
        };
        fixed.into()
    }
}

/// Names the format of a compressed section.
fn compressed_with(format: Option<&str>) -> String {
    format.map_or_else(String::new, |format| format!(" with {format}"))
}

/// Says where the objects of a program start.
fn starts(offsets: &[usize]) -> String {
    match offsets {
        [only] => format!("its BPF object starts at byte {only}"),
        several => {
            let bytes: Vec<_> = several.iter().map(usize::to_string).collect();
            format!("its BPF objects start at bytes {}", bytes.join(", "))
        }
    }
}

/// Says which variable is in which of two sections.
fn in_each(vars: &[String]) -> String {
    match vars {
        [one, other, ..] => format!(": `{one}` is in one of them and `{other}` in the other"),
        [one] => format!(": `{one}` is in one of them"),
        [] => String::new(),
    }
}

/// How to make clang write one section instead of two.
fn one_section(section: &str, vars: &[String], constant: bool) -> String {
    match vars {
        [writable, constant_one, ..] if constant && (section == ".rodata" || section.starts_with(".rodata.")) => {
            format!("declare `{writable}` as `const volatile` in C, like `{constant_one}`")
        }
        [var, ..] => format!("move `{var}` to a section of its own in C: `SEC(\"{section}.{var}\")`"),
        [] => "rebuild the object".to_owned(),
    }
}

/// Lists the struct_ops variables of several objects.
fn variables(struct_ops: &[Vec<Text>]) -> String {
    let names = || struct_ops.iter().flatten().map(|name| format!("`{name}`"));
    match names().count() {
        0 => "no struct_ops variable".to_owned(),
        1 => format!("the struct_ops variable {}", first_of(names(), 1)),
        _ => format!("the struct_ops variables {}", first_of(names(), LISTED)),
    }
}

/// The error for BTF that is damaged in the way that `reason` describes.
pub(crate) fn damaged(reason: impl Display) -> ObjectError {
    ObjectError::Btf(reason.to_string())
}
