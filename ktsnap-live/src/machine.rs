//! The BPF objects of this machine, and the running scheduler among them.

use std::cell::OnceCell;

use ktsnap_core::FailureDumpReport;
use libbpf_rs::query::MapInfoIter;
use libbpf_rs::{ErrorKind, MapHandle};

use crate::btf::Btfs;
use crate::capture;
use crate::error::LiveError;
use crate::instance::{Instance, Liveness};
use crate::listing;
use crate::map::LiveMap;
use crate::programs::{self, Program};
use crate::sched_ext::{Attached, SchedExt};
use crate::struct_ops::{self, OpsLayout};

/// The number of attempts to find a scheduler that is replaced during the search.
const ATTEMPTS: usize = 3;

/// The BPF objects of this machine.
///
/// ```no_run
/// use ktsnap_live::Machine;
///
/// let machine = Machine::open()?;
/// let running = machine.attached()?;
/// println!("{} with {} maps", running.name(), running.maps().len());
/// # Ok::<(), ktsnap_live::LiveError>(())
/// ```
#[derive(Debug)]
pub struct Machine {
    sched_ext: SchedExt,
    /// Read from the kernel's BTF once.
    ops_layout: OnceCell<OpsLayout>,
    btfs: Btfs,
}

impl Machine {
    /// Checks that the kernel shows its BPF objects to this process.
    ///
    /// # Errors
    ///
    /// [`LiveError::Permission`] without `CAP_SYS_ADMIN`, which `BPF_MAP_GET_FD_BY_ID` and similar commands require
    /// (`kernel/bpf/syscall.c`). `CAP_BPF` is not enough.
    pub fn open() -> Result<Self, LiveError> {
        // No map has the id 0. The kernel checks the capability before it looks for the map.
        match MapHandle::from_map_id(0) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                Err(LiveError::Permission { capability: "CAP_SYS_ADMIN" })
            }
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(LiveError::kernel("looking for the machine's BPF maps", error))
            }
            _ => Ok(Self { sched_ext: SchedExt::new(), ops_layout: OnceCell::new(), btfs: Btfs::default() }),
        }
    }

    /// Finds the attached scheduler. `/sys/kernel/sched_ext` has its name, the struct_ops map of that name refers to its
    /// programs, and the programs refer to its maps.
    ///
    /// # Errors
    ///
    /// [`LiveError::NoSchedExt`] and [`LiveError::NotAttached`]; [`LiveError::NoInstance`] if the scheduler is
    /// replaced during each attempt.
    pub fn attached(&self) -> Result<Instance, LiveError> {
        let mut attached = self.sched_ext.attached()?;
        for _ in 0..ATTEMPTS {
            let found = self.instance_of(&attached)?;
            let now = self.sched_ext.attached()?;
            if let (Some(found), true) = (found, now == attached) {
                return Ok(found);
            }
            attached = now;
        }
        Err(LiveError::NoInstance { name: attached.name })
    }

    /// Finds the attached scheduler if it has that name: the whole `name` of its `struct sched_ext_ops`, such as
    /// `bpfland_1.1.4_x86_64_unknown_linux_gnu`, or the part before an underscore, with or without the prefix `scx_`.
    ///
    /// # Errors
    ///
    /// [`LiveError::OtherScheduler`] if another scheduler is attached, and those of [`attached`](Self::attached).
    pub fn scheduler(&self, name: &str) -> Result<Instance, LiveError> {
        let attached = self.attached()?;
        if matches_name(attached.name(), name) {
            return Ok(attached);
        }
        Err(LiveError::OtherScheduler { wanted: name.to_owned(), attached: attached.name().to_owned() })
    }

    /// Finds the object of a loaded program by the program's name, which the kernel cuts at 15 characters, or by its id. The
    /// program can be of any type.
    ///
    /// # Errors
    ///
    /// [`LiveError::NoProgram`], and [`LiveError::SeveralPrograms`] if several objects have a program of that name.
    ///
    /// ```no_run
    /// use ktsnap_live::Machine;
    ///
    /// let counters = Machine::open()?.program("host_step")?;
    /// for map in counters.maps() {
    ///     println!("{}", map.name());
    /// }
    /// # Ok::<(), ktsnap_live::LiveError>(())
    /// ```
    pub fn program(&self, name: &str) -> Result<Instance, LiveError> {
        let programs = programs::all()?;
        let kept: String = name.chars().take(15).collect();
        let mut found: Vec<&Program> = match name.parse::<u32>() {
            Ok(id) => programs.iter().filter(|program| program.id == id).collect(),
            Err(_) => programs.iter().filter(|program| program.name == kept).collect(),
        };
        // The programs of one object share its BTF. A program without BTF is an object of its own.
        found.dedup_by_key(|program| if program.btf_id == 0 { program.id } else { program.btf_id });
        match found.as_slice() {
            [] => Err(LiveError::NoProgram { name: name.to_owned() }),
            [program] => {
                let btf = self.btfs.get(program.btf_id, &program.name)?;
                let (name, ids, id) = (program.name.clone(), vec![program.id], program.btf_id);
                let instance = Instance::new(name.clone(), (id, btf), ids, Liveness::Loaded, &programs, &self.maps()?);
                instance.ok_or_else(|| LiveError::Stale { name, id, now: "one of its maps is gone".to_owned() })
            }
            several => Err(LiveError::SeveralPrograms {
                name: name.to_owned(),
                ids: several.iter().map(|program| program.id).collect(),
            }),
        }
    }

    /// Captures one object's maps, and every other map with one of their names: after a scheduler was replaced, the old copies
    /// that a process still holds. In the report, the object is the running scheduler. The report says [when it was captured](FailureDumpReport::capture).
    ///
    /// # Errors
    ///
    /// [`LiveError::Stale`] if the object stops during the capture. If the kernel does not show the contents of a map, the
    /// report says so in that map's [`error`](ktsnap_core::report::FailureDumpMap::error).
    ///
    /// ```no_run
    /// use ktsnap_core::Snapshot;
    /// use ktsnap_live::Machine;
    ///
    /// let machine = Machine::open()?;
    /// let report = machine.capture(&machine.attached()?)?;
    /// println!("{}", Snapshot::new(&report).map("cpu_stats")?.raw().value_size);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn capture(&self, of: &Instance) -> Result<FailureDumpReport, LiveError> {
        let names: Vec<String> = of.maps().iter().map(LiveMap::name).collect();
        let others = self.maps()?.into_iter().filter(|map| !of.has(map) && names.contains(&map.name()));
        // A map of the object that is gone by now is in the report, with an error.
        let mut wanted: Vec<_> = of.maps().iter().cloned().chain(others).collect();
        wanted.sort_by_key(LiveMap::id);
        let report = capture::report(&wanted, Some(of), &self.btfs)?;
        of.still_runs()?;
        Ok(report)
    }

    /// Captures all maps of the machine. If a scheduler is attached, the report lists its maps as live.
    ///
    /// # Errors
    ///
    /// [`LiveError::Stale`] if the scheduler is replaced during each attempt.
    pub fn capture_all(&self) -> Result<FailureDumpReport, LiveError> {
        let mut last = None;
        for _ in 0..ATTEMPTS {
            let attached = match self.attached() {
                Ok(attached) => Some(attached),
                Err(LiveError::NotAttached { .. } | LiveError::NoSchedExt { .. }) => None,
                Err(error) => return Err(error),
            };
            let report = capture::report(&self.maps()?, attached.as_ref(), &self.btfs)?;
            match attached.map_or(Ok(()), |attached| attached.still_runs()) {
                Ok(()) => return Ok(report),
                Err(stale) => last = Some(stale),
            }
        }
        Err(last.unwrap_or(LiveError::NoInstance { name: String::new() }))
    }

    fn maps(&self) -> Result<Vec<LiveMap>, LiveError> {
        listing::all("listing the BPF maps", MapInfoIter::default().map(LiveMap::new))
    }

    /// The instance of the scheduler that sysfs shows, or `None` if it stopped in the meantime.
    fn instance_of(&self, attached: &Attached) -> Result<Option<Instance>, LiveError> {
        let maps = self.maps()?;
        let Some(ops) = struct_ops::registered(self.ops_layout()?, &maps, &attached.name)? else {
            return Ok(None);
        };
        let programs = programs::all()?;
        let of_ops = programs.iter().find(|program| ops.prog_ids.contains(&program.id));
        let Some(btf_id) = of_ops.map(|program| program.btf_id) else { return Ok(None) };
        let liveness = Liveness::Attached { sched_ext: self.sched_ext.clone(), since: attached.clone() };
        let btf = self.btfs.get(btf_id, &attached.name)?;
        Ok(Instance::new(attached.name.clone(), (btf_id, btf), ops.prog_ids, liveness, &programs, &maps))
    }

    fn ops_layout(&self) -> Result<&OpsLayout, LiveError> {
        if let Some(layout) = self.ops_layout.get() {
            return Ok(layout);
        }
        let layout = OpsLayout::of_kernel()?
            .ok_or_else(|| LiveError::NoSchedExt { path: "struct sched_ext_ops in the kernel's BTF".to_owned() })?;
        Ok(self.ops_layout.get_or_init(|| layout))
    }
}

/// Whether `name` is the full name of a scheduler or a short form of it.
fn matches_name(full: &str, name: &str) -> bool {
    let name = name.strip_prefix("scx_").unwrap_or(name);
    let rest = full.strip_prefix("scx_").unwrap_or(full).strip_prefix(name);
    !name.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use super::matches_name;

    #[test]
    fn a_scheduler_is_found_by_its_whole_name_and_by_the_part_before_an_underscore() {
        let full = "bpfland_1.1.4_x86_64_unknown_linux_gnu";
        for name in [full, "bpfland", "scx_bpfland", "bpfland_1.1.4"] {
            assert!(matches_name(full, name), "{name}");
        }
        for name in ["bpf", "bpfland_1", "rusty", "", "scx_"] {
            assert!(!matches_name(full, name), "{name}");
        }
        assert!(matches_name("dispatch", "dispatch"));
    }
}
