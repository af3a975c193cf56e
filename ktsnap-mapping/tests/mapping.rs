//! Mapping what a descriptor names, and reading it while others write.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use ktsnap_mapping::{Mapping, page_size};
use memmap2::{MmapOptions, MmapRaw};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

fn memfd(bytes: &[u8]) -> File {
    let mut file = File::from(memfd_create("mapping", MemfdFlags::ALLOW_SEALING | MemfdFlags::CLOEXEC).unwrap());
    file.write_all(bytes).unwrap();
    file
}

fn sealed(bytes: &[u8]) -> File {
    let file = memfd(bytes);
    fcntl_add_seals(&file, SealFlags::SHRINK).unwrap();
    file
}

/// Bytes in which nearby bytes differ.
fn numbered(len: usize) -> Vec<u8> {
    (0..len).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn read(mapping: &Mapping, at: usize, len: usize) -> Option<Vec<u8>> {
    let mut into = vec![0; len];
    mapping.read(at, &mut into).map(|()| into)
}

fn reason(mapping: io::Result<Mapping>) -> String {
    let error = mapping.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    error.to_string()
}

#[test]
fn any_part_can_be_mapped_wherever_its_page_starts() {
    let page = page_size();
    let bytes = numbered(3 * page);
    let file = sealed(&bytes);
    let places = [0, 1, 7, 8, 4095, page - 1, page, page + 3, 2 * page - 5, 3 * page - 1];
    for start in places {
        for len in [1, 2, 3, 9, 4099] {
            if start + len > bytes.len() {
                continue;
            }
            let mapping = Mapping::new(file.as_fd(), u64::try_from(start).unwrap(), len).unwrap();
            assert_eq!(mapping.len(), len);
            for at in [0, 1, len / 2, len - 1] {
                let found = read(&mapping, at, len - at).unwrap();
                assert_eq!(found, bytes[start + at..start + len], "{start} {len} {at}");
            }
        }
    }
}

#[test]
fn nothing_is_read_past_the_end() {
    let file = sealed(&numbered(4096));
    let mapping = Mapping::new(file.as_fd(), 100, 10).unwrap();
    assert_eq!(read(&mapping, 0, 10).unwrap(), numbered(4096)[100..110]);
    for (at, len) in [(0, 11), (10, 1), (11, 0), (usize::MAX, 1), (usize::MAX, 0), (1, 10)] {
        assert_eq!(read(&mapping, at, len), None, "{at} {len}");
    }
    let mut kept = [0xee; 11];
    assert_eq!(mapping.read(0, &mut kept), None);
    assert_eq!(kept, [0xee; 11], "nothing is copied");
    assert_eq!(read(&mapping, 10, 0), Some(Vec::new()));
}

#[test]
fn no_bytes_are_mapped_where_none_are_asked_for() {
    let mapping = Mapping::new(sealed(&[1]).as_fd(), 0, 0).unwrap();
    assert!(mapping.is_empty());
    assert_eq!(read(&mapping, 0, 0), Some(Vec::new()));
    assert_eq!(read(&mapping, 0, 1), None);
}

#[test]
fn a_change_shows_in_a_mapping_that_is_there() {
    let file = sealed(&numbered(4096));
    let mapping = Mapping::new(file.as_fd(), 8, 8).unwrap();
    assert_eq!(read(&mapping, 0, 8).unwrap(), [8, 9, 10, 11, 12, 13, 14, 15]);
    file.write_all_at(&[0xaa; 4], 10).unwrap();
    drop(file);
    assert_eq!(read(&mapping, 0, 8).unwrap(), [8, 9, 0xaa, 0xaa, 0xaa, 0xaa, 14, 15], "without its descriptor");
}

#[test]
fn a_file_that_can_be_cut_short_is_refused() {
    let bytes = numbered(4096);
    assert!(reason(Mapping::new(memfd(&bytes).as_fd(), 0, 8)).contains("F_SEAL_SHRINK"), "not sealed");
    let path = std::env::temp_dir().join(format!("ktsnap-mapping-{}", std::process::id()));
    std::fs::write(&path, &bytes).unwrap();
    let refused = Mapping::new(File::open(&path).unwrap().as_fd(), 0, 8);
    std::fs::remove_file(&path).unwrap();
    assert!(reason(refused).contains("F_SEAL_SHRINK"), "a file of a disk");
}

#[test]
fn more_than_the_file_has_is_refused() {
    let file = sealed(&numbered(100));
    assert!(Mapping::new(file.as_fd(), 0, 100).is_ok());
    for (offset, len) in [(0, 101), (100, 1), (1, 100), (u64::MAX, 1), (1, usize::MAX), (u64::MAX, usize::MAX)] {
        assert!(reason(Mapping::new(file.as_fd(), offset, len)).contains("ends before"), "{offset} {len}");
    }
}

#[test]
fn what_has_no_memory_to_map_is_the_kernels_error() {
    let (reader, _writer) = io::pipe().unwrap();
    assert!(Mapping::new(reader.as_fd(), 0, 8).is_err());
    let folder = File::open(std::env::temp_dir()).unwrap();
    assert!(Mapping::new(folder.as_fd(), 0, 8).is_err());
}

/// A `u64` of a mapping that can be written.
fn word(map: &MmapRaw, index: usize) -> &AtomicU64 {
    assert!((index + 1) * 8 <= map.len());
    // SAFETY: so many bytes are mapped.
    let at = unsafe { map.as_mut_ptr().add(index * 8) };
    // SAFETY: mapped, aligned, and written by atomics alone while `map` is borrowed.
    unsafe { AtomicU64::from_ptr(at.cast()) }
}

#[test]
#[cfg(target_pointer_width = "64")]
fn a_word_that_is_written_meanwhile_is_never_torn() {
    const PATTERNS: [u64; 2] = [0, u64::MAX];
    let file = sealed(&[0; 4096]);
    let writable = MmapOptions::new().len(4096).map_raw(&file).unwrap();
    // Read from the middle of a word on, so that the words are found by their address and not by where the read starts.
    let mapping = Mapping::new(file.as_fd(), 4, 4092).unwrap();
    let stop = AtomicBool::new(false);
    let (seen, torn) = std::thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0_usize.. {
                for index in 0..16 {
                    word(&writable, index).store(PATTERNS[turn % 2], Relaxed);
                }
                if stop.load(Relaxed) {
                    break;
                }
            }
        });
        let (mut seen, mut torn) = ([0_u64; 2], Vec::new());
        let mut into = [0; 16 * 8 - 4];
        for _ in 0..200_000 {
            // No panic in here: the writer would never stop.
            if mapping.read(0, &mut into).is_none() {
                break;
            }
            for word in into[4..].chunks_exact(8).map(|word| u64::from_ne_bytes(word.try_into().unwrap_or_default())) {
                match PATTERNS.iter().position(|pattern| *pattern == word) {
                    Some(pattern) => seen[pattern] += 1,
                    None => torn.push(word),
                }
            }
        }
        stop.store(true, Relaxed);
        (seen, torn)
    });
    assert_eq!(torn.first().map(|word| format!("{word:#018x}")), None, "half of each pattern");
    assert!(seen.iter().all(|times| *times > 0), "{seen:?}");
}
