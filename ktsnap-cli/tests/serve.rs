//! `ktsnap serve` and `ktsnap capture --openmetrics` of an object that the tests load: `tests/bpf/host.bpf.c`. Loading BPF needs root.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "live/loaded.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod loaded;
#[path = "serve/server.rs"]
mod server;
#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use loaded::{Loaded, OBJECT};
use server::{Server, wait_for};
use support::{Scratch, ktsnap};

/// A `struct pair`: `sum`, `nr` and `last`.
fn pair(sum: u64, nr: u32) -> Vec<u8> {
    [&sum.to_ne_bytes()[..], &nr.to_ne_bytes(), &[0; 4]].concat()
}

const MAPS: [&str; 8] = ["--section", ".data.custom", "--map", "by_number", "--map", "by_number_cpu", "--map", "slots"];

#[test]
fn the_values_are_those_of_the_maps_in_both_formats() {
    let loaded = Loaded::new("srv_value");
    loaded.set_custom(1234);
    loaded.set("by_number", 7, &pair(1 << 60, 3));
    loaded.set("by_number_cpu", 9, &pair(5, 6));
    let server = Server::start(&[&[OBJECT, "--program", &loaded.id()], &MAPS[..]].concat());
    let text = server.get("");
    assert!(text.head.contains("content-type: text/plain; version=0.0.4; charset=utf-8"), "{}", text.head);
    for line in [
        "ktsnap_up 1",
        "ktsnap_custom_total 1234",
        r#"ktsnap_by_number_sum_total{key="7"} 1152921504606846976"#,
        r#"ktsnap_by_number_nr_total{key="7"} 3"#,
        r#"ktsnap_by_number_cpu_sum_total{key="9",cpu="0"} 5"#,
        r#"ktsnap_slots_sum_total{key="3"} 0"#,
    ] {
        assert!(text.body.lines().any(|found| found == line), "{line} is not in\n{}", text.body);
    }
    assert!(
        text.body.contains(r#"ktsnap_scheduler_info{scheduler="srv_value",object="host.bpf.o",btf_id=""#),
        "{}",
        text.body
    );
    let open = server.get("Accept: application/openmetrics-text; version=1.0.0\r\n");
    assert!(
        open.head.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8"),
        "{}",
        open.head
    );
    assert!(open.body.contains("# TYPE ktsnap_custom counter\nktsnap_custom_total 1234\n"), "{}", open.body);
    assert!(open.body.ends_with("# EOF\n"));
    loaded.set_custom(1235);
    loaded.delete("by_number", 7);
    let later = server.get("").body;
    assert!(later.contains("ktsnap_custom_total 1235\n") && !later.contains("by_number_sum_total{"), "{later}");
}

#[test]
fn an_object_that_ends_leaves_no_values_and_the_next_has_its_own() {
    const NAME: &str = "srv_swaps";
    let server = Server::start(&[OBJECT, "--program", NAME, "--section", ".data.custom"]);
    let up = |server: &Server| {
        let body = server.get("").body;
        let lines: Vec<_> = body.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
        lines
    };
    assert_eq!(up(&server), ["ktsnap_up 0"]);
    let mut seen = Vec::new();
    for value in [50, 3] {
        let loaded = Loaded::new(NAME);
        loaded.set_custom(value);
        let lines = up(&server);
        assert!(
            lines.contains(&"ktsnap_up 1".to_owned()) && lines.contains(&format!("ktsnap_custom_total {value}")),
            "{lines:?}"
        );
        seen.push((lines[1].clone(), lines[2].clone()));
        drop(loaded);
        // The kernel frees the program soon after.
        wait_for("the program to end", || up(&server) == ["ktsnap_up 0"]);
    }
    assert!(seen[0].0.starts_with("ktsnap_scheduler_info{") && seen[0].0 != seen[1].0, "{seen:?}");
    assert!(seen[0].1.starts_with("ktsnap_scheduler_start_time_seconds ") && seen[0].1 < seen[1].1, "{seen:?}");
    let log = server.stop();
    assert_eq!(log.matches("waiting for the program").count(), 2, "{log}");
}

#[test]
fn the_fields_of_a_struct_are_metrics_with_their_doc_comments() {
    let loaded = Loaded::new("srv_field");
    let scratch = Scratch::new("serve-struct");
    let object = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(OBJECT);
    let text = format!(
        r#"
#[derive(ktsnap::SnapshotSchema)]
#[snapshot(object = "{}", section = ".data.custom")]
#[snapshot(ratio(half = custom / (custom + custom)))]
struct Custom {{
    /// Steps that a person
    /// set by hand.
    custom: u64,
}}

#[derive(ktsnap::SnapshotSchema)]
#[snapshot(object = "{}", section = ".data.custom")]
struct Level {{
    #[snapshot(gauge)]
    custom: u64,
}}
"#,
        object.display(),
        object.display()
    );
    let file = scratch.file("counters.rs", text.as_bytes());
    loaded.set_custom(8);
    let server = Server::start(&["--struct", &format!("{file}:Custom"), "--program", &loaded.id()]);
    let body = server.get("").body;
    assert!(
        body.contains(
            "# HELP ktsnap_custom_total Steps that a person set by hand.\n# TYPE ktsnap_custom_total counter\nktsnap_custom_total 8\n"
        ),
        "{body}"
    );
    assert!(body.contains("# TYPE ktsnap_half gauge\nktsnap_half 0.5\n"), "{body}");
    loaded.set_custom(7);
    let body = server.get("").body;
    assert!(
        !body.contains("ktsnap_custom_total 7") && body.contains("write `#[snapshot(gauge)]` before the field"),
        "{body}"
    );
    let server = Server::start(&["--struct", &format!("{file}:Level"), "--program", &loaded.id()]);
    loaded.set_custom(6);
    assert!(server.get("").body.contains("# TYPE ktsnap_custom gauge\nktsnap_custom 6\n"));
}

#[test]
fn other_requests_read_nothing() {
    let server = Server::start(&[OBJECT, "--program", "srv_none_", "--section", ".data.custom"]);
    for (request, status) in [
        ("GET /metrics?name=x HTTP/1.1\r\nHost: a\r\n\r\n", "200"),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "200"),
        ("GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", "404"),
        ("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "405"),
        ("\u{0}\u{1}nonsense\r\n\r\n", "400"),
    ] {
        let answer = server.send(request.as_bytes());
        assert!(answer.head.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {}", answer.head);
    }
    // Only the head of a request counts.
    let head = server.send(b"HEAD /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert!(head.head.starts_with("HTTP/1.1 200 ") && head.body.is_empty(), "{}{}", head.head, head.body);
}

#[test]
fn slow_and_broken_clients_do_not_keep_others_from_being_served() {
    let server = Server::start(&[OBJECT, "--program", "srv_slow__", "--section", ".data.custom"]);
    assert!(server.get("").body.contains("ktsnap_up 0\n"));
    wait_for("the connection to end", || !server.has_clients());
    let descriptors = server.descriptors();
    let idle: Vec<_> = (0..1000).map(|_| server.connect()).collect();
    assert!(server.get("").body.contains("ktsnap_up 0\n"));
    let mut half: Vec<_> = (0..300).map(|_| server.connect()).collect();
    for connection in &mut half {
        // The server may have ended it for a later one.
        _ = connection.write_all(b"GET /metrics HTTP/1.1\r\nHo");
    }
    assert!(server.get("").body.contains("ktsnap_up 0\n"));
    let mut large = b"GET /metrics HTTP/1.1\r\nHost: a\r\nX: ".to_vec();
    large.resize(1 << 20, b'x');
    let mut connection = server.connect();
    // The server answers before it has read all, and then breaks the connection.
    _ = connection.write_all(&large);
    let mut answer = Vec::new();
    _ = connection.read_to_end(&mut answer);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&answer));
    let mut unread: Vec<_> = (0..20).map(|_| server.connect()).collect();
    for connection in &mut unread {
        _ = connection.write_all(&b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(200));
    }
    assert!(server.get("").body.contains("ktsnap_up 0\n"));
    assert!(server.descriptors() <= descriptors + 256, "{} descriptors", server.descriptors());
    drop((idle, half, unread));
    wait_for("all connections to end", || server.descriptors() == descriptors);
}

#[test]
fn ten_thousand_scrapes_leave_no_descriptor_and_no_memory() {
    let loaded = Loaded::new("srv_many_");
    loaded.set("by_number_cpu", 9, &pair(5, 6));
    let server = Server::start(&[&[OBJECT, "--program", &loaded.id()], &MAPS[..]].concat());
    let scrape = |each: usize| {
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut connection = server.connect();
                    for _ in 0..each {
                        let answer = server.get_over(&mut connection);
                        assert!(answer.head.starts_with("HTTP/1.1 200 "), "{}", answer.head);
                        assert!(answer.body.contains("ktsnap_up 1\n"), "{}", answer.body);
                    }
                });
            }
        });
    };
    scrape(1);
    wait_for("the connections to end", || !server.has_clients());
    let descriptors = server.descriptors();
    scrape(250);
    let before = server.memory();
    scrape(1000);
    wait_for("the connections to end", || server.descriptors() == descriptors);
    // The allocator may keep a few pages more.
    assert!(server.memory() <= before + 1024, "{} kB after {before} kB", server.memory());
}

