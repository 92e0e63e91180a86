//! Names behind which a secret stands.

use std::sync::LazyLock;

use super::BadName;

/// Names that are one as a whole.
const WHOLE: &[&str] = &[
    "auth",
    "xauth",
    "basicauth",
    "proxyauth",
    "jwt",
    "otp",
    "sid",
    "sig",
    "totp",
];

/// Ends of names: `x-api-key` and `dbPassword` are such names, `passwordPolicy` is none.
const ENDS: &[&str] = &[
    "accesskey",
    "accesskeyid",
    "accountkey",
    "amzcredential",
    "amzsignature",
    "apikey",
    "authkey",
    "authorization",
    "clientassertion",
    "codeverifier",
    "connectionstring",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "encryptionkey",
    "googcredential",
    "googsignature",
    "masterkey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "secrets",
    "secretkey",
    "sessid",
    "sessionid",
    "sessionkey",
    "sharedkey",
    "signingkey",
    "subscriptionkey",
    "token",
];

/// What a name may have behind such an end.
const BEHIND: &[&str] = &["confirm", "confirmation", "hash", "plaintext", "value"];

/// What says of `tokens` that they are counted or listed by kind, and no token stands behind the name.
const COUNTED: &[&str] = &[
    "audio",
    "budget",
    "cached",
    "candidates",
    "completion",
    "context",
    "count",
    "estimated",
    "image",
    "input",
    "limit",
    "max",
    "min",
    "num",
    "output",
    "prediction",
    "prompt",
    "reasoning",
    "remaining",
    "text",
    "thoughts",
    "total",
    "usage",
    "used",
];

/// What makes a token one of paging, which opens nothing: `nextPageToken`, `sync_token`.
const PAGING: &[&str] = &[
    "continuation",
    "cursor",
    "delta",
    "marker",
    "next",
    "offset",
    "page",
    "prev",
    "resume",
    "scroll",
    "start",
    "sync",
];

/// Ends of the names of headers, which lists have in front of their values.
const HEADERS: &[&str] = &[
    "apikey",
    "authorization",
    "authtoken",
    "cookie",
    "csrftoken",
    "securitytoken",
    "subscriptionkey",
    "xsrftoken",
];

/// The letters and digits of a name in lower case: `X-Api-Key`, `x_api_key` and `xApiKey` are one name.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The last two letters that such names have, as bits: which second one may stand in front of a last one.
static LAST: LazyLock<[u32; 26]> = LazyLock::new(|| {
    let mut last = [0; 26];
    let plurals = ENDS.iter().map(|end| format!("{end}s"));
    let ends = WHOLE.iter().chain(ENDS).chain(BEHIND);
    for end in ends.map(|end| (*end).to_owned()).chain(plurals) {
        let mut letters = end.bytes().rev().map(|byte| byte - b'a');
        if let (Some(one), Some(two)) = (letters.next(), letters.next())
            && let Some(bits) = last.get_mut(usize::from(one))
        {
            *bits |= 1 << two;
        }
    }
    last
});

/// Whether a name, as it is written, may be one: most are told from such names by their ends alone.
pub(super) fn may_be_secret(name: &str) -> bool {
    if !name.is_ascii() {
        return true;
    }
    let mut letters = name
        .bytes()
        .rev()
        .filter(u8::is_ascii_alphanumeric)
        .skip_while(u8::is_ascii_digit)
        .map(|byte| byte.to_ascii_lowercase());
    let (Some(one), Some(two)) = (letters.next(), letters.next()) else {
        return false;
    };
    let place = |byte: u8| byte.checked_sub(b'a').filter(|at| *at < 26);
    let (Some(one), Some(two)) = (place(one), place(two)) else {
        return false;
    };
    LAST.get(usize::from(one))
        .is_some_and(|bits| bits >> two & 1 == 1)
}

