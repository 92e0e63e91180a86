//! A name's words, and the names that other languages make of them.

/// The words of a name in lower case, whichever way it joins them: `sourceId`, `source_id` and
/// `SOURCE_ID` all give `source` and `id`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut after_lower = false;
    for letter in name.chars() {
        let joins = !letter.is_alphanumeric();
        if joins || (letter.is_uppercase() && after_lower) || words.is_empty() {
            words.push(String::new());
        }
        if let (false, Some(word)) = (joins, words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
        after_lower = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words, each with a capital: `SourceId`, or with spaces between, as people see them.
pub(super) fn capitalised(words: &[String], between: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| capital(word)).collect();
    words.join(between)
}

/// The words as Java and JavaScript join them: `sourceId`.
pub(super) fn camel(words: &[String]) -> String {
    match words {
        [first, rest @ ..] => format!("{first}{}", capitalised(rest, "")),
        [] => String::new(),
    }
}

/// The letters and digits of a name in lower case: what is left when spelling is set aside.
pub(super) fn folded(name: &str) -> String {
    words(name).concat()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_in_every_spelling() {
        for name in [
            "sourceId",
            "source_id",
            "SOURCE_ID",
            "Source Id",
            "source-id",
        ] {
            let words = words(name);
            assert_eq!(words, ["source", "id"], "{name}");
            assert_eq!(camel(&words), "sourceId");
            assert_eq!(capitalised(&words, " "), "Source Id");
        }
        assert_eq!(folded(" INFO\n"), "info");
        assert_eq!(camel(&words("")), "");
    }
}
