//! The number of instructions of each task on both sides, counted by callgrind.

use std::error::Error;
use std::path::Path;

use benches::callgrind::instructions;
use benches::pairs::Inputs;

fn main() -> Result<(), Box<dyn Error>> {
    let inputs = Inputs::load(&[])?;
    let pairs = inputs.pairs();
    let sides: Vec<&dyn Fn()> = pairs.iter().flat_map(|pair| [&*pair.ours, &*pair.theirs]).collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("callgrind");
    let Some(counts) = instructions(&sides, &folder)? else { return Ok(()) };
    let mut table = None;
    for (pair, counts) in pairs.iter().zip(counts.chunks(2)) {
        let [ours, theirs] = counts else { continue };
        if table != Some(pair.table) {
            table = Some(pair.table);
            println!("\n{}", pair.table.title);
            println!("{:16} {:>14} {:>14} {:>12}", "", "ktsnap", "other", "times fewer");
        }
        println!("{:16} {ours:>14} {theirs:>14} {:>12.2}", pair.input, *theirs as f64 / *ours as f64);
    }
    Ok(())
}
