//! `ktsnap serve`: the counters of the running scheduler, for Prometheus.
//!
//! One thread, this command's, reads the kernel and makes [`metrics`](crate::metrics). Another answers [`http`] requests on
//! [`connections`], and passes each scrape to it. Before a client can connect, the command drops its [`privileges`].

mod connections;
mod http;
mod negotiate;
mod privileges;

use std::collections::HashMap;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use hyper::body::Bytes;
use tokio::sync::{mpsc, oneshot};

use crate::args::Serve;
use crate::failure::{Failure, note};
use crate::metrics::{self, Exporter, Exposition, Format};

/// A scrape that waits for its text.
struct Scrape {
    format: Format,
    answer: oneshot::Sender<Answer>,
}

/// The text, or what a person should know.
type Answer = Result<Bytes, String>;

pub(crate) fn run(args: &Serve) -> Result<ExitCode, Failure> {
    metrics::open(&args.chosen, &args.running, |mut exporter| serve(args, &mut exporter))
}

fn serve(args: &Serve, exporter: &mut Exporter<'_>) -> Result<ExitCode, Failure> {
    let address = args.listen;
    let cant_listen =
        |error| Failure::new(format!("can't listen on {address}: {error}"), "choose another with `--listen`");
    let listener = TcpListener::bind(address).map_err(cant_listen)?;
    listener.set_nonblocking(true).map_err(cant_listen)?;
    let address = listener.local_addr().map_err(cant_listen)?;
    privileges::drop_others()?;
    // If waiting would not help, the command ends now, and not at the first scrape.
    exporter.read()?;
    let (sender, receiver) = mpsc::channel(connections::MOST);
    let failed = |error| Failure::new("can't start a thread", error);
    let server = move || http::serve(listener, sender);
    let server = thread::Builder::new().name("http".to_owned()).spawn(server).map_err(failed)?;
    note(format_args!("metrics are at http://{address}/metrics"));
    answer(exporter, receiver);
    match server.join() {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(error)) => Err(Failure::new("can't serve", error)),
        Err(_) => Err(Failure::new("can't serve", "the thread that answers requests failed")),
    }
}

/// Reads once for all scrapes that wait, again and again until the server ends. So no number of clients makes another wait for
/// more than two readings.
fn answer(exporter: &mut Exporter<'_>, mut scrapes: mpsc::Receiver<Scrape>) {
    while let Some(first) = scrapes.blocking_recv() {
        let mut waiting = vec![first];
        while let Ok(next) = scrapes.try_recv() {
            waiting.push(next);
        }
        let read = exporter.read().map(Arc::new).map_err(Failure::into_message);
        let mut texts: HashMap<Format, Answer> = HashMap::new();
        for Scrape { format, answer } in waiting {
            let text = texts.entry(format).or_insert_with(|| text(read.as_ref(), format));
            // The client may have gone.
            _ = answer.send(text.clone());
        }
    }
}

fn text(read: Result<&Arc<Exposition>, &String>, format: Format) -> Answer {
    let exposition = read.map_err(Clone::clone)?;
    exposition.text(format).map(Bytes::from).ok_or_else(|| "the metrics can't be written".to_owned())
}
