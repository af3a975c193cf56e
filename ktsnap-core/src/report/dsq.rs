//! The identity of a dispatch queue: the constant that its id is, and which kind of queue it is.

use std::fmt;

use super::scx::DsqState;

/// `SCX_DSQ_FLAG_BUILTIN`: the bit that the kernel sets in the ids of its own queues.
const BUILTIN: u64 = 1 << 63;
/// `SCX_DSQ_LOCAL_ON`: the bits of an id whose low half is a CPU.
const LOCAL_ON: u64 = BUILTIN | 1 << 62;
/// `SCX_DSQ_LOCAL_CPU_MASK`.
const CPU: u64 = 0xffff_ffff;

/// The id of a dispatch queue. It is printed as the kernel's constant, or in hexadecimal if the scheduler chose the id.
///
/// The constants are those of `enum scx_dsq_id_flags` in the kernel's `include/linux/sched/ext.h`. They have not changed since
/// Linux 6.12; `SCX_DSQ_BYPASS` was added to them.
///
/// ```
/// use ktsnap_core::report::DsqId;
///
/// assert_eq!(DsqId(0x8000_0000_0000_0002).to_string(), "SCX_DSQ_LOCAL");
/// assert_eq!(DsqId(0xc000_0000_0000_0003).to_string(), "SCX_DSQ_LOCAL_ON | 3");
/// assert_eq!(DsqId(7).to_string(), "0x7");
/// assert!(DsqId(7).name().is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DsqId(pub u64);

impl DsqId {
    /// `SCX_DSQ_INVALID`.
    pub const INVALID: Self = Self(BUILTIN);
    /// `SCX_DSQ_GLOBAL`: the queues that every CPU of a NUMA node takes from.
    pub const GLOBAL: Self = Self(BUILTIN | 1);
    /// `SCX_DSQ_LOCAL`: the queue of a CPU.
    pub const LOCAL: Self = Self(BUILTIN | 2);
    /// `SCX_DSQ_BYPASS`: the queue of a CPU in bypass mode.
    pub const BYPASS: Self = Self(BUILTIN | 3);

    /// Whether the kernel owns the queue. A scheduler can't create a queue with such an id.
    ///
    /// ```
    /// use ktsnap_core::report::DsqId;
    ///
    /// assert!(DsqId::GLOBAL.is_builtin() && !DsqId(0).is_builtin());
    /// ```
    #[must_use]
    pub fn is_builtin(self) -> bool {
        self.0 & BUILTIN != 0
    }

    /// The kernel's constant; `None` for the id of a scheduler's queue and for a built-in id without a known constant.
    ///
    /// ```
    /// use ktsnap_core::report::DsqId;
    ///
    /// assert_eq!(DsqId::BYPASS.name().as_deref(), Some("SCX_DSQ_BYPASS"));
    /// ```
    #[must_use]
    pub fn name(self) -> Option<String> {
        let name = match self {
            Self::INVALID => "SCX_DSQ_INVALID",
            Self::GLOBAL => "SCX_DSQ_GLOBAL",
            Self::LOCAL => "SCX_DSQ_LOCAL",
            Self::BYPASS => "SCX_DSQ_BYPASS",
            Self(id) if id & !CPU == LOCAL_ON => return Some(format!("SCX_DSQ_LOCAL_ON | {}", id & CPU)),
            _ => return None,
        };
        Some(name.to_owned())
    }
}

impl fmt::Display for DsqId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(&name),
            None => f.pad(&format!("{:#x}", self.0)),
        }
    }
}

/// The kind of a dispatch queue.
///
/// ```
/// use ktsnap_core::report::DsqKind;
///
/// assert_eq!(DsqKind::User.to_string(), "user");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DsqKind {
    /// The queue from which a CPU runs its tasks: `rq->scx.local_dsq`. Each CPU has one, also without a scheduler.
    Local,
    /// The queue of a CPU while the kernel schedules in bypass mode: `scx_sched_pcpu.bypass_dsq`.
    Bypass,
    /// The global queue of a NUMA node: `scx_sched.pnode[node]->global_dsq`.
    Global,
    /// A queue that the scheduler created with `scx_bpf_create_dsq`.
    User,
}

impl fmt::Display for DsqKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Local => "local",
            Self::Bypass => "bypass",
            Self::Global => "global",
            Self::User => "user",
        })
    }
}

impl DsqState {
    /// The queue's kind, from its [`origin`](Self::origin). It is `None` for an origin of another form.
    ///
    /// ```
    /// use ktsnap_core::report::{DsqKind, DsqState};
    ///
    /// let queue: DsqState =
    ///     serde_json::from_str(r#"{"id": 9223372036854775810, "origin": "local cpu 2", "nr": 1, "seq": 0, "task_kvas": [4096]}"#)?;
    /// assert_eq!(queue.kind(), Some(DsqKind::Local));
    /// assert_eq!(queue.index(), Some(2));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn kind(&self) -> Option<DsqKind> {
        match self.origin.split(' ').next()? {
            "local" => Some(DsqKind::Local),
            "bypass" => Some(DsqKind::Bypass),
            "global" => Some(DsqKind::Global),
            "user" => Some(DsqKind::User),
            _ => None,
        }
    }

    /// The CPU of a local or bypass queue, or the NUMA node of a global queue, from its [`origin`](Self::origin).
    ///
    /// ```
    /// use ktsnap_core::report::DsqState;
    ///
    /// let queue: DsqState = serde_json::from_str(r#"{"id": 7, "origin": "user", "nr": 0, "seq": 0, "task_kvas": []}"#)?;
    /// assert_eq!(queue.index(), None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn index(&self) -> Option<u32> {
        self.origin.rsplit_once(' ')?.1.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_a_text_and_only_those_of_the_kernel_have_a_name() {
        for (id, text) in [
            (0, "0x0"),
            (1 << 62, "0x4000000000000000"),
            (BUILTIN, "SCX_DSQ_INVALID"),
            (BUILTIN | 1, "SCX_DSQ_GLOBAL"),
            (BUILTIN | 9, "0x8000000000000009"),
            (LOCAL_ON, "SCX_DSQ_LOCAL_ON | 0"),
            (LOCAL_ON | CPU, "SCX_DSQ_LOCAL_ON | 4294967295"),
            (LOCAL_ON | 1 << 32, "0xc000000100000000"),
            (u64::MAX, "0xffffffffffffffff"),
        ] {
            assert_eq!(DsqId(id).to_string(), text);
        }
    }

    #[test]
    fn ids_with_the_highest_bit_are_the_kernels() {
        for id in [DsqId::INVALID, DsqId::GLOBAL, DsqId::LOCAL, DsqId::BYPASS] {
            assert!(id.is_builtin());
        }
        assert!(!DsqId(0).is_builtin() && !DsqId(u64::MAX >> 1).is_builtin());
    }
}
