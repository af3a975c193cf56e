//! The table of cases that every part of ktsnap answers alike: constant evaluation, and the values of a report.

use constants::{c_type, leak, size, steps};
use table::{Against, C, CASES, CStructure, Engine, Place, R, Verdict};

use super::Wanted;
use crate::histogram::Bounds;
use crate::report::{RenderedMember, RenderedValue};

use crate::__private::{CEnum, CMember, CStruct, CType, PathStep, Reduction, RustType, ValueCursor};

#[path = "../../../../tests/cases/compat/table.rs"]
#[allow(dead_code, reason = "each test uses a part of the table")]
mod table;

#[path = "../../../../tests/cases/compat/constants.rs"]
mod constants;

fn rust_type(rust: &R) -> RustType {
    let of = |rust: &R| leak(rust_type(rust));
    match *rust {
        R::Int(bits) => RustType::Int { bits },
        R::Uint(bits) => RustType::Uint { bits },
        R::Bool => RustType::Bool,
        R::Float(bits) => RustType::Float { bits },
        R::Array(element, len) => RustType::Array { len: size(len), element: of(element) },
        R::Vec(element) => RustType::Vec(of(element)),
        R::Histogram(counter) => RustType::Histogram { counter: of(counter), bounds: Bounds::Log2 { shift: 0 } },
        R::Text => RustType::Text,
        R::CString => RustType::CString,
        R::Ptr => RustType::Ptr,
        R::CpuSet => RustType::CpuSet,
        R::PerCpu(slot) => RustType::PerCpu(of(slot)),
        R::Option(some) => RustType::Option(of(some)),
    }
}

fn structure(of: &CStructure) -> RenderedValue {
    let type_name = of.tag.and_then(|tag| tag.split_once(' ')).map(|(_, name)| name.into());
    let members = of.members.iter();
    let members =
        members.map(|member| RenderedMember { name: member.name.to_owned(), value: rendered(&member.ty, member.bits) });
    RenderedValue::Struct { type_name, members: members.collect() }
}

/// A value of that type, as the harness renders it.
fn rendered(c: &C, bits: Option<u32>) -> RenderedValue {
    let hex = |bytes: u64| RenderedValue::Bytes { hex: vec!["00"; size(bytes)].join(" ") };
    match *c {
        C::Int(128) | C::Uint(128) => hex(16),
        C::Int(declared) => RenderedValue::Int { bits: bits.unwrap_or(declared), value: 0 },
        C::Uint(declared) => RenderedValue::Uint { bits: bits.unwrap_or(declared), value: 0 },
        C::Char => RenderedValue::Char { value: 0 },
        C::Bool => RenderedValue::Bool { value: false },
        C::Float(bits) => RenderedValue::Float { bits, value: 0.0 },
        C::Enum(of) => {
            let (variant, value) = of.values[0];
            let value = i64::try_from(value).unwrap();
            RenderedValue::Enum { bits: of.bits, value, variant: Some(variant.into()), is_signed: of.signed }
        }
        C::Array(element, len) => {
            RenderedValue::Array { len: size(len), elements: (0..len).map(|_| rendered(element, None)).collect() }
        }
        C::Struct(of) => structure(of),
        C::Ptr(_) => RenderedValue::Ptr { value: 0, deref: None, notes: None },
        C::PtrTo(of) => RenderedValue::Ptr { value: 1, deref: Some(structure(of).into()), notes: None },
        C::Bytes(bytes) => hex(bytes),
    }
}

#[test]
fn constant_evaluation_has_the_verdicts_of_the_table() {
    for case in CASES {
        let Against::Field { ty, widen, sum } = case.against else { continue };
        let value = c_type(&case.c);
        let wanted = Wanted {
            object: "table.bpf.o",
            ty: if case.place == Place::PerCpu { CType::PerCpu(leak(value)) } else { value },
            is_resizable: false,
            steps: steps(case.path),
            reduce: sum.then_some(Reduction::Sum),
            widen,
            is_repeated: false,
            path: "path",
            c_type: "c_type",
            help: "help",
        };
        let fits = wanted.message(&rust_type(&ty)).is_none();
        assert_eq!(fits, case.verdict(Some(Engine::Constants)) == Verdict::Fits, "{}", case.name);
    }
}

#[test]
fn a_report_has_the_verdicts_of_the_table() {
    let mut wrong = Vec::new();
    for case in CASES {
        let Against::Running(running) = &case.against else { continue };
        // The cursor of a resized array, or of a map's entries, is not made from a single value.
        if case.place != Place::Variable {
            continue;
        }
        let value = rendered(running, None);
        let verified = ValueCursor::of_value(&value, c_type(&case.c)).along(steps(case.path)).verify();
        if verified.is_ok() != (case.verdict(Some(Engine::Capture)) == Verdict::Fits) {
            wrong.push((case.name, verified));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
