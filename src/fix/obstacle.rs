//! Why a value stays although the right one is certain.

use std::fmt;

use crate::capture::InputFormat;
use crate::capture::decode::Encoding;
use crate::limits::Reached;

/// Why a value is not replaced although the right one is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// Its body is encoded, so that other bytes would change as well.
    Encoded(&'static str),
    /// Its body stands in a file that the capture names.
    Elsewhere,
    /// The file is compressed, or an archive.
    Packed(&'static str),
    /// The format tells the length of bodies in front of them.
    Framed(&'static str),
    /// The bytes stand for more than the value, as an alias does.
    Inexact,
    /// The file is longer than what is rewritten.
    TooLarge(Reached),
    /// It is a pipe or a device.
    NoFile,
    /// Several fields of one object would get the same name.
    Rivals,
    /// With the right value, something else would be found.
    OtherFinding,
}

impl Obstacle {
    /// The obstacle that the encodings of a body are, the outermost first.
    pub(super) fn of_encodings(encodings: &[Encoding]) -> Option<Self> {
        encodings.first().map(|encoding| match encoding {
            Encoding::File => Self::Elsewhere,
            encoding => Self::Encoded(encoding.as_str()),
        })
    }

    /// The obstacle that a format is for all of its bodies.
    pub const fn of_format(format: InputFormat) -> Option<Self> {
        match format {
            InputFormat::Http | InputFormat::Mitmproxy | InputFormat::Warc => {
                Some(Self::Framed(format.as_str()))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoded(name) => write!(f, "the body is written in {name}"),
            Self::Elsewhere => f.write_str("the body stands in a file of its own"),
            Self::Packed(name) => write!(f, "the file is packed by {name}"),
            Self::Framed(name) => {
                write!(f, "captures in the format {name} tell the length of bodies")
            }
            Self::Inexact => f.write_str("the bytes stand for more than the value"),
            Self::TooLarge(reached) => {
                write!(f, "the file is larger than {}", reached.told())
            }
            Self::NoFile => f.write_str("it is no regular file"),
            Self::Rivals => f.write_str("several fields would get the same name"),
            Self::OtherFinding => {
                f.write_str("with the right value, something else would be found")
            }
        }
    }
}
