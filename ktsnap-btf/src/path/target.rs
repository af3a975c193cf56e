//! What a path leads to.

use super::{Path, PathError, Step, Written};
use crate::layout::{Layout, Section, Var};
use crate::spell;
use crate::suggest::closest;
use crate::types::{Struct, Type};

/// How many names an error lists.
const MAX_NAMES: usize = 8;

/// The value, or the values, that a path leads to.
///
/// ```
/// use ktsnap_btf::{Dim, Layout, Path, resolve};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o")?)?;
/// let (_, var) = layout.find("a_points").next().ok_or("not there")?;
/// let target = resolve(&Path::parse("a_points[*].y")?, &var.ty, &var.c_type, &layout)?;
/// assert_eq!(target.dims, [Dim::All { len: 3 }]);
/// assert_eq!(target.c_type, "s32");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What there is one value for each of, outermost first.
    pub dims: Vec<Dim>,
    /// Each value's type.
    pub ty: Type,
    /// Its width in bits, for a bitfield.
    pub bits: Option<u32>,
    /// Its type as C spells it.
    pub c_type: String,
    /// The way to it, with numbers for enumerators.
    pub steps: Vec<Step>,
    /// Who sets the length of the variable.
    pub length: Length,
}

/// Who sets the number of elements of the variable that a path starts from.
///
/// ```
/// use ktsnap_btf::{Layout, Path, path::{Length, resolve_var}};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
/// let (section, var) = layout.find("slot_started").next().ok_or("not there")?;
/// let target = resolve_var(&Path::parse("slot_started[3]")?, section, var, &layout)?;
/// assert_eq!(target.length, Length::SetAtLoad);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Length {
    /// The object, or the variable is not an array.
    #[default]
    Fixed,
    /// The object, unless user space resizes the variable before it loads the object: the last array of `.bss`, `.data`
    /// or `.rodata`. See [`Section::resizable`].
    Resizable,
    /// User space, before it loads the object: the last array of a section with a name of its own, such as
    /// `.data.uei_dump`. See [`Section::set_at_load`].
    SetAtLoad,
}

impl Length {
    fn of(section: &Section, var: &Var) -> Self {
        match section.resizable() {
            Some(last) if last == var && section.set_at_load().is_some() => Self::SetAtLoad,
            Some(last) if last == var => Self::Resizable,
            _ => Self::Fixed,
        }
    }
}

/// What there is one value for each of.
///
/// ```
/// use ktsnap_btf::Dim;
///
/// assert_ne!(Dim::All { len: 4 }, Dim::Cpus);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dim {
    /// An array's elements, by a `[*]` in the path.
    All {
        /// How many there are.
        len: u64,
    },
    /// An array map's entries, of which a capture may lack some. No path says so: whoever reads the map adds it.
    Entries {
        /// How many there are.
        len: u64,
    },
    /// CPUs, by a per-CPU map. No path says so: whoever reads the map adds it.
    Cpus,
}

impl Target {
    /// A variable as a whole.
    ///
    /// ```
    /// use ktsnap_btf::{Target, Type};
    ///
    /// let target = Target::whole(Type::Char, "char");
    /// assert!(target.dims.is_empty() && target.steps.is_empty());
    /// ```
    #[must_use]
    pub fn whole(ty: Type, c_type: &str) -> Self {
        Self { dims: Vec::new(), ty, bits: None, c_type: c_type.to_owned(), steps: Vec::new(), length: Length::Fixed }
    }

    /// A variable of a section as a whole.
    fn of_var(section: &Section, var: &Var) -> Self {
        Self { length: Length::of(section, var), ..Self::whole(var.ty.clone(), &var.c_type) }
    }

