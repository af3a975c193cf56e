//! Colors for a light and a dark background.
//!
//! The elements have the colors for a light background as attributes, so that any program shows them. A rule for each color
//! replaces it on a dark background, so each color has one meaning.

use plotters::style::RGBColor;

/// A color on a light background, and what replaces it on a dark one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ink {
    light: u32,
    dark: u32,
}

const fn ink(light: u32, dark: u32) -> Ink {
    Ink { light, dark }
}

pub(crate) const BACKGROUND: Ink = ink(0xFF_FF_FE, 0x0D_11_17);
pub(crate) const TEXT: Ink = ink(0x24_29_2F, 0xE6_ED_F3);
pub(crate) const MUTED: Ink = ink(0x57_60_6A, 0xA9_B4_C0);
pub(crate) const GRID: Ink = ink(0xD9_DE_E3, 0x33_3A_43);
pub(crate) const MARK: Ink = ink(0x8A_5A_00, 0xE3_B3_41);
pub(crate) const MISSING: Ink = ink(0xB0_8A_1E, 0xC9_A2_27);
pub(crate) const BAR: Ink = ink(0x1E_6E_B3, 0x6B_B5_FE);

/// Colors of lines.
pub(crate) const LINES: [Ink; 8] = [
    ink(0x1F_6F_B4, 0x6C_B6_FF),
    ink(0xC4_36_2B, 0xFF_8A_80),
    ink(0x2E_85_40, 0x6F_CF_83),
    ink(0x7B_4F_A3, 0xC9_A6_F0),
    ink(0xB3_5C_00, 0xFF_B0_66),
    ink(0x0F_7C_86, 0x58_C9_D3),
    ink(0xB5_30_7C, 0xFF_8C_C8),
    ink(0x5A_5A_5B, 0xB8_B8_B9),
];

/// Shades of a table, from 0 to the largest number.
pub(crate) const SHADES: [Ink; 9] = [
    ink(0xF4_F6_F8, 0x17_1C_23),
    ink(0xDC_E9_F5, 0x12_2B_45),
    ink(0xC0_DA_EF, 0x14_3C_63),
    ink(0x9D_C7_E6, 0x17_4F_82),
    ink(0x72_AF_DB, 0x1D_66_A3),
    ink(0x4A_93_CA, 0x32_82_C4),
    ink(0x2B_74_B4, 0x5B_A2_DF),
    ink(0x13_54_95, 0x93_C5_F1),
    ink(0x08_30_6B, 0xD6_EB_FF),
];

impl Ink {
    pub(crate) fn color(self) -> RGBColor {
        let [_, red, green, blue] = self.light.to_be_bytes();
        RGBColor(red, green, blue)
    }
}

/// Rules that replace each color below an element, on a dark background.
pub(crate) fn dark_rules(selector: &str) -> String {
    let single = [BACKGROUND, TEXT, MUTED, GRID, MARK, MISSING, BAR];
    let all = single.into_iter().chain(LINES).chain(SHADES);
    all.map(|Ink { light, dark }| {
        format!(
            "{selector}[fill=\"#{light:06X}\"]{{fill:#{dark:06X}}}{selector}[stroke=\"#{light:06X}\"]{{stroke:#{dark:06X}}}"
        )
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_color_has_one_meaning() {
        let rules = dark_rules("");
        let lights: Vec<_> = rules.split("[fill=\"").skip(1).map(|rule| &rule[..7]).collect();
        assert_eq!(lights.len(), 24);
        assert_eq!(lights.iter().collect::<BTreeSet<_>>().len(), 24);
        assert!(rules.contains("[fill=\"#FFFFFE\"]{fill:#0D1117}"), "{rules}");
    }
}
