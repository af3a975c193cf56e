//! Completions, asked for as the script of a shell asks for them, and by real shells.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::path::Path;
use std::process::Command;

use support::{Scratch, ktsnap, repository};

const OBJECT: &str = "examples/bpf/dispatch.bpf.o";
const REPORT: &str = "examples/captures/dispatch-swap.json";

/// The candidates for the last word. Nothing may be written to standard error.
fn completed(words: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.current_dir(repository()).env("KTSNAP_COMPLETE", "fish").arg("--").arg("ktsnap").args(words);
    let output = command.output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let out = String::from_utf8(output.stdout).unwrap();
    out.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn sections_maps_and_variables_are_those_of_the_object() {
    assert_eq!(completed(&["layout", OBJECT, "--section", ""]), [".bss", ".data", ".data.cpumask", ".rodata"]);
    assert_eq!(completed(&["derive", OBJECT, "--map", "cpu_"]), ["cpu_stats"]);
    assert_eq!(completed(&["derive", OBJECT, "--only", "nr_mig"]), ["nr_mig_cross", "nr_mig_same"]);
    assert_eq!(completed(&["derive", OBJECT, "--map", "stats", "--key", "wake"]), ["wake_stat"]);
    assert_eq!(completed(&["watch", OBJECT, "--only", "nr_mig"]), ["nr_mig_cross", "nr_mig_same"]);
}

#[test]
fn maps_and_variables_are_those_of_the_report() {
    let maps = completed(&["show", REPORT, "dispatch."]);
    assert!(maps.contains(&"dispatch.bss".to_owned()), "{maps:?}");
    assert_eq!(completed(&["show", REPORT, ".bss.nr_mig"]), [".bss.nr_mig_cross", ".bss.nr_mig_same"]);
    assert_eq!(completed(&["show", REPORT, "dispatch.bss.nr_mig"]).len(), 2);
    assert_eq!(completed(&["diff", REPORT, REPORT, "--only", "nr_mig"]), ["nr_mig_cross", "nr_mig_same"]);
    let compressed = "tests/compressed/dispatch-a1.json.zst";
    assert_eq!(completed(&["show", compressed, ".bss.nr_mig"]).len(), 2);
}

#[test]
fn the_variables_of_a_binary_with_several_objects_select_one() {
    let program = "examples/bpf/schedulers";
    let selectors = completed(&["layout", program, "--struct-ops", ""]);
    assert!(selectors.len() > 1, "{selectors:?}");
    assert!(!completed(&["layout", program, "--struct-ops", &selectors[0], "--section", ""]).is_empty());
}

#[test]
fn a_file_that_is_missing_malformed_or_hostile_gives_no_candidates() {
    let scratch = Scratch::new("completions");
    let hostile = r#"{"schema":"single","maps":[{"name":"$(touch planted)","map_kva":1,"map_type":2,"value_size":8,"max_entries":1}]}"#;
    let large = scratch.file("large.json", b"{");
    std::fs::File::options().write(true).open(&large).unwrap().set_len((64 << 20) + 1).unwrap();
    for file in [
        "no-such.json",
        "-",
        "examples",
        &scratch.file("cut.json", b"{\"schema\":"),
        &scratch.file("hostile.json", hostile.as_bytes()),
        &scratch.file("cut.o", b"\x7fELF\x02\x01\x01"),
        &large,
    ] {
        assert_eq!(completed(&["layout", file, "--section", ""]), [""; 0], "{file}");
        assert_eq!(completed(&["show", file, "$"]), [""; 0], "{file}");
    }
}

#[test]
fn an_unknown_shell_is_silent() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    let output = command.env("KTSNAP_COMPLETE", "unknown").arg("--").arg("ktsnap").output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn every_shell_has_a_script() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(ktsnap(&["completions", shell]).done().contains("KTSNAP_COMPLETE"), "{shell}");
    }
}

/// Runs a script with the command in its PATH, if the shell is installed.
fn in_shell(shell: &str, args: &[&str], script: &str) -> Option<String> {
    let is_required = shell == "bash" || std::env::var_os("KTSNAP_ALL_SHELLS").is_some();
    let folder = Path::new(env!("CARGO_BIN_EXE_ktsnap")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(shell);
    let output = match command.args(args).arg(script).current_dir(repository()).env("PATH", path).output() {
        Ok(output) => output,
        Err(error) if !is_required => {
            eprintln!("{shell} is not tested: {error}");
            return None;
        }
        Err(error) => panic!("{shell}: {error}"),
    };
    assert!(output.stderr.is_empty(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn bash_completes_with_the_script() {
    let script = format!(
        "source <(ktsnap completions bash)
        COMP_WORDS=(ktsnap layout {OBJECT} --only nr_mig) COMP_CWORD=4 COMP_TYPE=9
        function=$(complete -p ktsnap | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function ktsnap nr_mig --only
        printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let out = in_shell("bash", &["--norc", "-c"], &script).unwrap();
    assert_eq!(out, "nr_mig_cross\nnr_mig_same\n");
}

#[test]
fn fish_completes_with_the_script() {
    let script = format!("ktsnap completions fish | source; complete -C 'ktsnap layout {OBJECT} --only nr_mig'");
    let out = in_shell("fish", &["--no-config", "-c"], &script);
    assert!(out.is_none_or(|out| out == "nr_mig_cross\nnr_mig_same\n"));
}

#[test]
fn zsh_completes_with_the_script() {
    // zsh completes on a terminal only, so another zsh types into one.
    let script = format!(
        "zmodload zsh/zpty
        zpty z zsh -f -i
        zpty -w z 'PS1=; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D; source <(ktsnap completions zsh)'
        zpty -w z $'bindkey \"^I\" complete-word; LISTMAX=1000; echo re\"\"ady'
        zpty -r z out '*ready*'
        zpty -w -n z $'ktsnap layout {OBJECT} --only nr_mig_c\\t'
        zpty -r z out '*nr_mig_cross*' && echo completed
        zpty -d z"
    );
    let out = in_shell("zsh", &["-f", "-c"], &script);
    assert!(out.is_none_or(|out| out == "completed\n"));
}
