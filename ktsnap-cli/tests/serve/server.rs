//! A running `ktsnap serve`, and requests to it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::support::repository;

pub(crate) struct Server {
    child: Child,
    /// The rest of its standard error.
    log: BufReader<ChildStderr>,
    address: SocketAddr,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status line and the headers, with their names in lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Server {
    /// Starts the command on a free port.
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
        command.arg("serve").args(args).args(["--listen", "127.0.0.1:0"]).current_dir(repository());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let mut server = Self { child, log, address: SocketAddr::from(([0; 4], 0)) };
        let mut said = String::new();
        while !said.contains("http://") {
            assert!(server.log.read_line(&mut said).unwrap() > 0, "{said}");
        }
        let (_, address) = said.split_once("http://").unwrap();
        server.address = address.trim_end().trim_end_matches("/metrics").parse().unwrap();
        server
    }

    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let connection = TcpStream::connect(self.address).unwrap();
        // A test fails instead of hanging.
        connection.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        connection
    }

    /// The metrics, for a client with these headers.
    pub(crate) fn get(&self, headers: &str) -> Answer {
        let request = format!("GET /metrics HTTP/1.1\r\nHost: a\r\n{headers}Connection: close\r\n\r\n");
        self.send(request.as_bytes())
    }

    /// The answer to a request over a connection of its own.
    pub(crate) fn send(&self, request: &[u8]) -> Answer {
        let mut connection = self.connect();
        connection.write_all(request).unwrap();
        answer(&mut connection, !request.starts_with(b"HEAD"))
    }

    /// The metrics, over a connection that stays open.
    #[allow(clippy::unused_self, reason = "the connection is to this server")]
    pub(crate) fn get_over(&self, connection: &mut TcpStream) -> Answer {
        connection.write_all(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        answer(connection, true)
    }

    /// The number of open file descriptors.
    pub(crate) fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.id())).unwrap().count()
    }

    /// Whether it has connections: their sockets are among its descriptors, and so is the one on which it listens.
    pub(crate) fn has_clients(&self) -> bool {
        let descriptors = fs::read_dir(format!("/proc/{}/fd", self.id())).unwrap();
        let targets = descriptors.filter_map(|descriptor| fs::read_link(descriptor.unwrap().path()).ok());
        targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count() > 1
    }

    /// The memory that it uses, in kB.
    pub(crate) fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Stops it, and returns what it said after it had begun to listen.
    pub(crate) fn stop(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.log.read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Reads a response. `has_body` is false for the answer to a `HEAD`.
fn answer(connection: &mut TcpStream, has_body: bool) -> Answer {
    let mut reader = BufReader::new(connection);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
    }
    let len = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; len.filter(|_| has_body).map_or(0, |len| len.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    Answer { head, body: String::from_utf8(body).unwrap() }
}

/// Waits until something is so.
pub(crate) fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