#[test]
fn only_the_capability_to_find_maps_is_kept() {
    const SYS_ADMIN: u64 = 1 << 21;
    let server = Server::start(&[OBJECT, "--program", "srv_caps_", "--section", ".data.custom"]);
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        u64::from_str_radix(line.trim(), 16).unwrap()
    };
    assert_eq!(["CapInh:", "CapAmb:"].map(field), [0, 0]);
    assert_eq!(["CapPrm:", "CapEff:", "CapBnd:"].map(field), [SYS_ADMIN; 3]);
    assert_eq!(field("NoNewPrivs:"), 1);
    // With it, the next object is found.
    let _loaded = Loaded::new("srv_caps_");
    assert!(server.get("").body.contains("ktsnap_up 1\n"));
}

#[test]
fn errors_say_what_to_do() {
    let args = [OBJECT, "--section", ".data.custom", "--program", "srv_port_"];
    let address = Server::start(&args).address();
    let taken = Server::start(&args);
    ktsnap(&[&["serve"], &args[..], &["--listen", &taken.address()]].concat())
        .fails_with("choose another with `--listen`");
    // The remedy.
    assert_ne!(Server::start(&args).address(), address);
    ktsnap(&["serve", OBJECT, "--only", "no_such"]).fails_with("is called `no_such`");
    ktsnap(&["serve", OBJECT, "--section", ".data.custom", "--ratio", "custom = custom / 1"])
        .fails_with("are both called `ktsnap_custom` in Prometheus: export one of them, by `--only`");
    for (args, message) in [
        (&["capture", "--only", "custom"][..], "add `--openmetrics`, or omit `--only`"),
        (&["capture", "--openmetrics"], "give the BPF object, or `--struct FILE.rs:NAME`"),
        (&["serve", OBJECT, "--struct", "tests/declared/counters.rs:Counts", "--map", "stats"], "omit `--map`"),
    ] {
        let ran = ktsnap(args);
        assert!(ran.code == Some(2) && ran.err.contains(message), "{}", ran.err);
    }
}

