//! The mapped pages of a section.

use std::io;
use std::ops::Range;
use std::os::fd::AsFd;

use ktsnap_mapping::{Mapping, page_size};

/// Runs of pages, in order. Adjacent runs are merged, so no two runs touch.
#[derive(Debug, Default)]
pub(super) struct Pages {
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    /// Bytes of the section, whole pages.
    bytes: Range<u64>,
    mapping: Mapping,
}

impl Pages {
    /// Maps the pages of these ranges that are not mapped yet. The kernel populates every page of a mapping at once
    /// (`array_map_mmap` in `kernel/bpf/arraymap.c`), so a mapping must not have other pages.
    pub(super) fn map(&mut self, of: &impl AsFd, ranges: &[Range<u64>]) -> io::Result<()> {
        for needed in runs(ranges, page_size() as u64) {
            if self.run_of(&needed).is_none() {
                self.add(of, needed)?;
            }
        }
        Ok(())
    }

    /// The bytes at a range, if its pages are mapped.
    pub(super) fn read(&self, range: &Range<u64>) -> Option<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(range.end.checked_sub(range.start)?).ok()?];
        if !bytes.is_empty() {
            let run = self.run_of(range)?;
            run.mapping.read(usize::try_from(range.start.checked_sub(run.bytes.start)?).ok()?, &mut bytes)?;
        }
        Some(bytes)
    }

    /// The run that holds the whole range.
    fn run_of(&self, range: &Range<u64>) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.bytes.start <= range.start);
        self.runs.get(after.checked_sub(1)?).filter(|run| range.end <= run.bytes.end)
    }

    /// Maps a run together with the runs that it touches.
    fn add(&mut self, of: &impl AsFd, needed: Range<u64>) -> io::Result<()> {
        let from = self.runs.partition_point(|run| run.bytes.end < needed.start);
        let to = self.runs.partition_point(|run| run.bytes.start <= needed.end);
        let touched = self.runs.get(from..to).unwrap_or_default();
        let start = touched.first().map_or(needed.start, |run| run.bytes.start.min(needed.start));
        let end = touched.last().map_or(needed.end, |run| run.bytes.end.max(needed.end));
        let len = usize::try_from(end - start).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let run = Run { bytes: start..end, mapping: Mapping::new(of.as_fd(), start, len)? };
        self.runs.splice(from..to, [run]);
        Ok(())
    }
}

/// The pages of the ranges, as runs that do not touch each other.
fn runs(ranges: &[Range<u64>], page: u64) -> Vec<Range<u64>> {
    let first = |range: &Range<u64>| range.start / page * page;
    let whole = |range: &Range<u64>| first(range)..range.end.next_multiple_of(page);
    let mut all: Vec<_> = ranges.iter().filter(|range| !range.is_empty()).map(whole).collect();
    all.sort_by_key(|run| run.start);
    let mut joined: Vec<Range<u64>> = Vec::new();
    for run in all {
        match joined.last_mut() {
            Some(last) if run.start <= last.end => last.end = last.end.max(run.end),
            _ => joined.push(run),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_need_their_own_pages_and_no_others() {
        let needed = runs(&[8192..8200, 0..8, 4095..4097, 40_960..40_968, 100..100], 4096);
        assert_eq!(needed, [0..12_288, 40_960..45_056]);
        assert_eq!(runs(&[4088..4096, 8192..8193], 4096), [0..4096, 8192..12_288]);
        assert_eq!(runs(&[], 4096), Vec::<Range<u64>>::new());
    }

    /// A file of ten pages that can't be truncated. Each `u64` in it is its own offset.
    fn file() -> std::fs::File {
        use std::io::Write;
        let fd = rustix::fs::memfd_create("pages", rustix::fs::MemfdFlags::ALLOW_SEALING).unwrap();
        let mut file = std::fs::File::from(fd);
        let bytes: Vec<u8> = (0..10 * page_size() as u64).step_by(8).flat_map(u64::to_ne_bytes).collect();
        file.write_all(&bytes).unwrap();
        rustix::fs::fcntl_add_seals(&file, rustix::fs::SealFlags::SHRINK).unwrap();
        file
    }

    fn mapped(pages: &Pages) -> Vec<Range<u64>> {
        let page = page_size() as u64;
        pages.runs.iter().map(|run| run.bytes.start / page..run.bytes.end / page).collect()
    }

    #[test]
    fn mapped_pages_stay_and_adjacent_runs_are_merged() {
        let (file, page) = (file(), page_size() as u64);
        let mut pages = Pages::default();
        let mut read = |numbers: &[u64]| {
            let ranges: Vec<_> = numbers.iter().map(|number| number * page + 16..number * page + 24).collect();
            pages.map(&file, &ranges).unwrap();
            for range in &ranges {
                assert_eq!(pages.read(range), Some(range.start.to_ne_bytes().to_vec()));
            }
            mapped(&pages)
        };
        assert_eq!(read(&[7, 1]), [1..2, 7..8]);
        assert_eq!(read(&[1]), [1..2, 7..8]);
        assert_eq!(read(&[4]), [1..2, 4..5, 7..8]);
        assert_eq!(read(&[2, 9]), [1..3, 4..5, 7..8, 9..10]);
        assert_eq!(read(&[3]), [1..5, 7..8, 9..10]);
        assert_eq!(read(&[8, 5, 6]), std::slice::from_ref(&(1..10)));
        let total: usize = pages.runs.iter().map(|run| run.mapping.len()).sum();
        assert_eq!(total, 9 * page_size());
    }

    #[test]
    fn only_mapped_pages_are_read() {
        let (file, page) = (file(), page_size() as u64);
        let mut pages = Pages::default();
        pages.map(&file, std::slice::from_ref(&(page..page + 8))).unwrap();
        assert_eq!(pages.read(&(2 * page - 8..2 * page)).map(|bytes| bytes.len()), Some(8));
        for range in [0..8, page - 8..page + 8, 2 * page - 8..2 * page + 8, 2 * page..2 * page + 1] {
            assert_eq!(pages.read(&range), None, "{range:?}");
        }
        assert_eq!(pages.read(&(0..0)), Some(Vec::new()));
    }
}