    /// Whether the target is a whole array whose length user space sets, so that only a type of any length holds it.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Path, path::resolve_var};
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
    /// let (section, var) = layout.find("moves").next().ok_or("not there")?;
    /// assert!(resolve_var(&Path::parse("moves")?, section, var, &layout)?.is_set_at_load());
    /// assert!(!resolve_var(&Path::parse("moves[0]")?, section, var, &layout)?.is_set_at_load());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_set_at_load(&self) -> bool {
        self.length == Length::SetAtLoad && self.steps.is_empty()
    }
}

/// Follows a path's steps from a type, the variable's or that of the map's value, which C spells `c_type`.
///
/// ```
/// use ktsnap_btf::{Layout, Path, resolve};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("waits").next().ok_or("not there")?;
/// let error = resolve(&Path::parse("waits.max_nss")?, &var.ty, &var.c_type, &layout).unwrap_err();
/// assert_eq!(error.fact("dispatch.bpf.o"), "`struct wait_stats` has no member `max_nss`");
/// assert_eq!(error.help(), "did you mean `max_ns`?");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`PathError`] for a step that leads nowhere.
pub fn resolve(path: &Path, ty: &Type, c_type: &str, layout: &Layout) -> Result<Target, PathError> {
    follow(path, Target::whole(ty.clone(), c_type), layout, false)
}

/// [`resolve`] from a variable of a section. Of an array that user space may [resize](Section::resizable), any index leads
/// to an element.
///
/// ```
/// use ktsnap_btf::{Layout, Path, path::resolve_var};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
/// // `u64 head[2], tail[2]` in one section.
/// for (path, leads_somewhere) in [("tail[7]", true), ("head[7]", false)] {
///     let path = Path::parse(path)?;
///     let (section, var) = layout.find(path.root()).next().ok_or("not there")?;
///     assert_eq!(resolve_var(&path, section, var, &layout).is_ok(), leads_somewhere);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`PathError`] for a step that leads nowhere.
pub fn resolve_var(path: &Path, section: &Section, var: &Var, layout: &Layout) -> Result<Target, PathError> {
    follow(path, Target::of_var(section, var), layout, false)
}

/// [`resolve_var`], with enumerators as [`resolve_with_extern_enums`] has them.
///
/// # Errors
///
/// Those of [`resolve_var`] but for an enumerator that the object lacks.
///
/// ```
/// use ktsnap_btf::{Layout, Path, Step, path::resolve_var_with_extern_enums};
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/resized.bpf.o")?)?;
/// let (section, var) = layout.find("slot_started").next().ok_or("not there")?;
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
    follow(path, Target::of_var(section, var), layout, true)
}

/// [`resolve`], where the values of enumerators that the object's BTF lacks are known beside it. They stay names.
///
/// Clang leaves an enum out of BTF unless a variable, a member or a function has it for a type.
///
/// ```
/// use ktsnap_btf::{Layout, Path, Step, path::resolve_with_extern_enums};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("dsp_stats").next().ok_or("not there")?;
/// let target = resolve_with_extern_enums(&Path::parse("dsp_stats[DSP_LATER]")?, &var.ty, &var.c_type, &layout)?;
/// assert_eq!(target.steps, [Step::Enumerator("DSP_LATER".to_owned())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Those of [`resolve`] but for an enumerator that the object lacks.
pub fn resolve_with_extern_enums(path: &Path, ty: &Type, c_type: &str, layout: &Layout) -> Result<Target, PathError> {
    follow(path, Target::whole(ty.clone(), c_type), layout, true)
}

