//! Compares rendered values with those of the harness and of bpftool.

use ktsnap_btf::{Layout, Struct, Type};
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{RenderedMember, RenderedValue};
use ktsnap_render::Renderer;

fn read(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The bytes that a value was rendered from. Padding, and the elements that a report leaves out, are zero.
fn encode(ty: &Type, value: &RenderedValue, into: &mut [u8]) {
    match (ty, value) {
        (Type::Array { element, .. }, RenderedValue::Array { elements, .. }) => {
            let size = usize::try_from(element.size().unwrap()).unwrap();
            for (part, value) in into.chunks_exact_mut(size).zip(elements) {
                encode(element, value, part);
            }
        }
        (Type::Struct(of), RenderedValue::Struct { members, .. }) => encode_struct(of, members, into),
        (Type::Struct(_), RenderedValue::CpuList { cpus }) => {
            for range in cpus.split(',').filter(|range| !range.is_empty()) {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                for cpu in first.parse::<usize>().unwrap()..=last.parse().unwrap() {
                    into[cpu / 8] |= 1 << (cpu % 8);
                }
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "it was an `f32`")]
        (_, RenderedValue::Float { bits: 32, value }) => into.copy_from_slice(&(*value as f32).to_le_bytes()),
        (_, RenderedValue::Float { value, .. }) => into.copy_from_slice(&value.to_le_bytes()),
        (_, scalar) => into.copy_from_slice(&number(scalar).to_le_bytes()[..into.len()]),
    }
}

fn encode_struct(of: &Struct, members: &[RenderedMember], into: &mut [u8]) {
    for (member, bit) in of.flattened_members() {
        let bit = usize::try_from(bit).unwrap();
        let Some(found) = members.iter().find(|found| found.name == member.name) else { continue };
        match member.bits {
            Some(width) => {
                let number = number(&found.value);
                for index in (0..width as usize).filter(|index| number >> index & 1 == 1) {
                    into[(bit + index) / 8] |= 1 << ((bit + index) % 8);
                }
            }
            None => {
                let (start, size) = (bit / 8, usize::try_from(member.ty.size().unwrap()).unwrap());
                let mut part = vec![0; size];
                encode(&member.ty, &found.value, &mut part);
                // The members of a union share their bytes.
                into[start..start + size].iter_mut().zip(part).for_each(|(byte, part)| *byte |= part);
            }
        }
    }
}

fn number(value: &RenderedValue) -> u64 {
    match value {
        RenderedValue::Uint { value, .. } | RenderedValue::Ptr { value, .. } => *value,
        RenderedValue::Int { value, .. } | RenderedValue::Enum { value, .. } => value.cast_unsigned(),
        RenderedValue::Bool { value } => u64::from(*value),
        RenderedValue::Char { value } => u64::from(*value),
        other => panic!("no scalar: {other:?}"),
    }
}

/// A value without what the harness finds by following pointers.
fn plain(value: RenderedValue) -> RenderedValue {
    match value {
        RenderedValue::Ptr { value: address, .. } if value.cast_annotation().is_some() => {
            RenderedValue::Uint { bits: 64, value: address }
        }
        RenderedValue::Ptr { value, .. } => RenderedValue::Ptr { value, deref: None, notes: None },
        RenderedValue::Array { len, elements } => {
            RenderedValue::Array { len, elements: elements.into_iter().map(plain).collect() }
        }
        RenderedValue::Struct { type_name, members } => RenderedValue::Struct {
            type_name,
            members: members
                .into_iter()
                .map(|member| RenderedMember { name: member.name, value: plain(member.value) })
                .collect(),
        },
        other => other,
    }
}

fn map_value(report: &FailureDumpReport, name: &str) -> Vec<RenderedMember> {
    let map = report.maps.iter().find(|map| map.name == name).unwrap_or_else(|| panic!("no {name}"));
    let Some(RenderedValue::Struct { members, .. }) = map.value.clone() else { panic!("{name} is no section") };
    members.into()
}

/// The maps of a report for the sections of an object, by section.
const SECTIONS: [(&str, &str); 6] = [
    ("bpf_bpf.bss", ".bss"),
    ("bpf_bpf.rodata", ".rodata"),
    ("bpf_bpf.data", ".data"),
    (".data.custom", ".data.custom"),
    (".bss.custom", ".bss.custom"),
    (".data.uei_dump", ".data.uei_dump"),
];

#[test]
fn what_the_harness_rendered_is_rendered_the_same_from_its_bytes() {
    let layout = Layout::parse(&read("ktsnap-render/tests/bpf/captured.bpf.o")).unwrap();
    for capture in ["ktstr-rich-periodic_000", "ktstr-rich-late_run"] {
        let json = String::from_utf8(read(&format!("captures/{capture}.json"))).unwrap();
        let report = FailureDumpReport::from_json(&json).unwrap();
        for (map, section) in SECTIONS {
            let section = layout.section(section).unwrap();
            // The formats of bpf_printk() differ: each is an array of `char` of another length.
            for member in map_value(&report, map).into_iter().filter(|member| !member.name.ends_with("___fmt")) {
                let var = section.vars.iter().find(|var| var.name == member.name);
                let var = var.unwrap_or_else(|| panic!("{map} {}", member.name));
                let mut bytes = vec![0; usize::try_from(var.size).unwrap()];
                encode(&var.ty, &member.value, &mut bytes);
                let expected = plain(member.value);
                assert_eq!(Renderer::of(false).value(&var.ty, &bytes), expected, "{capture} {map} {}", var.name);
            }
        }
    }
}

#[test]
fn the_bytes_of_our_scheduler_give_the_report_that_was_made_of_them() {
    let layout = Layout::parse(&read("examples/bpf/dispatch.bpf.o")).unwrap();
    let json = String::from_utf8(read("examples/captures/dispatch-a2.json")).unwrap();
    let report = FailureDumpReport::from_json(&json).unwrap();
    for section in [".bss", ".data"] {
        let bytes = read(&format!("examples/captures/dispatch-a2{section}.bin"));
        let rendered = Renderer::of(false).section(layout.section(section).unwrap(), |range| {
            bytes[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()].to_vec()
        });
        let RenderedValue::Struct { members, .. } = rendered else { panic!("no struct") };
        let expected: Vec<_> = map_value(&report, &format!("dispatch{section}"));
        assert!(!members.is_empty(), "{section}");
        assert_eq!(*members, *expected, "{section}");
    }
}

#[test]
fn every_length_and_any_bytes_give_a_value() {
    let mut seed = 1_u64;
    let mut byte = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed.to_be_bytes()[0]
    };
    let mut whole = 0;
    for object in ["tests/bpf/rich.bpf.o", "tests/bpf/shapes.bpf.o", "tests/bpf/shapes.be.bpf.o"] {
        let layout = Layout::parse(&read(object)).unwrap();
        for var in layout.global_sections().flat_map(|section| &section.vars).filter(|var| var.size <= 512) {
            let size = usize::try_from(var.ty.size().unwrap()).unwrap();
            let bytes: Vec<u8> = (0..size).map(|_| byte()).collect();
            for len in 0..=size {
                let value = Renderer::of(layout.big_endian).value(&var.ty, &bytes[..len]);
                let is_cut = has_cut(&value);
                assert_eq!(is_cut, len < size, "{object} {} {len} of {size}: {value:?}", var.name);
            }
            whole += 1;
        }
    }
    assert!(whole > 100, "{whole}");
}

