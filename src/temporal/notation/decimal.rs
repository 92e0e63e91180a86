//! The text of a number as an exact decimal, however it is written.

/// A decimal number, exactly: `all / 10^places`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    pub(super) all: i128,
    pub(super) places: u32,
}

/// Whether the number was written with a fraction or an exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Whole,
    Decimal,
}

/// A number's text, split.
pub(super) struct Scanned<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: Option<i32>,
    pub(super) shape: Shape,
}

impl<'t> Scanned<'t> {
    /// Splits the text of a number (RFC 8259 section 6, and a plus sign or leading zeros as well).
    pub(super) fn new(text: &'t str) -> Option<Self> {
        let negative = text.starts_with('-');
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let bare_point = mantissa.contains('.') && fraction.is_empty();
        if whole.is_empty() || bare_point || !digits(whole) || !digits(fraction) {
            return None;
        }
        let exponent = match exponent {
            None => Some(0),
            Some(text) => {
                let size = text.strip_prefix(['-', '+']).unwrap_or(text);
                if size.is_empty() || !digits(size) {
                    return None;
                }
                text.parse().ok()
            }
        };
        let whole_number = !mantissa.contains('.') && exponent == Some(0);
        let shape = if whole_number {
            Shape::Whole
        } else {
            Shape::Decimal
        };
        Some(Self {
            negative,
            whole,
            fraction,
            exponent,
            shape,
        })
    }

    /// The exact value, or `None` where it needs more than 38 digits.
    pub(super) fn decimal(&self) -> Option<Decimal> {
        const ROOM: usize = 38;
        let whole = self.whole.trim_start_matches('0');
        if whole.len() + self.fraction.len() > ROOM {
            return self.zero();
        }
        let digits = whole.bytes().chain(self.fraction.bytes());
        let all = digits.fold(0_i128, |all, digit| all * 10 + i128::from(digit - b'0'));
        let mut all = if self.negative { -all } else { all };
        let places = i32::try_from(self.fraction.len())
            .ok()?
            .checked_sub(self.exponent.unwrap_or(i32::MAX));
        if all == 0 {
            return self.zero();
        }
        let mut places = places?;
        while places < 0 {
            all = all.checked_mul(10)?;
            places += 1;
        }
        let places = u32::try_from(places).ok().filter(|places| *places <= 28)?;
        Some(Decimal { all, places })
    }

    /// The whole part of a number, also of one without an exact value here; `None` where it needs
    /// more than 38 digits.
    pub(super) fn whole(&self) -> Option<i128> {
        const ROOM: i64 = 38;
        let digits = self.whole.bytes().chain(self.fraction.bytes());
        let zeros = digits.clone().take_while(|&digit| digit == b'0').count();
        let point = i64::try_from(self.whole.len()).ok()? + i64::from(self.exponent?);
        let len = point
            .saturating_sub(i64::try_from(zeros).ok()?)
            .clamp(0, ROOM + 1);
        let len = usize::try_from(len).ok().filter(|_| len <= ROOM)?;
        let whole = digits
            .skip(zeros)
            .chain(std::iter::repeat(b'0'))
            .take(len)
            .fold(0_i128, |all, digit| all * 10 + i128::from(digit - b'0'));
        Some(if self.negative { -whole } else { whole })
    }

    /// Zero has one value however many digits and whatever exponent it is written with.
    fn zero(&self) -> Option<Decimal> {
        let zero = self
            .whole
            .bytes()
            .chain(self.fraction.bytes())
            .all(|digit| digit == b'0');
        zero.then_some(Decimal { all: 0, places: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::{Scanned, Shape};

    fn exact(text: &str) -> Option<(i128, u32)> {
        let decimal = Scanned::new(text)?.decimal()?;
        Some((decimal.all, decimal.places))
    }

    #[test]
    fn a_number_is_exact_however_it_is_written() {
        for (text, expected) in [
            ("1705329000", Some((1_705_329_000, 0))),
            ("-0", Some((0, 0))),
            ("0e999999999999", Some((0, 0))),
            ("000012", Some((12, 0))),
            ("1705329000.500", Some((1_705_329_000_500, 3))),
            ("1.705329e9", Some((1_705_329_000, 0))),
            ("1.5E-2", Some((15, 3))),
            ("-62135596800", Some((-62_135_596_800, 0))),
            (
                "99999999999999999999999999999999999999",
                Some((10_i128.pow(38) - 1, 0)),
            ),
            ("999999999999999999999999999999999999999", None),
            ("1e38", Some((10_i128.pow(38), 0))),
            ("1e39", None),
            ("1e400", None),
            ("1e-400", None),
            ("1e99999999999999999999", None),
        ] {
            assert_eq!(exact(text), expected, "{text}");
        }
    }

    #[test]
    fn the_whole_part_is_known_without_the_rest() {
        let long = "1".repeat(50);
        for (text, expected) in [
            (format!("1705329000.{long}"), Some(1_705_329_000)),
            (format!("-1705329000.{long}"), Some(-1_705_329_000)),
            (format!("1.705329000{long}e9"), Some(1_705_329_000)),
            (format!("{long}e-45"), Some(11_111)),
            (format!("0.000{long}"), Some(0)),
            ("1e-400".to_owned(), Some(0)),
            ("5e3".to_owned(), Some(5_000)),
            (long, None),
            ("1e400".to_owned(), None),
            ("1e99999999999999999999".to_owned(), None),
        ] {
            let whole = Scanned::new(&text).and_then(|scanned| scanned.whole());
            assert_eq!(whole, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", "-", "1.", ".5", "1e", "1e+", "0x10", "1 2", "--1", "1.2.3", "NaN", "1e1.5", "٣",
        ] {
            assert!(Scanned::new(text).is_none(), "{text}");
        }
        assert_eq!(
            Scanned::new("1e0").map(|scanned| scanned.shape),
            Some(Shape::Whole)
        );
        assert_eq!(
            Scanned::new("1.0").map(|scanned| scanned.shape),
            Some(Shape::Decimal)
        );
    }
}
