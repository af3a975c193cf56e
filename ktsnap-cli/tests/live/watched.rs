//! A run of the command that continues while the test acts.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::support::repository;

/// The limit of every wait.
const LONG: Duration = Duration::from_secs(60);

/// A run and its output so far.
pub(crate) struct Watched {
    child: Child,
    keys: Option<ChildStdin>,
    out: Stream,
    err: Stream,
    /// The length of the output that was searched, of each stream.
    seen: [usize; 2],
}

struct Stream {
    text: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Stream {
    fn new(mut from: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let to = text.clone();
        let reader = thread::spawn(move || {
            let mut bytes = Vec::new();
            let mut part = [0; 4096];
            while let Ok(read @ 1..) = from.read(&mut part) {
                bytes.extend_from_slice(&part[..read]);
                *to.lock().unwrap() = String::from_utf8_lossy(&bytes).into_owned();
            }
        });
        Self { text, reader }
    }

    fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }
}

impl Watched {
    /// Starts the command with its output in pipes.
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_ktsnap")).args(args))
    }

    /// Starts the command on a terminal that `script` of util-linux creates. The shell is replaced by the command, which so is the
    /// child of `script`.
    pub(crate) fn on_a_terminal(args: &[&str]) -> Self {
        let line = format!("stty rows 40 cols 120; exec {} {}", env!("CARGO_BIN_EXE_ktsnap"), args.join(" "));
        Self::run(Command::new("script").args(["-q", "-f", "-e", "-c", &line, "/dev/null"]).env("TERM", "xterm"))
    }

    fn run(command: &mut Command) -> Self {
        command.current_dir(repository()).env_remove("COLUMNS").env_remove("NO_COLOR");
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let keys = child.stdin.take();
        Self { child, keys, out: Stream::new(out), err: Stream::new(err), seen: [0, 0] }
    }

    /// Waits until standard output contains this, after what earlier waits found.
    #[track_caller]
    pub(crate) fn out_has(&mut self, wanted: &str) {
        self.has(wanted, 0);
    }

    /// Like [`out_has`](Self::out_has), for standard error.
    #[track_caller]
    pub(crate) fn err_has(&mut self, wanted: &str) {
        self.has(wanted, 1);
    }

    #[track_caller]
    fn has(&mut self, wanted: &str, stream: usize) {
        let start = Instant::now();
        loop {
            let text = if stream == 0 { self.out.text() } else { self.err.text() };
            if let Some(at) = text[self.seen[stream]..].find(wanted) {
                self.seen[stream] += at + wanted.len();
                return;
            }
            let ended = self.child.try_wait().unwrap();
            if ended.is_some() || start.elapsed() > LONG {
                let from = text.len().saturating_sub(2000);
                let from = (from..).find(|&from| text.is_char_boundary(from)).unwrap();
                panic!("`{wanted}` was not printed; {ended:?}; {}\n{}", &text[from..], self.err.text());
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The exit status if the command has ended, and its standard error so far.
    pub(crate) fn status_and_err(&mut self) -> (Option<std::process::ExitStatus>, String) {
        (self.child.try_wait().unwrap(), self.err.text())
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Sends a signal to the command, which is the child of `script` if it runs on a terminal.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let id = children.split_whitespace().next().map_or_else(|| id.to_string(), str::to_owned);
        assert!(Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success());
    }

    /// Stops the command by a signal, which must not be a failure.
    pub(crate) fn stop(mut self, signal: &str) -> (String, String) {
        self.signal(signal);
        let status = self.wait();
        assert_eq!(status, Some(0), "{}", self.err.text());
        self.out.reader.join().unwrap();
        self.err.reader.join().unwrap();
        (self.out.text.lock().unwrap().clone(), self.err.text.lock().unwrap().clone())
    }

    /// Waits for the end of the command, and returns its output.
    pub(crate) fn end(mut self) -> String {
        self.wait();
        self.out.reader.join().unwrap();
        self.out.text.lock().unwrap().clone()
    }

    fn wait(&mut self) -> Option<i32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            if start.elapsed() > LONG {
                _ = self.child.kill();
                panic!("the command does not end: {}", self.err.text());
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}
