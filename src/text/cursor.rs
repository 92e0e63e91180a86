//! A place in a JSON text that moves on by tokens (RFC 8259).
//!
//! Bytes come in; each step says whether the next token is there, and what of it somebody may want
//! to know. A step that fails says nothing about why: whoever wants to know reads the text again with
//! `text::json`. What this accepts, `serde_json` accepts; the reverse does not hold, as numbers
//! that might be beyond `f64` are left to others.

/// Bytes that are looked at together.
const LANES: usize = size_of::<u64>();

/// A one in each byte.
const ONES: u64 = u64::from_ne_bytes([1; LANES]);

/// The highest bit of each byte.
const HIGH: u64 = ONES << 7;

/// Letters of a number, and digits of its exponent, that are surely within `f64`.
const NUMBER: usize = 64;
const EXPONENT: usize = 2;

/// Digits that surely fit into 64 bits.
const SURE: usize = 19;

/// Bytes behind what was decoded into which the next letters are written, and bytes that are made at once.
const ROOM: usize = 64;
const MORE: usize = 1 << 10;

/// A place in a text.
#[derive(Clone)]
pub(crate) struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    /// Whether a string had letters beyond ASCII; they may be no UTF-8.
    beyond_ascii: bool,
}

/// A string, without its quotes.
#[derive(Clone, Copy)]
pub(crate) struct Text<'t> {
    /// The bytes as they are written.
    pub(crate) raw: &'t [u8],
    /// Whether an escape is among them, so that they are not what the string says.
    pub(crate) is_escaped: bool,
}

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number<'t> {
    /// A whole one without fraction and exponent, for which 64 bits with a sign are enough.
    Integer(i64),
    /// A whole one for which only 64 bits without a sign are enough.
    Unsigned(u64),
    /// Any other, as it is written.
    Float(&'t [u8]),
}

