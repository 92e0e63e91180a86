//! Tnetstrings as mitmproxy writes them.

/// A value.
#[derive(Clone)]
pub(crate) enum Flow {
    Bytes(Vec<u8>),
    Text(String),
    Integer(i64),
    Float(&'static str),
    Flag(bool),
    Null,
    List(Vec<Flow>),
    /// Names are text, or bytes as they were for Python 2.
    Named(Vec<(String, Flow)>),
    NamedByBytes(Vec<(String, Flow)>),
}

impl Flow {
    /// Its length, its bytes, and the letter that tells what it is.
    pub(crate) fn write(&self) -> Vec<u8> {
        let members = |members: &[(String, Self)], letter: char| -> Vec<u8> {
            members
                .iter()
                .flat_map(|(name, value)| {
                    let name = format!("{}:{name}{letter}", name.len()).into_bytes();
                    [name, value.write()].concat()
                })
                .collect()
        };
        let (data, letter) = match self {
            Self::Bytes(bytes) => (bytes.clone(), b','),
            Self::Text(text) => (text.clone().into_bytes(), b';'),
            Self::Integer(number) => (number.to_string().into_bytes(), b'#'),
            Self::Float(number) => (number.as_bytes().to_vec(), b'^'),
            Self::Flag(flag) => (flag.to_string().into_bytes(), b'!'),
            Self::Null => (Vec::new(), b'~'),
            Self::List(items) => (items.iter().flat_map(Self::write).collect(), b']'),
            Self::Named(named) => (members(named, ';'), b'}'),
            Self::NamedByBytes(named) => (members(named, ','), b'}'),
        };
        let mut out = format!("{}:", data.len()).into_bytes();
        out.extend(data);
        out.push(letter);
        out
    }
}

pub(crate) fn bytes(text: &str) -> Flow {
    Flow::Bytes(text.as_bytes().to_vec())
}

pub(crate) fn text(text: &str) -> Flow {
    Flow::Text(text.to_owned())
}

pub(crate) fn named<const N: usize>(members: [(&str, Flow); N]) -> Vec<(String, Flow)> {
    members.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Header fields: pairs of bytes.
pub(crate) fn headers(pairs: &[(&str, &str)]) -> Flow {
    let pairs = pairs.iter();
    Flow::List(
        pairs
            .map(|(name, value)| Flow::List(vec![bytes(name), bytes(value)]))
            .collect(),
    )
}
