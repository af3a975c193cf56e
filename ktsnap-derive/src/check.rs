//! Holding the struct against the object's layout: what each field mirrors.

use std::sync::Arc;

use ktsnap_btf::path::{resolve_var, resolve_var_with_extern_enums};
use ktsnap_btf::{
    Conversion, Dim, Enum, FieldType, Layout, Map, Path, PathError, Section, Step, Target, Type, Var, path::Syntax,
    resolve, resolve_with_extern_enums,
};
use syn::{Ident, LitStr};

use crate::elsewhere;
use crate::error::Errors;
use crate::fit::{fits, rust_type};
use crate::home::{self, Asked};
use crate::key::{Key, Keys};
use crate::model::{Field, Named};
use crate::section::{Finder, Wanted};

/// What a struct mirrors as a whole, found in the object.
pub(crate) enum Home<'l> {
    Section(&'l Section),
    Entries(&'l Map),
    Value(&'l Map, &'l Type),
    Nested(&'l Type),
}

/// A struct that holds against its object.
pub(crate) struct Checked<'l> {
    pub(crate) home: Home<'l>,
    /// For a section: its variables that some field names, each once.
    pub(crate) vars: Vec<&'l Var>,
    /// What each field mirrors; `None` for one that is skipped.
    pub(crate) parts: Vec<Option<Part>>,
}

/// What one field mirrors.
pub(crate) struct Part {
    /// The index of its variable.
    pub(crate) var: usize,
    /// As C names it.
    pub(crate) path: String,
    pub(crate) target: Target,
    /// How several values of one read become the field's. The total of a per-CPU struct is another matter.
    pub(crate) how: Conversion,
}

/// The struct's fields, and the object that they are held against.
pub(crate) struct Checker<'a, 'l> {
    pub(crate) ident: &'a Ident,
    pub(crate) fields: &'a [Field<'a>],
    pub(crate) layout: &'l Layout,
    pub(crate) object: &'a str,
    /// Whether Rust enums name what BTF does not.
    pub(crate) enums: bool,
    /// Whether every reduction leaves out what was not captured.
    pub(crate) allow_unmapped: Option<&'a syn::Path>,
}

