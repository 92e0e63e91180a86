//! Percent-encoding (RFC 3986 section 2.1).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved letters (RFC 3986 section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `text` as one segment of a path, or as a value of a query.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// What a segment or a path stands for; what is no escape stays as it is, and bytes that are no UTF-8
/// become U+FFFD.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('%') {
        percent_decode_str(text).decode_utf8_lossy()
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        assert_eq!(encoded("a-b/c é%"), "a-b%2Fc%20%C3%A9%25");
        assert_eq!(decoded("a-b%2Fc%20%c3%A9%25"), "a-b/c é%");
        assert_eq!(decoded("%zz%4"), "%zz%4");
        assert_eq!(decoded("%+1%ff"), "%+1\u{fffd}");
        assert!(matches!(decoded("plain"), Cow::Borrowed("plain")));
    }
}
