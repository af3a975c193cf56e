//! What a read of a running scheduler answers when it has nothing to give.

use ktsnap_core::SchemaError;
use thiserror::Error;

/// Why a running scheduler could not be read.
///
/// ```
/// use ktsnap_live::LiveError;
///
/// let error = LiveError::NotAttached { state: "disabled".to_owned() };
/// assert!(error.to_string().contains("start one"));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LiveError {
    /// The kernel has no sched_ext.
    #[error(
        "this kernel has no sched_ext (no {path}): it needs CONFIG_SCHED_CLASS_EXT, which Linux has since 6.12; name a \
         loaded program instead of a scheduler to read its maps"
    )]
    NoSchedExt {
        /// The folder that was looked for.
        path: String,
    },
    /// No scheduler is attached.
    #[error("no sched_ext scheduler is attached (its state is `{state}`); start one, then read again")]
    NotAttached {
        /// What `/sys/kernel/sched_ext/state` says.
        state: String,
    },
    /// Another scheduler is attached.
    #[error("the attached scheduler is `{attached}`, not `{wanted}`")]
    OtherScheduler {
        /// The name that was asked for.
        wanted: String,
        /// The name in its `struct sched_ext_ops`.
        attached: String,
    },
    /// The kernel says that a scheduler is attached, and its programs were not found.
    #[error("`{name}` is attached, but no struct_ops map of that name is; it may just have been replaced: read again")]
    NoInstance {
        /// The scheduler's name.
        name: String,
    },
    /// No program of that name or id is loaded.
    #[error("no BPF program `{name}` is loaded; `bpftool prog list` lists what is")]
    NoProgram {
        /// What was asked for.
        name: String,
    },
    /// Programs of several objects have that name.
    #[error("programs of {} objects are called `{name}`; name one by its id: {}", ids.len(), list(ids))]
    SeveralPrograms {
        /// What was asked for.
        name: String,
        /// A program of each object.
        ids: Vec<u32>,
    },
    /// The capability is missing.
    #[error(
        "the kernel lists BPF maps only for processes with {capability}; run it as root, or give it that capability"
    )]
    Permission {
        /// The capability.
        capability: &'static str,
    },
    /// The scheduler that a handle was bound to does not run any more.
    #[error("`{name}` (BTF id {id}), which this was bound to, no longer runs: {now}; bind again")]
    Stale {
        /// The scheduler's name, or the program's.
        name: String,
        /// The id of its BTF.
        id: u32,
        /// What runs now.
        now: String,
    },
    /// The running scheduler has no such section or map.
    #[error("`{name}` has no map for {place}; it has {}", list(has))]
    NoMap {
        /// The scheduler's name, or the program's.
        name: String,
        /// The section or map.
        place: String,
        /// The maps that it has.
        has: Vec<String>,
    },
    /// A variable is not what the struct was checked against.
    #[error(transparent)]
    Drift(Box<LiveDrift>),
    /// The values are not what the struct takes.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The kernel's copy of an object's BTF can't be read.
    #[error("the kernel's BTF with id {id}: {reason}")]
    Btf {
        /// The id.
        id: u32,
        /// Why not.
        reason: String,
    },
    /// The object was loaded without BTF.
    #[error("`{name}` was loaded without BTF, so what its maps hold is not known; compile it with `clang -g`")]
    NoBtf {
        /// The program that was asked for.
        name: String,
    },
    /// A call to the kernel failed.
    #[error("{what}: {source}")]
    Kernel {
        /// What was tried.
        what: String,
        /// What the kernel answered.
        source: std::io::Error,
    },
}

/// A variable of a running scheduler that is not what a struct was checked against.
///
/// ```
/// use ktsnap_live::LiveDrift;
///
/// fn rebuilt_since(drift: &LiveDrift) -> String {
///     format!("{}: was {}, is {}", drift.variable, drift.expected, drift.found)
/// }
/// # let _ = rebuilt_since;
/// ```
#[derive(Debug, Error)]
#[error(
    "`{variable}` in {map} of the running `{name}` is {found}, but {expected} in {object}; rebuild against the object of \
     the running scheduler"
)]
#[non_exhaustive]
pub struct LiveDrift {
    /// The scheduler's name, or the program's.
    pub name: String,
    /// The object that the struct was checked against.
    pub object: String,
    /// The map.
    pub map: String,
    /// The variable.
    pub variable: String,
    /// What the object's BTF gave.
    pub expected: String,
    /// What the kernel's BTF has.
    pub found: String,
}

impl LiveError {
    /// A call of libbpf's that failed.
    pub(crate) fn kernel(what: &str, error: libbpf_rs::Error) -> Self {
        Self::Kernel { what: what.to_owned(), source: std::io::Error::other(error) }
    }
}

fn list<T: std::fmt::Display>(of: &[T]) -> String {
    match of {
        [] => "none".to_owned(),
        of => of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}
