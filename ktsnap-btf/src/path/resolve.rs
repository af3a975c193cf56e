//! Looks up what a path names.

use std::sync::Arc;

use super::index::Holder;
use super::{Bound, Dim, Length, Link, ParsedStep, Path, PathError, Step, StepText, Target};
use crate::layout::{Layout, Section, Var};
use crate::suggest::closest;
use crate::types::{Struct, Type, spelling};

/// The number of names that an error lists.
const MAX_NAMES: usize = 8;

/// Resolves a path in the type of a variable, or of a map's value, which C spells `c_type`.
///
/// ```
/// use ktsnap_btf::{Layout, Path, resolve};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("waits").next().ok_or("no such variable")?;
/// let error = resolve(&Path::parse("waits.max_nss")?, &var.ty, &var.c_type, &layout).unwrap_err();
/// assert_eq!(error.fact("dispatch.bpf.o"), "`struct wait_stats` has no member `max_nss`");
/// assert_eq!(error.help(), "did you mean `max_ns`?");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`PathError`] for the first step that can't be resolved.
pub fn resolve(path: &Path, ty: &Type, c_type: &str, layout: &Layout) -> Result<Target, PathError> {
    follow(path, Target::whole(ty.clone(), c_type), None, layout, false)
}

/// Resolves a path in a variable of a section. An array that user space can [resize](Section::resizable) accepts any
/// index and any slice.
///
/// ```
/// use ktsnap_btf::{Layout, Path, path::resolve_var};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
/// // `u64 head[2], tail[2]` in one section.
/// for (path, is_resolved) in [("tail[7]", true), ("tail[2..8]", true), ("head[7]", false), ("head[0..8]", false)] {
///     let path = Path::parse(path)?;
///     let (section, var) = layout.find(path.root()).next().ok_or("no such variable")?;
///     assert_eq!(resolve_var(&path, section, var, &layout).is_ok(), is_resolved);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`PathError`] for the first step that can't be resolved.
pub fn resolve_var(path: &Path, section: &Section, var: &Var, layout: &Layout) -> Result<Target, PathError> {
    follow(path, Target::of_var(section, var), Some(section), layout, false)
}

/// Resolves a path like [`resolve_var`], and keeps enumerators like [`resolve_with_extern_enums`].
///
/// # Errors
///
/// The errors of [`resolve_var`], except those for enumerators that the object's BTF lacks.
///
/// ```
/// use ktsnap_btf::{Layout, Path, Step, path::resolve_var_with_extern_enums};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
/// let (section, var) = layout.find("slot_started").next().ok_or("no such variable")?;
/// let target = resolve_var_with_extern_enums(&Path::parse("slot_started[SLOT_IDLE]")?, section, var, &layout)?;
/// assert_eq!(target.steps, [Step::Enumerator("SLOT_IDLE".to_owned())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resolve_var_with_extern_enums(
    path: &Path,
    section: &Section,
    var: &Var,
    layout: &Layout,
) -> Result<Target, PathError> {
    follow(path, Target::of_var(section, var), Some(section), layout, true)
}

/// Resolves a path like [`resolve`](fn@resolve), but keeps the names of enumerators that the object's BTF lacks. The caller
/// knows their values.
///
/// clang writes an enum to BTF only if it is the type of a variable, a member or a function.
///
/// ```
/// use ktsnap_btf::{Layout, Path, Step, path::resolve_with_extern_enums};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("dsp_stats").next().ok_or("no such variable")?;
/// let target = resolve_with_extern_enums(&Path::parse("dsp_stats[DSP_LATER]")?, &var.ty, &var.c_type, &layout)?;
/// assert_eq!(target.steps, [Step::Enumerator("DSP_LATER".to_owned())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The errors of [`resolve`](fn@resolve), except those for enumerators that the object's BTF lacks.
pub fn resolve_with_extern_enums(path: &Path, ty: &Type, c_type: &str, layout: &Layout) -> Result<Target, PathError> {
    follow(path, Target::whole(ty.clone(), c_type), None, layout, true)
}

