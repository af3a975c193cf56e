//! Writes each kind of picture as SVG, and a page with all of them, to the folder that the argument names.
//!
//! `cargo run -p ktsnap-plot --example pictures -- target/pictures`

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use ktsnap_plot::page::{Cell, Fact, Page, Part, Section, Table};
use ktsnap_plot::text::{self, TextOptions};
use ktsnap_plot::{Axis, Bar, Bars, Heat, HeatScale, Line, Lines, Mark, Number, svg};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("name a folder")?);
    fs::create_dir_all(&folder)?;
    let (lines, heat, bars) = (lines(), heat(), bars());
    fs::write(folder.join("lines.svg"), svg::lines(&lines)?)?;
    fs::write(folder.join("heat.svg"), svg::heat(&heat)?)?;
    fs::write(folder.join("bars.svg"), svg::bars(&bars)?)?;
    let options = TextOptions::default();
    for line in [text::lines(&lines, &options), text::heat(&heat, &options), text::bars(&bars, &options)].concat() {
        println!("{line}");
    }
    fs::write(folder.join("page.html"), page(lines, heat, bars).html()?)?;
    Ok(())
}

fn lines() -> Lines {
    let wave = |at: i128, name: &str, size: i128| Line {
        name: name.to_owned(),
        values: (0..60)
            .map(|x| (x % 29 != 20).then(|| Number::Int(size + (x * x * at) % (size / 2) - (x * 13 * at) % (size / 3))))
            .collect(),
    };
    Lines {
        title: "Migrations".to_owned(),
        x: Axis::new("seconds"),
        y: Axis::new("per second"),
        xs: (0..60).map(|x| f64::from(x) * 2.0).collect(),
        lines: vec![
            wave(7, "dispatch.bss.nr_mig_same", 900),
            wave(11, "dispatch.bss.nr_mig_cross", 2100),
            wave(5, "dispatch.bss.per_llc[0].nr_in", 4000),
            wave(
                3,
                "layer_stats[a_layer_with_a_name_that_is_much_longer_than_a_name_should_be_in_any_program_that_people_read].nr_enqueued",
                300,
            ),
        ],
        marks: vec![Mark { x: 71.0, label: "the scheduler was replaced".to_owned() }],
    }
}

fn heat() -> Heat {
    let cpus: i128 = 128;
    let row = |of: i128| (0..cpus).map(|cpu| (cpu != 77).then_some(Number::Int((cpu * cpu * of) % 997 * of))).collect();
    Heat {
        title: "cpu_stats".to_owned(),
        rows: ["nr_runs", "busy_ns", "nr_idle"].map(str::to_owned).to_vec(),
        columns: (0..cpus).map(|cpu| cpu.to_string()).collect(),
        columns_name: "CPU".to_owned(),
        cells: vec![row(3), row(1_000_003), row(1)],
        scale: HeatScale::Row,
    }
}

fn bars() -> Bars {
    let bar = |power: u32| Bar {
        from: Some(Number::Int(1 << power)),
        to: Some(Number::Int(2 << power)),
        label: format!("{} to {}", 1_u64 << power, (2_u64 << power) - 1),
        count: Some(Number::Int(if (3..14).contains(&power) { i128::from((power * 7919) % 1000) } else { 0 })),
    };
    Bars {
        title: "wait_hist".to_owned(),
        label: "us".to_owned(),
        count: "waits".to_owned(),
        bars: (0..24).map(bar).collect(),
    }
}

fn page(lines: Lines, heat: Heat, bars: Bars) -> Page {
    let row = |name: &str, before, after| {
        let numbers = [before, after, after - before];
        std::iter::once(Cell::Text(name.to_owned())).chain(numbers.map(|n| Cell::Number(Number::Int(n)))).collect()
    };
    let table = Table {
        title: "First against last report".to_owned(),
        columns: ["counter", "before", "after", "change"].map(str::to_owned).to_vec(),
        rows: vec![row("nr_mig_same", 539, 713), row("nr_mig_cross", 932, 1229)],
    };
    let section =
        |title: &str, note: &str, part| Section { title: title.to_owned(), note: note.to_owned(), parts: vec![part] };
    Page {
        title: "A run of dispatch".to_owned(),
        facts: vec![Fact { name: "Reports".to_owned(), value: "60, from run-000.json to run-059.json".to_owned() }],
        skipped: vec!["stats: only run-000.json contains it".to_owned()],
        sections: vec![
            section("Over time", "Counters are rates.", Part::Lines(lines)),
            section("CPUs", "", Part::Heat(heat)),
            section("Histograms", "", Part::Bars(bars)),
            section("Before and after", "", Part::Table(table)),
        ],
    }
}
