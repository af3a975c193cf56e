//! The state of sched_ext under `/sys/kernel/sched_ext` (`kernel/sched/ext.c`).

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::error::LiveError;

/// The folder with the state.
#[derive(Debug, Clone)]
pub(crate) struct SchedExt {
    folder: PathBuf,
}

/// An attached scheduler, as these files describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attached {
    /// `name` in its `struct sched_ext_ops`.
    pub(crate) name: String,
    /// The number of schedulers that have been enabled since the machine booted. Each scheduler has another number.
    pub(crate) enable_seq: String,
}

impl SchedExt {
    pub(crate) fn new() -> Self {
        Self { folder: PathBuf::from("/sys/kernel/sched_ext") }
    }

    /// The attached scheduler, after it was enabled.
    pub(crate) fn attached(&self) -> Result<Attached, LiveError> {
        // The number is read first: if the scheduler is replaced in the meantime, the next call returns another number.
        let enable_seq = self.read("enable_seq")?;
        let state = self.read("state")?;
        if state != "enabled" {
            return Err(LiveError::NotAttached { state });
        }
        match self.read("root/ops") {
            Ok(name) => Ok(Attached { name, enable_seq }),
            // The scheduler stopped after `state` was read.
            Err(LiveError::Kernel { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Err(LiveError::NotAttached { state: self.read("state")? })
            }
            Err(error) => Err(error),
        }
    }

    fn read(&self, file: &str) -> Result<String, LiveError> {
        let path = self.folder.join(file);
        let read = fs::read_to_string(&path).map(|text| text.trim_end().to_owned());
        read.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound if !self.folder.exists() => {
                LiveError::NoSchedExt { path: self.folder.display().to_string() }
            }
            _ => LiveError::Kernel { what: format!("reading {}", path.display()), source },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a folder like the kernel's with these files.
    fn folder(name: &str, files: &[(&str, &str)]) -> SchedExt {
        let folder = std::env::temp_dir().join(format!("ktsnap-sched-ext-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("root")).unwrap();
        for (file, text) in files {
            fs::write(folder.join(file), text).unwrap();
        }
        SchedExt { folder }
    }

    #[test]
    fn an_enabled_scheduler_has_a_name_and_a_number() {
        let kernel = folder("enabled", &[("state", "enabled\n"), ("enable_seq", "3\n"), ("root/ops", "dispatch\n")]);
        let attached = kernel.attached().unwrap();
        assert_eq!((attached.name.as_str(), attached.enable_seq.as_str()), ("dispatch", "3"));
        fs::remove_dir_all(kernel.folder).unwrap();
    }

    #[test]
    fn a_scheduler_that_is_not_enabled_is_not_attached() {
        for state in ["disabled", "enabling", "disabling"] {
            let kernel = folder(state, &[("state", state), ("enable_seq", "1")]);
            let error = kernel.attached().unwrap_err();
            assert!(matches!(error, LiveError::NotAttached { state: ref found } if found == state), "{error}");
            fs::remove_dir_all(kernel.folder).unwrap();
        }
    }

    #[test]
    fn a_scheduler_that_stops_during_the_search_is_not_attached() {
        let kernel = folder("gone", &[("state", "enabled"), ("enable_seq", "1")]);
        assert!(matches!(kernel.attached(), Err(LiveError::NotAttached { .. })));
        fs::remove_dir_all(kernel.folder).unwrap();
    }

    #[test]
    fn a_kernel_without_the_folder_has_no_sched_ext() {
        let kernel = SchedExt { folder: "/sys/kernel/no such folder".into() };
        assert!(matches!(kernel.attached(), Err(LiveError::NoSchedExt { .. })));
    }
}
