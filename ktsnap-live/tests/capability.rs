//! Without the capability the error names it.

use std::process::Command;

use ktsnap_live::Machine;

/// What the test below runs without capabilities.
#[test]
#[ignore = "another test runs it"]
fn open() {
    println!("opened: {}", Machine::open().map_or_else(|error| error.to_string(), |_| "yes".to_owned()));
}

#[test]
fn a_process_without_the_capability_is_told_its_name() {
    let me = std::env::current_exe().unwrap();
    let run = |without: &[&str]| {
        let output = Command::new("setpriv")
            .args(without)
            .arg(&me)
            .args(["--exact", "open", "--ignored", "--nocapture"])
            .output()
            .expect("setpriv, of util-linux");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["--bounding-set", "+all"]).contains("opened: yes"));
    let text = run(&["--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin"]);
    let told = text.lines().find_map(|line| line.split_once("opened: ")).unwrap_or_else(|| panic!("{text}")).1;
    assert_eq!(
        told,
        "the kernel lists BPF maps only for processes with CAP_SYS_ADMIN; run it as root, or give it that capability"
    );
}
