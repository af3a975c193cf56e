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
        let resolved = |path: &Path| {
            let (section, var) = self.layout.find(path.root()).find(|(section, _)| section.holds_globals())?;
            Some(self.resolve_var(path, section, var))
        };
        let reparse = |mended: &str| Path::parse_rooted(mended, exists);
        let renamed = field.attribute.rename.as_ref().filter(|_| field.attribute.path.is_none());
        if let Some(rename) = renamed.filter(|rename| !exists(&rename.value())) {
            let written = rename.value();
            let path = match reparse(&written) {
                Err(PathError::Syntax { what: Syntax::SpacedArrow(closed), .. }) => reparse(&closed),
                parsed => parsed,
            };
            let path = path.ok().filter(|path| !path.is_plain());
            let path = path.and_then(|path| match resolved(&path)? {
                Ok(_) => Some(path),
                Err(PathError::Link { mended, .. }) => reparse(&mended).ok(),
                Err(_) => None,
            });
            if let Some(path) = path {
                let fact = format!("`rename` takes a name, but `{written}` is a path");
                errors.push(rename, fact, format!("write `path = \"{}\"` instead of `rename`", path.text()));
                return Some(path);
            }
        }
        self.parsed(field, parsed, reparse, resolved, errors)
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
        let resolved = |path: &Path| Some(self.resolve(path, ty, c_type));
        self.parsed(field, Path::parse_steps(path), Path::parse_steps, resolved, errors)
    }

    /// Reports a syntax error, and a dot that should be an arrow or the reverse. After these, the path is returned as the help
    /// has it, so that the field's type is compared too. The caller reports any other reason why a path does not resolve.
    fn parsed(
        &self,
        field: &Field<'_>,
        parsed: Result<Path, PathError>,
        reparse: impl Fn(&str) -> Result<Path, PathError>,
        resolved: impl Fn(&Path) -> Option<Result<Target, PathError>>,
        errors: &mut Errors,
    ) -> Option<Path> {
        let (error, mended) = match parsed {
            Ok(path) => match resolved(&path) {
                Some(Err(error @ PathError::Link { .. })) => {
                    let PathError::Link { mended, .. } = &error else { return Some(path) };
                    let mended = reparse(mended).ok();
                    (error, mended)
                }
                _ => return Some(path),
            },
            Err(error) => {
                let mended = match &error {
                    PathError::Syntax { what: Syntax::SpacedArrow(closed), .. } => reparse(closed).ok(),
                    _ => None,
                };
                (error, mended)
            }
        };
        errors.push(field.name_token(), error.fact(self.object), error.help());
        mended
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
            PathError::NoMember { .. } => {
                suggest::deeper(field, ty, c_type, self.layout).unwrap_or_else(|| error.help())
            }
            error => self.help(error),
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
            .map_err(|error| errors.push(field.name_token(), error.fact(self.object), self.help(&error)))
            .ok()
    }

    /// How to mend the path. A layout file only has the target of a pointer if it was exported with it.
    fn help(&self, error: &PathError) -> String {
        let command = match error {
            PathError::NoTarget { tag: Some(tag), .. } => self.opened.export_with_type(tag),
            _ => None,
        };
        command.map_or_else(|| error.help(), |command| format!("export the file again with `{command}`"))
    }

    fn resolve_var(&self, path: &Path, section: &Section, var: &Var) -> Result<Target, PathError> {
        let resolve = if self.extern_enums { resolve_var_with_extern_enums } else { resolve_var };
        resolve(path, section, var, self.layout)
    }
}
