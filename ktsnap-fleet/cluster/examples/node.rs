//! A process of the clusters that the tests start: `node scheduler`, or `node executor SCHEDULER PORT PORT`.

#[path = "../../query/tests/common/mod.rs"]
mod common;

use std::io::Write;

use ktsnap_cluster::{ExecutorOptions, Factory, SchedulerOptions, executor, scheduler};

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let factory = Factory::new(common::Lines::from_spec);
    let ended = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["scheduler"] => {
            let options = SchedulerOptions { address: ([127, 0, 0, 1], 0).into(), ..SchedulerOptions::default() };
            let ready = |address| {
                println!("{address}");
                std::io::stdout().flush().unwrap();
            };
            scheduler(options, factory, ready).await
        }
        ["executor", scheduler, port, task_port] => {
            let options = ExecutorOptions {
                scheduler: scheduler.to_owned(),
                port: port.parse().unwrap(),
                task_port: task_port.parse().unwrap(),
                threads: std::num::NonZeroUsize::new(2),
                ..ExecutorOptions::default()
            };
            executor(options, factory).await
        }
        _ => panic!("{arguments:?}"),
    };
    if let Err(error) = ended {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
