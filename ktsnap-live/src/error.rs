//! The errors of a read of a running scheduler.

use std::io;

use ktsnap_core::SchemaError;
use libbpf_rs::ErrorKind;
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
        /// The folder that does not exist.
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
        /// The requested name.
        wanted: String,
        /// The name in its `struct sched_ext_ops`.
        attached: String,
    },
    /// The kernel says that a scheduler is attached, but its programs were not found.
    #[error("`{name}` is attached, but no struct_ops map of that name is; it may just have been replaced: read again")]
    NoInstance {
        /// The scheduler's name.
        name: String,
    },
    /// No program of that name or id is loaded.
    #[error("no BPF program `{name}` is loaded; `bpftool prog list` lists what is")]
    NoProgram {
        /// The requested name or id.
        name: String,
    },
    /// Programs of several objects have that name.
    #[error("programs of {} objects are called `{name}`; name one by its id: {}", ids.len(), list(ids))]
    SeveralPrograms {
        /// The requested name or id.
        name: String,
        /// The id of one program of each object.
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
    /// The scheduler that a handle was bound to no longer runs.
    #[error("`{name}` (BTF id {id}) no longer runs: {now}; bind again")]
    Stale {
        /// The scheduler's name, or the program's.
        name: String,
        /// The id of its BTF.
        id: u32,
        /// The current scheduler or program, as a sentence.
        now: String,
    },
    /// The running scheduler lacks a section or map.
    #[error("`{name}` has no map for {place}; it has {}", list(has))]
    NoMap {
        /// The scheduler's name, or the program's.
        name: String,
        /// The section or map.
        place: String,
        /// The maps of the scheduler.
        has: Vec<String>,
    },
    /// A variable differs from the one that the struct was checked against.
    #[error(transparent)]
    Drift(Box<LiveDrift>),
    /// The path of a field follows a pointer. A map only holds the address, and the target is elsewhere in memory.
    #[error(
        "`{field}` follows the pointer `{pointer}`, and a map only holds its address; read `{pointer}` as a `ktsnap::Ptr`, or \
         read `{field}` from a report of the harness"
    )]
    Pointer {
        /// The field, by its name in C.
        field: String,
        /// The first pointer in its path.
        pointer: String,
    },
    /// The struct can't hold the values.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The kernel's copy of an object's BTF can't be read.
    #[error("the kernel's BTF with id {id}: {reason}")]
    Btf {
        /// The id.
        id: u32,
        /// The reason.
        reason: String,
    },
    /// The object was loaded without BTF.
    #[error("`{name}` was loaded without BTF, so the types in its maps are unknown; compile it with `clang -g`")]
    NoBtf {
        /// The requested program.
        name: String,
    },
    /// A call to the kernel failed.
    #[error("{what}: {source}")]
    Kernel {
        /// The operation.
        what: String,
        /// The kernel's answer.
        source: io::Error,
    },
}

/// A variable of a running scheduler that differs from the one that a struct was checked against.
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
    /// The type in the object's BTF.
    pub expected: String,
    /// The type in the kernel's BTF.
    pub found: String,
}

impl LiveError {
    /// A failed call of libbpf.
    pub(crate) fn kernel(what: &str, error: libbpf_rs::Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::NotFound => io::ErrorKind::NotFound,
            ErrorKind::PermissionDenied => io::ErrorKind::PermissionDenied,
            _ => io::ErrorKind::Other,
        };
        Self::Kernel { what: what.to_owned(), source: io::Error::new(kind, error) }
    }
}

fn list<T: std::fmt::Display>(of: &[T]) -> String {
    match of {
        [] => "none".to_owned(),
        of => of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}
