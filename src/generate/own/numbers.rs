//! Numbers within bounds that are multiples of others, without a loss of digits.

use serde_json::Number;

use crate::contract::format::Format;
use crate::contract::terms::{Limit, Term, Types};
use crate::generate::draw::Draw;

/// Digits behind the point that are counted with.
const DIGITS: u32 = 18;

/// How numbers are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taste {
    /// Small ones, where they are allowed.
    Plain,
    /// The ends of what is allowed.
    Edge,
}

/// A number of a term, of these types; `Err` has the keyword that stands in the way.
pub(super) fn number(
    term: &Term,
    types: Types,
    taste: Taste,
    draw: &mut Draw,
) -> Result<Number, &'static str> {
    let has_whole = types.meets(Types::INTEGER);
    let has_fractions = types.meets(Types::FRACTION);
    let wants_whole = !has_fractions || has_whole && draw.chance(25);
    let order = if wants_whole {
        [has_whole, false]
    } else {
        [false, true]
    };
    if order == [true, false] {
        return of_scale(term, 0, true, taste, draw).or_else(|keyword| {
            if has_fractions {
                fraction(term, taste, draw)
            } else {
                Err(keyword)
            }
        });
    }
    fraction(term, taste, draw).or_else(|keyword| {
        if has_whole {
            of_scale(term, 0, true, taste, draw)
        } else {
            Err(keyword)
        }
    })
}

/// A number that is not whole: with two digits behind the point, or with as many as it takes.
fn fraction(term: &Term, taste: Taste, draw: &mut Draw) -> Result<Number, &'static str> {
    let mut last = "multipleOf";
    for scale in [2, 1, 4, 9, 15] {
        match of_scale(term, scale, false, taste, draw) {
            Ok(found) => return Ok(found),
            Err(keyword) => last = keyword,
        }
    }
    Err(last)
}

/// A number of at most so many digits behind the point.
fn of_scale(
    term: &Term,
    scale: u32,
    is_whole: bool,
    taste: Taste,
    draw: &mut Draw,
) -> Result<Number, &'static str> {
    let mut scale = scale;
    for multiple in &term.multiples {
        scale = scale.max(decimal(multiple).map_or(0, |(_, digits)| digits));
    }
    let one = 10_i128.checked_pow(scale).ok_or("multipleOf")?;
    let mut unit: i128 = if is_whole { one } else { 1 };
    for multiple in &term.multiples {
        let scaled = at_scale(multiple, scale).ok_or("multipleOf")?;
        unit = common(unit, scaled).ok_or("multipleOf")?;
    }
    let (least, most) = ends(term, scale, is_whole)?;
    let low = least.div_euclid(unit) + i128::from(least.rem_euclid(unit) != 0);
    let high = most.div_euclid(unit);
    if low > high {
        return Err(if term.multiples.is_empty() {
            "maximum"
        } else {
            "multipleOf"
        });
    }
    for _ in 0..8 {
        let chosen = chosen(low, high, one / unit.min(one), taste, draw);
        let value = chosen.checked_mul(unit).ok_or("multipleOf")?;
        if is_whole || value % one != 0 {
            return written(value, scale).ok_or("multipleOf");
        }
    }
    Err("multipleOf")
}

/// One of the numbers from `low` to `high`, of which `per_one` make one.
fn chosen(low: i128, high: i128, per_one: i128, taste: Taste, draw: &mut Draw) -> i128 {
    let between = |draw: &mut Draw, low: i128, high: i128| {
        let size = u64::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(u64::MAX);
        low.saturating_add(i128::from(draw.below(size)))
    };
    if taste == Taste::Edge {
        let corners = [
            low,
            high,
            low + 1,
            high - 1,
            0,
            1,
            -1,
            between(draw, low, high),
        ];
        let index = draw.index(corners.len());
        let corner = corners.get(index).copied().unwrap_or(low);
        return corner.clamp(low, high);
    }
    let reach = per_one.max(1).saturating_mul(1000);
    let (from, to) = if low > 0 || high < 0 {
        // Near the end that is nearer to zero.
        if low > 0 {
            (low, high.min(low.saturating_add(reach)))
        } else {
            (low.max(high.saturating_sub(reach)), high)
        }
    } else {
        (0, high.min(reach))
    };
    between(draw, from, to)
}

