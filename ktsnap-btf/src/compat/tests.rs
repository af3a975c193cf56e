//! The table of cases that every part of ktsnap answers alike.

use super::{ArrayLength, ChangeKind, Comparison, Conversion, FieldType, Mismatch, Offsets, Reduce, Rules};
use super::{compare, locate};
use crate::layout::Layout;
use crate::path::{Dim, Path, Step, Target, resolve};
use crate::types::{Enum, Enumerator, Member, Struct, Type};
use table::{Against, C, CASES, CStructure, Case, Engine, Place, R, Verdict};

#[path = "../../../tests/cases/compat/table.rs"]
#[allow(dead_code, reason = "each test uses a part of the table")]
mod table;

fn c_type(c: &C) -> Type {
    let bytes = |bits: u32| u64::from(bits) / 8;
    match c {
        C::Int(bits) => Type::Int { size: bytes(*bits), signed: true },
        C::Uint(bits) => Type::Int { size: bytes(*bits), signed: false },
        C::Char => Type::Char,
        C::Bool => Type::Bool { size: 1 },
        C::Float(bits) => Type::Float { size: bytes(*bits) },
        C::Enum(of) => {
            let enumerator = |(name, value): &(&str, i128)| Enumerator { name: (*name).into(), value: *value };
            let name = of.tag.and_then(|tag| tag.strip_prefix("enum ")).map(Into::into);
            let enumerators = of.values.iter().map(enumerator).collect();
            Type::Enum(Enum { name, size: bytes(of.bits), signed: of.signed, enumerators }.into())
        }
        C::Array(element, len) => Type::Array { element: c_type(element).into(), len: *len },
        C::Struct(of) => Type::Struct(structure(of).into()),
        C::Ptr(to) => Type::Ptr { to: to.map(Into::into) },
        C::PtrTo(of) => Type::Ptr { to: of.tag.map(Into::into) },
        C::Bytes(size) => Type::Bytes { size: *size },
    }
}

fn structure(of: &CStructure) -> Struct {
    let (keyword, name) = of.tag.and_then(|tag| tag.split_once(' ')).unzip();
    let members = of.members.iter().map(|member| Member {
        name: member.name.into(),
        bit_offset: member.bit,
        bits: member.bits,
        c_type: "".into(),
        ty: c_type(&member.ty),
    });
    let members = members.collect();
    Struct { name: name.map(Into::into), union: keyword == Some("union"), size: of.size, members }
}

fn rust_type(rust: &R) -> FieldType {
    let boxed = |of: &R| Box::new(rust_type(of));
    match rust {
        R::Int(bits) => FieldType::Int { bits: (*bits).into(), signed: true },
        R::Uint(bits) => FieldType::Int { bits: (*bits).into(), signed: false },
        R::Bool => FieldType::Bool,
        R::Float(bits) => FieldType::Float { bits: (*bits).into() },
        R::Array(element, len) => FieldType::Array { element: boxed(element), len: Some(*len) },
        R::Vec(element) => FieldType::Vec(boxed(element)),
        R::Histogram(counter) => FieldType::Histogram { buckets: "Log2".to_owned(), counter: boxed(counter) },
        R::Text => FieldType::Text,
        R::CString => FieldType::CString,
        R::Ptr => FieldType::Ptr,
        R::CpuSet => FieldType::CpuSet,
        R::PerCpu(of) => FieldType::PerCpu(boxed(of)),
        R::Option(of) => FieldType::Option(boxed(of)),
    }
}

fn path(steps: &[table::Step]) -> Vec<Step> {
    let step = |step: &table::Step| match step {
        table::Step::Member(name) => Step::Member((*name).to_owned()),
        table::Step::Index(index) => Step::Index(*index),
        table::Step::All => Step::All,
        table::Step::Deref(of) => Step::Deref(structure(of).into()),
    };
    steps.iter().map(step).collect()
}

/// The target of a row's path, as the derive resolves it.
fn target(case: &Case, layout: &Layout) -> Target {
    let mut text = "root".to_owned();
    let mut before = None;
    for step in case.path {
        match step {
            table::Step::Member(name) => {
                let is_target = matches!(before, Some(table::Step::Deref(_)));
                text.extend([if is_target { "->" } else { "." }, name]);
            }
            table::Step::Deref(_) => {}
            table::Step::Index(index) => text.push_str(&format!("[{index}]")),
            table::Step::All => text.push_str("[*]"),
        }
        before = Some(*step);
    }
    let mut target = resolve(&Path::parse(&text).unwrap(), &c_type(&case.c), "c_type", layout).unwrap();
    if case.place == Place::PerCpu {
        target.dims.insert(0, Dim::Cpus);
    }
    target
}

