//! The cost of a scrape of `ktsnap serve`: the processor time of the server for 10,000 scrapes over one connection and over 8
//! connections. Scrapes that wait at the same time share a reading. The object `tests/bpf/scraped.bpf.o` has the counters that schedulers typically have. Loading it
//! needs root and bpftool.
//!
//! `cargo bench -p ktsnap-cli --features live --bench serve`

#![allow(clippy::indexing_slicing, reason = "the data is that of this program")]

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;

const OBJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/bpf/scraped.bpf.o");

/// The numbers of connections.
const CONNECTIONS: [usize; 2] = [1, 8];
const SCRAPES: usize = 10_000;

/// Clock ticks of `/proc/PID/stat` in a second (`USER_HZ` in `include/asm-generic/param.h`).
const TICKS: f64 = 100.0;

/// What is scraped, and the options for it.
const CASES: [(&str, &[&str]); 5] = [
    ("no counter", &["--only", "nr_same", "--program", "not_loaded"]),
    ("20 globals", &["--program", "scraped"]),
    ("29 counters per CPU", &["--map", "stats", "--program", "scraped"]),
    ("58 counters per CPU", &["--map", "stats_twice", "--program", "scraped"]),
    ("16 rows of 30", &["--map", "rows", "--program", "scraped", "--only", "*"]),
];

/// An error, also of another thread.
type Fault = Box<dyn Error + Send + Sync>;

fn main() -> Result<ExitCode, Fault> {
    let _loaded = Loaded::new()?;
    println!(
        "{SCRAPES} scrapes, on {} CPUs: microseconds of the server's CPU for each",
        thread::available_parallelism()?
    );
    println!("{:20} {:>7} {:>7} {:>14} {:>14} {:>6}", "", "samples", "bytes", "1 connection", "8 connections", "ratio");
    let mut least = None;
    for (name, options) in CASES {
        let server = Server::start(options)?;
        let text = scrape(&mut server.connect()?)?;
        let samples = text.lines().filter(|line| !line.starts_with('#')).count();
        let mut micros = Vec::new();
        for connections in CONNECTIONS {
            let before = server.ticks()?;
            scrape_over(&server, connections)?;
            micros.push((server.ticks()? - before) / TICKS / SCRAPES as f64 * 1e6);
        }
        let ratio = micros[0] / *least.get_or_insert(micros[0]);
        println!("{name:20} {samples:>7} {:>7} {:>14.0} {:>14.0} {ratio:>6.1}", text.len(), micros[0], micros[1]);
    }
    Ok(ExitCode::SUCCESS)
}

/// All scrapes, over this number of connections at a time.
fn scrape_over(server: &Server, connections: usize) -> Result<(), Fault> {
    thread::scope(|scope| {
        let client = || -> Result<(), Fault> {
            let mut connection = server.connect()?;
            (0..SCRAPES / connections).try_for_each(|_| scrape(&mut connection).map(drop))
        };
        let clients: Vec<_> = (0..connections).map(|_| scope.spawn(client)).collect();
        clients.into_iter().try_for_each(|client| client.join().map_err(|_| "a client failed")?)
    })
}

/// The body of a response.
fn scrape(connection: &mut TcpStream) -> Result<String, Fault> {
    connection.write_all(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")?;
    let mut reader = BufReader::new(connection);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Err("the server ended the connection".into());
        }
    }
    let len = head.lines().find_map(|line| line.strip_prefix("content-length: ")).ok_or("no length")?;
    let mut body = vec![0; len.parse()?];
    reader.read_exact(&mut body)?;
    if !head.starts_with("HTTP/1.1 200 ") {
        return Err(head.into());
    }
    Ok(String::from_utf8(body)?)
}

/// A running `ktsnap serve`.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(options: &[&str]) -> Result<Self, Fault> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
        command.args(["serve", OBJECT, "--listen", "127.0.0.1:0"]).args(options).stderr(Stdio::piped());
        let child = command.spawn()?;
        let mut server = Self { child, address: SocketAddr::from(([0; 4], 0)) };
        let mut log = BufReader::new(server.child.stderr.take().ok_or("no standard error")?);
        let mut said = String::new();
        while !said.contains("http://") {
            if log.read_line(&mut said)? == 0 {
                return Err(said.into());
            }
        }
        let (_, address) = said.split_once("http://").ok_or("no address")?;
        server.address = address.trim_end().trim_end_matches("/metrics").parse()?;
        Ok(server)
    }

    fn connect(&self) -> std::io::Result<TcpStream> {
        let connection = TcpStream::connect(self.address)?;
        connection.set_nodelay(true)?;
        Ok(connection)
    }

    /// The processor time in user space and in the kernel.
    fn ticks(&self) -> Result<f64, Fault> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, fields) = stat.rsplit_once(')').ok_or("no fields")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        Ok(fields[11].parse::<f64>()? + fields[12].parse::<f64>()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The loaded object, pinned in a BPF file system of its own.
struct Loaded(PathBuf);

impl Loaded {
    fn new() -> Result<Self, Fault> {
        let loaded = Self(std::env::temp_dir().join(format!("ktsnap-bench-{}", std::process::id())));
        fs::create_dir(&loaded.0)?;
        run(Command::new("mount").args(["-t", "bpf", "bpf"]).arg(&loaded.0))?;
        run(Command::new("bpftool").args(["prog", "load", OBJECT]).arg(loaded.0.join("scraped")))?;
        Ok(loaded)
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        _ = fs::remove_file(self.0.join("scraped"));
        _ = Command::new("umount").arg(&self.0).status();
        _ = fs::remove_dir(&self.0);
    }
}

fn run(command: &mut Command) -> Result<(), Fault> {
    let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
    let output = command.env("PATH", path).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?} (as root?): {}", String::from_utf8_lossy(&output.stderr)).into())
}
