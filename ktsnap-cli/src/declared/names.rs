//! The names that rustc would resolve: aliases, constants as lengths, and the structs and enums that fields have as types.

use ktsnap_derive_internals::enums::{self, EnumDeclaration};
use ktsnap_derive_internals::object::Origin;
use syn::{DeriveInput, Expr, ExprLit, GenericArgument, Item, Lit, Path, PathArguments, Type};

use super::file::{Found, Scope};
use super::mistake::Mistakes;
use super::modules::Unresolved;
use super::source::Source;

/// How deep aliases and structs can nest.
const DEPTH: usize = 32;

/// The names in a module.
#[derive(Clone)]
pub(super) struct Names<'a> {
    pub(super) source: &'a Source,
    /// The module.
    pub(super) scope: Scope,
    pub(super) origin: &'a Origin,
    /// How many structs are around this one.
    pub(super) depth: usize,
}

/// The variants of an enum.
pub(super) struct Variants {
    /// The enumerator that each mirrors, with its value.
    pub(super) values: Vec<(String, i128)>,
    /// The enum in C.
    pub(super) tag: Option<String>,
    /// Whether no variant is for all other values.
    pub(super) is_exhaustive: bool,
}

impl Names<'_> {
    /// The struct without aliases and constants in the types of its fields.
    pub(super) fn resolved(&self, input: &DeriveInput, mistakes: &mut Mistakes) -> DeriveInput {
        let mut input = input.clone();
        if let syn::Data::Struct(of) = &mut input.data {
            for field in &mut of.fields {
                self.resolve(&mut field.ty, 0, mistakes);
            }
        }
        input
    }

    fn resolve(&self, ty: &mut Type, depth: usize, mistakes: &mut Mistakes) {
        if depth > DEPTH {
            mistakes.push(&*ty, "this type has too many aliases inside each other", "write the type");
            return;
        }
        match ty {
            Type::Group(group) => self.resolve(&mut group.elem, depth + 1, mistakes),
            Type::Paren(paren) => self.resolve(&mut paren.elem, depth + 1, mistakes),
            Type::Array(array) => {
                self.resolve(&mut array.elem, depth + 1, mistakes);
                self.resolve_length(&mut array.len, mistakes);
            }
            Type::Path(path) => {
                let found = self.type_named(&path.path);
                if let Some((found, Item::Type(alias))) = found.as_ref().and_then(|found| Some((found, found.item()?)))
                {
                    if !alias.generics.params.is_empty() {
                        let fact = format!("`{}` is an alias with parameters, which only rustc resolves", alias.ident);
                        mistakes.push(&*ty, &fact, "write the type itself");
                        return;
                    }
                    let mut of = (*alias.ty).clone();
                    let there = self.at(&found.scope);
                    there.resolve(&mut of, depth + 1, mistakes);
                    if let Some(other) = self.means_otherwise(&of, &there) {
                        let fact =
                            format!("`{}` is an alias in another module, where `{other}` is another type", alias.ident);
                        mistakes.push(&*ty, &fact, &format!("write the type itself, and import `{other}`"));
                        return;
                    }
                    *ty = of;
                    return;
                }
                let Some(last) = path.path.segments.last_mut() else { return };
                if let PathArguments::AngleBracketed(arguments) = &mut last.arguments {
                    for argument in &mut arguments.args {
                        if let GenericArgument::Type(ty) = argument {
                            self.resolve(ty, depth + 1, mistakes);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn resolve_length(&self, len: &mut Expr, mistakes: &mut Mistakes) {
        if number(len).is_some() {
            return;
        }
        if let Some(value) = self.of_variant(len) {
            let value = syn::LitInt::new(&value.to_string(), syn::spanned::Spanned::span(&*len));
            *len = Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::Int(value) });
            return;
        }
        let constant = match &*len {
            Expr::Path(path) => self.item(&path.path, |found| matches!(found.item(), Some(Item::Const(_)))).ok(),
            _ => None,
        };
        let value = match constant.as_ref().and_then(Found::item) {
            Some(Item::Const(of)) => number(&of.expr).map(|_| (*of.expr).clone()),
            _ => None,
        };
        if let Some(value) = value {
            *len = value;
            return;
        }
        let text = quote::ToTokens::to_token_stream(&*len).to_string();
        let fact = format!("the length `{text}` is not a number, nor a constant or an enumerator that can be found");
        mistakes.push(&*len, &fact, "write the number");
    }

    /// The value of `Enum::Variant as usize`.
    fn of_variant(&self, len: &Expr) -> Option<u64> {
        let Expr::Cast(cast) = len else { return None };
        let Expr::Path(path) = cast.expr.as_ref() else { return None };
        let mut of = path.path.clone();
        let variant = of.segments.pop()?.ident;
        of.segments.pop_punct();
        let found = self.type_named(&of)?;
        let Some(Item::Enum(of)) = found.item() else { return None };
        let input = DeriveInput::from(of.clone());
        let origin = Origin { object: None, ..self.origin.clone() };
        let read = enums::read(&input, &origin);
        let value = read.variants.iter().find(|found| *found.ident == variant)?.value.known()?;
        u64::try_from(value).ok()
    }

    /// The struct, enum or alias of a name. `None` for any other type.
    pub(super) fn type_named(&self, path: &Path) -> Option<Found> {
        self.item(path, Found::is_type).ok()
    }

    /// The item of a path.
    pub(super) fn item(&self, path: &Path, is: fn(&Found) -> bool) -> Result<Found, Unresolved> {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if path.leading_colon.is_some() {
            return Err(Unresolved::NotFound);
        }
        self.source.modules.item(&self.scope, &names, is)
    }

    /// A name in a type that means another type in this module than there, or none.
    fn means_otherwise(&self, ty: &Type, there: &Self) -> Option<String> {
        if self.scope.is(&there.scope) {
            return None;
        }
        match ty {
            Type::Group(group) => self.means_otherwise(&group.elem, there),
            Type::Paren(paren) => self.means_otherwise(&paren.elem, there),
            Type::Array(array) => self.means_otherwise(&array.elem, there),
            Type::Path(path) => {
                let (here, of_alias) = (self.type_named(&path.path), there.type_named(&path.path));
                if of_alias.is_some_and(|of_alias| here.is_none_or(|here| !here.is(&of_alias))) {
                    return Some(quote::ToTokens::to_token_stream(&path.path).to_string().replace(' ', ""));
                }
                let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
                    return None;
                };
                arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(ty) => self.means_otherwise(ty, there),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// The variants of an enum.
    pub(super) fn variants(&self, of: &syn::ItemEnum, mistakes: &mut Mistakes) -> Option<Variants> {
        let input = DeriveInput::from(of.clone());
        // An enum names its own object.
        let origin = Origin { object: None, ..self.origin.clone() };
        let EnumDeclaration { attributes, variants, other, errors, .. } = enums::read(&input, &origin);
        mistakes.extend(errors.iter());
        let values = variants.iter().map(|variant| match variant.value.known() {
            Some(value) => Some((variant.name.clone(), value)),
            None => {
                let fact = format!("the value of `{}` is an expression, which only rustc computes", variant.ident);
                mistakes.push(variant.ident, &fact, "write the number");
                None
            }
        });
        let values: Vec<_> = values.collect::<Option<_>>()?;
        let tag = attributes.tag.as_ref().map(syn::LitStr::value);
        (errors.count() == 0).then_some(Variants { values, tag, is_exhaustive: other.is_none() })
    }

    /// The value of an enumerator that one of these Rust enums has.
    pub(super) fn enumerator(&self, enums: &[Path], name: &str, mistakes: &mut Mistakes) -> Option<i128> {
        for path in enums {
            let found = self.type_named(path);
            let Some((scope, Item::Enum(of))) = found.as_ref().and_then(|found| Some((&found.scope, found.item()?)))
            else {
                let text = quote::ToTokens::to_token_stream(path).to_string().replace(' ', "");
                mistakes.push(path, &format!("no enum `{text}` can be found"), "import it from a module of this crate");
                return None;
            };
            let variants = mistakes.in_file(&scope.file.path, |mistakes| self.variants(of, mistakes))?;
            if let Some((_, value)) = variants.values.iter().find(|(other, _)| other == name) {
                return Some(*value);
            }
        }
        if let Some(first) = enums.first() {
            let help = "add the variant, or write the number".to_owned();
            mistakes.push(first, &format!("no enum in `enums(...)` has a variant for `{name}`"), &help);
        }
        None
    }

    /// The names in the module of a struct that is inside this one. `None` if structs nest without end.
    pub(super) fn inside(&self, scope: &Scope) -> Option<Self> {
        (self.depth < DEPTH).then(|| Self { depth: self.depth + 1, ..self.at(scope) })
    }

    fn at(&self, scope: &Scope) -> Self {
        Self { scope: scope.clone(), ..self.clone() }
    }
}

/// The number that a literal is.
fn number(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Group(group) => number(&group.expr),
        Expr::Paren(paren) => number(&paren.expr),
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().ok(),
        _ => None,
    }
}
