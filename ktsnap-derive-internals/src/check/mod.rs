//! Comparing the struct with the object's layout.

mod behind_pointer;
mod entries;
mod field_type;
pub mod groups;
mod in_use;
mod index;
mod keyed;
mod later;
pub mod of_fields;
pub mod parts;
mod path;
pub mod row;
mod rules;
mod saturating;
pub mod slots;
pub mod without_object;
mod written_out;

pub use entries::entries_of;
pub use field_type::rust_type;
pub use later::keeps_later;

use ktsnap_btf::compat::reduced_dims;
use ktsnap_btf::{Conversion, Dim, FieldType, Layout, Map, Path, Section, Target, Type, Var};
use syn::{Ident, LitStr};

use crate::error::Errors;
use crate::object::OpenedObject;
use crate::parse::{Field, StructTarget};
use crate::resolve::section::{VarFinder, WantedVar};
use crate::resolve::{self, map};
use field_type::check_type;
use groups::CheckedGroups;
use slots::{Parallel, SlotNames, Slots, each_element};

/// What a struct mirrors, found in the object.
pub enum ResolvedTarget<'l> {
    Section(&'l Section),
    Entries(&'l Map),
    Value(&'l Map, &'l Type),
    Nested(&'l Type),
    Row(row::Row),
}

/// A struct that agrees with its object.
pub struct CheckedStruct<'l> {
    pub target: ResolvedTarget<'l>,
    /// The variables of a section that the fields name, each once.
    pub vars: Vec<&'l Var>,
    /// The fields, in order; `None` for a skipped field.
    pub fields: Vec<Option<CheckedField>>,
}

impl CheckedStruct<'_> {
    /// The variables that fields read but do not mirror: those that count rows in use, and those that are an index in a path.
    pub fn others(&self) -> impl Iterator<Item = &CheckedVar> {
        self.fields.iter().flatten().flat_map(|field| [&field.count, &field.index]).flatten()
    }

    /// The variables that are arrays parallel to the rows of a field.
    pub fn parallel_arrays(&self) -> impl Iterator<Item = usize> {
        let groups = self.fields.iter().flatten().filter_map(|field| field.groups.as_ref());
        groups.flat_map(CheckedGroups::parts).filter_map(|part| part.parallel)
    }

    /// Whether the values never change while the scheduler is running.
    pub fn is_constant(&self) -> bool {
        let ResolvedTarget::Section(section) = self.target else { return false };
        section.name == ".rodata" || section.name.starts_with(".rodata.") || section.name == ".kconfig"
    }
}

/// A field that agrees with the object.
pub struct CheckedField {
    /// The index of its variable in [`CheckedStruct::vars`].
    pub var: usize,
    /// The variable, entry or member as C names it.
    pub path: String,
    pub target: Target,
    /// How the values that are read become the value of the field. The total over the CPUs of a per-CPU struct is not part
    /// of it.
    pub how: Conversion,
    /// The rows, for a field with `by` or `only`.
    pub groups: Option<CheckedGroups>,
    /// The variable that counts the rows in use, for a field with `take` or `ring`.
    pub count: Option<CheckedVar>,
    /// The variable whose value is an index in the path.
    pub index: Option<CheckedVar>,
}

/// A variable that a field reads but does not mirror.
pub struct CheckedVar {
    /// The index of the variable in [`CheckedStruct::vars`].
    pub var: usize,
    pub path: String,
    pub target: Target,
}

/// The index of a variable in the list of those that a struct reads, to which it is added if needed.
fn listed<'l>(vars: &mut Vec<&'l Var>, var: &'l Var) -> usize {
    let known = vars.iter().position(|known| std::ptr::eq(*known, var));
    known.unwrap_or_else(|| {
        vars.push(var);
        vars.len() - 1
    })
}

impl CheckedField {
    fn new(path: String, target: Target, how: Conversion) -> Self {
        Self { var: 0, path, target, how, groups: None, count: None, index: None }
    }

    /// A field with rows of slots. One that counts them has the key as its value.
    fn grouped(field: &Field<'_>, path: String, target: Target, (groups, how): (CheckedGroups, Conversion)) -> Self {
        let counts = field.attribute.count.is_some();
        let (path, target) = if counts { groups.counted(target) } else { (path, target) };
        Self { groups: Some(groups), ..Self::new(path, target, how) }
    }
}

/// Compares the fields of a struct with an object.
pub struct Checker<'a, 'l> {
    pub ident: &'a Ident,
    pub fields: &'a [Field<'a>],
    pub layout: &'l Layout,
    pub opened: &'a OpenedObject,
    /// The name of the object in messages.
    pub object: &'a str,
    /// Whether the struct lists Rust enums, whose variants can name elements too.
    pub extern_enums: bool,
    /// `allow_unmapped` of the struct: all reductions over CPUs skip missing values.
    pub allow_unmapped: Option<&'a syn::Path>,
}

