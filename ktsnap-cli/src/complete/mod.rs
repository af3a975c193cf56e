//! Completions in a shell. The script that `ktsnap completions` prints runs `ktsnap` for each completion, with the words of the
//! command line, so that sections, maps and variables are those of the object or report among the words.
//!
//! A completion never prints an error, and reads at most one small file.

mod names;

use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use crate::args::{Args, Completions};
use crate::failure::Failure;
use names::Names;

/// The variable that the script sets.
const VARIABLE: &str = "KTSNAP_COMPLETE";

/// The most candidates of a completion.
const MOST: usize = 1000;

/// Prints the script of a shell.
pub(crate) fn script(args: &Completions, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let shells = Shells::builtins();
    let name = args.shell.to_string();
    let Some(shell) = shells.completer(&name) else {
        return Err(Failure::new(format!("there are no completions for {name}"), "give `bash`, `zsh` or `fish`"));
    };
    // Into memory first: the error is that of standard output then.
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "ktsnap", "ktsnap", "ktsnap", &mut script)?;
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// Completes a command line, if the script of a shell asks for it.
pub(crate) fn answer() -> bool {
    let completions = CompleteEnv::with_factory(command).var(VARIABLE);
    // The shell would print an error into the line that the user edits.
    completions.try_complete(env::args_os(), env::current_dir().ok().as_deref()).unwrap_or(true)
}

/// The command with completions of the options that name a part of an object or report.
fn command() -> clap::Command {
    let mut command = Args::command();
    let subcommands: Vec<_> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in subcommands {
        command = command.mut_subcommand(name, |sub| sub.mut_args(completed));
    }
    command
}

fn completed(arg: clap::Arg) -> clap::Arg {
    let complete: fn(&OsStr) -> Vec<CompletionCandidate> = match arg.get_id().as_str() {
        "section" => |current| candidates(current, Names::sections),
        "map" => |current| candidates(current, Names::maps),
        "only" | "rows" | "histogram" | "plot" => |current| candidates(current, Names::variables),
        "key" => |current| candidates(current, Names::enums),
        "struct_ops" => |current| candidates(current, Names::struct_ops),
        "place" => |current| candidates(current, |names| names.places(&current.to_string_lossy())),
        _ => return arg,
    };
    arg.add(ArgValueCompleter::new(complete))
}

/// The names that begin with the word that is completed.
fn candidates(current: &OsStr, list: impl Fn(&Names) -> Vec<String>) -> Vec<CompletionCandidate> {
    let (Some(current), Some(names)) = (current.to_str(), Names::of_words(&words())) else { return Vec::new() };
    let mut found = list(&names);
    found.retain(|name| name.starts_with(current) && is_plain(name));
    found.sort();
    found.dedup();
    found.truncate(MOST);
    found.into_iter().map(CompletionCandidate::new).collect()
}

/// The words of the command line that is completed: the script gives them after `--`.
fn words() -> Vec<std::ffi::OsString> {
    env::args_os().skip_while(|word| word != "--").skip(1).collect()
}

/// Whether a name means itself in every shell. A file can hold any name.
fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-@+:".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_shell_would_interpret_is_no_candidate() {
        assert!(is_plain("bpf_bpf.bss") && is_plain(".data.uei_dump") && is_plain("stats.0"));
        for name in ["$(reboot)", "a b", "a;b", "`a`", "a\nb", "a\u{1b}[31m", "'", "a*"] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
