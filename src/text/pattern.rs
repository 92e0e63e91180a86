//! How much work a pattern is (ECMA 262, section 22.2.1), before it is held against a text.

/// How many parts a pattern has that a text may be held against, those that are repeated each time: what it takes to
/// compare one letter, at most.
pub fn parts(pattern: &str) -> u64 {
    // Of each group, what it has come to and its last part.
    let mut groups: Vec<(u64, u64)> = vec![(1, 0)];
    let mut letters = pattern.chars();
    let mut in_class = false;
    while let Some(letter) = letters.next() {
        let Some((all, last)) = groups.last_mut() else {
            break;
        };
        let mut add = |count: u64| (*all, *last) = (all.saturating_add(count), count);
        match letter {
            '\\' => {
                letters.next();
                if !in_class {
                    add(1);
                }
            }
            ']' if in_class => in_class = false,
            _ if in_class => {}
            '[' => {
                in_class = true;
                add(1);
            }
            '(' => groups.push((0, 0)),
            ')' => {
                if let (Some((inner, _)), Some((all, last))) = (groups.pop(), groups.last_mut()) {
                    (*all, *last) = (all.saturating_add(inner), inner);
                }
            }
            '{' => {
                let inside: String = letters.by_ref().take_while(|other| *other != '}').collect();
                let times = times(&inside).saturating_sub(1);
                *all = all.saturating_add(last.saturating_mul(times));
                *last = last.saturating_mul(times.saturating_add(1));
            }
            _ => add(1),
        }
    }
    let all = groups.iter().map(|(all, _)| *all);
    all.fold(0, u64::saturating_add)
}

/// How often `{…}` repeats at most, as far as it says.
fn times(inside: &str) -> u64 {
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    most.parse().or_else(|_| least.parse()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_as_often_as_they_are_repeated() {
        for (pattern, due) in [
            ("", 1),
            ("abc", 4),
            ("[a-z{2}]{3}", 4),
            (r"\d{2,5}x", 7),
            ("(a{1,50}){1,50}[^a]{400}", 2_901),
            (
                "((((a{999}){999}){999}){999}){9999999}",
                9_999_999_u64.saturating_mul(996_005_996_001) + 1,
            ),
            ("(a", 2),
        ] {
            assert_eq!(parts(pattern), due, "{pattern}");
        }
    }
}