#[test]
fn a_file_of_metrics_is_replaced_and_removed_at_the_end() {
    let loaded = Loaded::new("srv_files");
    loaded.set_custom(3);
    let scratch = Scratch::new("openmetrics");
    let object = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(OBJECT).display().to_string();
    let file = format!("{}/ktsnap.prom", scratch.folder());
    let args =
        ["capture", "--openmetrics", &object, "--section", ".data.custom", "--program", &loaded.id(), "-o", &file];
    let ran = ktsnap(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let value = || {
        let text = fs::read_to_string(&file).unwrap();
        text.lines().find_map(|line| line.strip_prefix("ktsnap_custom_total ")).unwrap().to_owned()
    };
    assert_eq!(value(), "3");
    assert!(ktsnap(&args[..args.len() - 2]).out.contains("ktsnap_custom_total 3\n"));

    let mut series = Command::new(env!("CARGO_BIN_EXE_ktsnap"))
        .args(args)
        .args(["--every", "20ms"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    loaded.set_custom(4);
    wait_for("the next value", || value() == "4");
    let names: Vec<_> = fs::read_dir(scratch.folder()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(names.iter().filter(|name| name.to_string_lossy().ends_with(".prom")).count() == 1, "{names:?}");
    assert!(Command::new("kill").args(["-INT", &series.id().to_string()]).status().unwrap().success());
    assert!(series.wait().unwrap().success());
    assert!(!Path::new(&file).exists(), "its values would stay");

    fs::write(&file, "node_boot_time_seconds 1\n").unwrap();
    ktsnap(&args).fails_with("exists and is not a file of metrics of ktsnap");
    assert_eq!(fs::read_to_string(&file).unwrap(), "node_boot_time_seconds 1\n");
}
