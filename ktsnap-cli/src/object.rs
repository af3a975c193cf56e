//! The object that a command reads: from a file, or loaded on this machine.

use std::path::{Path, PathBuf};

use ktsnap_btf::{EmbeddedObject, Layout, LayoutFile, ObjectError, Type, Var};
use sha2::{Digest, Sha256};

use crate::args::Object;
use crate::args::select::OfObject;
use crate::counters;
use crate::failure::{Failure, note};
use crate::report::source::decompress;
use crate::source::{self, Compression};

/// An opened OBJECT.
pub(crate) enum Opened {
    /// A BPF object, from a file of its own or embedded in a program.
    Object {
        /// The bytes of the object, without the program around it.
        bytes: Vec<u8>,
        layout: Layout,
    },
    /// A layout file.
    File(LayoutFile),
}

impl Opened {
    pub(crate) fn layout(&self) -> &Layout {
        match self {
            Self::Object { layout, .. } => layout,
            Self::File(file) => file.layout(),
        }
    }

    /// Whether it is a layout file.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }
}

/// The object or layout file that describes the maps of reports.
pub(crate) struct Describing {
    opened: Opened,
    path: PathBuf,
}

impl Describing {
    /// Opens the object that the options name.
    pub(crate) fn open(of: &OfObject) -> Result<Option<Self>, Failure> {
        let Some(path) = &of.object else { return Ok(None) };
        let opened = open(&Object { path: path.clone(), struct_ops: of.struct_ops.clone() })?;
        Ok(Some(Self { opened, path: path.clone() }))
    }

    /// A layout file that was found.
    pub(crate) fn found(file: LayoutFile, path: PathBuf) -> Self {
        Self { opened: Opened::File(file), path }
    }

    /// Says that the names are those of a layout file that was found.
    pub(crate) fn note(&self) {
        note(format_args!(
            "the names are those of the layout file {}; `--object` chooses another",
            self.path.display()
        ));
    }

    /// The object, for a plan of counters.
    pub(crate) fn object(&self) -> counters::Object<'_> {
        counters::Object { layout: self.opened.layout(), path: &self.path, is_layout_file: self.opened.is_file() }
    }
}

/// Opens an object or a layout file.
pub(crate) fn open(object: &Object) -> Result<Opened, Failure> {
    let (path, struct_ops) = (&object.path, object.struct_ops.as_deref());
    let bytes = source::read(path).map_err(|error| Failure::of(path, "can't be opened", error))?;
    if bytes.is_empty() {
        return Err(Failure::of(path, "is empty", "give a BPF object, a scheduler's binary or a layout file"));
    }
    if let Some(format) = Compression::of(&bytes) {
        return Err(Failure::of(path, format.fact(), decompress(path, format)));
    }
    if bytes.trim_ascii_start().first() == Some(&b'{') {
        return file(path, &bytes, struct_ops).map(Opened::File);
    }
    let found = EmbeddedObject::choose(&bytes, struct_ops).map_err(|error| refused(path, &error))?;
    Ok(Opened::Object { bytes: found.bytes.into_owned(), layout: found.layout })
}

fn file(path: &Path, text: &[u8], struct_ops: Option<&str>) -> Result<LayoutFile, Failure> {
    let file = LayoutFile::parse(text).map_err(|error| Failure::of(path, &error, error.help()))?;
    match struct_ops {
        Some(wanted) if !file.layout().struct_ops.iter().any(|variable| variable == wanted) => {
            let struct_ops = vec![file.layout().struct_ops.clone()];
            Err(refused(path, &ObjectError::NoStructOps { wanted: wanted.to_owned(), struct_ops }))
        }
        _ => Ok(file),
    }
}

fn refused(path: &Path, error: &ObjectError) -> Failure {
    match error {
        ObjectError::Several { struct_ops } if struct_ops.iter().any(|variables| !variables.is_empty()) => {
            Failure::of(path, error, "select one with `--struct-ops VARIABLE`")
        }
        error => Failure::of(path, error, error.help()),
    }
}

/// The SHA-256 of an opened object, or of the object that a layout file was written from.
pub(crate) fn fingerprint(opened: &Opened) -> Option<[u8; 32]> {
    match opened {
        Opened::Object { bytes, .. } => Some(Sha256::digest(bytes).into()),
        Opened::File(file) => file.sha256(),
    }
}

/// Whether a variable is a format string. Macros such as `bpf_printk` make a static `____fmt` for each message, and a
/// scheduler has hundreds.
pub(crate) fn is_format(var: &Var) -> bool {
    let text = matches!(&var.ty, Type::Array { element, .. } if **element == Type::Char);
    let name = var.name.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('.');
    text && name.ends_with("___fmt")
}

/// Finding the loaded object that `capture` and `watch` read.
#[cfg(feature = "live")]
pub(crate) mod running {
    use ktsnap_live::{Instance, LiveError, Machine};

    use crate::args::RunningArgs;
    use crate::failure::Failure;

    /// Finds the object that the arguments name; by default that of the attached scheduler.
    pub(crate) fn find(named: &RunningArgs, machine: &Machine) -> Result<Instance, LiveError> {
        match (&named.scheduler, &named.program) {
            (Some(name), _) => machine.scheduler(name),
            (None, Some(program)) => machine.program(program),
            (None, None) => machine.attached(),
        }
    }

    /// Whether waiting can't resolve the error.
    pub(crate) fn is_final(error: &LiveError, named: &RunningArgs) -> bool {
        match error {
            LiveError::Permission { .. } | LiveError::NoSchedExt { .. } | LiveError::SeveralPrograms { .. } => true,
            // The kernel never reuses an id before a reboot.
            LiveError::NoProgram { .. } => {
                named.program.as_ref().is_some_and(|program| program.bytes().all(|byte| byte.is_ascii_digit()))
            }
            _ => false,
        }
    }

    impl From<LiveError> for Failure {
        fn from(error: LiveError) -> Self {
            Self::Message(error.to_string())
        }
    }
}