/// Whether a secret usually stands behind a folded name.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let name = BEHIND
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    let (one, is_plural) = match name.strip_suffix('s') {
        Some(one) if ENDS.iter().any(|end| one.ends_with(end)) => (one, true),
        _ => (name, false),
    };
    let is_one = is_plural || WHOLE.contains(&one) || ENDS.iter().any(|end| one.ends_with(end));
    let has = |words: &[&str]| words.iter().any(|word| one.contains(word));
    is_one && !(one.ends_with("token") && (has(PAGING) || is_plural && has(COUNTED)))
}

/// Whether a folded name is that of a header.
pub(super) fn is_header(name: &str) -> bool {
    HEADERS.iter().any(|end| name.ends_with(end))
}

/// A name with wildcards, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<char>);

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Self, BadName> {
        if let Some(odd) = text.chars().find(|letter| "[]{}!\\/".contains(*letter)) {
            return Err(BadName::Unsupported(odd));
        }
        let letters = text
            .chars()
            .filter(|letter| letter.is_alphanumeric() || matches!(letter, '*' | '?'))
            .flat_map(char::to_lowercase);
        let mut pattern: Vec<char> = letters.collect();
        pattern.dedup_by(|next, last| *next == '*' && *last == '*');
        if pattern.is_empty() {
            return Err(BadName::Empty);
        }
        Ok(Self(pattern))
    }

    pub(super) fn is_everything(&self) -> bool {
        self.0.iter().all(|letter| matches!(letter, '*' | '?'))
    }

    /// Whether a folded name is meant. Going back to the last `*` alone is enough, so the work is bounded
    /// by the product of both lengths.
    pub(super) fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        let (mut at, mut in_name) = (0, 0);
        let mut last: Option<(usize, usize)> = None;
        while let Some(letter) = name.get(in_name) {
            match self.0.get(at) {
                Some('*') => {
                    last = Some((at, in_name));
                    at += 1;
                    continue;
                }
                Some(due) if *due == '?' || due == letter => {
                    at += 1;
                    in_name += 1;
                    continue;
                }
                _ => {}
            }
            let Some((star, from)) = last else {
                return false;
            };
            last = Some((star, from + 1));
            at = star + 1;
            in_name = from + 1;
        }
        self.0.iter().skip(at).all(|rest| *rest == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_spelling() {
        for name in [
            "Authorization",
            "proxy-authorization",
            "Set-Cookie",
            "X-API-Key",
            "client_secret",
            "dbPassword",
            "password_confirmation",
            "password2",
            "accessToken",
            "X-Amz-Security-Token",
            "JSESSIONID",
            "PHPSESSID",
            "private_key",
            "aws_secret_access_key",
            "apiKeys",
            "user_passwords",
            "accessTokens",
        ] {
            assert!(is_secret(&folded(name)) && may_be_secret(name), "{name}");
        }
    }

    #[test]
    fn what_opens_nothing_is_no_secret() {
        for name in [
            "nextPageToken",
            "sync_token",
            "continuation-token",
            "cursor",
            "tokenType",
            "nextPageTokens",
            "total_tokens",
            "maxTokens",
            "token_count",
            "passwordPolicy",
            "secretary",
            "author",
            "sidebar",
            "design",
            "key",
            "id",
        ] {
            assert!(!is_secret(&folded(name)), "{name}");
        }
    }

    #[test]
    fn wildcards_stand_for_letters() {
        let matches =
            |pattern: &str, name: &str| Pattern::new(pattern).unwrap().matches(&folded(name));
        assert!(matches("x-acme-*", "X-Acme-Key"));
        assert!(matches("*ssn", "user_ssn"));
        assert!(matches("a?c*", "abcd"));
        assert!(matches("a*b*c", "a-b-b-c"));
        assert!(!matches("a?c", "ac"));
        assert!(!matches("ssn", "ssn2"));
        assert_eq!(Pattern::new("-_"), Err(BadName::Empty));
        assert_eq!(Pattern::new("a[b]"), Err(BadName::Unsupported('[')));
        assert!(Pattern::new("**").unwrap().is_everything());
    }
}
