//! The files that ktsnap writes.
//!
//! A file is replaced as a whole: a reader finds either the old or the new contents, and a failed write keeps the old ones.
//! ktsnap never replaces a file that it reads, and requires `--force` to replace a file of another kind. `ktsnap capture` runs as
//! root, so it refuses a file that another user may have planted ([`planted`]).

mod destination;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod planted;
#[cfg(any(test, not(target_os = "linux")))]
mod portable;

pub(crate) use destination::{ContentKind, Destination};
#[cfg(target_os = "linux")]
use linux::{LinuxTarget as Target, find};
#[cfg(not(target_os = "linux"))]
use portable::{PortableTarget as Target, find};

use std::io::{self, Write};

use crate::failure::Failure;

impl Destination<'_> {
    /// Reports what [`write`](Self::write) would refuse, before the work is done.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        find(self).map(drop).map_err(|refusal| refusal.failure(self))
    }

    /// Writes the file. On an error, an existing file is unchanged.
    pub(crate) fn write(&self, contents: &[u8]) -> Result<(), Failure> {
        self.write_with(|file| file.write_all(contents))
    }

    /// Writes a file that `fill` fills. On an error, also one of `fill`, an existing file is unchanged.
    pub(crate) fn write_with<R>(&self, fill: impl FnOnce(&mut dyn Write) -> io::Result<R>) -> Result<R, Failure> {
        let found = find(self).map_err(|refusal| refusal.failure(self))?;
        found.write(self, fill).map_err(|refusal| refusal.failure(self))
    }

    /// Removes the file, which must be of this kind. Links are refused, not followed.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` removes files"))]
    pub(crate) fn remove(&self) -> Result<(), Failure> {
        let removed = self.is_file().and_then(|()| find(self)).and_then(Target::remove);
        removed.map_err(|refusal| refusal.failure(self))
    }

    /// Reports what [`remove`](Self::remove) would refuse.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` removes files"))]
    pub(crate) fn check_removal(&self) -> Result<(), Failure> {
        self.is_file().map_err(|refusal| refusal.failure(self))?;
        self.check()
    }
}
