//! The path of a field: its syntax, and the value that it names.

use ktsnap_btf::path::{Syntax, resolve_var, resolve_var_with_extern_enums};
use ktsnap_btf::{Path, PathError, Section, Target, Type, Var, resolve, resolve_with_extern_enums};

use super::Checker;
use crate::error::Errors;
use crate::parse::{Field, FieldSource};
use crate::resolve::suggest;

impl Checker<'_, '_> {
    /// The path of a field in a struct of globals. A variable's name can have dots.
    pub(super) fn rooted(&self, field: &Field<'_>, errors: &mut Errors) -> Option<Path> {
        if field.skipped() || field.attribute.key.is_some() {
            return None;
        }
        let exists = |name: &str| self.layout.find(name).next().is_some();
        let parsed = match field.source()? {
            // The name is taken as it is, even with dots or brackets.
            FieldSource::Name(name) => Path::parse_rooted(&name, |root| root == name),
            FieldSource::Path(path) => Path::parse_rooted(&path, exists),
        };
        let resolves = |path: &Path| {
            let (section, var) = self.layout.find(path.root()).find(|(section, _)| section.holds_globals())?;
            self.resolve_var(path, section, var).ok()
        };
        let renamed = field.attribute.rename.as_ref().filter(|_| field.attribute.path.is_none());
        if let Some(rename) = renamed.filter(|rename| !exists(&rename.value())) {
            let dotted = rename.value().split("->").map(str::trim).collect::<Vec<_>>().join(".");
            if let Ok(path) = Path::parse_rooted(&dotted, exists)
                && !path.is_plain()
                && resolves(&path).is_some()
            {
                let fact = format!("`rename` takes a name, but `{}` is a path", rename.value());
                errors.push(rename, fact, format!("write `path = \"{dotted}\"` instead of `rename`"));
                return Some(path);
            }
        }
        let reparse = |dotted: &str| Path::parse_rooted(dotted, exists);
        self.parsed(field, parsed, reparse, |path| resolves(path).is_some(), errors)
    }

    /// The path of a field in a struct of members.
    pub(super) fn stepped(&self, field: &Field<'_>, ty: &Type, c_type: &str, errors: &mut Errors) -> Option<Path> {
        if field.skipped() || field.attribute.key.is_some() {
            return None;
        }
        match field.source()? {
            FieldSource::Name(path) | FieldSource::Path(path) => self.parsed_steps(field, &path, ty, c_type, errors),
        }
    }

    /// A path into a type that C spells `c_type`.
    pub(super) fn parsed_steps(
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

    /// Reports a syntax error. If the path has arrows and resolves with dots instead, the arrows are the error. If it does
    /// not resolve either way, the path with dots is returned and the caller reports why.
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
        let resolve = if self.extern_enums { resolve_with_extern_enums } else { resolve };
        resolve(path, ty, c_type, self.layout)
    }

    pub(super) fn target(
        &self,
        field: &Field<'_>,
        path: &Path,
        ty: &Type,
        c_type: &str,
        errors: &mut Errors,
    ) -> Option<Target> {
        let help = |error: &PathError| match error {
            // The name may be that of a nested member.
            PathError::NoMember { .. } if field.attribute.path.is_none() => {
                suggest::deeper(field, ty, c_type, self.layout).unwrap_or_else(|| error.help())
            }
            error => error.help(),
        };
        self.resolve(path, ty, c_type)
            .map_err(|error| errors.push(field.name_token(), error.fact(self.object), help(&error)))
            .ok()
    }

    pub(super) fn var_target(
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
        let resolve = if self.extern_enums { resolve_var_with_extern_enums } else { resolve_var };
        resolve(path, section, var, self.layout)
    }
}
