//! The names of variants and enumerators: `DspLocal` is `DSP_LOCAL` in C.

/// `DSP_LOCAL` for `DspLocal`. A name without lowercase letters stays the same.
pub(super) fn screaming_snake(name: &str) -> String {
    if !name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut upper = String::new();
    let mut before = None::<char>;
    for letter in name.chars() {
        let begins = letter.is_uppercase() && before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        if begins {
            upper.push('_');
        }
        upper.extend(letter.to_uppercase());
        before = Some(letter);
    }
    upper
}

/// `DspLocal` for `DSP_LOCAL`.
pub(super) fn capitalized(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().chain(letters.as_str().to_lowercase().chars()).collect::<String>()
    };
    name.split('_').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::screaming_snake;

    #[test]
    fn names_of_variants_are_screaming_snake_case_in_c() {
        assert_eq!(screaming_snake("DspLocal"), "DSP_LOCAL");
        assert_eq!(screaming_snake("DSP_LOCAL"), "DSP_LOCAL");
        assert_eq!(screaming_snake("P2DQ_STAT_IDLE"), "P2DQ_STAT_IDLE");
        assert_eq!(screaming_snake("Llc2Hit"), "LLC2_HIT");
    }
}
