//! Decompressing gzip and zstd to at most a limit.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::Compression;

/// How many times its size an input may expand to. Reports of idle schedulers expand to 240 times.
const RATIO: usize = 1000;

/// What a small input may expand to.
const LEAST: usize = 16 << 20;

/// The most that any input may expand to.
const MOST: usize = 1 << 30;

/// Why an input can't be decompressed.
#[derive(Debug)]
pub(crate) enum ExpandError {
    /// The format is not supported.
    Unsupported,
    /// The input expands to more bytes than this.
    TooLarge(usize),
    /// The input ends too early.
    Truncated,
    /// The input is damaged.
    Corrupt(String),
    /// The input needs more memory than the decoder accepts.
    Window,
}

/// Decompresses an input. It may consist of several members or frames.
pub(crate) fn expand(bytes: &[u8], format: Compression) -> Result<Vec<u8>, ExpandError> {
    expand_to(bytes, format, limit(bytes.len()))
}

/// What an input of this size may expand to.
fn limit(size: usize) -> usize {
    size.saturating_mul(RATIO).clamp(LEAST, MOST)
}

fn expand_to(bytes: &[u8], format: Compression, limit: usize) -> Result<Vec<u8>, ExpandError> {
    let mut expanded = Vec::new();
    match format {
        Compression::Gzip => append(MultiGzDecoder::new(bytes), &mut expanded, limit)?,
        Compression::Zstd => frames(bytes, &mut expanded, limit)?,
        _ => return Err(ExpandError::Unsupported),
    }
    Ok(expanded)
}

/// Appends what a decoder gives, unless that exceeds the limit.
fn append(decoder: impl Read, to: &mut Vec<u8>, limit: usize) -> Result<(), ExpandError> {
    let room = u64::try_from(limit.saturating_sub(to.len())).unwrap_or(u64::MAX);
    decoder.take(room.saturating_add(1)).read_to_end(to)?;
    if to.len() > limit { Err(ExpandError::TooLarge(limit)) } else { Ok(()) }
}

/// Decompresses the frames of a zstd file, and compares their checksums.
fn frames(mut rest: &[u8], to: &mut Vec<u8>, limit: usize) -> Result<(), ExpandError> {
    while !rest.is_empty() {
        let mut decoder = FrameDecoder::new();
        match StreamingDecoder::new_with_decoder(&mut rest, &mut decoder) {
            Ok(frame) => append(frame, to, limit)?,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let length = usize::try_from(length).map_err(|_| ExpandError::Truncated)?;
                rest = rest.get(length..).ok_or(ExpandError::Truncated)?;
                continue;
            }
            Err(error) => return Err(refused(&error)),
        }
        let (written, found) = (decoder.get_checksum_from_data(), decoder.get_calculated_checksum());
        if written.is_some() && written != found {
            return Err(ExpandError::Corrupt("its checksum does not match".to_owned()));
        }
    }
    Ok(())
}

fn refused(error: &FrameDecoderError) -> ExpandError {
    match error {
        FrameDecoderError::WindowSizeTooBig { .. } => ExpandError::Window,
        error => failed(error),
    }
}

/// The error of a decoder: truncated if any of its causes is the end of the input.
fn failed(error: &(dyn std::error::Error + 'static)) -> ExpandError {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let is_end = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
    if causes.into_iter().any(|error| error.downcast_ref().is_some_and(is_end)) {
        return ExpandError::Truncated;
    }
    ExpandError::Corrupt(error.to_string())
}

impl From<io::Error> for ExpandError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            // The decoder of zstd wraps its errors.
            io::ErrorKind::Other => match error.get_ref() {
                Some(inner) => failed(inner),
                None => Self::Corrupt(error.to_string()),
            },
            _ => Self::Corrupt(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    type Compress = fn(&[u8]) -> Vec<u8>;

    /// Both formats.
    const FORMATS: [(Compression, Compress); 2] = [(Compression::Gzip, gzip), (Compression::Zstd, zstd)];

    #[test]
    fn several_members_are_read_as_one_text() {
        for (format, compress) in FORMATS {
            let both = [compress(b"{\"a\": "), compress(b"1}")].concat();
            assert_eq!(expand(&both, format).unwrap(), b"{\"a\": 1}", "{format:?}");
        }
    }

    #[test]
    fn a_skippable_frame_is_skipped() {
        let skippable = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..], &zstd(b"text")].concat();
        assert_eq!(expand(&skippable, Compression::Zstd).unwrap(), b"text");
        assert!(matches!(expand(&skippable[..9], Compression::Zstd), Err(ExpandError::Truncated)));
    }

    #[test]
    fn an_input_expands_to_the_limit_and_not_beyond() {
        let text = vec![b' '; 5000];
        for (format, compress) in FORMATS {
            let small = compress(&text);
            assert_eq!(expand_to(&small, format, 5000).unwrap().len(), 5000, "{format:?}");
            assert!(matches!(expand_to(&small, format, 4999), Err(ExpandError::TooLarge(4999))), "{format:?}");
            let two = [small.clone(), small].concat();
            assert!(matches!(expand_to(&two, format, 9999), Err(ExpandError::TooLarge(9999))), "{format:?}");
        }
    }

    #[test]
    fn the_limit_grows_with_the_input() {
        assert_eq!(limit(0), LEAST);
        assert_eq!(limit(100_000), 100_000_000);
        assert_eq!(limit(usize::MAX), MOST);
    }

    #[test]
    fn every_truncated_input_is_an_error() {
        let text: Vec<u8> = (0..2000u32).flat_map(|number| number.to_string().into_bytes()).collect();
        for (format, compress) in FORMATS {
            let whole = compress(&text);
            for at in 1..whole.len() {
                let error = expand(&whole[..at], format).expect_err("truncated");
                assert!(matches!(error, ExpandError::Truncated), "{format:?} {at} of {}: {error:?}", whole.len());
            }
        }
    }

    #[test]
    fn a_changed_byte_is_never_read_as_another_text() {
        let text: Vec<u8> = (0..300u32).flat_map(|number| number.to_string().into_bytes()).collect();
        for (format, compress) in FORMATS {
            let whole = compress(&text);
            for at in 0..whole.len() {
                let mut changed = whole.clone();
                changed[at] ^= 0x10;
                // A change in a header can be without effect.
                if let Ok(read) = expand(&changed, format) {
                    assert!(read == text, "{format:?}, byte {at}");
                }
            }
        }
    }

    #[test]
    fn a_window_that_needs_too_much_memory_is_refused() {
        // A frame header that declares a window of 2 GiB.
        let header = b"\x28\xb5\x2f\xfd\x00\xa8\x01\0\0";
        assert!(matches!(expand(header, Compression::Zstd), Err(ExpandError::Window)));
    }
}
