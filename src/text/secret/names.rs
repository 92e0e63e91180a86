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
    "signature",
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
    "secretbinary",
    "secretbytes",
    "secretkey",
    "secretstr",
    "secretstring",
    "sessid",
    "sessionid",
    "sessionkey",
    "sharedkey",
    "signingkey",
    "subscriptionkey",
    "token",
];

/// What a name may have behind such an end.
const BEHIND: &[&str] = &[
    "again",
    "confirm",
    "confirmation",
    "current",
    "hash",
    "new",
    "old",
    "plaintext",
    "repeat",
    "repeated",
    "retype",
    "value",
    "verify",
];

/// Words right in front of `tokens` that say that these are counted, and none stands behind the name.
const COUNTED: &[&str] = &[
    "audio",
    "budget",
    "cached",
    "candidates",
    "completion",
    "context",
    "count",
    "creation",
    "image",
    "input",
    "limit",
    "max",
    "min",
    "num",
    "output",
    "prediction",
    "prompt",
    "read",
    "reasoning",
    "remaining",
    "text",
    "thoughts",
    "total",
    "usage",
    "used",
];

/// Words right in front of `token` that make it one of paging, which opens nothing: `nextPageToken`, `sync_token`.
const PAGING: &[&str] = &[
    "after",
    "before",
    "continuation",
    "continue",
    "cursor",
    "delta",
    "evaluated",
    "marker",
    "next",
    "nextpage",
    "offset",
    "page",
    "pagination",
    "paging",
    "prev",
    "previous",
    "resume",
    "scroll",
    "skip",
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
    "deploytoken",
    "jobtoken",
    "privatetoken",
    "securitytoken",
    "subscriptionkey",
    "xsrftoken",
];

/// Headers that any message may have.
const COMMON: &[&str] = &[
    "accept",
    "acceptencoding",
    "acceptlanguage",
    "acceptranges",
    "age",
    "allow",
    "cachecontrol",
    "connection",
    "contentdisposition",
    "contentencoding",
    "contentlanguage",
    "contentlength",
    "contentsecuritypolicy",
    "contenttype",
    "date",
    "etag",
    "expires",
    "host",
    "idempotencykey",
    "ifmatch",
    "ifmodifiedsince",
    "ifnonematch",
    "keepalive",
    "lastmodified",
    "location",
    "origin",
    "pragma",
    "range",
    "referer",
    "referrerpolicy",
    "retryafter",
    "server",
    "stricttransportsecurity",
    "traceparent",
    "transferencoding",
    "upgrade",
    "useragent",
    "vary",
    "via",
];

/// Beginnings of such headers.
const COMMON_STARTS: &[&str] = &[
    "accesscontrol",
    "secch",
    "secfetch",
    "xamzn",
    "xcontenttype",
    "xforwarded",
    "xframe",
    "xpoweredby",
    "xratelimit",
    "xrequest",
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

/// Whether a secret usually stands behind a name, as it is written and as it is folded.
pub(super) fn is_secret(written: &str, folded: &str) -> bool {
    let name = folded.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let name = BEHIND
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    let (one, is_plural) = match name.strip_suffix('s') {
        Some(one) if ENDS.iter().any(|end| one.ends_with(end)) => (one, true),
        _ => (name, false),
    };
    let is_one = is_plural || WHOLE.contains(&one) || ENDS.iter().any(|end| one.ends_with(end));
    let opens_nothing = || {
        let word = before_token(written);
        PAGING.contains(&word.as_str()) || is_plural && COUNTED.contains(&word.as_str())
    };
    is_one && !(one.ends_with("token") && opens_nothing())
}

/// The word of a name in front of its last `token`, folded: words begin behind signs and with capital letters.
fn before_token(written: &str) -> String {
    let lower = written.to_ascii_lowercase();
    let front = lower.rfind("token").and_then(|at| written.get(..at));
    let front = front.unwrap_or_default();
    let front = front.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    // `NEXT_PAGE_TOKEN` has no word within capital letters.
    let is_lower = |letter: char| letter.is_lowercase();
    let has_case = front.contains(is_lower);
    let start = front
        .char_indices()
        .rev()
        .find_map(|(at, letter)| {
            if !letter.is_alphanumeric() {
                return Some(at + letter.len_utf8());
            }
            let before = front
                .get(..at)
                .and_then(|before| before.chars().next_back());
            let begins = has_case && letter.is_uppercase() && before.is_none_or(is_lower);
            begins.then_some(at)
        })
        .unwrap_or(0);
    folded(front.get(start..).unwrap_or_default())
}

/// Whether a folded name is that of a header.
pub(super) fn is_header(name: &str) -> bool {
    HEADERS.iter().any(|end| name.ends_with(end))
}

/// Whether a folded name is that of a header which any message may have.
pub(super) fn is_of_any_message(name: &str) -> bool {
    COMMON.contains(&name) || COMMON_STARTS.iter().any(|start| name.starts_with(start))
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
            "PAGERDUTY_TOKEN",
            "page_access_token",
            "previewAccessToken",
            "next-auth.session-token",
            "nextcloud_token",
            "asyncApiToken",
            "restartToken",
            "adminTokens",
        ] {
            assert!(
                is_secret(name, &folded(name)) && may_be_secret(name),
                "{name}"
            );
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
            "cache_read_input_tokens",
            "paginationToken",
            "$skiptoken",
            "skipToken",
            "NEXT_PAGE_TOKEN",
            "nextpagetoken",
            "lastEvaluatedToken",
            "before_token",
            "token_count",
            "passwordPolicy",
            "secretary",
            "author",
            "sidebar",
            "design",
            "key",
            "id",
        ] {
            assert!(!is_secret(name, &folded(name)), "{name}");
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
