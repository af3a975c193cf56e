//! Who opens the files that attributes name: a macro in a build, or a command that reads a file of a package.

use std::env::{self, VarError};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use ktsnap_btf::Layout;

use super::path::MANIFEST_DIR;

/// Where the files that attributes name are looked for. The default is that of a macro, for which Cargo sets variables.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The package of the file that a command reads. `None` in a macro.
    pub package: Option<PathBuf>,
    /// An object that replaces the one in the attributes, with its name in messages.
    pub object: Option<(String, Arc<Layout>)>,
}

impl Origin {
    /// The value of an environment variable.
    pub(super) fn os_variable(&self, name: &str) -> Option<OsString> {
        match (&self.package, name) {
            (Some(package), MANIFEST_DIR) => Some(package.clone().into_os_string()),
            // A command of a terminal inside a build would have the folder of another package.
            (Some(_), "OUT_DIR") => None,
            _ => env::var_os(name),
        }
    }

    /// The value of an environment variable as text.
    pub(super) fn variable(&self, name: &str) -> Result<String, VarError> {
        let value = self.os_variable(name).ok_or(VarError::NotPresent)?;
        value.into_string().map_err(VarError::NotUnicode)
    }

    /// Whether a command reads the file.
    pub(super) fn is_command(&self) -> bool {
        self.package.is_some()
    }
}
