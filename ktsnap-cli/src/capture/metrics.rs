//! `ktsnap capture --openmetrics`: the metrics of `ktsnap serve` in a file.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use crate::args::Capture;
use crate::clock::{Again, Pace, Stop};
use crate::failure::{Failure, note};
use crate::metrics::{self, Exporter, Format};
use crate::output::{ContentKind, Destination};

/// Writes the metrics once, or again and again until a signal arrives. Then the file is removed, because its values would no longer
/// be current.
pub(super) fn run(args: &Capture, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let to = args.output.as_deref().map(|path| Destination {
        path,
        kind: ContentKind::Metrics,
        input: args.chosen.object.as_ref().map(|object| object.path.as_path()),
        force: args.force,
        mode: args.mode,
    });
    to.as_ref().map_or(Ok(()), Destination::check)?;
    metrics::open(&args.chosen, &args.running, |mut exporter| {
        let Some(every) = args.every else { return write(&mut exporter, to.as_ref(), out) };
        let mut clock = Stop::listen(Again::Ends)?;
        let mut pace = Pace::new(every, args.count);
        while let Some(turn) = pace.next(&mut clock) {
            if let Some(late) = turn.late {
                note(format_args!("reading {} is {:.1} s late", turn.number, late.as_secs_f64()));
            }
            write(&mut exporter, to.as_ref(), out)?;
        }
        match to.filter(|_| !pace.is_done()) {
            Some(to) => to.remove(),
            None => Ok(()),
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the running scheduler, and writes its metrics. No earlier values stay.
fn write(exporter: &mut Exporter<'_>, to: Option<&Destination<'_>>, out: &mut dyn Write) -> Result<(), Failure> {
    let text = Arc::new(exporter.read()?).text(Format::Text);
    let text = text.ok_or_else(|| Failure::new("the metrics can't be written", "report this"))?;
    match to {
        Some(to) => to.write(text.as_bytes()),
        None => {
            out.write_all(text.as_bytes())?;
            Ok(out.flush()?)
        }
    }
}