impl<'l> Checker<'_, 'l> {
    /// Checks all fields, adding what is wrong. `None` when anything is.
    pub(crate) fn check(&self, asked: &Asked<'_>, errors: &mut Errors) -> Option<Checked<'l>> {
        let before = errors.count();
        let checked = match *asked {
            Asked::Section(written) => self.section(written, errors),
            Asked::Entries { map, key } => self.entries(map, key, errors),
            Asked::Value { map, value } => self.value(map, value, errors),
            Asked::Nested(tag) => self.nested(tag, errors),
        };
        checked.filter(|_| errors.count() == before)
    }

    fn section(&self, written: Option<&LitStr>, errors: &mut Errors) -> Option<Checked<'l>> {
        let paths: Vec<Option<Path>> = self.fields.iter().map(|field| self.rooted(field, errors)).collect();
        self.keyless("a map's entries", errors);
        self.slotless(errors);
        self.some_required(errors);
        let wanted: Vec<Wanted> = self
            .fields
            .iter()
            .zip(&paths)
            .filter_map(|(field, path)| Some(Wanted::of(field, path.as_ref()?)))
            .collect();
        let finder = Finder { layout: self.layout, object: self.object, named: written.is_some() };
        let section = match written {
            Some(written) => finder.named(written, errors)?,
            None => finder.inferred(&wanted, self.ident, errors)?,
        };
        let mut vars: Vec<&Var> = Vec::new();
        let mut parts = Vec::new();
        for (field, path) in self.fields.iter().zip(paths) {
            let found = path.and_then(|path| {
                let var = finder.var(&Wanted::of(field, &path), section, errors)?;
                Some((self.var_target(field, &path, section, var, errors)?, path, var))
            });
            parts.push(found.map(|(target, path, var)| {
                let known = vars.iter().position(|known| std::ptr::eq(*known, var));
                let var = known.unwrap_or_else(|| {
                    vars.push(var);
                    vars.len() - 1
                });
                let how = fits(field, &target, path.text(), field.how(), errors);
                Part { var, path: path.text().to_owned(), target, how }
            }));
        }
        Some(Checked { home: Home::Section(section), vars, parts })
    }

    fn entries(&self, map: &LitStr, key: Option<&LitStr>, errors: &mut Errors) -> Option<Checked<'l>> {
        let map = home::map(self.layout, map, self.object, errors)?;
        let keys = home::key_enum(self.layout, map, key, self.object, errors);
        if keys.is_none() && key.is_some() {
            return None;
        }
        self.reduces_cpus(map, errors);
        let parts =
            self.fields.iter().map(|field| self.entry(field, map, keys.as_ref(), key.is_some(), errors)).collect();
        Some(Checked { home: Home::Entries(map), vars: Vec::new(), parts })
    }

    /// One or all entries of a map, and what of them a field mirrors.
    /// `keyed` is whether the struct names the enum of the keys.
    fn entry(
        &self,
        field: &Field<'_>,
        map: &Map,
        keys: Option<&Arc<Enum>>,
        keyed: bool,
        errors: &mut Errors,
    ) -> Option<Part> {
        if field.skipped() || field.attribute.damaged {
            return None;
        }
        let keys = Keys { layout: self.layout, map, of: keys.map(AsRef::as_ref), beside: self.enums };
        let Some(written) = &field.attribute.key else {
            match elsewhere::member_of_value(field, map, keyed, self.layout) {
                Some((fact, help)) => errors.push(field.ident, fact, help),
                None => keys.none(field.ident, errors),
            }
            return None;
        };
        if let Some(rename) = &field.attribute.rename {
            errors.push(rename, "`rename` has no meaning in a struct of a map's entries", "write `path` for a member");
            return None;
        }
        let key = keys.key(written, self.object, errors)?;
        let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
        let c_type = map.value_c_type.clone().unwrap_or_else(|| format!("{} bytes", map.value_size));
        let inner = match &field.attribute.path {
            Some(path) => {
                let parsed = self.parsed_steps(field, &path.value(), &value, &c_type, errors)?;
                self.target(field, &parsed, &value, &c_type, errors)?
            }
            None => Target::whole(value, &c_type),
        };
        let mut dims = Vec::new();
        let first = match key {
            Key::Number(key) => Step::Index(key),
            Key::Enumerator(name) => Step::Enumerator(name),
            Key::All => {
                dims.push(Dim::Entries { len: map.max_entries });
                Step::All
            }
        };
        if map.kind.is_per_cpu() {
            dims.push(Dim::Cpus);
        }
        dims.extend(inner.dims);
        let steps = [first].into_iter().chain(inner.steps).collect();
        let target = Target { dims, steps, ..inner };
        let dot =
            |path: LitStr| if path.value().starts_with('[') { path.value() } else { format!(".{}", path.value()) };
        let path =
            format!("{}[{}]{}", map.name, written.value(), field.attribute.path.clone().map_or_else(String::new, dot));
        let before = errors.count();
        let how = fits(field, &target, &path, field.how(), errors);
        let of_all = matches!(target.steps.as_slice(), [Step::All, ..]);
        if of_all && matches!(field.kind, Ok(FieldType::Option(_))) && errors.count() == before {
            let all = rust_type(field, &target, &how);
            let entry = all.as_deref().and_then(|all| all.strip_prefix("Vec<")?.strip_suffix('>')).unwrap_or("_");
            let fact = "a capture lacks single entries of a map, so an `Option` of all of them is never `None`";
            errors.push(field.ty, fact, format!("write `{}: Vec<Option<{entry}>>`", field.ident));
        }
        Some(Part { var: 0, path, target, how })
    }

    fn value(&self, map: &LitStr, value: &LitStr, errors: &mut Errors) -> Option<Checked<'l>> {
        let map = home::map(self.layout, map, self.object, errors)?;
        let ty = home::value(self.layout, map, value, self.object, errors)?;
        self.keyless("a struct with `key`", errors);
        self.reduces_cpus(map, errors);
        if map.kind.is_per_cpu() {
            self.total(errors);
        }
        let parts = self.members(ty, map.kind.is_per_cpu(), errors);
        Some(Checked { home: Home::Value(map, ty), vars: Vec::new(), parts })
    }

    fn nested(&self, tag: &LitStr, errors: &mut Errors) -> Option<Checked<'l>> {
        let ty = home::named(self.layout, ("type", tag), "struct", self.object, errors)?;
        self.keyless("a map's entries", errors);
        self.slotless(errors);
        let parts = self.members(ty, false, errors);
        Some(Checked { home: Home::Nested(ty), vars: Vec::new(), parts })
    }

    /// The members of a struct that the fields mirror.
    fn members(&self, ty: &Type, per_cpu: bool, errors: &mut Errors) -> Vec<Option<Part>> {
        let c_type = ty.tag().unwrap_or_default();
        let mut member = |field: &Field<'_>| {
            let path = self.stepped(field, ty, &c_type, errors)?;
            if matches!(field.kind, Ok(FieldType::Option(_))) {
                let help = "write the type alone";
                errors.push(field.ty, format!("`{c_type}` always has its members, so `Option` says nothing"), help);
                return None;
            }
            let target = self.target(field, &path, ty, &c_type, errors)?;
            // In a struct a CPU, a reduction makes the total. Where the field is one integer and there is an array of
            // them in each, it joins these too.
            let many = !target.dims.is_empty() || matches!(target.ty, Type::Array { .. });
            let each = field.kind.as_ref().is_ok_and(is_array_of_integers);
            let reduce = field.reduce().filter(|_| !per_cpu || many && !each);
            let how = fits(field, &target, path.text(), Conversion { reduce, ..field.how() }, errors);
            Some(Part { var: 0, path: path.text().to_owned(), target, how })
        };
        self.fields.iter().map(&mut member).collect()
    }

    /// A field's path, in a struct whose fields name variables. A variable's name may have dots.
    fn rooted(&self, field: &Field<'_>, errors: &mut Errors) -> Option<Path> {
        if field.skipped() || field.attribute.key.is_some() {
            return None;
        }
        let exists = |name: &str| self.layout.find(name).next().is_some();
        let parsed = match field.named()? {
            // Any name, whatever stands in it.
            Named::Name(name) => Path::parse_rooted(&name, |root| root == name),
            Named::Path(path) => Path::parse_rooted(&path, exists),
        };
        let resolves = |path: &Path| {
            let (section, var) = self.layout.find(path.root()).find(|(section, _)| section.holds_globals())?;
            self.resolve_var(path, section, var).ok()
        };
        let renamed = field.attribute.rename.as_ref().filter(|_| field.attribute.path.is_none());
        if let Some(rename) = renamed.filter(|rename| !exists(&rename.value())) {
            // The name may be a path.
            let dotted = rename.value().split("->").map(str::trim).collect::<Vec<_>>().join(".");
            if let Ok(path) = Path::parse_rooted(&dotted, exists)
                && !path.is_plain()
                && resolves(&path).is_some()
            {
                let fact = format!("`rename` takes a name, and `{}` is a path", rename.value());
                errors.push(rename, fact, format!("write `path = \"{dotted}\"` in place of `rename`"));
                return Some(path);
            }
        }
        let reparse = |dotted: &str| Path::parse_rooted(dotted, exists);
        self.parsed(field, parsed, reparse, |path| resolves(path).is_some(), errors)
    }

    /// A field's path, in a struct whose fields name members.
    fn stepped(&self, field: &Field<'_>, ty: &Type, c_type: &str, errors: &mut Errors) -> Option<Path> {
        if field.skipped() || field.attribute.key.is_some() {
            return None;
        }
        match field.named()? {
            Named::Name(path) | Named::Path(path) => self.parsed_steps(field, &path, ty, c_type, errors),
        }
    }

    /// A path into what C spells `c_type`.
    fn parsed_steps(
        &self,
        field: &Field<'_>,
        path: &str,
        ty: &Type,
        c_type: &str,
        errors: &mut Errors,
    ) -> Option<Path> {
        let resolves = |path: &Path| self.resolve(path, ty, c_type).is_ok();
        self.parsed(field, Path::parse_steps(path), Path::parse_steps, resolves, errors)
    }

    /// Adds what is wrong with how a path is written. With a dot in place of each arrow the path may lead somewhere, and
    /// the arrow is all that is wrong; otherwise what is wrong with the path is said where it is followed.
    fn parsed(
        &self,
        field: &Field<'_>,
        parsed: Result<Path, PathError>,
        reparse: impl Fn(&str) -> Result<Path, PathError>,
        resolves: impl Fn(&Path) -> bool,
        errors: &mut Errors,
    ) -> Option<Path> {
        let error = match parsed {
            Ok(path) => return Some(path),
            Err(error) => error,
        };
        let dotted = match &error {
            PathError::Syntax { what: Syntax::Arrow(dotted), .. } => reparse(dotted),
            _ => Err(error.clone()),
        };
        let shown = match &dotted {
            Ok(path) if !resolves(path) => return dotted.ok(),
            Ok(_) => &error,
            Err(error) => error,
        };
        errors.push(field.name_token(), shown.fact(self.object), shown.help());
        dotted.ok()
    }

    fn resolve(&self, path: &Path, ty: &Type, c_type: &str) -> Result<Target, PathError> {
        let resolve = if self.enums { resolve_with_extern_enums } else { resolve };
        resolve(path, ty, c_type, self.layout)
    }

    fn target(&self, field: &Field<'_>, path: &Path, ty: &Type, c_type: &str, errors: &mut Errors) -> Option<Target> {
        let help = |error: &PathError| match error {
            // The field has the member's own name, which may be that of a member further inside.
            PathError::NoMember { .. } if field.attribute.path.is_none() => {
                elsewhere::deeper(field, ty, c_type, self.layout).unwrap_or_else(|| error.help())
            }
            error => error.help(),
        };
        self.resolve(path, ty, c_type)
            .map_err(|error| errors.push(field.name_token(), error.fact(self.object), help(&error)))
            .ok()
    }

    fn var_target(
        &self,
        field: &Field<'_>,
        path: &Path,
        section: &Section,
        var: &Var,
        errors: &mut Errors,
    ) -> Option<Target> {
        self.resolve_var(path, section, var)
            .map_err(|error| errors.push(field.name_token(), error.fact(self.object), error.help()))
            .ok()
    }

    fn resolve_var(&self, path: &Path, section: &Section, var: &Var) -> Result<Target, PathError> {
        let resolve = if self.enums { resolve_var_with_extern_enums } else { resolve_var };
        resolve(path, section, var, self.layout)
    }

    /// No field may name a key.
    fn keyless(&self, place: &str, errors: &mut Errors) {
        for field in self.fields.iter().filter(|field| !field.attribute.damaged) {
            if let Some(key) = &field.attribute.key {
                let help = format!("remove it, or move the field to {place}: `#[snapshot(map = \"...\")]`");
                errors.push(key, "`key` names an entry of a map, and the struct mirrors none", help);
            }
        }
    }

    /// No field may leave out slots of CPUs.
    fn slotless(&self, errors: &mut Errors) {
        for allow in self.fields.iter().filter_map(|field| field.attribute.allow_unmapped.as_ref()) {
            errors.push(allow, "`allow_unmapped` only applies to per-CPU maps", "remove it");
        }
    }

    /// Where slots may be left out, there must be slots of CPUs, and something that is made of them.
    fn reduces_cpus(&self, map: &Map, errors: &mut Errors) {
        let reduced = |field: &Field<'_>| field.reduce().is_some() && map.kind.is_per_cpu();
        let of_fields = self.fields.iter().filter(|field| !reduced(field));
        let in_vain = of_fields.filter_map(|field| field.attribute.allow_unmapped.as_ref());
        let of_struct = self.allow_unmapped.filter(|_| !self.fields.iter().any(reduced));
        for allow in in_vain.chain(of_struct) {
            errors.push(allow, "`allow_unmapped` only applies to a reduction over CPUs", "remove it");
        }
    }

    /// What a capture may lack can't tell which map to read.
    fn some_required(&self, errors: &mut Errors) {
        let mut read = self.fields.iter().filter(|field| !field.skipped()).peekable();
        if self.fields.is_empty() {
            return;
        }
        if read.peek().is_none() {
            let help = "remove `skip` from one of them";
            errors.push(
                self.ident,
                format!("every field of `{}` is skipped, so there is nothing to read", self.ident),
                help,
            );
        } else if read.all(Field::optional) {
            let help = "write at least one field without `Option`: a variable that every capture has";
            errors.push(
                self.ident,
                format!("every field of `{}` is an `Option`, so no field says which map to read", self.ident),
                help,
            );
        }
    }

    /// In a struct a CPU, either all fields have a reduction or none has.
    fn total(&self, errors: &mut Errors) {
        let fields = || self.fields.iter().filter(|field| !field.skipped());
        if fields().all(|field| field.reduce().is_none()) {
            return;
        }
        for field in fields().filter(|field| field.reduce().is_none()) {
            errors.push(
                field.ident,
                format!("`{}` has no reduction, and other fields of `{}` have", field.ident, self.ident),
                "add `sum`, `max` or `min` in `#[snapshot(...)]`: a total over the CPUs needs one for each field",
            );
        }
    }
}

fn is_array_of_integers(kind: &FieldType) -> bool {
    match kind {
        FieldType::Array { element, .. } => matches!(**element, FieldType::Int { .. }) || is_array_of_integers(element),
        _ => false,
    }
}
