//! One loaded object: a scheduler that runs, or any other.

use std::rc::Rc;

use ktsnap_btf::LoadedBtf;

use crate::error::LiveError;
use crate::map::LiveMap;
use crate::programs::{self, Program};
use crate::sched_ext::{Attached, SchedExt};

/// One object that the kernel has loaded: programs with one BTF between them, and their maps.
///
/// It is identified by the id of that BTF, which libbpf gives to the kernel once for each load of an object. The kernel
/// hands out such ids, and those of maps and programs, in turn (`idr_alloc_cyclic` in `kernel/bpf/btf.c` and `syscall.c`),
/// so until 2,147,483,647 objects have been loaded no two since the machine booted have the same. Two instances of one
/// scheduler have different ids, whatever their names.
///
/// It holds nothing open: the scheduler can stop, and [`still_runs`](Self::still_runs) tells.
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
    /// The programs of its struct_ops map, or the one it was found by.
    programs: Vec<u32>,
    liveness: Liveness,
}

/// How to tell that an instance still runs.
#[derive(Debug, Clone)]
pub(crate) enum Liveness {
    /// It is the scheduler that sysfs shows.
    Attached { sched_ext: SchedExt, since: Attached },
    /// One of its programs is loaded.
    Loaded,
}

impl Instance {
    /// The object of these programs. Its maps are those that any program with the same BTF uses and those that were made
    /// with that BTF, which a program need not use.
    pub(crate) fn new(
        name: String,
        (id, btf): (u32, Rc<LoadedBtf>),
        programs: Vec<u32>,
        liveness: Liveness,
        all: &[Program],
        maps: &[LiveMap],
    ) -> Self {
        let is_its_own = |program: &&Program| programs.contains(&program.id) || program.btf_id == id;
        let used: Vec<u32> =
            all.iter().filter(is_its_own).flat_map(|program| program.map_ids.iter().copied()).collect();
        let maps = maps.iter().filter(|map| used.contains(&map.id()) || map.info().btf_id == id);
        Self { name, id, btf, maps: maps.cloned().collect(), programs, liveness }
    }

    /// `name` in its `struct sched_ext_ops`; of what was found by a program, that program's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of its BTF: see [`Instance`].
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What the names of its sections' maps begin with: `dispatch` in `dispatch.bss`. libbpf takes the first 8 characters
    /// of the object's name.
    #[must_use]
    pub fn object(&self) -> Option<String> {
        self.maps.iter().find_map(|map| {
            let name = map.name();
            let (object, section) = name.split_once('.')?;
            (!object.is_empty() && ["bss", "data", "rodata"].contains(&section)).then(|| object.to_owned())
        })
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

    /// Makes sure that it still runs: that the kernel shows the same scheduler as enabled, and has enabled no other since
    /// (`/sys/kernel/sched_ext/enable_seq`); for an object that was found by a program, that this is still loaded.
    ///
    /// What was read before a call that succeeds was read while it ran.
    ///
    /// # Errors
    ///
    /// [`LiveError::Stale`] when it does not, with what runs now.
    pub fn still_runs(&self) -> Result<(), LiveError> {
        let now = match &self.liveness {
            Liveness::Attached { sched_ext, since } => match sched_ext.attached() {
                Ok(now) if now == *since => return Ok(()),
                Ok(now) if now.name == since.name => "a later instance of it does".to_owned(),
                Ok(now) => format!("`{}` does", now.name),
                Err(LiveError::NotAttached { .. }) => "no scheduler does".to_owned(),
                Err(error) => return Err(error),
            },
            Liveness::Loaded if self.programs.iter().any(|&id| programs::is_loaded(id)) => return Ok(()),
            Liveness::Loaded => "its program was unloaded".to_owned(),
        };
        Err(LiveError::Stale { name: self.name.clone(), id: self.id, now })
    }

    /// Whether a map is one of its own.
    pub(crate) fn has(&self, map: &LiveMap) -> bool {
        self.maps.iter().any(|own| own.id() == map.id())
    }

    /// The ids of the programs that it was found by.
    pub(crate) fn programs(&self) -> &[u32] {
        &self.programs
    }
}
