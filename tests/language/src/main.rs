//! Prints the wordings to avoid in the files and folders that the arguments name.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use ignore::WalkBuilder;
use language::{allowed, hits, idioms, passages};

fn main() -> ExitCode {
    let (idioms, allowed) = (idioms(), allowed());
    let mut found = 0;
    for argument in env::args_os().skip(1) {
        let walk = WalkBuilder::new(Path::new(&argument)).hidden(false).require_git(false).build();
        for file in walk.filter_map(Result::ok).filter(|entry| entry.path().is_file()) {
            let Ok(text) = fs::read_to_string(file.path()) else { continue };
            for passage in passages(file.path(), &text) {
                for hit in hits(&passage, &idioms, &allowed) {
                    println!("{}:{}: `{}`: {}", file.path().display(), hit.line, hit.text.trim(), hit.idiom.instead);
                    found += 1;
                }
            }
        }
    }
    println!("{found} found");
    ExitCode::from(u8::from(found > 0))
}