impl<'t> Cursor<'t> {
    pub(crate) const fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            at: 0,
            beyond_ascii: false,
        }
    }

    /// Bytes in front of the place.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// The whole text.
    pub(crate) const fn text(&self) -> &'t [u8] {
        self.text
    }

    /// Goes on at another place.
    pub(crate) const fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Whether strings so far had letters beyond ASCII.
    pub(crate) const fn is_beyond_ascii(&self) -> bool {
        self.beyond_ascii
    }

    /// The bytes from the place on.
    pub(crate) fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next byte behind white space, which is passed; zero, which begins no token, at the end.
    #[inline]
    pub(crate) fn peek(&mut self) -> u8 {
        loop {
            match self.text.get(self.at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                Some(&byte) => return byte,
                None => return 0,
            }
        }
    }

    /// Passes `count` bytes that were looked at.
    #[inline]
    pub(crate) const fn pass(&mut self, count: usize) {
        self.at += count;
    }

    /// Passes `byte`, if it is the next behind white space.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == byte).then(|| self.at += 1)
    }

    /// Passes `word`, which is all of the next token.
    #[inline]
    pub(crate) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    /// Whether nothing but white space is left.
    pub(crate) fn ends(&mut self) -> bool {
        self.peek() == 0 && self.at == self.text.len()
    }

    /// Passes a string, whose first quote is next.
    #[inline]
    pub(crate) fn string(&mut self) -> Option<Text<'t>> {
        let start = self.at + 1;
        let mut at = start;
        let mut is_escaped = false;
        loop {
            at = self.plain(at);
            match self.text.get(at)? {
                b'"' => {
                    self.at = at + 1;
                    return Some(Text {
                        raw: self.text.get(start..at)?,
                        is_escaped,
                    });
                }
                b'\\' => {
                    is_escaped = true;
                    at += escape(self.text.get(at + 1..)?)? + 1;
                }
                0x80.. => {
                    self.beyond_ascii = true;
                    at += 1;
                }
                0x20.. => at += 1,
                // A control character.
                _ => return None,
            }
        }
    }

    /// The first place from `at` on at which a string ends, has an escape or a control character, or the
    /// text is nearly at its end.
    #[inline]
    fn plain(&mut self, mut at: usize) -> usize {
        let mut beyond = 0;
        while let Some(lanes) = self
            .text
            .get(at..)
            .and_then(|rest| rest.first_chunk::<LANES>())
        {
            let lanes = u64::from_le_bytes(*lanes);
            let stop = stops(lanes);
            if stop != 0 {
                // Letters behind the end count as well; that costs a second look at the text at most.
                beyond |= lanes;
                at += (stop.trailing_zeros() / u8::BITS) as usize;
                break;
            }
            beyond |= lanes;
            at += LANES;
        }
        self.beyond_ascii |= beyond & HIGH != 0;
        at
    }

    /// Passes a string, whose first quote is next, and puts what it stands for behind `out` where an escape
    /// is among its letters.
    #[inline]
    pub(crate) fn decoded(&mut self, out: &mut Vec<u8>) -> Option<Text<'t>> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            at = self.plain(at);
            match self.text.get(at)? {
                b'"' => {
                    self.at = at + 1;
                    return Some(Text {
                        raw: self.text.get(start..at)?,
                        is_escaped: false,
                    });
                }
                b'\\' => break,
                // The last few letters of the text are looked at one by one.
                &byte @ 0x20.. => {
                    self.beyond_ascii |= byte >= 0x80;
                    at += 1;
                }
                // A control character.
                _ => return None,
            }
        }
        out.extend_from_slice(self.text.get(start..at)?);
        let mut put = out.len();
        loop {
            if out.len() < put + ROOM {
                out.resize(put + MORE, 0);
            }
            at = self.copied(at, out, &mut put)?;
            match self.text.get(at)? {
                b'"' => {
                    out.truncate(put);
                    self.at = at + 1;
                    return Some(Text {
                        raw: self.text.get(start..at)?,
                        is_escaped: true,
                    });
                }
                b'\\' => {
                    let room = out.get_mut(put..)?;
                    let (length, letters) = unescaped(self.text.get(at + 1..)?, room)?;
                    at += length + 1;
                    put += letters;
                }
                &byte @ 0x20.. => {
                    self.beyond_ascii |= byte >= 0x80;
                    *out.get_mut(put)? = byte;
                    at += 1;
                    put += 1;
                }
                _ => return None,
            }
        }
    }

    /// Like [`Self::plain`], and puts the letters in front of that place where `put` says, as long as there is
    /// room for one more behind them, however it is written.
    #[inline]
    fn copied(&mut self, mut at: usize, out: &mut [u8], put: &mut usize) -> Option<usize> {
        let mut beyond = 0;
        let end = out.len().checked_sub(LANES)?;
        let mut places = out.get_mut(*put..end)?.chunks_exact_mut(LANES);
        while let Some(bytes) = self
            .text
            .get(at..)
            .and_then(|rest| rest.first_chunk::<LANES>())
            && let Some(place) = places.next()
        {
            let lanes = u64::from_le_bytes(*bytes);
            let stop = stops(lanes);
            beyond |= lanes;
            // All at once is faster than as many as are due.
            place.copy_from_slice(bytes);
            if stop != 0 {
                let plain = (stop.trailing_zeros() / u8::BITS) as usize;
                *put += plain;
                at += plain;
                break;
            }
            *put += LANES;
            at += LANES;
        }
        self.beyond_ascii |= beyond & HIGH != 0;
        Some(at)
    }

    /// Passes a value of any kind, with `depth` levels inside of it at most.
    pub(crate) fn skip(&mut self, depth: u32) -> Option<()> {
        let (end, has_names) = match self.peek() {
            b'"' => return self.string().map(drop),
            b't' => return self.word(b"true"),
            b'f' => return self.word(b"false"),
            b'n' => return self.word(b"null"),
            b'{' => (b'}', true),
            b'[' => (b']', false),
            _ => {
                self.at += number_length(self.rest())?;
                return Some(());
            }
        };
        let depth = depth.checked_sub(1)?;
        self.at += 1;
        if self.take(end).is_some() {
            return Some(());
        }
        loop {
            if has_names {
                (self.peek() == b'"').then(|| self.string())??;
                self.take(b':')?;
            }
            self.skip(depth)?;
            if self.take(end).is_some() {
                return Some(());
            }
            self.take(b',')?;
        }
    }

    /// Passes a number, whose first letter is next.
    #[inline]
    pub(crate) fn number(&mut self) -> Option<Number<'t>> {
        let rest = self.rest();
        let is_negative = rest.first() == Some(&b'-');
        let digits = rest.get(usize::from(is_negative)..)?;
        let mut value: u64 = 0;
        let mut count = 0;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            // More digits than 64 bits have are read again below.
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
            count += 1;
        }
        if count == 0 || (count > 1 && digits.first() == Some(&b'0')) {
            return None;
        }
        let mut length = usize::from(is_negative) + count;
        if let Some(b'.' | b'e' | b'E') = rest.get(length) {
            let (more, exponent) = fraction(rest.get(length..)?)?;
            length += more;
            self.at += length;
            let is_plain = length <= NUMBER && exponent <= EXPONENT;
            return is_plain.then_some(Number::Float(rest.get(..length)?));
        }
        self.at += length;
        if count > SURE {
            let digits = std::str::from_utf8(digits.get(..count)?).ok()?;
            value = digits.parse().ok()?;
        }
        match (is_negative, value) {
            // Its sign is lost in a whole number.
            (true, 0) => Some(Number::Float(rest.get(..length)?)),
            (true, _) => i64::try_from(-i128::from(value)).ok().map(Number::Integer),
            (false, _) => Some(match i64::try_from(value) {
                Ok(value) => Number::Integer(value),
                Err(_) => Number::Unsigned(value),
            }),
        }
    }
}

