//! No scheduler is attached.

use crate::Covered;
use crate::files::Files;

pub(crate) fn check(files: &Files) -> Covered {
    for name in ["none", "none-typed"] {
        let command = files.command(name)?;
        command.ended(1)?;
        ensure!(command.err.contains("disabled"), "{name} does not name the state `disabled`: {}", command.err.trim());
    }
    ensure!(files.report("none").is_err(), "a report was written");
    files.command("host")?.ended(0)?;
    let all = files.report("host")?;
    ensure!(!all.maps.is_empty(), "`--all` wrote no map");
    ensure!(all.active_map_kvas.is_empty(), "`--all` says that maps are live: {:?}", all.active_map_kvas);
    Ok(format!("exit 1 with the state; `--all` wrote {} maps", all.maps.len()))
}
