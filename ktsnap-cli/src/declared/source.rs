//! Finding a struct in a Rust file.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, PoisonError, RwLock};

use ktsnap_btf::closest;
use ktsnap_core::__private::RustMember;
use syn::{DeriveInput, Item};

use super::file::{Found, RustFile, Scope};
use super::modules::Modules;
use crate::failure::Failure;
use crate::screen::text::listed;

/// A Rust file, and the struct in it that is wanted.
pub(super) struct Source {
    pub(super) file: Rc<RustFile>,
    /// The name of the struct, with the modules that the user wrote before it.
    wanted: Vec<String>,
    /// The files of the crate.
    pub(super) modules: Modules,
    /// How differences take the fields of the structs that are types of fields.
    pub(super) rules: Rules,
}

/// How a difference takes a field of a struct, by the address of the member. Several threads can read a struct.
#[derive(Clone, Default)]
pub(super) struct Rules(Arc<RwLock<HashMap<usize, Rule>>>);

impl Rules {
    /// The rule of a member.
    pub(super) fn of(&self, member: &RustMember) -> Rule {
        let rules = self.0.read().unwrap_or_else(PoisonError::into_inner);
        rules.get(&std::ptr::from_ref(member).addr()).copied().unwrap_or_default()
    }

    /// Sets the rule of a member, which lives as long as the command.
    pub(super) fn set(&self, member: &'static RustMember, rule: Rule) {
        let mut rules = self.0.write().unwrap_or_else(PoisonError::into_inner);
        rules.insert(std::ptr::from_ref(member).addr(), rule);
    }
}

/// How a difference takes a field.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rule {
    /// Whether it keeps the later value.
    pub(super) keeps_later: bool,
    /// Whether a counter may decrease.
    pub(super) saturating: bool,
}

impl Source {
    /// Opens the file of `FILE.rs:NAME`.
    pub(super) fn open(written: &str) -> Result<Self, Failure> {
        // The name can have modules: `counters.rs:bpf::Bss`.
        let split = written.rfind(".rs:").map(|at| written.split_at(at + 3));
        let Some((file, name)) = split.map(|(file, name)| (file, name.trim_start_matches(':'))) else {
            let fact = format!("`--struct {written}` does not name a file and a struct");
            return Err(Failure::new(fact, "write `--struct FILE.rs:NAME`"));
        };
        let modules = Modules::default();
        let file = modules.open(Path::new(file))?;
        let wanted = name.split("::").map(str::to_owned).collect();
        Ok(Self { file, wanted, modules, rules: Rules::default() })
    }

    /// A struct in the text of a file. `path` is the name of the file in messages.
    pub(super) fn of_text(path: &Path, text: &str, name: &str) -> Result<Self, Failure> {
        let modules = Modules::default();
        let file = modules.add(RustFile::parse(path, text)?);
        Ok(Self { file, wanted: vec![name.to_owned()], modules, rules: Rules::default() })
    }

    /// The struct that is wanted, and its module.
    pub(super) fn named(&self) -> Result<(DeriveInput, Scope), Failure> {
        let name = self.wanted.last().map(String::as_str).unwrap_or_default();
        let modules = self.wanted.split_last().map(|(_, modules)| modules).unwrap_or_default();
        let called = Scope::all(&self.file).filter(|found| found.is_called(name));
        let all: Vec<_> = called.filter(|found| found.scope.names().ends_with(modules)).collect();
        let structs: Vec<_> = all.iter().filter(|found| matches!(found.item(), Some(Item::Struct(_)))).collect();
        let file = self.file.path.display();
        match (structs.as_slice(), all.as_slice()) {
            ([found], _) => {
                let Some(Item::Struct(of)) = found.item() else { return Err(self.missing(name)) };
                if !of.attrs.iter().any(is_derived) {
                    let fact = format!("`{name}` in {file} does not derive `SnapshotSchema`");
                    return Err(Failure::new(fact, "add `#[derive(SnapshotSchema)]`, or name another struct"));
                }
                Ok((DeriveInput::from(of.clone()), found.scope.clone()))
            }
            ([], [found]) => match found.item() {
                Some(Item::Type(alias)) => {
                    let to = quote::ToTokens::to_token_stream(&alias.ty).to_string().replace(' ', "");
                    let fact = format!("`{name}` in {file} is an alias");
                    Err(Failure::new(fact, format!("name the struct: `--struct {file}:{to}`")))
                }
                _ => Err(Failure::new(format!("`{name}` in {file} is not a struct"), "name a struct")),
            },
            ([], _) => Err(self.missing(name)),
            (several, _) => {
                let paths: Vec<_> = several.iter().map(|found| format!("{file}:{found}")).collect();
                let fact = format!("{file} has {} structs `{name}`", several.len());
                let is_told_apart = paths.windows(2).all(|two| two.first() != two.last());
                let help = if is_told_apart {
                    format!("name one of {}", listed(paths.iter().map(String::as_str)))
                } else {
                    "rename one of them".to_owned()
                };
                Err(Failure::new(fact, help))
            }
        }
    }

    /// The error for a name that no struct has.
    fn missing(&self, name: &str) -> Failure {
        let derived = |found: &Found| matches!(found.item(), Some(Item::Struct(of)) if of.attrs.iter().any(is_derived));
        let names: Vec<String> = Scope::all(&self.file).filter(derived).map(|found| found.to_string()).collect();
        let bare = || names.iter().map(|path| path.rsplit("::").next().unwrap_or(path));
        let help = match closest(name, bare()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() && self.file.has_macros => {
                "the file calls macros, which are not expanded here: write the struct in a file".to_owned()
            }
            None if names.is_empty() => "no struct in it derives `SnapshotSchema`".to_owned(),
            None => format!("its structs are {}", listed(names.iter().map(String::as_str))),
        };
        Failure::new(format!("{} has no struct `{name}`", self.file.path.display()), help)
    }
}

/// Whether an attribute is `derive` with `SnapshotSchema`, also in `cfg_attr`.
fn is_derived(attribute: &syn::Attribute) -> bool {
    let text = quote::ToTokens::to_token_stream(attribute).to_string();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    text.contains("derive") && words.any(|word| word == "SnapshotSchema")
}