/// The least and the greatest number at a scale, both allowed.
fn ends(term: &Term, scale: u32, is_whole: bool) -> Result<(i128, i128), &'static str> {
    let far = 10_i128.pow(36);
    let (mut least, mut most) = (-far, far);
    if is_whole {
        // Beyond these, readers lose digits; where bounds lead there, they are followed.
        let one = 10_i128.pow(scale.min(DIGITS));
        least = i128::from(i64::MIN).saturating_mul(one);
        most = i128::from(i64::MAX).saturating_mul(one);
    }
    let formats = term.formats.iter().filter_map(|name| Format::named(name));
    for (low, high) in formats.filter_map(Format::bounds) {
        let one = 10_i128.pow(scale.min(DIGITS));
        least = i128::from(low).saturating_mul(one);
        most = i128::from(high).saturating_mul(one);
    }
    if let Some(bound) = term.limits.get(&Limit::Minimum) {
        let (own, is_exact) = rounded(&bound.value, scale, true).ok_or("minimum")?;
        least = own + i128::from(bound.is_exclusive && is_exact);
        most = most.max(least);
    }
    if let Some(bound) = term.limits.get(&Limit::Maximum) {
        let (own, is_exact) = rounded(&bound.value, scale, false).ok_or("maximum")?;
        most = own - i128::from(bound.is_exclusive && is_exact);
        least = if term.limits.contains_key(&Limit::Minimum) {
            least
        } else {
            least.min(most)
        };
    }
    Ok((least, most))
}

/// A bound at a scale, rounded into what it allows, and whether it is exact there.
fn rounded(number: &Number, scale: u32, is_lower: bool) -> Option<(i128, bool)> {
    let far = 10_i128.pow(36);
    match decimal(number) {
        Some((digits, own)) if own <= scale => {
            let factor = 10_i128.checked_pow(scale - own)?;
            let scaled = digits
                .checked_mul(factor)
                .unwrap_or(if digits < 0 { -far } else { far });
            Some((scaled.clamp(-far, far), true))
        }
        Some((digits, own)) => {
            let factor = 10_i128.checked_pow(own - scale)?;
            let down = digits.div_euclid(factor);
            let is_exact = digits.rem_euclid(factor) == 0;
            Some((down + i128::from(is_lower && !is_exact), is_exact))
        }
        // Too large or too small for digits.
        None => {
            let value = number.as_f64()?;
            if value.abs() < 1.0 {
                let is_above = value > 0.0;
                Some((
                    match (is_above, is_lower) {
                        (true, true) => 1,
                        (false, false) => -1,
                        _ => 0,
                    },
                    false,
                ))
            } else {
                Some((if value < 0.0 { -far } else { far }, false))
            }
        }
    }
}

