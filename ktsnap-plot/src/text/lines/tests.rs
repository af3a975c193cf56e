use super::*;
use crate::{Axis, Mark, Number};

fn picture(lines: &[(&str, &[Option<i128>])], marks: &[f64]) -> Lines {
    let count = lines.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    Lines {
        title: "counters".into(),
        x: Axis::new("seconds"),
        y: Axis::new("per second"),
        xs: (0..count).map(|at| 2.0 * f64::from(u32::try_from(at).unwrap())).collect(),
        lines: lines
            .iter()
            .map(|(name, values)| Line {
                name: (*name).to_owned(),
                values: values.iter().map(|value| value.map(Number::Int)).collect(),
            })
            .collect(),
        marks: marks.iter().map(|&x| Mark { x, label: "the scheduler was replaced".into() }).collect(),
    }
}

fn options(width: u16) -> TextOptions {
    TextOptions { width, height: 6, ..TextOptions::default() }
}

#[test]
fn a_line_has_axes_with_round_numbers() {
    let drawn = lines(&picture(&[("counters", &[Some(0), Some(10), Some(20), Some(10)])], &[]), &options(40));
    assert_eq!(
        drawn,
        [
            "counters",
            "per second",
            "20 ┤                    ⢀⡠⠔⠊⠑⠢⢄⡀",
            "   │                ⢀⡠⠔⠊⠁      ⠈⠑⠢⢄⡀",
            "   │            ⢀⡠⠔⠊⠁              ⠈⠑⠢⢄⡀",
            "10 ┤        ⢀⡠⠔⠊⠁                      ⠈",
            "   │    ⣀⠤⠔⠊⠁",
            " 0 ┤⣀⠤⠒⠉",
            "   └┬───────────┬──────────┬───────────┬",
            "    0           2          4           6",
            "                  seconds",
        ],
        "{drawn:#?}"
    );
}

#[test]
fn a_gap_is_not_drawn_over() {
    let of = picture(&[("counters", &[Some(5), Some(5), None, None, None, Some(5), Some(5)])], &[]);
    let drawn = lines(&of, &options(66));
    let row = drawn.iter().find(|line| line.contains('⠉') || line.contains('⣀')).unwrap();
    let gap = row.split_once('┤').unwrap().1.trim_start_matches(|c| c != ' ').chars().take_while(|c| *c == ' ');
    assert!((35..=45).contains(&gap.count()), "{drawn:#?}");
}

#[test]
fn a_restart_is_a_vertical_line_with_a_legend() {
    let of = picture(&[("counters", &[Some(5), Some(5), Some(1), Some(1)])], &[3.0, 5.0]);
    let drawn = lines(&of, &options(60));
    assert!(drawn.iter().filter(|line| line.matches('┊').count() == 2).count() >= 4, "{drawn:#?}");
    assert_eq!(drawn.last().unwrap(), "┊ the scheduler was replaced (2 times)");
}

#[test]
fn several_lines_differ_without_colors() {
    let of = picture(&[("a", &[Some(0), Some(4), Some(8)]), ("b", &[Some(8), Some(4), Some(0)])], &[]);
    let drawn = lines(&of, &options(60));
    assert_eq!(drawn.last().unwrap(), "● a   ▲ b");
    for sign in ['●', '▲'] {
        assert!(drawn[..drawn.len() - 1].iter().any(|line| line.contains(sign)), "{drawn:#?}");
    }
}

#[test]
fn ascii_has_only_ascii() {
    let of =
        picture(&[("a", &[Some(0), Some(4), None, Some(8)]), ("b", &[Some(8), Some(4), Some(0), Some(1)])], &[3.0]);
    let drawn = lines(&of, &TextOptions { ascii: true, ..options(60) });
    assert!(drawn.iter().all(|line| line.is_ascii()), "{drawn:#?}");
    assert!(
        drawn.iter().any(|line| line.contains("***")) && drawn.iter().any(|line| line.contains("ooo")),
        "{drawn:#?}"
    );
}

#[test]
fn colors_are_only_used_if_asked_for() {
    let of = picture(&[("a", &[Some(0), Some(4)]), ("b", &[Some(1), Some(2)])], &[]);
    assert!(lines(&of, &TextOptions { color: true, ..options(60) }).join("\n").contains("\x1b[34m●\x1b[0m a"));
    assert!(!lines(&of, &options(60)).join("\n").contains('\x1b'));
}

#[test]
fn every_width_is_kept_and_no_name_is_broken() {
    let long = "layer_stats[some_layer_with_a_long_name].nr_enqueued_by_others";
    let values: Vec<_> = (0..50).map(|at| (at % 7 != 3).then_some(at * 1000)).collect();
    let of = picture(&[("a", &values), (long, &values), ("c", &values)], &[9.0]);
    for columns in 40..=200 {
        for ascii in [false, true] {
            let drawn = lines(&of, &TextOptions { ascii, ..options(columns) });
            assert!(drawn.iter().any(|line| line.contains(long)), "{columns} {drawn:#?}");
            let fits = |line: &String| line.contains(long) || width(line) <= usize::from(columns);
            assert!(drawn.iter().all(fits), "{columns} {drawn:#?}");
        }
    }
}

#[test]
fn sizes_and_values_at_the_limits_are_drawn() {
    let values = [Some(i128::MIN), Some(i128::MAX), None, Some(0)];
    for (width, height) in [(0, 0), (1, 1), (40, 3), (u16::MAX, u16::MAX)] {
        let drawn = lines(&picture(&[("a", &values)], &[]), &TextOptions { width, height, ..TextOptions::default() });
        assert!(drawn.len() > 3);
    }
    let floats = [f64::NAN, f64::INFINITY, 1e300, -1e300, f64::MIN_POSITIVE];
    let mut of = picture(&[("a", &[None; 5])], &[f64::NAN, f64::INFINITY]);
    of.lines[0].values = floats.map(|value| Some(Number::Float(value))).to_vec();
    assert!(lines(&of, &options(60)).len() > 3);
}