/// The highest bit of the first byte that a plain string cannot have, and perhaps of bytes behind it.
#[inline]
const fn stops(lanes: u64) -> u64 {
    // A byte is zero where subtracting one borrows; a borrow of one above tells a lie only behind it.
    let quote = lanes ^ (ONES * b'"' as u64);
    let backslash = lanes ^ (ONES * b'\\' as u64);
    let quotes = quote.wrapping_sub(ONES) & !quote;
    let backslashes = backslash.wrapping_sub(ONES) & !backslash;
    let controls = lanes.wrapping_sub(ONES * 0x20) & !lanes;
    (quotes | backslashes | controls) & HIGH
}

/// The bytes of an escape behind its backslash, and of the one that it must have behind it where it is
/// the first half of a pair (RFC 8259 section 7).
fn escape(rest: &[u8]) -> Option<usize> {
    match rest.first()? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(1),
        b'u' => match unit(rest.get(1..)?)? {
            0xd800..0xdc00 => {
                let second = rest.get(5..)?.strip_prefix(b"\\u")?;
                matches!(unit(second)?, 0xdc00..0xe000).then_some(11)
            }
            // The second half alone.
            0xdc00..0xe000 => None,
            _ => Some(5),
        },
        _ => None,
    }
}

/// Puts what an escape stands for into `room`; gives the bytes of the escape behind its backslash, and how many
/// it stands for.
#[inline]
fn unescaped(rest: &[u8], room: &mut [u8]) -> Option<(usize, usize)> {
    let letter = match rest.first()? {
        letter @ (b'"' | b'\\' | b'/') => *letter,
        b'b' => 0x8,
        b'f' => 0xc,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => return unescaped_unit(rest, room),
        _ => return None,
    };
    *room.first_mut()? = letter;
    Some((1, 1))
}

/// The same for an escape of four digits, or of two of them that are one letter.
fn unescaped_unit(rest: &[u8], room: &mut [u8]) -> Option<(usize, usize)> {
    let length = escape(rest)?;
    let first = unit(rest.get(1..)?)?;
    let second = match length {
        5 => None,
        _ => Some(unit(rest.get(7..)?)?),
    };
    let letter = char::decode_utf16([first].into_iter().chain(second))
        .next()?
        .ok()?;
    let letters = letter.encode_utf8(room.first_chunk_mut::<4>()?);
    Some((length, letters.len()))
}

/// The first place from `at` on at which a string ends, has an escape or a control character; the end of
/// the text where there is none.
#[inline]
pub(crate) fn plain(text: &[u8], mut at: usize) -> usize {
    while let Some(lanes) = text.get(at..).and_then(|rest| rest.first_chunk::<LANES>()) {
        let stop = stops(u64::from_le_bytes(*lanes));
        if stop != 0 {
            return at + (stop.trailing_zeros() / u8::BITS) as usize;
        }
        at += LANES;
    }
    let rest = text.get(at..).unwrap_or_default();
    let is_stop = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    at + rest.iter().position(is_stop).unwrap_or(rest.len())
}

