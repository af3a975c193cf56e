//! A loaded object: the running scheduler, or any other object.

use std::rc::Rc;
use std::time::{Duration, SystemTime};

use ktsnap_btf::LoadedBtf;
use rustix::time::{ClockId, clock_gettime};

use crate::error::LiveError;
use crate::map::LiveMap;
use crate::programs::{self, Program};
use crate::sched_ext::{Attached, SchedExt};

/// An object that the kernel has loaded: the programs that share one BTF, and their maps.
///
/// The id of that BTF identifies the instance. libbpf loads the BTF once for each load of an object. The kernel hands out the
/// ids of BTF, maps and programs in increasing order (`idr_alloc_cyclic` in `kernel/bpf/btf.c` and `syscall.c`), and reuses
/// none before 2,147,483,647 objects have been loaded since the machine booted. Two instances of one scheduler have different
/// ids, even if their names are the same.
///
/// An instance keeps nothing open: the scheduler can stop. [`still_runs`](Self::still_runs) checks whether it did.
///
/// ```no_run
/// let running = ktsnap_live::Machine::open()?.attached()?;
/// println!("{} is BTF id {}", running.name(), running.id());
/// # Ok::<(), ktsnap_live::LiveError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Instance {
    name: String,
    id: u32,
    btf: Rc<LoadedBtf>,
    maps: Vec<LiveMap>,
    /// The programs of its struct_ops map, or the program by which it was found.
    programs: Vec<u32>,
    loaded: SystemTime,
    liveness: Liveness,
}

/// How to check whether an instance still runs.
#[derive(Debug, Clone)]
pub(crate) enum Liveness {
    /// The instance is the scheduler that sysfs shows.
    Attached { sched_ext: SchedExt, since: Attached },
    /// One of the programs is loaded.
    Loaded,
}

impl Instance {
    /// The object of these programs. Its maps are the maps that any program with the same BTF uses, and the maps that were
    /// created with that BTF, even if no program uses them. `None` if a map that a program uses is not in `maps`: the object is
    /// being unloaded.
    pub(crate) fn new(
        name: String,
        (id, btf): (u32, Rc<LoadedBtf>),
        programs: Vec<u32>,
        liveness: Liveness,
        all: &[Program],
        maps: &[LiveMap],
    ) -> Option<Self> {
        let is_its_own = |program: &&Program| programs.contains(&program.id) || program.btf_id == id;
        let used: Vec<u32> =
            all.iter().filter(is_its_own).flat_map(|program| program.map_ids.iter().copied()).collect();
        if used.iter().any(|&id| maps.iter().all(|map| map.id() != id)) {
            return None;
        }
        let maps = maps.iter().filter(|map| used.contains(&map.id()) || map.info().btf_id == id);
        let loaded = all.iter().filter(|program| programs.contains(&program.id)).map(|program| program.loaded).min();
        let loaded = time_of_day(loaded.unwrap_or_default());
        Some(Self { name, id, btf, maps: maps.cloned().collect(), programs, loaded, liveness })
    }

    /// The `name` in its `struct sched_ext_ops`, or the name of the program by which the instance was found.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of its BTF: see [`Instance`].
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The prefix of its sections' maps: `dispatch` in `dispatch.bss`. libbpf takes the first 8 characters of the object's
    /// name.
    #[must_use]
    pub fn object(&self) -> Option<String> {
        self.maps.iter().find_map(|map| {
            let name = map.name();
            let (object, section) = name.split_once('.')?;
            (!object.is_empty() && ["bss", "data", "rodata"].contains(&section)).then(|| object.to_owned())
        })
    }

    /// The time at which its programs were loaded (`load_time` in `struct bpf_prog_info`), by the current clock of this machine.
    /// The counters of the instance begin at that time.
    ///
    /// ```no_run
    /// let running = ktsnap_live::Machine::open()?.attached()?;
    /// if let Ok(age) = running.loaded_at().elapsed() {
    ///     println!("{} runs for {} s", running.name(), age.as_secs());
    /// }
    /// # Ok::<(), ktsnap_live::LiveError>(())
    /// ```
    #[must_use]
    pub fn loaded_at(&self) -> SystemTime {
        self.loaded
    }

    /// Its maps.
    #[must_use]
    pub fn maps(&self) -> &[LiveMap] {
        &self.maps
    }

    /// The kernel's copy of its BTF.
    #[must_use]
    pub fn btf(&self) -> &LoadedBtf {
        &self.btf
    }

    /// Checks that the instance still runs.
    ///
    /// The attached scheduler still runs if the kernel shows the same scheduler as enabled, and has not enabled another since
    /// then (`/sys/kernel/sched_ext/enable_seq`). An object that was found by a program still runs if the program is loaded.
    ///
    /// If this succeeds, all reads before the call were made while the instance ran.
    ///
    /// # Errors
    ///
    /// [`LiveError::Stale`] if the instance no longer runs.
    pub fn still_runs(&self) -> Result<(), LiveError> {
        let now = match &self.liveness {
            Liveness::Attached { sched_ext, since } => match sched_ext.attached() {
                Ok(now) if now == *since => return Ok(()),
                Ok(now) if now.name == since.name => "a later instance of it does".to_owned(),
                Ok(now) => format!("`{}` does", now.name),
                Err(LiveError::NotAttached { .. }) => "no scheduler does".to_owned(),
                Err(error) => return Err(error),
            },
            Liveness::Loaded => {
                for &id in &self.programs {
                    if programs::is_loaded(id)? {
                        return Ok(());
                    }
                }
                "its program was unloaded".to_owned()
            }
        };
        Err(LiveError::Stale { name: self.name.clone(), id: self.id, now })
    }

    /// Whether a map belongs to this instance.
    pub(crate) fn has(&self, map: &LiveMap) -> bool {
        self.maps.iter().any(|own| own.id() == map.id())
    }

    /// The ids of the programs by which it was found.
    pub(crate) fn programs(&self) -> &[u32] {
        &self.programs
    }
}

/// The time of day that was this long after the machine booted.
fn time_of_day(since_boot: Duration) -> SystemTime {
    let now = clock_gettime(ClockId::Boottime);
    let [seconds, rest] = [now.tv_sec, now.tv_nsec].map(|part| u64::try_from(part).unwrap_or_default());
    let up = Duration::from_secs(seconds).saturating_add(Duration::from_nanos(rest));
    let now = SystemTime::now();
    now.checked_sub(up.saturating_sub(since_boot)).unwrap_or(now)
}
