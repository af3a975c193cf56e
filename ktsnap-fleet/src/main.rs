//! The commands of ktsnap over the reports of many runs.

fn main() {}
