//! Where the names of entries and the counters of ratios are looked up: in the object of `--object`, in a layout file near the reports, or
//! in the first report.

use super::names::Names;
use super::source::Source;
use crate::args::Series;
use crate::failure::{Failure, note};
use crate::object::Describing;
use crate::schemas::{Found, Schemas};

/// The names and ratios that the options ask for.
///
/// # Errors
///
/// If the object can't be read or lacks what an option names, or if an option needs an object and there is none.
pub(super) fn names(source: &Source, args: &Series) -> Result<Names, Failure> {
    let (naming, sum) = (&args.naming, &args.kinds.sum);
    if let Some(describing) = Describing::open(&naming.of)? {
        return Names::in_object(describing.object(), naming, sum);
    }
    let schemas = if naming.without_search { Schemas::none() } else { Schemas::near(&args.reports) };
    let needs_object = naming.needs_object();
    if schemas.is_empty() {
        if let Some(option) = needs_object {
            return Err(crate::schemas::missing(option, None));
        }
        if naming.ratio.is_empty() {
            return Ok(Names::default());
        }
    }
    let in_file = |describing: &Describing| Names::in_object(describing.object(), naming, sum);
    source.first(|report, path| {
        match schemas.of(report) {
            Found::File(describing) => {
                // A file without names is an error only if an option asks for them.
                let asks = needs_object.is_some() || !naming.ratio.is_empty();
                let names =
                    in_file(&describing).or_else(|error| if asks { Err(error) } else { Ok(Names::default()) })?;
                if !names.is_empty() {
                    describing.note();
                }
                return Ok(names);
            }
            Found::Refused { why, .. } if needs_object.is_some() => {
                return Err(crate::schemas::missing(needs_object.unwrap_or_default(), Some(&why)));
            }
            Found::Refused { why, files } => {
                if files.iter().any(|file| in_file(file).is_ok_and(|names| !names.is_empty())) {
                    note(why);
                }
            }
            Found::Nothing => {
                if let Some(option) = needs_object {
                    return Err(crate::schemas::missing(option, None));
                }
            }
        }
        if naming.ratio.is_empty() { Ok(Names::default()) } else { Names::of_report(report, path, naming, sum) }
    })
}