/// Follows a path from `target`, the whole of what it starts from.
fn follow(path: &Path, mut target: Target, layout: &Layout, beside: bool) -> Result<Target, PathError> {
    for part in &path.parts {
        let so_far = || path.text.get(..part.at.start).unwrap_or_default().to_owned();
        let here = target.ty.clone();
        match (&here, &part.step) {
            (Type::Ptr { .. }, _) => {
                return Err(PathError::Pointer { path: so_far(), c_type: target.c_type });
            }
            (Type::Bytes { size }, _) => return Err(PathError::Untyped { size: *size }),
            (Type::Struct(of), Written::Member(name)) => {
                let found = of.member(name).ok_or_else(|| no_member(of, &target, name))?;
                target.ty = found.ty.clone();
                target.bits = found.bits;
                target.c_type.clone_from(&found.c_type);
                target.steps.push(Step::Member(name.clone()));
            }
            (_, Written::Member(name)) => {
                let array = matches!(here, Type::Array { .. });
                return Err(PathError::NoMembers {
                    path: so_far(),
                    c_type: target.c_type,
                    member: name.clone(),
                    array,
                });
            }
            (Type::Array { element, len }, step) => {
                let step = match step {
                    Written::All => {
                        target.dims.push(Dim::All { len: *len });
                        Step::All
                    }
                    Written::Enumerator(name) if beside && layout.enumerators(name).next().is_none() => {
                        Step::Enumerator(name.clone())
                    }
                    written => {
                        let is_resizable = target.steps.is_empty() && target.length != Length::Fixed;
                        Step::Index(index(written, so_far(), *len, is_resizable, layout)?)
                    }
                };
                target.c_type = spell::element(&target.c_type, *len, element);
                target.ty = element.as_ref().clone();
                target.steps.push(step);
            }
            (_, _) => {
                let structure = matches!(here, Type::Struct(_));
                return Err(PathError::NoElements { path: so_far(), c_type: target.c_type, structure });
            }
        }
    }
    Ok(target)
}

fn no_member(of: &Struct, target: &Target, name: &str) -> PathError {
    let near = closest(name, of.names()).map(str::to_owned);
    let names = of.names().take(MAX_NAMES).map(str::to_owned).collect();
    let more = of.names().skip(MAX_NAMES).count();
    // Qualifiers are not the struct's.
    let of = target.ty.tag().unwrap_or_else(|| spell::without_qualifiers(&target.c_type).to_owned());
    PathError::NoMember { of, member: name.to_owned(), near, names, more }
}

/// The element that an index names, of an array of that length, or of any length if it is resizable.
fn index(written: &Written, path: String, len: u64, is_resizable: bool, layout: &Layout) -> Result<u64, PathError> {
    let (value, enumerator) = match written {
        Written::Number(number) => (*number, None),
        Written::Enumerator(name) => (value_of(name, len, layout)?, Some(name.clone())),
        Written::Member(_) | Written::All => (0, None),
    };
    match u64::try_from(value) {
        Ok(index) if index < len || is_resizable => Ok(index),
        _ => {
            let last = enumerator.as_deref().and_then(|name| last_of(name, len, layout));
            Err(PathError::OutOfRange { path, len, index: value, enumerator, last })
        }
    }
}

/// The value of an enumerator, which may stand in several enums if it is the same in each.
fn value_of(name: &str, len: u64, layout: &Layout) -> Result<i128, PathError> {
    let mut values: Vec<_> = layout.enumerators(name).map(|(_, enumerator)| enumerator.value).collect();
    values.sort_unstable();
    values.dedup();
    match values.as_slice() {
        [value] => Ok(*value),
        [] => {
            let inside = layout.all_enumerators().filter(|(_, found)| (0..i128::from(len)).contains(&found.value));
            let near = closest(name, inside.map(|(_, found)| found.name.as_str()));
            let near = near.or_else(|| closest(name, layout.enumerator_names())).map(str::to_owned);
            Err(PathError::NoEnumerator { name: name.to_owned(), near })
        }
        _ => Err(PathError::Ambiguous { name: name.to_owned(), values }),
    }
}

/// The enumerator of the array's last element, in the enum of another.
fn last_of(name: &str, len: u64, layout: &Layout) -> Option<String> {
    let (of, _) = layout.enumerators(name).next()?;
    let last = i128::from(len.checked_sub(1)?);
    of.enumerators.iter().find(|enumerator| enumerator.value == last).map(|enumerator| enumerator.name.clone())
}
