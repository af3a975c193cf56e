//! Why a sample of a series has no statistics of the scheduler.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a sample has no statistics of the scheduler. The harness requests them from a running scheduler over its scx_stats
/// socket.
///
/// Payload of [`SnapshotError::MissingStats`](super::SnapshotError::MissingStats). The variants are those of the harness, and
/// both serialize to the same JSON. A scheduler can answer any JSON, so an answer is a [`serde_json::Value`].
///
/// ```
/// use ktsnap_core::error::MissingStatsReason;
///
/// let reason = MissingStatsReason::RequestTooLarge { size: 9000, max: 4096 };
/// assert_eq!(reason.to_string(), "the request has 9000 bytes, more than the limit of 4096; request less");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Error)]
#[non_exhaustive]
pub enum MissingStatsReason {
    /// The run has no scheduler of its own to ask.
    #[error("the run has no `scheduler_binary`; configure one")]
    NoSchedulerBinary,
    /// No scheduler answered on the socket.
    #[error("no scheduler answered ({reason}); make sure that it runs and serves scx_stats")]
    NoScheduler {
        /// What the guest reported.
        reason: String,
    },
    /// The machine was being frozen, and the scheduler's user space with it.
    #[error("the machine was being frozen, and the scheduler with it; read another sample")]
    DuringFreeze,
    /// The run was ending.
    #[error("the run was ending; read an earlier sample")]
    Cancelled,
    /// The scheduler answered with an error.
    #[error("the scheduler answered with errno {errno} ({args}); see its log")]
    SchedulerError {
        /// The error number.
        errno: i32,
        /// The rest of the answer.
        args: serde_json::Value,
    },
    /// The scheduler's answer holds no statistics.
    #[error("the scheduler's answer has no `resp` ({args}); make sure that it serves scx_stats")]
    MissingResp {
        /// The answer.
        args: serde_json::Value,
    },
    /// The request is too long.
    #[error("the request has {size} bytes, more than the limit of {max}; request less")]
    RequestTooLarge {
        /// The size of the request, in bytes.
        size: usize,
        /// The limit, in bytes.
        max: usize,
    },
    /// The answer is too long.
    #[error("the answer has {size} bytes, more than the limit of {max}; request less")]
    ResponseTooLarge {
        /// The size of the answer, in bytes.
        size: usize,
        /// The limit, in bytes.
        max: usize,
    },
    /// The harness panicked in an earlier request for statistics.
    #[error("the harness panicked in an earlier request; see its first panic")]
    MutexPoisoned,
}
