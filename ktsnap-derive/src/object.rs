//! Opening the object that a struct names, once a process, and having cargo watch it.

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use ktsnap_btf::Layout;
use proc_macro2::TokenStream;
use quote::quote;

/// Where the object's path starts when the attribute's is relative.
const OBJECT_DIR: &str = "KTSNAP_OBJECT_DIR";
const MANIFEST_DIR: &str = "CARGO_MANIFEST_DIR";

/// An object that was opened, or why not, and the code that has cargo rebuild when that changes.
pub(crate) struct Object {
    pub(crate) layout: Result<Arc<Layout>, Failure>,
    /// Items that name the file and the variables that led to it.
    pub(crate) tracking: TokenStream,
}

/// Why an object gave no layout.
#[derive(Clone)]
pub(crate) struct Failure {
    pub(crate) fact: String,
    pub(crate) help: String,
}

/// Opens the object of that name, as the attribute has it.
pub(crate) fn open(written: &str) -> Object {
    let object_dir = env::var_os(OBJECT_DIR).filter(|dir| !dir.is_empty());
    let path = base(object_dir.as_ref()).join(written);
    let watch_dir = quote! {
        const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(#OBJECT_DIR);
    };
    let (layout, watch_file) = match fs::metadata(&path).and_then(|metadata| Ok((metadata.len(), metadata.modified()?)))
    {
        Ok(stamp) => {
            let included = included(written, object_dir.as_ref());
            (cached(&path, stamp, written), quote! { const _: &[::core::primitive::u8] = #included; })
        }
        // Including a file that is not there would be a second error. Cargo runs a failed build again anyway.
        Err(error) => (Err(unreadable(written, &error)), TokenStream::new()),
    };
    Object { layout, tracking: quote! { #watch_dir #watch_file } }
}

fn base(object_dir: Option<&OsString>) -> PathBuf {
    let manifest_dir = PathBuf::from(env::var_os(MANIFEST_DIR).unwrap_or_default());
    match object_dir {
        Some(dir) => manifest_dir.join(dir),
        None => manifest_dir,
    }
}

/// The file as the compiler finds it again. No path of this machine gets into the expansion unless the attribute
/// holds one.
fn included(written: &str, object_dir: Option<&OsString>) -> TokenStream {
    if Path::new(written).is_absolute() {
        return quote! { ::core::include_bytes!(#written) };
    }
    let manifest = quote! { ::core::env!(#MANIFEST_DIR), "/" };
    let parts = match object_dir {
        Some(dir) if Path::new(dir).is_absolute() => quote! { ::core::env!(#OBJECT_DIR), "/" },
        Some(_) => quote! { #manifest, ::core::env!(#OBJECT_DIR), "/" },
        None => manifest,
    };
    quote! { ::core::include_bytes!(::core::concat!(#parts, #written)) }
}

fn unreadable(written: &str, error: &std::io::Error) -> Failure {
    Failure {
        fact: format!("can't open {written}: {error}"),
        help: format!("build the object first; its path starts at {MANIFEST_DIR}, or at {OBJECT_DIR} when that is set"),
    }
}

/// What tells one state of a file from another.
type Stamp = (u64, SystemTime);

/// Each object's latest state, and what it gave.
type Parsed = HashMap<PathBuf, (Stamp, Result<Arc<Layout>, Failure>)>;

/// The objects this process has parsed, each in its latest state: a compile of many structs parses an object once, and
/// rust-analyzer's server, which lives long, sees it change.
static PARSED: Mutex<Option<Parsed>> = Mutex::new(None);

fn cached(path: &Path, stamp: Stamp, written: &str) -> Result<Arc<Layout>, Failure> {
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    let parsed = parsed.get_or_insert_default();
    match parsed.get(path) {
        Some((known, layout)) if *known == stamp => layout.clone(),
        _ => {
            let layout = parse(path, written);
            parsed.insert(path.to_owned(), (stamp, layout.clone()));
            layout
        }
    }
}

fn parse(path: &Path, written: &str) -> Result<Arc<Layout>, Failure> {
    let bytes = fs::read(path).map_err(|error| unreadable(written, &error))?;
    Layout::parse(&bytes)
        .map(Arc::new)
        .map_err(|error| Failure { fact: format!("{written} {error}"), help: error.help().to_owned() })
}
