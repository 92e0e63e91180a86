//! Secrets that are recognised by their own look, whatever stands in front of them.
//!
//! The prefixes are those that their issuers document for scanners of secrets.

use std::sync::LazyLock;

use memchr::memmem;

use super::encoded::decoded;
use crate::text::Span;

/// A token with a prefix of its own.
struct Prefix {
    text: &'static str,
    /// Letters beside letters and digits that the rest may have.
    others: &'static [u8],
    /// How many letters the rest has at least.
    least: usize,
    /// Whether a word may end in the prefix, so that it counts only at the start of one.
    at_start: bool,
    /// Whether words may begin with it, so that the rest has digits and capital letters.
    is_word: bool,
}

const fn prefix(text: &'static str, others: &'static [u8], least: usize) -> Prefix {
    Prefix {
        text,
        others,
        least,
        at_start: false,
        is_word: false,
    }
}

const fn word(text: &'static str, others: &'static [u8], least: usize) -> Prefix {
    Prefix {
        at_start: true,
        ..prefix(text, others, least)
    }
}

const fn mixed(text: &'static str, others: &'static [u8], least: usize) -> Prefix {
    Prefix {
        is_word: true,
        ..word(text, others, least)
    }
}

const PREFIXES: &[Prefix] = &[
    // Amazon
    word("AKIA", b"", 12),
    word("ASIA", b"", 12),
    word("ABIA", b"", 12),
    word("ACCA", b"", 12),
    // GitHub
    prefix("ghp_", b"_", 16),
    prefix("gho_", b"_", 16),
    prefix("ghu_", b"_", 16),
    prefix("ghs_", b"_", 16),
    prefix("ghr_", b"_", 16),
    prefix("github_pat_", b"_", 16),
    // GitLab
    prefix("glpat-", b"-_.", 12),
    prefix("gldt-", b"-_.", 12),
    prefix("glrt-", b"-_.", 12),
    prefix("glcbt-", b"-_.", 12),
    prefix("glptt-", b"-_.", 12),
    prefix("glsoat-", b"-_.", 12),
    prefix("glft-", b"-_.", 12),
    // Slack
    prefix("xoxa-", b"-", 8),
    prefix("xoxb-", b"-", 8),
    prefix("xoxe-", b"-", 8),
    prefix("xoxe.", b"-.", 8),
    prefix("xoxo-", b"-", 8),
    prefix("xoxp-", b"-", 8),
    prefix("xoxr-", b"-", 8),
    prefix("xoxs-", b"-", 8),
    prefix("xapp-", b"-", 8),
    prefix("hooks.slack.com/services/", b"/_-", 8),
    // Stripe
    prefix("sk_live_", b"", 8),
    prefix("sk_test_", b"", 8),
    prefix("rk_live_", b"", 8),
    prefix("rk_test_", b"", 8),
    prefix("whsec_", b"+/=", 8),
    // OpenAI, Anthropic
    mixed("sk-", b"-_", 20),
    // Google
    word("AIza", b"-_", 30),
    word("ya29.", b"-_.", 16),
    word("GOCSPX-", b"-_", 16),
    // Registries and platforms
    word("npm_", b"", 30),
    word("pypi-", b"-_", 50),
    word("dop_v1_", b"", 32),
    word("doo_v1_", b"", 32),
    word("dckr_pat_", b"-_", 16),
    word("shpat_", b"", 16),
    word("shpss_", b"", 16),
    word("shpca_", b"", 16),
    word("shppa_", b"", 16),
    word("SG.", b"-_.", 30),
    word("hf_", b"", 30),
    word("glsa_", b"_", 20),
    word("hvs.", b"-_", 20),
    word("hvb.", b"-_", 20),
    word("ATATT3", b"-_=", 20),
    word("lin_api_", b"", 20),
    word("sntrys_", b"-_+/=", 20),
    word("PMAK-", b"-", 20),
    word("dapi", b"-", 32),
    word("sq0atp-", b"-_", 16),
    word("sq0csp-", b"-_", 16),
    word("EAAA", b"-_", 50),
    prefix("discord.com/api/webhooks/", b"/_-", 8),
    prefix("api.telegram.org/bot", b":_-", 8),
    prefix("AGE-SECRET-KEY-", b"", 16),
];

/// By the first two bytes of a prefix, or of a token that has none, whether there is one: nearly everywhere there is none.
static STARTS: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut starts = vec![false; 1 << 16];
    let prefixes = PREFIXES.iter().map(|prefix| prefix.text);
    for prefix in prefixes.chain(WEB_TOKENS) {
        if let [first, second, ..] = prefix.as_bytes()
            && let Some(start) = starts.get_mut(pair(*first, *second))
        {
            *start = true;
        }
    }
    starts
});

fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// Adds the secrets in `text`.
pub(super) fn find(text: &[u8], found: &mut Vec<Span>) {
    prefixed(text, found);
    schemes(text, found);
    private_keys(text, found);
    user_info(text, found);
}

