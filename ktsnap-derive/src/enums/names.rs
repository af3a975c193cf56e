//! The names of variants and enumerators: `DspLocal` is `DSP_LOCAL` in C.

/// `DspLocal` as C writes it: `DSP_LOCAL`. What has no small letter is left as it is.
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

/// `DSP_LOCAL` as Rust writes it: `DspLocal`.
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
    fn a_variant_is_named_as_c_writes_it() {
        assert_eq!(screaming_snake("DspLocal"), "DSP_LOCAL");
        assert_eq!(screaming_snake("DSP_LOCAL"), "DSP_LOCAL");
        assert_eq!(screaming_snake("P2DQ_STAT_IDLE"), "P2DQ_STAT_IDLE");
        assert_eq!(screaming_snake("Llc2Hit"), "LLC2_HIT");
    }
}