impl<'l> Checker<'_, 'l> {
    /// Checks all fields. `None` if there is any error.
    pub fn check(&self, target: &StructTarget<'_>, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let before = errors.count();
        self.reject_counts(target, errors);
        let checked = match *target {
            StructTarget::Section(written) => self.section(written, errors),
            StructTarget::Entries { map, key } => self.entries(map, key, errors),
            StructTarget::Value { map, value } => self.value(map, value, errors),
            StructTarget::Nested(tag) => self.nested(tag, errors),
            // A row needs no object, so that it has a check of its own.
            StructTarget::Row { .. } => None,
            // Its fields are checked without an object.
            StructTarget::Parts => None,
        };
        if let Some(checked) = &checked {
            saturating::check(self.fields, checked, errors);
            behind_pointer::check(self.fields, checked, errors);
            of_fields::check_lengths(self.fields, checked, errors);
            index::check(self.fields, checked, errors);
        }
        checked.filter(|_| errors.count() == before)
    }

    fn section(&self, written: Option<&LitStr>, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let paths: Vec<Option<Path>> = self.fields.iter().map(|field| self.rooted(field, errors)).collect();
        self.reject_keys("`key` requires a struct with `map`", errors);
        self.reject_allow_unmapped(errors);
        self.require_a_field(errors);
        let wanted: Vec<WantedVar> = self
            .fields
            .iter()
            .zip(&paths)
            .filter_map(|(field, path)| Some(WantedVar::of(field, path.as_ref()?)))
            .collect();
        let finder = VarFinder { layout: self.layout, object: self.object, named: written.is_some() };
        let section = match written {
            Some(written) => finder.named(written, errors)?,
            None => finder.inferred(&wanted, self.ident, errors)?,
        };
        let mut vars: Vec<&Var> = Vec::new();
        let mut fields = Vec::new();
        for (field, path) in self.fields.iter().zip(paths) {
            let found = path.and_then(|path| {
                let var = finder.var(&WantedVar::of(field, &path), section, errors)?;
                let mut path = path;
                let mut target = self.var_target(field, &path, section, var, errors)?;
                if let Some(each) = each_element(field, &target, 0, path.text()) {
                    path = Path::parse_rooted(&each, |root| root == path.root()).ok()?;
                    target = self.var_target(field, &path, section, var, errors)?;
                }
                let groups = if field.has_slots() {
                    let root = (&var.ty, var.c_type.as_str());
                    let slots =
                        Slots { root, first: 0, at_root: None, dims: 0, names: SlotNames::Index, is_of_one_cpu: false };
                    let mut parallel = |written: &LitStr, errors: &mut Errors| {
                        self.var_parallel(field, written, (&finder, section), &mut vars, errors)
                    };
                    Some(self.groups(field, (&target, path.text()), &slots, &mut parallel, errors)?)
                } else {
                    None
                };
                Some((target, path, var, groups))
            });
            fields.push(found.map(|(target, path, var, groups)| {
                let var = listed(&mut vars, var);
                let path = path.text().to_owned();
                let checked = match groups {
                    Some(groups) => CheckedField::grouped(field, path, target, groups),
                    None => {
                        // `count` reports a reduction next to a count of rows.
                        let reduce = field.reduce().filter(|_| field.attribute.take.in_use.is_none());
                        let how = check_type(field, &target, &path, Conversion { reduce, ..field.how() }, errors);
                        CheckedField::new(path, target, how)
                    }
                };
                CheckedField { var, ..checked }
            }));
        }
        for (field, checked) in self.fields.iter().zip(&mut fields) {
            if let Some(checked) = checked {
                checked.index = self.index_var(field, &checked.target, (&finder, section), &mut vars, errors);
                checked.count = self.count(field, (&finder, section), &mut vars, errors);
            }
        }
        Some(CheckedStruct { target: ResolvedTarget::Section(section), vars, fields })
    }

    /// An array parallel to the rows of a field, in the section of the struct.
    fn var_parallel(
        &self,
        field: &Field<'_>,
        written: &LitStr,
        (finder, section): (&VarFinder<'l, '_>, &'l Section),
        vars: &mut Vec<&'l Var>,
        errors: &mut Errors,
    ) -> Option<Parallel> {
        let (target, path, var) = self.named_var(field, written, (finder, section), errors)?;
        Some(Parallel { target, path, var: listed(vars, var) })
    }

    fn value(&self, map: &LitStr, value: &LitStr, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let token = map;
        let map = map::map(self.layout, map, self.object, errors)?;
        written_out::key(map, token, errors);
        let ty = map::value(self.layout, map, value, self.object, errors)?;
        self.reject_keys("`key` can't be used in a struct with `value`", errors);
        self.check_allow_unmapped(map, errors);
        if map.kind.is_per_cpu() {
            self.check_total(errors);
        }
        let fields = self.members(ty, map.kind.is_per_cpu(), Some(map.kind.is_per_cpu()), errors);
        Some(CheckedStruct { target: ResolvedTarget::Value(map, ty), vars: Vec::new(), fields })
    }

    fn nested(&self, tag: &LitStr, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let ty = resolve::named(self.layout, ("type", tag), "struct", self.object, errors)?;
        self.reject_keys("`key` requires a struct with `map`", errors);
        self.reject_allow_unmapped(errors);
        let fields = self.members(ty, true, None, errors);
        Some(CheckedStruct { target: ResolvedTarget::Nested(ty), vars: Vec::new(), fields })
    }

    /// The members that the fields mirror. `repeated` is whether several of the structs can be reduced to one, and
    /// `groups_of_cpus` is whether groups are of CPUs; `None` if there can be no groups.
    fn members(
        &self,
        ty: &Type,
        repeated: bool,
        groups_of_cpus: Option<bool>,
        errors: &mut Errors,
    ) -> Vec<Option<CheckedField>> {
        let c_type = ty.tag().unwrap_or_default();
        let mut member = |field: &Field<'_>| {
            if field.has_slots() && !field.skipped() {
                return self.group_of_members(field, (ty, &c_type), groups_of_cpus?, errors);
            }
            let path = self.stepped(field, ty, &c_type, errors)?;
            let target = self.target(field, &path, ty, &c_type, errors)?;
            if matches!(field.kind, Ok(FieldType::Option(_))) && !target.follows_a_pointer() {
                let help = match rust_type(field, &target, &field.how()) {
                    Some(ty) => format!("write `{}: {ty}`", field.ident),
                    None => "remove `Option`".to_owned(),
                };
                errors.push(field.ty, format!("`Option` has no effect: `{c_type}` always has all members"), help);
                return None;
            }
            // The reduction takes the structs of all CPUs, or all structs of several. In each of them it also takes the
            // outer dimensions that the field does not have.
            let mut several = target.clone();
            if repeated && field.reduce().is_some() {
                several.dims.insert(0, Dim::Cpus);
            }
            let how = check_type(field, &several, path.text(), field.how(), errors);
            let inside = field.kind.as_ref().map_or(None, |kind| reduced_dims(kind, &target));
            let reduce = how.reduce.filter(|_| inside != Some(0));
            Some(CheckedField::new(path.text().to_owned(), target, Conversion { reduce, ..how }))
        };
        self.fields.iter().map(&mut member).collect()
    }

    /// Rows of members: of the structs of all CPUs, or of the elements of an array.
    fn group_of_members(
        &self,
        field: &Field<'_>,
        (ty, c_type): (&Type, &str),
        is_per_cpu: bool,
        errors: &mut Errors,
    ) -> Option<CheckedField> {
        if field.attribute.damaged {
            return None;
        }
        // Without a reduction, a struct is that of one CPU, and not the total of all.
        let of_cpus = is_per_cpu && field.reduce().is_some();
        let root = (ty, c_type);
        let slots = Slots {
            root,
            first: 0,
            at_root: of_cpus.then_some(""),
            dims: 0,
            names: SlotNames::Index,
            is_of_one_cpu: is_per_cpu && !of_cpus,
        };
        let counts_cpus = of_cpus && field.attribute.count.is_some() && field.attribute.path.is_none();
        let (target, path) = if counts_cpus {
            (Target::whole(ty.clone(), c_type), String::new())
        } else {
            let mut path = self.stepped(field, ty, c_type, errors)?;
            let mut target = self.target(field, &path, ty, c_type, errors)?;
            let each = each_element(field, &target, 0, path.text()).filter(|_| !of_cpus);
            if let Some(each) = each {
                path = Path::parse_steps(&each).ok()?;
                target = self.target(field, &path, ty, c_type, errors)?;
            }
            (target, path.text().to_owned())
        };
        let mut parallel =
            |written: &LitStr, errors: &mut Errors| self.member_parallel(written, root, (&[], ""), errors);
        let groups = self.groups(field, (&target, &path), &slots, &mut parallel, errors)?;
        Some(CheckedField::grouped(field, path, target, groups))
    }
}
