// A theme of `ui-tests/fail` a line.
mod attributes;
mod names;
mod types;