/// Follows a path from `target`, the whole variable or value. `section` holds the variable.
fn follow(
    path: &Path,
    mut target: Target,
    section: Option<&Section>,
    layout: &Layout,
    extern_enums: bool,
) -> Result<Target, PathError> {
    let mut links = Links::default();
    let mut holder = section.map(Holder::Section);
    for ParsedStep { step, span } in &path.steps {
        let so_far = || path.text.get(..span.start).unwrap_or_default().to_owned();
        if let (Type::Ptr { to }, StepText::Member(_, link)) = (&target.ty, step) {
            let of = pointed_to(to.as_deref(), layout).ok_or_else(|| PathError::NoTarget {
                path: so_far(),
                c_type: target.c_type.clone(),
                tag: to.as_deref().map(str::to_owned),
            })?;
            links.check(*link, &target, so_far, span.start);
            let ty = Type::Struct(Arc::clone(&of));
            target.c_type = ty.tag().unwrap_or_default();
            target.ty = ty;
            target.steps.push(Step::Deref(of));
        } else if let (Type::Struct(_), StepText::Member(_, link)) = (&target.ty, step) {
            links.check(*link, &target, so_far, span.start);
        }
        let here = target.ty.clone();
        match (&here, step) {
            (Type::Ptr { .. }, _) => {
                return Err(PathError::Pointer { path: so_far(), c_type: target.c_type });
            }
            (Type::Bytes { size }, _) => return Err(PathError::Untyped { size: *size }),
            (Type::Struct(of), StepText::Member(name, _)) => {
                let found = of.member(name).ok_or_else(|| no_member(of, &target, name))?;
                target.ty = found.ty.clone();
                target.bits = found.bits;
                target.c_type = found.c_type.to_string();
                holder = Some(Holder::Struct { of: Arc::clone(of), at: target.steps.len() });
                target.steps.push(Step::Member(name.clone()));
            }
            (_, StepText::Member(name, _)) => {
                let array = matches!(here, Type::Array { .. });
                let pointers = matches!(&here, Type::Array { element, .. } if matches!(**element, Type::Ptr { .. }));
                return Err(PathError::NoMembers {
                    path: so_far(),
                    c_type: target.c_type,
                    member: name.clone(),
                    array,
                    pointers,
                });
            }
            (Type::Array { element, len }, step) => {
                let beside = match (step, &holder) {
                    (StepText::Enumerator(name), Some(holder)) => holder.index(name, &so_far(), &mut target, layout)?,
                    _ => None,
                };
                let step = match (beside, step) {
                    (Some(index), _) => index,
                    (None, StepText::All) => {
                        target.dims.push(Dim::All { len: *len });
                        Step::All
                    }
                    (None, StepText::Slice(from, to)) => {
                        let is_resizable = target.steps.is_empty() && target.length != Length::Fixed;
                        let array = Sliced { path: so_far(), len: *len, is_resizable };
                        let (step, len) = array.slice(from, to, layout, extern_enums)?;
                        target.dims.push(Dim::Slice { len });
                        step
                    }
                    (None, StepText::Enumerator(name)) if extern_enums && layout.enumerators(name).next().is_none() => {
                        Step::Enumerator(name.clone())
                    }
                    (None, text) => {
                        let is_resizable = target.steps.is_empty() && target.length != Length::Fixed;
                        let index = index(text, so_far(), *len, is_resizable, layout);
                        Step::Index(index.map_err(|error| error.with_names_beside(holder.as_ref()))?)
                    }
                };
                target.c_type = spelling::element(&target.c_type, *len, element);
                target.ty = element.as_ref().clone();
                target.steps.push(step);
            }
            (_, _) => {
                let structure = matches!(here, Type::Struct(_));
                return Err(PathError::NoElements { path: so_far(), c_type: target.c_type, structure });
            }
        }
    }
    links.mended(path).map_or(Ok(target), Err)
}

/// The struct or union with that tag, unless the object only declares it.
fn pointed_to(tag: Option<&str>, layout: &Layout) -> Option<Arc<Struct>> {
    match layout.type_by_name(tag?)? {
        Type::Struct(of) if !of.members.is_empty() => Some(Arc::clone(of)),
        _ => None,
    }
}

/// The dots after pointers and the arrows after structs. They are only reported if everything else resolves.
#[derive(Default)]
struct Links {
    /// The path to the first of them, its type in C, and whether that is a pointer.
    first: Option<(String, String, bool)>,
    /// The positions of all of them in the text.
    wrong: Vec<usize>,
}

impl Links {
    /// Notes a dot or an arrow that does not fit the type before it.
    fn check(&mut self, link: Link, target: &Target, so_far: impl Fn() -> String, at: usize) {
        let pointer = matches!(target.ty, Type::Ptr { .. });
        if (pointer && link == Link::Dot) || (!pointer && link == Link::Arrow) {
            self.first.get_or_insert_with(|| (so_far(), target.c_type.clone(), pointer));
            self.wrong.push(at);
        }
    }

    /// The error, with the path as it should be.
    fn mended(self, path: &Path) -> Option<PathError> {
        let (before, c_type, pointer) = self.first?;
        let mut mended = String::new();
        let mut rest = 0;
        for at in self.wrong {
            let (between, after) = (path.text.get(rest..at)?, path.text.get(at..)?);
            let (wrong, right) = if after.starts_with('.') { (".", "->") } else { ("->", ".") };
            mended.extend([between, right]);
            rest = at + wrong.len();
        }
        mended.push_str(path.text.get(rest..)?);
        Some(PathError::Link { path: before, c_type, pointer, mended })
    }
}

fn no_member(of: &Struct, target: &Target, name: &str) -> PathError {
    let near = closest(name, of.names()).map(str::to_owned);
    let names = of.names().take(MAX_NAMES).map(str::to_owned).collect();
    let more = of.names().skip(MAX_NAMES).count();
    // The qualifiers of the variable are not part of the struct's name.
    let of = target.ty.tag().unwrap_or_else(|| spelling::without_qualifiers(&target.c_type).to_owned());
    PathError::NoMember { of, member: name.to_owned(), near, names, more }
}

