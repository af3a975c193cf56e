// Traits that add methods with the names of the expansion to every type, where `self` takes precedence over `&self`, and
// inherent methods with the names of derived ones.
#![allow(dead_code)]

use ktsnap::{PerCpu, SnapshotEnum, SnapshotSchema};

macro_rules! for_every_type {
    ($($method:ident)*) => {$(
        #[allow(non_camel_case_types)]
        trait $method: Sized {
            fn $method(self) -> ! {
                panic!("a method of the user's")
            }
        }

        impl<T> $method for T {}
    )*};
}

for_every_type! {
    absent assert_fits assert_member_fits checked element evaluate later member mirror not_listed of_object operand
    optional other picker read reduce reduce_member since steps total widen
}

#[derive(Clone, Copy, SnapshotEnum)]
enum Way {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    #[snapshot(gauge)]
    max_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(kicks = dsp_stats[2] / sum(dsp_stats)))]
struct Counters {
    last_dsp: Way,
    waits: Waits,
    dsp_stats: [u64; 3],
    #[snapshot(path = "moves[*][0]", sum)]
    to_first: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
}

impl Counters {
    fn read(&self) -> ! {
        panic!("a method of the user's")
    }

    fn since(&self) -> ! {
        panic!("a method of the user's")
    }

    fn picker() -> ! {
        panic!("a function of the user's")
    }
}

impl CpuStats {
    fn since(&self) -> ! {
        panic!("a method of the user's")
    }

    fn later(&self) -> ! {
        panic!("a method of the user's")
    }
}

fn main() {
    let mut bytes = [0; 632];
    // last_dsp, dsp_stats[2], waits.total_ns
    (bytes[44], bytes[64], bytes[72]) = (1, 4, 9);
    let counters = Counters::from_section_bytes(&bytes).unwrap();
    assert!(matches!(counters.last_dsp, Way::DspShared));
    assert_eq!(counters.kicks(), Ok(1.0));
    let twice = SnapshotSchema::since(&counters, &Counters::from_section_bytes(&[0; 632]).unwrap()).unwrap();
    assert_eq!((twice.waits.total_ns, twice.to_first), (9, 0));

    let slots = [3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0].repeat(2);
    assert_eq!(PerCpu::<CpuStats>::from_section_bytes(&slots).unwrap().len(), 2);
    assert_eq!(CpuStats::from_section_bytes(&slots).unwrap().nr_runs, 6);
}
