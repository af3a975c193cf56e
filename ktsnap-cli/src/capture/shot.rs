//! One report, and whose it is.

use std::fmt;

use ktsnap_core::report::SeriesTurn;
use ktsnap_live::{Instance, LiveError, Machine};

use crate::args::Capture;
use crate::failure::Failure;
use crate::running;
use crate::screen::text::count;

/// A report as text.
pub(super) struct Shot {
    /// The report, in one line.
    pub(super) json: String,
    pub(super) maps: usize,
    /// Whose maps they are. None when all of the machine were asked for and no scheduler is attached.
    pub(super) of: Option<Whose>,
}

/// A loaded object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whose {
    pub(super) name: String,
    /// The id of its BTF, by which two instances of one scheduler are told apart.
    pub(super) id: u32,
}

/// Why there is none.
pub(super) enum Miss {
    /// There may be one later.
    Now(String),
    /// There will be none.
    Ever(Failure),
}

impl Shot {
    pub(super) fn maps(&self) -> String {
        count(self.maps, "map", "maps")
    }
}

impl Whose {
    fn of(instance: &Instance) -> Self {
        Self { name: instance.name().to_owned(), id: instance.id() }
    }
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` (BTF id {})", self.name, self.id)
    }
}

/// Captures what is attached, or named, at this moment, as a turn of a series or alone.
pub(super) fn take(args: &Capture, machine: &Machine, turn: Option<SeriesTurn>) -> Result<Shot, LiveError> {
    let (mut report, of) = if args.all {
        // Without a scheduler there are other maps.
        let attached = machine.attached().ok();
        (machine.capture_all()?, attached.as_ref().map(Whose::of))
    } else {
        let instance = running::find(&args.running, machine)?;
        (machine.capture(&instance)?, Some(Whose::of(&instance)))
    };
    if let Some(stamp) = &mut report.capture {
        stamp.series = turn;
    }
    let mut json = serde_json::to_string(&report)
        .map_err(|error| LiveError::Kernel { what: "writing the report".to_owned(), source: error.into() })?;
    json.push('\n');
    Ok(Shot { json, maps: report.maps.len(), of })
}

/// Whether a series goes on without that one.
pub(super) fn miss(error: &LiveError, args: &Capture) -> Miss {
    match running::is_final(error, &args.running) {
        true => Miss::Ever(Failure::Told(error.to_string())),
        false => Miss::Now(error.to_string()),
    }
}