/// Four hexadecimal digits.
fn unit(digits: &[u8]) -> Option<u16> {
    let digits = digits.first_chunk::<4>()?;
    digits.iter().try_fold(0, |unit: u16, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

fn digits(rest: &[u8]) -> usize {
    rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The bytes of a number of any size.
fn number_length(rest: &[u8]) -> Option<usize> {
    let sign = usize::from(rest.first() == Some(&b'-'));
    let whole = rest.get(sign..)?;
    let count = digits(whole);
    if count == 0 || (count > 1 && whole.first() == Some(&b'0')) {
        return None;
    }
    let (length, _) = fraction(whole.get(count..)?)?;
    Some(sign + count + length)
}

/// The bytes of a fraction and an exponent, where they are there, and how many digits the exponent has.
fn fraction(rest: &[u8]) -> Option<(usize, usize)> {
    let (mut length, mut exponent) = (0, 0);
    if rest.first() == Some(&b'.') {
        let count = digits(rest.get(1..)?);
        if count == 0 {
            return None;
        }
        length = count + 1;
    }
    if let Some(b'e' | b'E') = rest.get(length) {
        length += 1;
        length += usize::from(matches!(rest.get(length), Some(b'+' | b'-')));
        exponent = digits(rest.get(length..)?);
        if exponent == 0 {
            return None;
        }
        length += exponent;
    }
    Some((length, exponent))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn string(text: &str) -> Option<(usize, bool)> {
        let mut cursor = Cursor::new(text.as_bytes());
        let text = cursor.string()?;
        Some((cursor.at(), text.is_escaped))
    }

    fn number(text: &str) -> Option<Number<'_>> {
        let mut cursor = Cursor::new(text.as_bytes());
        let number = cursor.number()?;
        cursor.ends().then_some(number)
    }

    #[test]
    fn strings_end_at_their_quote() {
        assert_eq!(string(r#""""#), Some((2, false)));
        assert_eq!(string(r#""abcdefgh""#), Some((10, false)));
        assert_eq!(string(r#""abcdefghij" : "x""#), Some((12, false)));
        assert_eq!(string(r#""a\"b\\""#), Some((8, true)));
        assert_eq!(string(r#""\ud83d\ude00 \u00e9""#), Some((21, true)));
        for bad in [
            r#"""#,
            r#""abcdefghijk"#,
            r#""\"#,
            r#""\""#,
            r#""\x""#,
            r#""\u12""#,
            r#""\u12g4""#,
            r#""\ud83d""#,
            r#""\ud83d\u0041""#,
            r#""\ude00""#,
            "\"a\nb\"",
            "\"abcdefgh\u{1f}bcdefghi\"",
        ] {
            assert_eq!(string(bad), None, "{bad}");
        }
    }

    #[test]
    fn numbers_are_those_of_json() {
        assert_eq!(number("0"), Some(Number::Integer(0)));
        assert_eq!(number("-0"), Some(Number::Float(b"-0")));
        assert_eq!(number("-12"), Some(Number::Integer(-12)));
        assert_eq!(
            number("9223372036854775808"),
            Some(Number::Unsigned(1 << 63))
        );
        for float in ["0.5", "-1.25e-3", "1E+10", "2e99"] {
            assert_eq!(number(float), Some(Number::Float(float.as_bytes())));
        }
        for bad in [
            "",
            "-",
            "01",
            "-01",
            "1.",
            ".5",
            "1e",
            "1e+",
            "+1",
            "0x1",
            "1.e1",
            "1 2",
            "-9223372036854775809",
            "18446744073709551616",
            "1e100",
        ] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn strings_are_those_of_serde_json(
            text in "(\\PC|\\\\[\"\\\\/bfnrtux]|\\\\u[0-9a-fA-F]{4}|\\\\ud[89ab][0-9]{2}\\\\ud[cdef][0-9]{2}|[\"\\x00-\\x7f]){0,24}",
        ) {
            let text = format!("\"{text}\"");
            let read: Option<String> = serde_json::from_str(&text).ok();
            let own = string(&text).filter(|(end, _)| *end == text.len());
            prop_assert_eq!(own.is_some(), read.is_some(), "{}", text);
            if let (Some((_, false)), Some(read)) = (own, read) {
                prop_assert_eq!(text.get(1..text.len() - 1), Some(read.as_str()));
            }
        }

        #[test]
        fn what_strings_stand_for_is_what_serde_json_says(
            text in "(\\PC|[a-z]{1,20}|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4}|\\\\ud[89ab][0-9]{2}\\\\ud[cdef][0-9]{2}|\x01|\\\\){0,24}",
            times in 1_usize..300,
            behind in "[ ,a-z]{0,9}",
        ) {
            let text = format!("\"{}\"", text.repeat(times));
            let read: Option<String> = serde_json::from_str(&text).ok();
            let whole = format!("{text}{behind}");
            let mut out = b"before".to_vec();
            let mut cursor = Cursor::new(whole.as_bytes());
            let own = cursor.decoded(&mut out).filter(|_| cursor.at() == text.len());
            prop_assert_eq!(own.is_some(), read.is_some(), "{}", text);
            if let (Some(own), Some(read)) = (own, read) {
                let told = if own.is_escaped { out.get(6..) } else { Some(own.raw) };
                prop_assert_eq!(told, Some(read.as_bytes()));
                prop_assert!(out.starts_with(b"before") && (own.is_escaped || out.len() == 6));
                prop_assert!(read.is_ascii() || own.is_escaped || cursor.is_beyond_ascii());
            }
        }

        #[test]
        fn numbers_are_those_of_serde_json(text in "-?[0-9]{0,21}(\\.[0-9]{0,4})?([eE][+-]?[0-9]{0,3})?") {
            let read: Option<serde_json::Number> = serde_json::from_str(&text).ok();
            match number(&text) {
                Some(Number::Integer(own)) => prop_assert_eq!(read.and_then(|read| read.as_i64()), Some(own)),
                Some(Number::Unsigned(own)) => prop_assert_eq!(read.and_then(|read| read.as_u64()), Some(own)),
                Some(Number::Float(_)) => prop_assert!(read.is_some_and(|read| read.is_f64())),
                None => prop_assert!(read.is_none_or(|read| read.is_f64())),
            }
        }
    }
}
