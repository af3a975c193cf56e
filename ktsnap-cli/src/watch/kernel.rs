//! Instances of this machine, and what the kernel gives of them.

use std::ops::Range;
use std::time::Instant;

use jiff::ZonedDateTime;
use ktsnap_btf::Section;
use ktsnap_live::{Global, Instance, LiveError, Machine};

use super::follow::{Bound, Gone, Moment, Source};
use crate::args::RunningArgs;
use crate::failure::Failure;
use crate::running;

/// This machine.
pub(super) struct Kernel<'a> {
    pub(super) machine: Machine,
    pub(super) named: &'a RunningArgs,
    pub(super) section: &'a str,
    /// Whether there was an instance.
    pub(super) found: bool,
}

/// A running object, and the section of it that is read.
pub(super) struct Reader<'a> {
    instance: Instance,
    global: Global,
    named: &'a RunningArgs,
}

impl<'a> Source for Kernel<'a> {
    type Bound = Reader<'a>;

    fn bind(&mut self) -> Result<Reader<'a>, Gone> {
        let gone = |error| gone(&error, self.named);
        let instance = match running::find(self.named, &self.machine) {
            // The old one and the new one, for a moment.
            Err(error @ LiveError::SeveralPrograms { .. }) if self.found => return Err(wait(&error, self.named)),
            found => found.map_err(gone)?,
        };
        let global = instance.global(self.section).map_err(gone)?;
        self.found = true;
        Ok(Reader { instance, global, named: self.named })
    }
}

impl Bound for Reader<'_> {
    fn name(&self) -> String {
        self.instance.name().to_owned()
    }

    fn id(&self) -> u32 {
        self.instance.id()
    }

    fn section(&self) -> &Section {
        self.global.section()
    }

    fn read(&self, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, Gone> {
        let gone = |error| gone(&error, self.named);
        let bytes = self.global.read(ranges).map_err(gone)?;
        // Check after the read: the values of a scheduler that has stopped meanwhile are complete but no longer current.
        self.instance.still_runs().map_err(gone)?;
        Ok(bytes)
    }
}

fn gone(error: &LiveError, named: &RunningArgs) -> Gone {
    match running::is_final(error, named) {
        true => Gone::Ever(Failure::Message(error.to_string())),
        false => wait(error, named),
    }
}

fn wait(error: &LiveError, named: &RunningArgs) -> Gone {
    let what = if named.program.is_some() { "the program" } else { "a scheduler" };
    Gone::Now(match error {
        LiveError::NotAttached { .. } => format!("{what} (none attached)"),
        error => format!("{what} ({error})"),
    })
}

/// Now, on this machine's clock.
pub(super) fn moment() -> Moment {
    let now = ZonedDateTime::now();
    let shown = now.strftime("%H:%M:%S").to_string();
    Moment { at: Instant::now(), shown, stamp: now.timestamp().to_string() }
}
