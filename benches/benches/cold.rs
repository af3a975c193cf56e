//! What the first build of a package with ktsnap costs, compared with serde and serde_json: the number of crates, and the processor
//! time of `cargo check` and of a debug `cargo build` in an empty target folder. What cargo downloads is not counted.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rounds, in which the packages take turns.
const ROUNDS: usize = 3;

const COMMANDS: [&str; 2] = ["check", "build"];

/// A package and its dependencies. The first is the one that ours is compared with.
const PACKAGES: [(&str, &str); 2] = [
    ("serde", "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n"),
    ("ktsnap", concat!("ktsnap = { path = \"", env!("CARGO_MANIFEST_DIR"), "/..\" }\n")),
];

/// A package without code.
struct Empty {
    name: &'static str,
    folder: PathBuf,
}

impl Empty {
    /// Writes the package, with the repository's versions of dependencies.
    fn write(name: &'static str, dependencies: &str) -> Result<Self, Box<dyn Error>> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cold").join(name);
        fs::create_dir_all(folder.join("src"))?;
        let head = "version = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n";
        fs::write(folder.join("Cargo.toml"), format!("[package]\nname = \"cold-{name}\"\n{head}{dependencies}"))?;
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        Ok(Self { name, folder })
    }

    /// The number of crates that the package depends on.
    fn crates(&self) -> Result<usize, Box<dyn Error>> {
        let tree = self.cargo(&["tree", "--edges", "normal,build", "--prefix", "none", "--no-dedupe"])?;
        let crates: BTreeSet<_> = tree.lines().filter_map(|line| line.split(" (").next()).collect();
        Ok(crates.len() - 1)
    }

    /// The seconds of processor time that a command takes in an empty target folder.
    fn cold(&self, command: &str) -> Result<f64, Box<dyn Error>> {
        let target = self.folder.join("target");
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        let before = of_children()?;
        self.cargo(&[command, "--frozen"])?;
        Ok(of_children()? - before)
    }

    fn cargo(&self, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env_remove("RUSTFLAGS")
            .output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("cargo {} of {}: {said}", arguments.join(" "), self.name).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// The processor time of all programs that this one has waited for, and that they have waited for, in seconds: `cutime` and `cstime`
/// of proc_pid_stat(5), in the ticks of `sysconf(_SC_CLK_TCK)`, which are 100 a second on Linux.
fn of_children() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in parentheses, can have blanks.
    let (_, fields) = stat.rsplit_once(')').ok_or("no name in /proc/self/stat")?;
    let ticks = fields.split_whitespace().skip(13).take(2).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok(ticks / 100.0)
}

fn main() -> Result<(), Box<dyn Error>> {
    let packages = PACKAGES.map(|(name, dependencies)| Empty::write(name, dependencies));
    let packages = packages.into_iter().collect::<Result<Vec<_>, _>>()?;
    for package in &packages {
        package.cargo(&["fetch"])?;
    }
    let crates = packages.iter().map(Empty::crates).collect::<Result<Vec<_>, _>>()?;
    // With `--test` the packages only have to resolve.
    if std::env::args().any(|arg| arg == "--test") {
        return Ok(());
    }
    let mut rounds = [[[0.0; COMMANDS.len()]; PACKAGES.len()]; ROUNDS];
    for (number, times) in rounds.iter_mut().enumerate() {
        eprintln!("round {} of {ROUNDS}", number + 1);
        for (at, command) in COMMANDS.into_iter().enumerate() {
            for (package, times) in packages.iter().zip(times.iter_mut()) {
                times[at] = package.cold(command)?;
            }
        }
    }
    println!("\nThe first build of an empty package; seconds of processor time");
    println!("{:16} {:>8} {:>8} {:>8}", "", "crates", COMMANDS[0], COMMANDS[1]);
    for (number, package) in packages.iter().enumerate() {
        let [check, build] = [0, 1].map(|at| median(rounds.iter().map(|times| times[number][at])));
        println!("{:16} {:>8} {check:>8.1} {build:>8.1}", package.name, crates[number]);
    }
    let [check, build] = [0, 1].map(|at| median(rounds.iter().map(|times| times[1][at] / times[0][at])));
    println!("{:16} {:>8} {check:>8.2} {build:>8.2}   wanted: at most 30 crates and 2.00", "ktsnap / serde", "");
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<_> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
