//! `ktsnap table`: the counters of many reports as a table.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use ktsnap_cli::fleet::{Failure, Screen, Table as Args, count, write_table};
use ktsnap_table::{Layout, Listing, SingleFormat, Written, list, remove_table, write_parquet, write_single};
use serde_json::json;

use crate::progress::Rate;
use crate::{columns, counters, unreadable};

/// The format of a table, by the end of its name.
enum Format {
    /// A folder of Parquet files.
    Parquet,
    File(SingleFormat),
}

pub(crate) fn run(args: &Args, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let format = format(&args.output)?;
    let counters = counters::of_options(&args.columns)?;
    let layout = Arc::new(columns::layout(counters, &args.columns)?);
    let listing = list(&args.reports).map_err(|error| Failure::Message(error.to_string()))?;
    if args.force && matches!(format, Format::Parquet) && args.output.symlink_metadata().is_ok() {
        remove_table(&args.output).map_err(|error| Failure::Message(error.to_string()))?;
    }
    let mut rate = Rate::new();
    let written = match format {
        Format::Parquet => write_parquet(&layout, listing, &args.output, &mut |progress| rate.at(progress))
            .map_err(|error| Failure::Message(error.to_string()))?,
        Format::File(format) => write_file(args, &layout, listing, format, &mut rate)?,
    };
    drop(rate);
    if screen.json {
        let Written { read, skipped, rows, errors } = &written;
        let table = args.output.to_string_lossy();
        let document = json!({
            "table": table, "read": read, "skipped": skipped, "rows": rows, "errors": errors.len(),
        });
        screen.write_json(out, &document)?;
    } else {
        screen.line(&summary(&written, &args.output), out)?;
    }
    let all = match format {
        Format::Parquet => format!("`ktsnap query 'select * from errors' {}` shows them", args.output.display()),
        Format::File(_) => "a table `NAME.parquet` keeps them".to_owned(),
    };
    unreadable::report(&written.errors, &all, args.strict)
}

fn format(path: &Path) -> Result<Format, Failure> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("parquet") => Ok(Format::Parquet),
        Some("csv") => Ok(Format::File(SingleFormat::Csv)),
        Some("arrow") => Ok(Format::File(SingleFormat::ArrowFile)),
        _ => {
            let help = "end the name with `.parquet`, `.csv` or `.arrow`";
            Err(Failure::usage(format!("`--output {}` does not name a format", path.display()), help))
        }
    }
}

fn write_file(
    args: &Args,
    layout: &Arc<Layout>,
    listing: Listing,
    format: SingleFormat,
    rate: &mut Rate,
) -> Result<Written, Failure> {
    write_table(&args.output, args.force, |file| {
        let written = write_single(layout, listing, format, BufWriter::new(file), &mut |progress| rate.at(progress));
        written.map_err(io::Error::from)
    })
}

fn summary(written: &Written, table: &Path) -> String {
    let Written { read, skipped, rows, errors } = written;
    let mut parts = vec![format!("{} read", count(*read, "report", "reports"))];
    if *skipped > 0 {
        parts.push(format!("{skipped} unchanged"));
    }
    if !errors.is_empty() {
        parts.push(count(errors.len(), "error", "errors"));
    }
    format!("{}: {}; {}", table.display(), count(*rows, "row", "rows"), parts.join(", "))
}
