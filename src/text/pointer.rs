//! JSON Pointers (RFC 6901).

use std::borrow::Cow;
use std::fmt;

use super::name;

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
        template(&self.0)
    }

    /// The pointer in a bounded length, where it is longer: long names by what stands for them
    /// ([`name::bounded`]), and so the names in the middle of a pointer that is long all the same. It does not
    /// depend on the indices.
    pub fn bounded(&self) -> Option<Self> {
        let is_short = |token: &Token| token.len() <= name::NAME;
        let bytes: usize = self.0.iter().map(Token::len).sum();
        if bytes <= name::POINTER && self.0.iter().all(is_short) {
            return None;
        }
        let tokens: Vec<Token> = self.0.iter().map(Token::bounded).collect();
        Some(Self(without_middle(tokens)))
    }
}

impl Token {
    /// Bytes that it takes, whatever the index.
    const fn len(&self) -> usize {
        match self {
            Self::Index(_) => 1,
            Self::Name(name) => name.len(),
        }
    }

    fn letters(&self) -> usize {
        match self {
            Self::Index(_) => 1,
            Self::Name(name) => name.chars().count(),
        }
    }

    fn bounded(&self) -> Self {
        match self {
            Self::Index(index) => Self::Index(*index),
            Self::Name(name) => Self::Name(name::bounded(name, name::NAME).into_owned()),
        }
    }
}

/// As many of the first and of the last tokens as there is room for, and one token for those between.
fn without_middle(mut tokens: Vec<Token>) -> Vec<Token> {
    const HALF: usize = (name::POINTER - name::DIGEST) / 2;
    let letters: usize = tokens.iter().map(Token::letters).sum();
    if letters <= name::POINTER {
        return tokens;
    }
    let fitting = |tokens: &mut dyn Iterator<Item = &Token>| {
        let mut room = HALF;
        let fits = |token: &&Token| {
            let left = room.checked_sub(token.letters());
            room = left.unwrap_or(0);
            left.is_some()
        };
        tokens.take_while(fits).count()
    };
    let first = fitting(&mut tokens.iter());
    let last = tokens.len() - fitting(&mut tokens.iter().rev());
    let middle = template(tokens.get(first..last).unwrap_or_default());
    tokens.splice(first..last, [Token::Name(name::digest([middle.as_str()]))]);
    tokens
}

fn template(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        out.push('/');
        match token {
            Token::Index(_) => out.push('*'),
            Token::Name(name) => out.push_str(&escaped(name)),
        }
    }
    out
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
    fn a_long_pointer_is_told_by_its_ends_whatever_the_indices() {
        let pointer = |index: usize, name: &str| {
            let middle = (0..500).fold(Pointer::root().member("body").element(index), |at, _| {
                at.member(name).element(index)
            });
            middle.member("created")
        };
        let told = pointer(0, "property").bounded().unwrap();
        assert!(told.template().starts_with("/body/*/property/*/"));
        assert!(told.template().ends_with("/property/*/created"));
        assert!(told.tokens().iter().map(Token::letters).sum::<usize>() <= name::POINTER);
        let other = pointer(12_345, "property").bounded().unwrap();
        assert_eq!(told.template(), other.template());
        assert_ne!(told, pointer(0, "propertx").bounded().unwrap());
        assert_eq!(told.bounded().unwrap_or_else(|| told.clone()), told);
        assert_eq!(pointer(0, "p").bounded(), None);
    }

    #[test]
    fn a_long_name_in_a_pointer_is_told_by_its_ends() {
        let long = |middle: &str| format!("a{}{middle}{}b", "x".repeat(999), "x".repeat(999));
        let pointer = Pointer::root().member("body").member(&long("1")).element(3);
        let told = pointer.bounded().unwrap();
        assert!(told.to_string().starts_with("/body/axxx") && told.to_string().ends_with("xxb/3"));
        let other = Pointer::root().member("body").member(&long("2")).element(3);
        assert_ne!(told, other.bounded().unwrap());
    }

    #[test]
    fn joining_keeps_the_order() {
        let left = Pointer::root().member("body").element(2);
        let right = Pointer::root().member("created");
        assert_eq!(left.joined(&right).to_string(), "/body/2/created");
    }
}
