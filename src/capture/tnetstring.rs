//! Tagged netstrings, as mitmproxy writes them: a length, a colon, so many bytes, and a letter that
//! tells their type.
//!
//! Items are places in the text, and no tree is built of them: a container is walked over when one of
//! its items is asked for. So depth costs nothing, and hostile nesting neither.

use crate::text::Span;

/// Digits of a length at most; mitmproxy reads no more.
const DIGITS: usize = 12;

/// The type of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `,`
    Bytes,
    /// `;`, which only mitmproxy has
    Text,
    /// `#`
    Integer,
    /// `^`
    Float,
    /// `!`
    Boolean,
    /// `~`
    Null,
    /// `]`
    List,
    /// `}`
    Dictionary,
}

impl Kind {
    const fn of(letter: u8) -> Option<Self> {
        Some(match letter {
            b',' => Self::Bytes,
            b';' => Self::Text,
            b'#' => Self::Integer,
            b'^' => Self::Float,
            b'!' => Self::Boolean,
            b'~' => Self::Null,
            b']' => Self::List,
            b'}' => Self::Dictionary,
            _ => return None,
        })
    }
}

/// An item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// Where its data is.
    pub(super) data: Span,
}

/// Where something is no item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken(pub(super) usize);

/// The length that the digits at `at` tell, and where the data begins; `None` where the text ends first.
pub(super) fn length(text: &[u8], at: usize) -> Result<Option<(usize, usize)>, Broken> {
    let rest = text.get(at..).unwrap_or_default();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > DIGITS {
        return Err(Broken(at));
    }
    match rest.get(digits) {
        None => Ok(None),
        Some(b':') if digits > 0 => {
            let length = std::str::from_utf8(rest.get(..digits).unwrap_or_default())
                .ok()
                .and_then(|digits| digits.parse().ok())
                .ok_or(Broken(at))?;
            Ok(Some((length, at + digits + 1)))
        }
        Some(_) => Err(Broken(at)),
    }
}

impl Item {
    /// The item that begins at `at` and ends before `end`, and where it ends.
    pub(super) fn at(text: &[u8], at: usize, end: usize) -> Result<(Self, usize), Broken> {
        let text = text.get(..end).unwrap_or(text);
        let (length, start) = length(text, at)?.ok_or(Broken(at))?;
        let behind = start.checked_add(length).ok_or(Broken(at))?;
        let kind = text
            .get(behind)
            .and_then(|&letter| Kind::of(letter))
            .ok_or(Broken(at))?;
        let data = Span::new(start, behind);
        Ok((Self { kind, data }, behind + 1))
    }

    /// The items of a list.
    pub(super) fn elements(self, text: &[u8]) -> impl Iterator<Item = Result<Self, Broken>> {
        let mut at = match self.kind {
            Kind::List | Kind::Dictionary => self.data.start(),
            _ => self.data.end(),
        };
        let end = self.data.end();
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            Some(match Self::at(text, at, end) {
                Ok((item, behind)) => {
                    at = behind;
                    Ok(item)
                }
                Err(broken) => {
                    at = end;
                    Err(broken)
                }
            })
        })
    }

    /// The names and values of a dictionary.
    pub(super) fn members(
        self,
        text: &[u8],
    ) -> impl Iterator<Item = Result<(&[u8], Self), Broken>> {
        let mut items = self.elements(text);
        let end = self.data.end();
        std::iter::from_fn(move || {
            let name = match items.next()? {
                Ok(name) => name,
                Err(broken) => return Some(Err(broken)),
            };
            let Some(bytes) = name.bytes(text) else {
                return Some(Err(Broken(name.data.start())));
            };
            Some(match items.next() {
                Some(Ok(value)) => Ok((bytes, value)),
                Some(Err(broken)) => Err(broken),
                None => Err(Broken(end)),
            })
        })
    }

    /// The value of the member `name`; nothing where there is none, or where it is null.
    pub(super) fn get(self, text: &[u8], name: &str) -> Result<Option<Self>, Broken> {
        for member in self.members(text) {
            let (known, value) = member?;
            if known == name.as_bytes() {
                return Ok((value.kind != Kind::Null).then_some(value));
            }
        }
        Ok(None)
    }

    /// The bytes of a string.
    pub(super) fn bytes(self, text: &[u8]) -> Option<&[u8]> {
        matches!(self.kind, Kind::Bytes | Kind::Text).then(|| self.data.of(text))
    }

    /// A string as text; what is no UTF-8 in it is replaced.
    pub(super) fn string(self, text: &[u8]) -> Option<String> {
        self.bytes(text)
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// A whole number.
    pub(super) fn integer(self, text: &[u8]) -> Option<i64> {
        let digits = (self.kind == Kind::Integer).then(|| self.data.of(text))?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// Whether it is the truth value true.
    pub(super) fn is_true(self, text: &[u8]) -> bool {
        self.kind == Kind::Boolean && self.data.of(text) == b"true"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_by_name() {
        let text = b"48:1:a;2:12#1:b,4:true!1:c,0:~1:d;13:3:abc,1:x;0:]]}";
        let (root, end) = Item::at(text, 0, text.len()).unwrap();
        assert_eq!((root.kind, end), (Kind::Dictionary, text.len()));
        let get = |name| root.get(text, name).unwrap();
        assert_eq!(get("a").unwrap().integer(text), Some(12));
        assert!(get("b").unwrap().is_true(text));
        assert_eq!(get("c"), None);
        assert_eq!(get("e"), None);
        let list: Vec<Item> = get("d")
            .unwrap()
            .elements(text)
            .map(Result::unwrap)
            .collect();
        assert_eq!(list.len(), 3);
        assert_eq!(list[0].bytes(text), Some(&b"abc"[..]));
        assert_eq!(list[1].string(text).as_deref(), Some("x"));
    }

    #[test]
    fn what_is_broken_is_told_with_its_place() {
        let at = |text: &[u8]| Item::at(text, 0, text.len()).unwrap_err();
        for text in [
            &b""[..],
            b"3",
            b"3:",
            b"3:ab",
            b"3:abc",
            b"3:abc?",
            b":,",
            b"-1:,",
            b"9999999999999:,",
            b"x",
        ] {
            assert_eq!(at(text), Broken(0), "{}", text.escape_ascii());
        }
        let text = b"13:1:a,1:b,1:c,9}";
        let (root, _) = Item::at(text, 0, text.len()).unwrap();
        assert!(root.get(text, "a").is_ok_and(|item| item.is_some()));
        assert_eq!(root.get(text, "z"), Err(Broken(15)));
        // A name that is no string, and one without a value.
        for (text, at) in [(&b"8:1:1#1:b,}"[..], 4), (b"4:1:a,}", 6)] {
            let (root, _) = Item::at(text, 0, text.len()).unwrap();
            assert_eq!(root.get(text, "z"), Err(Broken(at)));
        }
        // An item does not leave its container.
        let text = b"4:9:a,}2:}";
        let (root, _) = Item::at(text, 0, text.len()).unwrap();
        assert_eq!(root.get(text, "a"), Err(Broken(2)));
    }
}