/// Resolves the index into an array of `len` elements. A resizable array accepts any index.
fn index(step: &StepText, path: String, len: u64, is_resizable: bool, layout: &Layout) -> Result<u64, PathError> {
    let (value, enumerator) = match step {
        StepText::Number(number) => (*number, None),
        StepText::Enumerator(name) => (value_of(name, len, layout)?, Some(name.clone())),
        StepText::Member(..) | StepText::All | StepText::Slice(..) => (0, None),
    };
    match u64::try_from(value) {
        Ok(index) if index < len || is_resizable => Ok(index),
        _ => {
            let last = enumerator.as_deref().and_then(|name| last_of(name, len, layout));
            Err(PathError::OutOfRange { path, len, index: value, enumerator, last })
        }
    }
}

/// An array, before a slice in a path selects some of its elements.
struct Sliced {
    path: String,
    len: u64,
    /// Whether user space can give the array more elements.
    is_resizable: bool,
}

impl Sliced {
    /// Resolves a slice, and counts its elements.
    fn slice(
        self,
        from: &StepText,
        to: &StepText,
        layout: &Layout,
        extern_enums: bool,
    ) -> Result<(Step, Option<u64>), PathError> {
        let Self { path, len, is_resizable } = self;
        let start = bound_value(from, len, layout, extern_enums)?;
        let end = bound_value(to, len, layout, extern_enums)?;
        let in_range = |value: i128| value >= 0 && (is_resizable || value < i128::from(len));
        let first = || if start.is_none_or(in_range) { bound_text(from) } else { "0".to_owned() };
        if end.is_some_and(|end| end <= start.unwrap_or(0).max(0)) {
            let slice = format!("{}..{}", bound_text(from), bound_text(to));
            return Err(PathError::EmptySlice { start: first(), path, len, slice });
        }
        let of_start = start.filter(|start| !in_range(*start)).map(|start| (start, from, true));
        let of_end = end.filter(|end| !in_range(*end - 1)).map(|end| (end, to, false));
        // A negative start, or the start of a slice whose end only a Rust enum has.
        let wrong = of_start.filter(|(start, ..)| *start < 0 || end.is_none()).or(of_end);
        if let Some((bound, text, is_start)) = wrong {
            let enumerator = matches!(text, StepText::Enumerator(_)).then(|| bound_text(text));
            return Err(PathError::SliceOutOfRange { start: first(), path, len, bound, is_start, enumerator });
        }
        let bound = |value: Option<i128>, of: &StepText| match value.and_then(|value| u64::try_from(value).ok()) {
            Some(value) => Bound::Number(value),
            None => Bound::Enumerator(bound_text(of)),
        };
        let (from, to) = (bound(start, from), bound(end, to));
        let count = match (&from, &to) {
            (Bound::Number(from), Bound::Number(to)) => to.checked_sub(*from),
            _ => None,
        };
        Ok((Step::Slice(from, to), count))
    }
}

/// An end of a slice as the path has it.
fn bound_text(bound: &StepText) -> String {
    match bound {
        StepText::Number(number) => number.to_string(),
        StepText::Enumerator(name) | StepText::Member(name, _) => name.clone(),
        StepText::All | StepText::Slice(..) => String::new(),
    }
}

/// The value of an end of a slice. `None` for an enumerator that only a Rust enum has.
fn bound_value(bound: &StepText, len: u64, layout: &Layout, extern_enums: bool) -> Result<Option<i128>, PathError> {
    match bound {
        StepText::Number(number) => Ok(Some(*number)),
        StepText::Enumerator(name) if extern_enums && layout.enumerators(name).next().is_none() => Ok(None),
        bound => value_of(&bound_text(bound), len, layout).map(Some),
    }
}

/// The value of an enumerator. Several enums can declare it with the same value.
fn value_of(name: &str, len: u64, layout: &Layout) -> Result<i128, PathError> {
    let mut values: Vec<_> = layout.enumerators(name).map(|(_, enumerator)| enumerator.value).collect();
    values.sort_unstable();
    values.dedup();
    match values.as_slice() {
        [value] => Ok(*value),
        [] => {
            let valid = layout.all_enumerators().filter(|(_, found)| (0..i128::from(len)).contains(&found.value));
            let near = closest(name, valid.map(|(_, found)| found.name.as_str()));
            let near = near.or_else(|| closest(name, layout.enumerator_names())).map(str::to_owned);
            Err(PathError::NoEnumerator { name: name.to_owned(), near })
        }
        _ => Err(PathError::Ambiguous { name: name.to_owned(), values }),
    }
}

/// The enumerator for the last element of an array, in the enum that declares `name`.
fn last_of(name: &str, len: u64, layout: &Layout) -> Option<String> {
    let (of, _) = layout.enumerators(name).next()?;
    let last = i128::from(len.checked_sub(1)?);
    of.enumerators.iter().find(|enumerator| enumerator.value == last).map(|enumerator| enumerator.name.to_string())
}