fn verdict_of_mismatch(mismatch: &Mismatch) -> Verdict {
    match mismatch {
        Mismatch::Width { .. } => Verdict::Width,
        Mismatch::Sign { .. } => Verdict::Sign,
        Mismatch::Length { .. } | Mismatch::LengthSetAtLoad { .. } => Verdict::Length,
        Mismatch::Kind { .. } | Mismatch::Struct { .. } | Mismatch::ReducedTo { .. } => Verdict::Kind,
        Mismatch::Elements(of) | Mismatch::Reduced(of) => verdict_of_mismatch(of),
        Mismatch::Size { .. } => Verdict::Size,
        Mismatch::NeedsReduction { .. } => Verdict::NeedsReduction,
        Mismatch::NothingToReduce | Mismatch::KeptWhole => Verdict::NothingToReduce,
        Mismatch::Union { .. } => Verdict::Unreadable,
        other => panic!("no row has {other:?}"),
    }
}

fn verdict_of_change(change: ChangeKind) -> Verdict {
    match change {
        ChangeKind::Type => Verdict::Kind,
        ChangeKind::Width => Verdict::Width,
        ChangeKind::Sign => Verdict::Sign,
        ChangeKind::Length => Verdict::Length,
        ChangeKind::OutOfRange { .. } => Verdict::OutOfRange,
        ChangeKind::Tag => Verdict::Tag,
        ChangeKind::Enumerator => Verdict::Enumerator,
        ChangeKind::Bitfield => Verdict::Bitfield,
        ChangeKind::Missing => Verdict::Missing,
        ChangeKind::Moved => Verdict::Moved,
        ChangeKind::Size => Verdict::Size,
        ChangeKind::Path => Verdict::NotFollowed,
    }
}

fn rules(place: Place, offsets: Offsets) -> Rules {
    let length = match place {
        Place::LastOfSection => ArrayLength::LastOfSection,
        Place::Map => ArrayLength::MapEntries,
        Place::Variable | Place::PerCpu => ArrayLength::Fixed,
    };
    Rules { length, offsets }
}

#[test]
fn fields_have_the_verdicts_of_the_table() {
    let layout = Layout::parse(&std::fs::read("../tests/bpf/pointers.bpf.o").unwrap()).unwrap();
    for case in CASES {
        let Against::Field { ty, widen, sum } = case.against else { continue };
        let conversion = Conversion { reduce: sum.then_some(Reduce::Sum), widen };
        let verdict = match compare(&rust_type(&ty), &target(case, &layout), &conversion) {
            Comparison::Differs(mismatch) => verdict_of_mismatch(&mismatch),
            Comparison::Fits => Verdict::Fits,
            Comparison::Unknown => panic!("{}: every type of the table is known", case.name),
        };
        assert_eq!(verdict, case.verdict(None), "{}", case.name);
    }
}

#[test]
fn running_types_have_the_verdicts_of_the_table() {
    for case in CASES {
        let Against::Running(running) = &case.against else { continue };
        let (expected, running, path) = (c_type(&case.c), c_type(running), path(case.path));
        for (offsets, engine) in [(Offsets::Expected, None), (Offsets::Running, Some(Engine::Watch))] {
            // `ktsnap watch` only reads single integers.
            if engine.is_some() && !matches!(leaf(&expected, &path), Some(Type::Int { .. })) {
                continue;
            }
            let found = locate(&expected, &running, &path, rules(case.place, offsets));
            let verdict = found.map_or_else(|change| verdict_of_change(change.kind), |_| Verdict::Fits);
            assert_eq!(verdict, case.verdict(engine), "{} with {offsets:?}", case.name);
        }
    }
}

/// The type at the end of a path, or `None` for a bitfield.
fn leaf<'t>(ty: &'t Type, path: &'t [Step]) -> Option<&'t Type> {
    match (ty, path) {
        (Type::Array { element, .. }, [_, rest @ ..]) => leaf(element, rest),
        (Type::Struct(of), [Step::Member(name), rest @ ..]) => {
            of.member(name).filter(|member| member.bits.is_none()).and_then(|member| leaf(&member.ty, rest))
        }
        (Type::Ptr { .. }, [Step::Deref(of), Step::Member(name), rest @ ..]) => {
            of.member(name).filter(|member| member.bits.is_none()).and_then(|member| leaf(&member.ty, rest))
        }
        _ => Some(ty),
    }
}

#[test]
fn every_row_has_a_name_of_its_own() {
    let mut names: Vec<_> = CASES.iter().map(|case| case.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CASES.len());
    assert!(CASES.len() >= 60);
}