/// The end of the run of letters, digits and `others` from `at` on.
fn run(text: &[u8], at: usize, others: &[u8]) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || others.contains(byte))
        .count();
    at + length
}

/// The run that was looked at last, of each kind: one that begins within it ends with it, so that a text of nothing but
/// beginnings is gone through once.
#[derive(Default)]
struct Runs(Vec<(&'static [u8], Span)>);

impl Runs {
    /// The end of the run from `at` on, like [`run`]; calls that go on through the text cost its length once.
    fn end(&mut self, text: &[u8], at: usize, others: &'static [u8]) -> usize {
        let known = self.0.iter_mut().find(|(kind, _)| *kind == others);
        match known {
            Some((_, span)) if span.start() <= at && at < span.end() => span.end(),
            Some((_, span)) => {
                *span = Span::new(at, run(text, at, others));
                span.end()
            }
            None => {
                let span = Span::new(at, run(text, at, others));
                self.0.push((others, span));
                span.end()
            }
        }
    }
}

/// Whether no word reaches into the byte at `at`. The letter of an escape (`\n`) and the digits of a
/// percent-encoding are no part of one.
fn begins_word(text: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| text.get(at)).copied();
    match before(1) {
        None => true,
        Some(byte) if !byte.is_ascii_alphanumeric() && byte != b'_' => true,
        Some(_) => before(2) == Some(b'\\') || before(3) == Some(b'%'),
    }
}

fn prefixed(text: &[u8], found: &mut Vec<Span>) {
    let starts = &*STARTS;
    let mut runs = Runs::default();
    let mut passed = 0;
    let pairs = text.iter().zip(text.iter().skip(1)).enumerate();
    for (start, (first, second)) in pairs {
        if starts.get(pair(*first, *second)) != Some(&true) {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        // What begins within a token is masked with it, and within what is none there is none.
        if start >= passed
            && WEB_TOKENS
                .iter()
                .any(|token| rest.starts_with(token.as_bytes()))
        {
            passed = web_token(text, start, found);
        }
        for prefix in PREFIXES {
            if !rest.starts_with(prefix.text.as_bytes()) {
                continue;
            }
            let from = start + prefix.text.len();
            let end = runs.end(text, from, prefix.others);
            let is_mixed = || {
                /// Letters among which they are looked for.
                const NEAR: usize = 256;
                let rest = text.get(from..end.min(from + NEAR)).unwrap_or_default();
                rest.iter().any(u8::is_ascii_digit) && rest.iter().any(u8::is_ascii_uppercase)
            };
            if end - from >= prefix.least
                && (!prefix.at_start || begins_word(text, start))
                && (!prefix.is_word || is_mixed())
            {
                found.push(Span::new(start, end));
            }
        }
    }
}

/// How the object in base64url begins that is the first part of a JSON Web Token: in one line, or laid out.
const WEB_TOKENS: [&str; 5] = ["eyJ", "eyAi", "ewog", "ewoJ", "ew0K"];

/// Adds the JSON Web Token (RFC 7519) that begins at `start`, if one does; gives where to go on. An encrypted one may
/// have an empty key (RFC 7516).
fn web_token(text: &[u8], start: usize, found: &mut Vec<Span>) -> usize {
    const PART: usize = 6;
    let mut end = run(text, start, b"-_");
    if end - start < PART {
        return start;
    }
    let mut parts = 1;
    while text.get(end) == Some(&b'.') {
        let next = run(text, end + 1, b"-_");
        let is_empty = next == end + 1 && run(text, next + 1, b"-_") > next + PART;
        if parts == 1 && next - end <= PART && !(is_empty && text.get(next) == Some(&b'.')) {
            break;
        }
        parts += 1;
        end = next;
    }
    if parts > 1 {
        found.push(Span::new(start, end));
    }
    end
}

/// Credentials behind the scheme that they are of (RFC 7617, RFC 6750).
fn schemes(text: &[u8], found: &mut Vec<Span>) {
    const TOKEN: &[u8] = b"-._~+/=";
    let mut runs = Runs::default();
    for (at, first) in text.iter().enumerate() {
        if !matches!(first, b'b' | b'B') || !begins_word(text, at) {
            continue;
        }
        let named = |name: &str| {
            let word = text.get(at..at + name.len())?;
            word.eq_ignore_ascii_case(name.as_bytes())
                .then_some(name.len())
        };
        let (length, is_basic) = match (named("bearer"), named("basic")) {
            (Some(length), _) => (length, false),
            (_, Some(length)) => (length, true),
            _ => continue,
        };
        let Some(start) = behind_blank(text, at + length) else {
            continue;
        };
        let end = runs.end(text, start, TOKEN);
        let token = text.get(start..end).unwrap_or_default();
        let is_one = if is_basic {
            is_user_and_password(token)
        } else {
            is_bearer(token)
        };
        if is_one {
            found.push(Span::new(start, end));
        }
    }
}

/// Behind the blanks at `at`, of which there is one at least. Where lines are folded, as in YAML, the line
/// goes on further in, and backslashes may stand on both sides; another header would not.
fn behind_blank(text: &[u8], at: usize) -> Option<usize> {
    let mut here = at;
    loop {
        here += match text.get(here..)? {
            [b'%', b'2', b'0', ..] | [b'\r', b'\n', b' ' | b'\t', ..] => 3,
            [b'\\', b'\n', ..] | [b'\n', b' ' | b'\t', ..] => 2,
            [b'\\', b' ', ..] if here > at => 2,
            [b' ' | b'\t' | b'+', ..] => 1,
            _ => break,
        };
    }
    (here > at).then_some(here)
}

/// What a server tells of the scheme itself (RFC 6750 section 3, RFC 9728): `Bearer realm="api"`.
const CHALLENGE: &[&[u8]] = &[
    b"as_uri",
    b"authorization_uri",
    b"charset",
    b"error",
    b"error_codes",
    b"error_description",
    b"error_uri",
    b"realm",
    b"resource",
    b"resource_id",
    b"resource_metadata",
    b"scope",
    b"trusted_issuers",
];

/// Whether it is no word of a sentence, and no part of a challenge.
fn is_bearer(token: &[u8]) -> bool {
    let sign = memchr::memchr(b'=', token);
    let name = sign.and_then(|sign| token.get(..sign)).unwrap_or_default();
    if CHALLENGE.iter().any(|word| name.eq_ignore_ascii_case(word)) {
        return false;
    }
    let inner = token.strip_suffix(b".").unwrap_or(token);
    inner.len() >= 20 || (inner.len() >= 6 && !inner.iter().all(u8::is_ascii_alphabetic))
}

/// Whether it is base64 of what has a colon.
fn is_user_and_password(token: &[u8]) -> bool {
    /// Letters among which the colon behind the user is looked for.
    const USER: usize = 1 << 10;
    let token = token.get(..USER).unwrap_or(token);
    let end = token.iter().rposition(|byte| *byte != b'=');
    let token = token.get(..end.map_or(0, |at| at + 1)).unwrap_or_default();
    // A last letter alone, of a token that was cut, stands for nothing.
    let is_cut = token.len() % 4 == 1;
    let token = token
        .get(..token.len() - usize::from(is_cut))
        .unwrap_or_default();
    decoded(token).is_some_and(|bytes| bytes.contains(&b':'))
}

/// Private keys in PEM (RFC 7468).
fn private_keys(text: &[u8], found: &mut Vec<Span>) {
    /// Bytes of a label, which may be folded.
    const LABEL: usize = 160;
    const BEGIN: &[u8] = b"-----BEGIN";
    let mut passed = 0;
    for start in memmem::find_iter(text, BEGIN) {
        if start < passed {
            continue;
        }
        let label = start + BEGIN.len();
        let rest = text.get(label..).unwrap_or_default();
        let head = rest.get(..LABEL).unwrap_or(rest);
        let head = memmem::find(head, b"-----").and_then(|end| head.get(..end));
        let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
        let mut words = head.unwrap_or_default().split(|byte| !is_letter(byte));
        if !words.any(|word| word == b"PRIVATE") {
            continue;
        }
        let from = memmem::find(rest, b"-----").map_or(text.len(), |at| label + at + 5);
        let inner = text.get(from..).unwrap_or_default();
        let end = memmem::find(inner, b"-----END").map_or(text.len(), |at| from + at);
        found.push(Span::new(from, end));
        passed = end;
    }
}

/// What stands before the host of a URL (RFC 3986 section 3.2.1), in whatever way slashes are escaped.
fn user_info(text: &[u8], found: &mut Vec<Span>) {
    const LONGEST: usize = 2048;
    for (mark, at_sign) in [
        ("://", "@"),
        (":\\/\\/", "@"),
        ("%3A%2F%2F", "%40"),
        ("%3a%2f%2f", "%40"),
        // Without a scheme.
        ("//", "@"),
    ] {
        for start in memmem::find_iter(text, mark) {
            let from = start + mark.len();
            let rest = text.get(from..).unwrap_or_default();
            let ends = |byte: &u8| {
                byte.is_ascii_whitespace()
                    || byte.is_ascii_control()
                    || b"/\"<>\\?#`".contains(byte)
            };
            let length = rest
                .iter()
                .take(LONGEST)
                .take_while(|byte| !ends(byte))
                .count();
            let authority = rest.get(..length).unwrap_or_default();
            let Some(length) = memmem::rfind(authority, at_sign.as_bytes()) else {
                continue;
            };
            // Two slashes alone may begin a comment.
            if mark != "//"
                || memchr::memchr(b':', authority.get(..length).unwrap_or_default()).is_some()
            {
                found.push(Span::new(from, from + length));
            }
        }
    }
}
