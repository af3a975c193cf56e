//! The format that a client prefers, by its header `Accept` (RFC 9110, section 12.5.1).

use crate::metrics::Format;

/// The format to answer in. Without a preference, it is the text format, which every client of Prometheus reads.
pub(super) fn format(accept: &str) -> Format {
    let (mut metrics, mut text) = (0.0, 0.0);
    for one in accept.split(',') {
        let mut parts = one.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let quality = quality.map_or(Some(1.0), |quality| quality.parse::<f64>().ok());
        let Some(quality) = quality.filter(|quality| (0.0..=1.0).contains(quality)) else { continue };
        match kind.as_str() {
            "application/openmetrics-text" => metrics = f64::max(metrics, quality),
            "text/plain" | "text/*" => text = f64::max(text, quality),
            _ => {}
        }
    }
    if metrics > 0.0 && metrics >= text { Format::OpenMetrics } else { Format::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_the_format_that_it_prefers() {
        // Prometheus 2.42, and 3.
        for accept in [
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            "Application/OpenMetrics-Text",
        ] {
            assert_eq!(format(accept), Format::OpenMetrics, "{accept}");
        }
        for accept in [
            "",
            "*/*",
            "text/plain",
            "text/html,application/xhtml+xml",
            "text/plain;version=0.0.4;q=0.5,application/openmetrics-text;q=0.4",
            "application/openmetrics-text;q=0",
            "application/openmetrics-text;q=much",
            ";;;,,,q=",
        ] {
            assert_eq!(format(accept), Format::Text, "{accept}");
        }
    }
}
