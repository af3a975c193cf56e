// Raw identifiers as names of every kind of item.
#![allow(non_camel_case_types, dead_code)]

use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum r#enum {
    #[snapshot(rename = "DSP_LOCAL")]
    r#move,
    #[snapshot(rename = "DSP_SHARED")]
    r#dyn,
    #[snapshot(non_exhaustive)]
    r#else,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct place")]
struct r#struct {
    #[snapshot(rename = "llc")]
    r#where: u8,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct cross_move")]
struct r#trait {
    // A member whose name is not a keyword in C or in Rust.
    r#from: r#struct,
    #[snapshot(path = "to.llc")]
    r#use: u8,
    #[snapshot(rename = "stat")]
    r#as: r#enum,
}

#[derive(SnapshotSchema)]
#[snapshot(
    object = "examples/bpf/dispatch.bpf.o",
    ratio(r#match = r#type / (r#type + r#in), r#loop = r#impl.r#from.r#where, r#const = sum(r#fn))
)]
struct r#static {
    #[snapshot(rename = "nr_mig_same")]
    r#type: u64,
    #[snapshot(rename = "nr_mig_cross")]
    r#in: u64,
    #[snapshot(rename = "last_cross")]
    r#impl: r#trait,
    #[snapshot(rename = "dsp_stats")]
    r#fn: [u64; 3],
    // The field has the name of the global, even as a raw identifier.
    r#nr_enqueued: u64,
}

fn main() {
    let names: Vec<_> = r#static::schema().fields.iter().map(|field| (field.name, field.path)).collect();
    assert_eq!(names[0], ("type", "nr_mig_same"));
    assert_eq!(names[4], ("nr_enqueued", "nr_enqueued"));
    let mut bytes = [0; 632];
    // nr_mig_same, nr_mig_cross, last_cross.from.llc, last_cross.stat
    (bytes[8], bytes[16], bytes[138], bytes[152]) = (1, 3, 2, 1);
    let read = r#static::from_section_bytes(&bytes).unwrap();
    assert_eq!((read.r#match(), read.r#loop(), read.r#const()), (Ok(0.25), Ok(2.0), Ok(0.0)));
    assert!(matches!(read.r#impl.r#as, r#enum::r#dyn));
    let none = r#static::from_section_bytes(&[0; 632]).unwrap();
    let reset = none.since(&read).err().unwrap();
    assert!(reset.to_string().contains("`type`"), "{reset}");
}
