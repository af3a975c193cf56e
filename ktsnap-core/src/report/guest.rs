//! The state of a guest that failed before anything could be captured.

use serde::{Deserialize, Serialize};

/// The last known state of a guest whose scheduler never ran.
///
/// ```
/// use ktsnap_core::report::GuestSetupFailureContext;
///
/// let read: GuestSetupFailureContext = serde_json::from_str(r#"{"init_stage": "mount", "guest_exit_code": 1}"#)?;
/// assert_eq!(read.init_stage.as_deref(), Some("mount"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuestSetupFailureContext {
    /// The last step of the guest's init.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init_stage: Option<String>,
    /// The last phase of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_guest_phase: Option<String>,
    /// The exit code of the guest's init.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_exit_code: Option<i32>,
    /// The outcome of attaching the scheduler.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduler_attach_outcome: Option<String>,
    /// The last lines of the guest's console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console_tail: Option<String>,
    /// The last lines of the log of the guest's init.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init_log_tail: Option<String>,
    /// The last lines of the scheduler's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduler_log_tail: Option<String>,
}
