//! Runs in the machine: reads structs directly from the running scheduler, and writes each as a line of JSON.
//!
//!     typed-read once STRUCT...   reads each struct once
//!     typed-read hold STRUCT      binds a struct and reads it, then reads it again after each line of input; an error is
//!                                 written as {"error": ...}

use std::error::Error;

use ktsnap::SnapshotSchema;
use ktsnap_live::{Capture, LiveError, Machine};
use machine::Counters;
use machine::dispatch::{Dispatch, Started, Stats};
use machine::published::{Bpfland, Rusty};
use serde::Serialize;
use serde_json::{Value, json};

type Outcome = Result<(), Box<dyn Error>>;

/// Calls a function with the struct of that name as its type parameter.
macro_rules! with_struct {
    ($name:expr, $run:ident of $($ty:ident),+) => {
        match $name {
            $(<$ty>::NAME => $run::<$ty>(),)+
            other => Err(format!("no struct `{other}`; there are {:?}", [$(<$ty>::NAME),+]).into()),
        }
    };
}

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["once", names @ ..] => {
            names.iter().try_for_each(|name| with_struct!(*name, once of Dispatch, Started, Stats, Bpfland, Rusty))
        }
        ["hold", name] => with_struct!(*name, hold of Dispatch, Started, Stats, Bpfland, Rusty),
        _ => Err("typed-read once STRUCT... | hold STRUCT".into()),
    }
}

fn once<T: SnapshotSchema + Serialize>() -> Outcome {
    println!("{}", serde_json::to_string(&T::capture()?)?);
    Ok(())
}

fn hold<T: SnapshotSchema + Serialize>() -> Outcome {
    let live = Machine::open()?.attached()?.bind::<T>()?;
    println!("{}", serde_json::to_string(&live.read()?)?);
    std::io::stdin().read_line(&mut String::new())?;
    println!("{}", again(live.read())?);
    Ok(())
}

fn again<T: Serialize>(read: Result<T, LiveError>) -> serde_json::Result<Value> {
    match read {
        Ok(value) => serde_json::to_value(value),
        Err(error) => Ok(json!({
            "error": error.to_string(),
            "stale": matches!(error, LiveError::Stale { .. }),
        })),
    }
}
