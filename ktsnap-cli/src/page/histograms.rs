//! Histograms of the last report.

use std::path::Path;

use ktsnap_core::FailureDumpReport;
use ktsnap_plot::Bars;
use ktsnap_plot::page::{Part, Section};

use crate::failure::Failure;
use crate::pictures::buckets::OfBuckets;
use crate::report::maps::RunningScheduler;
use crate::screen::text::clean;

/// The histograms that the arguments name.
pub(super) struct Histograms<'a>(Vec<OfBuckets<'a>>);

impl<'a> Histograms<'a> {
    pub(super) fn parse(written: &'a [String]) -> Result<Self, Failure> {
        written.iter().map(|written| OfBuckets::parse(written)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a histogram is in this map.
    pub(super) fn has(&self, map: &str) -> bool {
        self.0.iter().any(|histogram| histogram.is_in(map))
    }

    /// Each histogram in the map of the running scheduler, or in the only copy.
    pub(super) fn of(&self, report: &FailureDumpReport) -> Result<Vec<Bars>, Failure> {
        // Reports can be in another order than the arguments, so an error does not name the file.
        let file = Path::new("the last report");
        let running = RunningScheduler::of(report);
        let bars = |histogram: &OfBuckets<'_>| {
            let fact = |what: &str| format!("{what} for `--histogram {}`", clean(histogram.path));
            let names = report.maps.iter().map(|map| map.name.as_str()).filter(|name| histogram.is_in(name));
            let name = names.max_by_key(|name| name.len());
            let help = "begin the path with the name of a map, for example `wait_hist` or `bpf_bpf.bss.wait_us`";
            let name = name.ok_or_else(|| Failure::of(file, fact("has no map"), help))?;
            let chosen = running.choose(running.copies(name));
            let help = "give reports that say which scheduler is running";
            let chosen = chosen.map_err(|_| Failure::of(file, fact("has several copies of the map"), help))?;
            histogram.of(chosen.map, file)
        };
        self.0.iter().map(bars).collect()
    }
}

pub(super) fn section(bars: Vec<Bars>, report: &str) -> Option<Section> {
    let note = format!("Counts in {report}, the last report, since the start of each instance.");
    let parts: Vec<_> = bars.into_iter().map(Part::Bars).collect();
    (!parts.is_empty()).then(|| Section { title: "Histograms".to_owned(), note, parts })
}
