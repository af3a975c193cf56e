//! The lists of live maps in the samples of a phase.

use std::collections::{BTreeMap, BTreeSet};

use super::{Phase, Sample, SampleError, Series};
use crate::typed::SnapshotSchema;

impl<T: SnapshotSchema, E> Series<T, E> {
    /// Makes an [error](SampleError::LiveMapsChanged) of each sample whose list of live maps differs from that of the first
    /// readable sample of its phase, or is empty although another sample of the phase has a list. A scheduler that is replaced
    /// within a phase is then not compared with its successor.
    ///
    /// [`read`](Self::read) does this for captures with phases. For samples whose map a picker chose, the lists have no meaning.
    ///
    /// ```
    /// use ktsnap::{SnapshotSchema, Series, series::Sample};
    ///
    /// /// A series of samples that were read elsewhere.
    /// fn checked<T: SnapshotSchema>(samples: Vec<Sample<T>>) -> Series<T> {
    ///     Series::new(samples).check_live_maps()
    /// }
    /// # let _ = checked::<Dispatch>;
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    /// ```
    #[must_use]
    pub fn check_live_maps(mut self) -> Self {
        let lists = |sample: &&Sample<T, E>| !sample.is_placeholder() && !sample.active_map_kvas.is_empty();
        let with_lists: BTreeSet<Phase> = self.samples.iter().filter(lists).filter_map(|sample| sample.phase).collect();
        let mut pinned: BTreeMap<Phase, Vec<u64>> = BTreeMap::new();
        for sample in &mut self.samples {
            let Some(phase) = sample.phase.filter(|_| sample.value.is_ok()) else { continue };
            let listed = &sample.active_map_kvas;
            if listed.is_empty() && !with_lists.contains(&phase) {
                continue;
            }
            if !listed.is_empty() {
                pinned.entry(phase).or_insert_with(|| listed.clone());
            }
            let pinned = pinned.get(&phase).cloned().unwrap_or_default();
            if listed.is_empty() || *listed != pinned {
                let sample_kvas = listed.clone();
                sample.value = Err(SampleError::LiveMapsChanged {
                    phase,
                    pinned_kvas: pinned,
                    sample_kvas,
                    requested: names::<T>(),
                });
            }
        }
        self
    }
}

fn names<T: SnapshotSchema>() -> String {
    let schemas = T::schemas();
    let names: Vec<_> = schemas.iter().flat_map(|schema| schema.names()).collect();
    format!("[{}]", names.join(", "))
}
