//! JSON Pointers (RFC 6901).

use std::borrow::Cow;
use std::fmt;

/// One step of a pointer: a member's name or an element's index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Token {
    /// The index of an array's element.
    Index(usize),
    /// The name of an object's member.
    Name(String),
}

/// A JSON Pointer (RFC 6901) as parsed tokens; `Display` writes it with its escapes.
///
/// The empty pointer is the whole document and prints as the empty string.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Vec<Token>);

impl Pointer {
    /// The pointer to the whole document.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The tokens, outermost first.
    pub fn tokens(&self) -> &[Token] {
        &self.0
    }

    /// This pointer and one member's name behind it.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        self.with(Token::Name(name.to_owned()))
    }

    /// This pointer and one element's index behind it.
    #[must_use]
    pub fn element(&self, index: usize) -> Self {
        self.with(Token::Index(index))
    }

    /// This pointer with the tokens of `rest` behind it.
    #[must_use]
    pub fn joined(&self, rest: &Self) -> Self {
        Self(self.0.iter().chain(&rest.0).cloned().collect())
    }

    fn with(&self, token: Token) -> Self {
        let mut tokens = Vec::with_capacity(self.0.len() + 1);
        tokens.extend_from_slice(&self.0);
        tokens.push(token);
        Self(tokens)
    }

    /// The pointer with each index replaced by `*`: the same for every element of an array.
    pub fn template(&self) -> String {
        let mut out = String::new();
        for token in &self.0 {
            out.push('/');
            match token {
                Token::Index(_) => out.push('*'),
                Token::Name(name) => out.push_str(&escaped(name)),
            }
        }
        out
    }
}

impl From<Vec<Token>> for Pointer {
    fn from(tokens: Vec<Token>) -> Self {
        Self(tokens)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        for token in &self.0 {
            out.push('/');
            match token {
                Token::Index(index) => out.push_str(&index.to_string()),
                Token::Name(name) => out.push_str(&escaped(name)),
            }
        }
        f.write_str(&out)
    }
}

/// A name as a token of a pointer: `~` is written `~0` and `/` is written `~1` (RFC 6901 section 3).
pub fn escaped(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// The name that a token of a pointer is (RFC 6901 section 4).
pub fn unescaped(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_escapes_as_rfc_6901_says() {
        let pointer = Pointer::root()
            .member("a/b")
            .element(3)
            .member("m~n")
            .member("");
        assert_eq!(pointer.to_string(), "/a~1b/3/m~0n/");
        assert_eq!(pointer.template(), "/a~1b/*/m~0n/");
        assert_eq!(Pointer::root().to_string(), "");
    }

    #[test]
    fn a_name_of_digits_is_no_index() {
        assert_eq!(Pointer::root().member("0").template(), "/0");
        assert_eq!(Pointer::root().element(0).template(), "/*");
    }

    #[test]
    fn joining_keeps_the_order() {
        let left = Pointer::root().member("body").element(2);
        let right = Pointer::root().member("created");
        assert_eq!(left.joined(&right).to_string(), "/body/2/created");
    }
}
