//! Dispatch queues. A report can hold some kinds of queues and lack others, so the kinds are read one by one or all together.

use super::{MachineError, MachineState, only};
use crate::report::{DsqId, DsqKind, DsqState};

/// Dispatch queues: all of them, those of a kind, or a single queue.
///
/// ```
/// use ktsnap_core::report::DsqKind;
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [], "dsq_states": [
///         {"id": 9223372036854775809, "origin": "global node 0", "nr": 0, "seq": 0, "task_kvas": []},
///         {"id": 7, "origin": "user", "nr": 3, "seq": 56, "task_kvas": [4096, 8192, 12288]}],
///         "scx_walker_unavailable": "scx walker partial: missing offset groups [scx_rq]"}"#,
/// )?;
/// let machine = Snapshot::new(&report).machine();
/// assert_eq!(machine.dsq(7)?.nr, 3);
/// assert!(machine.dsqs_of(DsqKind::User)?.iter().all(|queue| queue.nr <= 16));
/// // The local queues are missing, so nothing can be said about all queues.
/// assert!(machine.dsqs().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<'a> MachineState<'a> {
    /// All dispatch queues: local, global, those of bypass mode, and the scheduler's.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`] if the report holds none. [`MachineError::Incomplete`] if it lacks a kind of queue that
    /// every machine has, or if the capture says that it is incomplete.
    pub fn dsqs(&self) -> Result<&'a [DsqState], MachineError> {
        let queues = self.all("dispatch queues", &self.report.dsq_states, self.queues_reason().as_deref())?;
        if self.has_scheduler_queues() && self.count(DsqKind::Local) > 0 {
            return Ok(queues);
        }
        Err(MachineError::Incomplete {
            what: "dispatch queues".to_owned(),
            captured: self.captured_kinds(),
            reason: self.queues_reason(),
            help: "read the kinds that it has with `dsqs_of`".to_owned(),
        })
    }

    /// The dispatch queues of a kind. The list is empty only for [`DsqKind::User`] and [`DsqKind::Bypass`], if the capture read
    /// the scheduler's queues and there are none.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn dsqs_of(&self, kind: DsqKind) -> Result<Vec<&'a DsqState>, MachineError> {
        let queues: Vec<_> = self.report.dsq_states.iter().filter(|queue| queue.kind() == Some(kind)).collect();
        let may_be_empty = matches!(kind, DsqKind::User | DsqKind::Bypass) && self.has_scheduler_queues();
        if queues.is_empty() && !may_be_empty {
            return Err(self.missing(&format!("{kind} dispatch queues"), self.queues_reason().as_deref()));
        }
        Ok(queues)
    }

    /// The dispatch queue of that id. Use [`local_dsq`](Self::local_dsq) or [`dsqs_of`](Self::dsqs_of) for built-in queues,
    /// since all local queues have the same id.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], [`MachineError::NotFound`] or [`MachineError::Several`].
    pub fn dsq(&self, id: u64) -> Result<&'a DsqState, MachineError> {
        let queues = self.all("dispatch queues", &self.report.dsq_states, self.queues_reason().as_deref())?;
        let found = only(queues.iter().filter(|queue| queue.id == id));
        found.map_err(|count| self.not_one(format!("dispatch queue {}", DsqId(id)), count, queues))
    }

    /// The local dispatch queue of a CPU.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], [`MachineError::NotFound`] or [`MachineError::Several`].
    pub fn local_dsq(&self, cpu: u32) -> Result<&'a DsqState, MachineError> {
        let queues = self.dsqs_of(DsqKind::Local)?;
        let found = only(queues.iter().copied().filter(|queue| queue.index() == Some(cpu)));
        found.map_err(|count| self.not_one(format!("local dispatch queue of CPU {cpu}"), count, queues))
    }

    /// Whether the capture read all queues that belong to a scheduler. It reads the global queues, which each scheduler has,
    /// together with the scheduler's own, also if it runs out of time later.
    fn has_scheduler_queues(&self) -> bool {
        self.count(DsqKind::Global) > 0 && self.walker().is_none()
    }

    fn count(&self, kind: DsqKind) -> usize {
        self.report.dsq_states.iter().filter(|queue| queue.kind() == Some(kind)).count()
    }

    /// Why queues are missing. If the scheduler had exited before the freeze, the report gives no reason, but the state of the
    /// scheduler comes from the harness's probe.
    fn queues_reason(&self) -> Option<String> {
        let state = self.report.scx_sched_state.as_ref().and_then(|state| state.source.as_deref());
        match (self.walker(), self.report.dump_truncated_at_us, state) {
            (Some(reason), ..) => Some(reason.to_owned()),
            (None, Some(us), _) => Some(format!("the capture ran out of time after {us} µs")),
            (None, None, Some("bss_snapshot")) => Some("the scheduler exited before the freeze".to_owned()),
            (None, None, _) => None,
        }
    }

    /// `2 bypass, 1 global`
    fn captured_kinds(&self) -> String {
        let kinds = [DsqKind::Local, DsqKind::Bypass, DsqKind::Global, DsqKind::User];
        let counts = kinds.into_iter().map(|kind| (kind, self.count(kind))).filter(|(_, count)| *count > 0);
        let counts: Vec<_> = counts.map(|(kind, count)| format!("{count} {kind}")).collect();
        if counts.is_empty() { "those of unknown kinds".to_owned() } else { counts.join(", ") }
    }

    /// The error for a number of queues other than one.
    fn not_one(&self, wanted: String, count: usize, queues: impl IntoIterator<Item = &'a DsqState>) -> MachineError {
        if count > 0 {
            return MachineError::Several { wanted, count, list: "dsqs_of" };
        }
        let name = |queue: &DsqState| match DsqId(queue.id).is_builtin() {
            true => queue.origin.clone(),
            false => DsqId(queue.id).to_string(),
        };
        MachineError::NotFound { wanted, among: queues.into_iter().map(name).collect(), reason: self.queues_reason() }
    }
}