/// Whether a part of the value is truncated.
fn has_cut(value: &RenderedValue) -> bool {
    match value {
        RenderedValue::Truncated { .. } => true,
        RenderedValue::Array { elements, .. } => elements.iter().any(has_cut),
        RenderedValue::Struct { members, .. } => members.iter().any(|member| has_cut(&member.value)),
        _ => false,
    }
}

#[test]
fn arrays_in_arrays_end_somewhere() {
    let mut ty = Type::Int { size: 1, signed: false };
    for _ in 0..3 {
        ty = Type::Array { element: ty.into(), len: 4096 };
    }
    // The type has 64 GB, but only a few bytes exist.
    let value = Renderer::of(false).value(&ty, &[0; 4096]);
    assert!(has_cut(&value));
    // Any number of structs without a size fit in no bytes.
    let empty =
        Type::Array { element: Type::Array { element: Type::Opaque.into(), len: u64::MAX }.into(), len: u64::MAX };
    let RenderedValue::Array { elements, .. } = Renderer::of(false).value(&empty, &[]) else { panic!("no array") };
    assert!(elements.len() <= 4096);
}

#[test]
fn statics_that_clang_changed_are_in_a_report_as_they_are_in_memory() {
    let layout = Layout::parse(&read("tests/bpf/changed_statics.bpf.o")).unwrap();
    let bss = layout.section(".bss").unwrap();
    let size = |range: std::ops::Range<u64>| usize::try_from(range.end - range.start).unwrap();
    let rendered = Renderer::of(false).section(bss, |range| vec![1; size(range)]);
    let RenderedValue::Struct { members, .. } = rendered else { panic!("no struct") };
    let value = |name: &str| &members.iter().find(|member| member.name == name).unwrap().value;
    assert_eq!(*value("mode"), RenderedValue::Bytes { hex: "01".to_owned() }, "one byte of an `int`");
    assert_eq!(*value("on"), RenderedValue::Bool { value: true });
    assert_eq!(*value("nr_runs"), RenderedValue::Uint { bits: 64, value: 0x0101_0101_0101_0101 });
    assert!(bss.vars.len() < members.len());
}
