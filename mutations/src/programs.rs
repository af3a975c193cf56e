//! The test programs of the copy.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;

use crate::Failure;
use crate::limits::{Limits, limited};
use crate::workspace::Copy;

/// Packages and test programs that are left out: they run the compiler, or compare texts that no mutation changes.
const LEFT_OUT: [(&str, &str); 5] = [
    ("ktsnap", "manifests"),
    ("ktsnap", "ui"),
    ("ktsnap-cli", "book"),
    ("ktsnap-cli", "remedies"),
    ("language", "wording"),
];

/// The crate whose tests run the program `ktsnap`, which takes longer than a call.
const OF_COMMAND: &str = "ktsnap-cli";

/// A test longer than this is left out, since it would run with each of the thousands of mutations that it reaches.
pub(crate) const LONGEST: Duration = Duration::from_secs(5);

/// A test program.
pub(crate) struct Program {
    pub(crate) package: String,
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    folder: PathBuf,
    libraries: String,
    /// Some tests of the command write files with fixed names.
    pub(crate) alone: Mutex<()>,
}

impl Program {
    /// A command that runs tests of this program.
    pub(crate) fn command(&self, limits: Limits) -> Command {
        let mut command = limited(&self.path, limits);
        // These are the variables that cargo sets.
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("LD_LIBRARY_PATH", &self.libraries);
        command.args(["--test-threads", "1"]);
        command
    }

    pub(crate) fn is_of_command(&self) -> bool {
        self.package == OF_COMMAND
    }

    /// The names of its tests.
    pub(crate) fn tests(&self) -> Result<Vec<String>, Failure> {
        let output = self.command(Limits::for_tests_of(LONGEST)).args(["--list", "--format", "terse"]).output()?;
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{} does not list its tests: {error}", self.path.display()).into());
        }
        let list = String::from_utf8(output.stdout)?;
        Ok(list.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
    }
}

/// Builds the tests of the workspace.
pub(crate) fn build(copy: &Copy) -> Result<Vec<Program>, Failure> {
    eprintln!("building the tests");
    let mut cargo = copy.cargo();
    cargo.args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-run", "--message-format", "json"]);
    let output = cargo.stderr(Stdio::inherit()).output()?;
    let output_text = String::from_utf8(output.stdout)?;
    let messages = || output_text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    if !output.status.success() {
        let errors: Vec<_> = messages().filter_map(|it| Some(it["message"]["rendered"].as_str()?.to_owned())).collect();
        return Err(format!("the tests don't compile:\n{}", errors.join("\n")).into());
    }
    let libraries = libraries()?;
    let programs = messages().filter_map(|message| program(&message, &libraries));
    Ok(programs.filter(|program| !LEFT_OUT.contains(&(&program.package, &program.name))).collect())
}

fn program(message: &Value, libraries: &str) -> Option<Program> {
    let is_test = message["profile"]["test"].as_bool() == Some(true);
    let path = message["executable"].as_str().filter(|_| is_test)?;
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?;
    let package = message["package_id"].as_str()?;
    // `path+file:///folder#0.1.0` or `path+file:///folder#name@0.1.0`
    let (place, version) = package.rsplit_once('#')?;
    let name = version.split_once('@').map(|(name, _)| name).or_else(|| place.rsplit('/').next())?;
    Some(Program {
        package: name.to_owned(),
        name: message["target"]["name"].as_str()?.to_owned(),
        path: path.into(),
        folder: folder.to_owned(),
        libraries: libraries.to_owned(),
        alone: Mutex::new(()),
    })
}

/// The folder of the compiler's libraries, which the tests of a procedural macro need.
fn libraries() -> Result<String, Failure> {
    let output = Command::new("rustc").args(["--print", "target-libdir"]).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