/// The digits of a number, and how many of them stand behind the point.
fn decimal(number: &Number) -> Option<(i128, u32)> {
    let text = number.to_string();
    let (text, exponent) = match text.split_once(['e', 'E']) {
        Some((text, exponent)) => (text.to_owned(), exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let mut behind = i32::try_from(fraction.len()).ok()? - exponent;
    if behind < 0 {
        digits = digits.checked_mul(10_i128.checked_pow(behind.unsigned_abs())?)?;
        behind = 0;
    }
    let behind = u32::try_from(behind).ok()?;
    (behind <= DIGITS && digits.abs() < 10_i128.pow(36)).then_some((digits, behind))
}

fn at_scale(number: &Number, scale: u32) -> Option<i128> {
    let (digits, own) = decimal(number)?;
    let factor = 10_i128.checked_pow(scale.checked_sub(own)?)?;
    digits.checked_mul(factor).filter(|scaled| *scaled > 0)
}

/// The least common multiple.
fn common(one: i128, other: i128) -> Option<i128> {
    let (mut left, mut right) = (one, other);
    while right != 0 {
        (left, right) = (right, left % right);
    }
    (one / left).checked_mul(other)
}

/// A number of so many digits behind the point.
fn written(value: i128, scale: u32) -> Option<Number> {
    let one = 10_i128.checked_pow(scale)?;
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / one.unsigned_abs(), {
        value.unsigned_abs() % one.unsigned_abs()
    });
    let text = if rest == 0 {
        format!("{sign}{whole}")
    } else {
        let digits = usize::try_from(scale).ok()?;
        let fraction = format!("{rest:0digits$}");
        format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
    };
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::terms::Bound;
    use crate::contract::validator::Validator;

    #[test]
    fn numbers_are_within_their_bounds() {
        for (types, schema) in [
            (Types::INTEGER, json!({"minimum": 3, "maximum": 5})),
            (
                Types::INTEGER,
                json!({"exclusiveMinimum": -1, "maximum": 0}),
            ),
            (Types::INTEGER, json!({"minimum": 7.5, "maximum": 8.5})),
            (Types::INTEGER, json!({"minimum": 100, "multipleOf": 7})),
            (Types::INTEGER, json!({"multipleOf": 2.5, "minimum": 1})),
            (Types::INTEGER, json!({"maximum": -1_000_000})),
            (
                Types::INTEGER,
                json!({"minimum": 9_007_199_254_740_993_i64, "maximum": 9_007_199_254_740_994_i64}),
            ),
            (
                Types::NUMBER,
                json!({"exclusiveMinimum": 0, "exclusiveMaximum": 0.001}),
            ),
            (
                Types::FRACTION,
                json!({"minimum": 0, "maximum": 1, "multipleOf": 0.01}),
            ),
            (Types::NUMBER, json!({"minimum": 1e300})),
            (Types::NUMBER, json!({"multipleOf": 3, "minimum": 1})),
        ] {
            let mut term = Term {
                types,
                ..Term::default()
            };
            for (limit, keyword, is_exclusive) in [
                (Limit::Minimum, "minimum", false),
                (Limit::Maximum, "maximum", false),
                (Limit::Minimum, "exclusiveMinimum", true),
                (Limit::Maximum, "exclusiveMaximum", true),
            ] {
                if let Some(value) = schema.get(keyword).and_then(|value| value.as_number()) {
                    let value = value.clone();
                    term.limits.insert(
                        limit,
                        Bound {
                            value,
                            is_exclusive,
                        },
                    );
                }
            }
            let multiple = schema.get("multipleOf").and_then(|value| value.as_number());
            term.multiples.extend(multiple.cloned());
            let judge = Validator::compile(&schema).unwrap();
            for seed in 0..60 {
                let taste = if seed % 2 == 0 {
                    Taste::Plain
                } else {
                    Taste::Edge
                };
                let found = number(&term, types, taste, &mut Draw::new(seed, 0));
                if schema.get("minimum") == Some(&json!(1e300)) {
                    // Farther than is counted.
                    continue;
                }
                let value = serde_json::Value::Number(found.unwrap());
                assert!(judge.accepts(&value), "{schema} {value}");
                assert!(types.meets(Types::of(&value)), "{schema} {value}");
            }
        }
    }

    #[test]
    fn what_cannot_be_is_told_by_its_keyword() {
        let mut term = Term {
            types: Types::INTEGER,
            ..Term::default()
        };
        term.multiples.push(Number::from(10));
        for (limit, value) in [(Limit::Minimum, 11), (Limit::Maximum, 19)] {
            term.limits.insert(
                limit,
                Bound {
                    value: Number::from(value),
                    is_exclusive: false,
                },
            );
        }
        let found = number(&term, Types::INTEGER, Taste::Plain, &mut Draw::new(0, 0));
        assert_eq!(found, Err("multipleOf"));
    }
}
