//! Texts that match a pattern.

use std::iter::Peekable;
use std::str::Chars;

use proptest::prelude::{ProptestConfig, Strategy};
use proptest::strategy::ValueTree;
use proptest::string::string_regex;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// Letters that a pattern may ask for at most: repetitions in repetitions multiply.
const LETTERS: u64 = 200_000;

/// What repetitions without an end come to at most.
const WITHOUT_END: u64 = 32;

/// A text that matches `pattern` as a whole, or so the pattern's plain parts say: anchors and what is
/// looked ahead for are taken for granted, and whoever needs to be sure asks a validator. Another `number`
/// gives another text. `None` where the pattern has what nothing can be made of, such as a reference back.
pub fn matching(pattern: &str, number: u64) -> Option<String> {
    let strategy = string_regex(&plain(pattern)?).ok()?;
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().zip(number.to_le_bytes()) {
        *place = byte;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    Some(strategy.new_tree(&mut runner).ok()?.current())
}

/// What a group of a pattern has come to.
#[derive(Default)]
struct Group {
    /// Where it begins in what is written.
    start: usize,
    /// Letters of the longest text of the alternatives so far.
    longest: u64,
    /// Letters of the alternative that is read.
    letters: u64,
    /// Those of its last part, which a repetition is about.
    last: u64,
    /// It only looks, and is left out.
    looks: bool,
}

impl Group {
    fn add(&mut self, letters: u64) {
        self.last = letters;
        self.letters = self.letters.saturating_add(letters);
    }

    fn repeat(&mut self, most: u64) {
        let before = self.letters.saturating_sub(self.last);
        self.last = self.last.saturating_mul(most);
        self.letters = before.saturating_add(self.last);
    }
}

/// The pattern without anchors and without what only looks around (ECMA 262, section 22.2.1), its classes
/// as ECMA 262 has them; `None` where its texts are too long.
fn plain(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut groups = vec![Group::default()];
    let mut letters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(letter) = letters.next() {
        let group = groups.last_mut()?;
        match letter {
            '\\' => {
                if escape(letters.next()?, in_class, &mut out) && !in_class {
                    group.add(1);
                }
            }
            ']' if in_class => {
                in_class = false;
                out.push(letter);
                group.add(1);
            }
            // In the middle of a class they are themselves.
            '[' | '&' | '~' if in_class => out.extend(['\\', letter]),
            _ if in_class => out.push(letter),
            '[' => {
                in_class = true;
                out.push(letter);
                if letters.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                if letters.next_if_eq(&']').is_some() {
                    out.push_str("\\]");
                }
            }
            '^' | '$' => {}
            '.' => {
                out.push_str("[ -~]");
                group.add(1);
            }
            '(' => {
                groups.push(opened(&mut letters, &mut out)?);
            }
            ')' => {
                let inner = groups.pop()?;
                let longest = inner.longest.max(inner.letters);
                let group = groups.last_mut()?;
                if inner.looks {
                    out.truncate(inner.start);
                } else {
                    out.push(')');
                    group.add(longest);
                }
            }
            '|' => {
                group.longest = group.longest.max(group.letters);
                (group.letters, group.last) = (0, 0);
                out.push(letter);
            }
            '*' | '+' => {
                group.repeat(WITHOUT_END);
                out.push(letter);
            }
            '{' => {
                let mut inside = String::new();
                loop {
                    match letters.next()? {
                        '}' => break,
                        other => inside.push(other),
                    }
                }
                group.repeat(most(&inside)?);
                out.push('{');
                out.push_str(&inside);
                out.push('}');
            }
            other => {
                // A mark of laziness or of an option adds nothing.
                if other != '?' {
                    group.add(1);
                }
                out.push(other);
            }
        }
        if groups.last()?.letters > LETTERS {
            return None;
        }
    }
    Some(out)
}

/// Writes what `\letter` stands for; whether that is something of a text.
fn escape(letter: char, in_class: bool, out: &mut String) -> bool {
    match letter {
        // Classes of ECMA 262 know ASCII alone.
        'd' if in_class => out.push_str("0-9"),
        'w' if in_class => out.push_str("A-Za-z0-9_"),
        'd' => out.push_str("[0-9]"),
        'w' => out.push_str("[A-Za-z0-9_]"),
        's' => out.push(' '),
        'b' | 'B' | 'A' | 'z' | 'Z' if !in_class => return false,
        other => out.extend(['\\', other]),
    }
    true
}

/// The group that begins behind a parenthesis.
fn opened(letters: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<Group> {
    let mut inner = Group {
        start: out.len(),
        ..Group::default()
    };
    out.push('(');
    if letters.next_if_eq(&'?').is_some() {
        let kind = letters.next()?;
        let after = letters.peek().copied();
        match kind {
            '=' | '!' => inner.looks = true,
            '<' if matches!(after, Some('=' | '!')) => inner.looks = true,
            // A name plays no part.
            '<' => while letters.next()? != '>' {},
            ':' => {}
            other => out.extend(['?', other]),
        }
    }
    Some(inner)
}

/// How often `{…}` repeats at most.
fn most(inside: &str) -> Option<u64> {
    match inside.split_once(',') {
        None => inside.parse().ok(),
        Some((least, "")) => Some(least.parse::<u64>().ok()?.saturating_add(WITHOUT_END)),
        Some((_, most)) => most.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_of_patterns() {
        for number in 0..20 {
            let text = matching("^[A-Z]{2}-\\d{3}$", number).unwrap();
            assert_eq!(text.len(), 6, "{text}");
            assert_eq!(text.find('-'), Some(2), "{text}");
        }
        assert_eq!(matching("a|b", 1), matching("a|b", 1));
        assert_eq!(matching(r"(a)\1", 1), None);
    }

    #[test]
    fn what_only_looks_is_left_out() {
        for (pattern, due) in [
            ("^a$|^a$", "a"),
            ("(?=a)b", "b"),
            ("^(?!.*(x|y))(?:c)(?<name>d)$", "cd"),
            (r"\bab\b", "ab"),
            (r"[\d]{0}[[]", "["),
        ] {
            assert_eq!(matching(pattern, 3).as_deref(), Some(due), "{pattern}");
        }
    }

    #[test]
    fn patterns_that_multiply_are_left_alone() {
        assert_eq!(matching("((((a*)*)*)*)*", 0), None);
        assert_eq!(matching("(a{1000}){1000}", 0), None);
        assert_eq!(matching("(a", 0), None);
        assert_eq!(matching("a{", 0), None);
        assert!(matching("((a{10}){10}){10}", 0).is_some());
    }
}
