use ktsnap::SnapshotSchema;

// Each kind of fragment, because fragments reach the derive in invisible groups.
macro_rules! counters {
    (
        $object:literal $section:expr,
        $vis:vis struct $name:ident { $($field:ident: $ty:ty = $c:literal,)* [$element:ty; $len:expr] $array:ident, }
        $ratio:ident = $over:ident / $under:expr, $mean:ident = $sum:expr
    ) => {
        #[derive(SnapshotSchema)]
        #[snapshot(object = $object, section = $section, ratio($ratio = $over / $under, $mean = $sum))]
        $vis struct $name {
            $(#[snapshot(rename = $c)] $field: $ty,)*
            $array: [$element; $len],
        }
    };
}

counters! {
    "examples/bpf/dispatch.bpf.o" ".bss",
    pub(crate) struct Counters { same: u64 = "nr_mig_same", cross: u64 = "nr_mig_cross", [u64; 3] dsp_stats, }
    cross_fraction = cross / (same + cross), mean = sum(dsp_stats) / 3
}

fn main() {
    assert_eq!(
        Counters::schema().names().collect::<Vec<_>>(),
        ["nr_mig_same", "nr_mig_cross", "dsp_stats"]
    );
    let counters = Counters {
        same: 3,
        cross: 1,
        dsp_stats: [1, 2, 3],
    };
    assert_eq!(counters.cross_fraction(), Ok(0.25));
    assert_eq!(counters.mean(), Ok(2.0));
}
