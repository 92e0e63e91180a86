//! Rules about JSON types, `null` and number ranges, and the fallback.

use super::mutation::{self, Mutation};
use super::site::json_string;
use super::{Account, Claim, Departure, Rule, Site, Topic};
use crate::contract::registry::Holds;
use crate::contract::shape::{IntegerFormat, Kind};
use crate::severity::Severity;
use crate::text::json::{self, Value};
use crate::text::pointer::Token;
use crate::text::sanitize::shortened;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "null-unexpected",
        Severity::Error,
        Topic::Types,
        include_str!("null-unexpected.md"),
        Claim::Site(null_unexpected),
        Mutation::Spot(mutation::kind::null_unexpected),
    ),
    Rule::new(
        "null-as-absent",
        Severity::Note,
        Topic::Types,
        include_str!("null-as-absent.md"),
        Claim::Site(null_as_absent),
        Mutation::Spot(mutation::kind::null_as_absent),
    ),
    Rule::new(
        "number-in-string",
        Severity::Error,
        Topic::Types,
        include_str!("number-in-string.md"),
        Claim::Site(number_in_string),
        Mutation::Spot(mutation::kind::number_in_string),
    ),
    Rule::new(
        "boolean-in-string",
        Severity::Error,
        Topic::Types,
        include_str!("boolean-in-string.md"),
        Claim::Site(boolean_in_string),
        Mutation::Spot(mutation::kind::boolean_in_string),
    ),
    Rule::new(
        "number-for-string",
        Severity::Error,
        Topic::Types,
        include_str!("number-for-string.md"),
        Claim::Site(number_for_string),
        Mutation::Spot(mutation::kind::number_for_string),
    ),
    Rule::new(
        "integer-out-of-range",
        Severity::Error,
        Topic::Types,
        include_str!("integer-out-of-range.md"),
        Claim::Site(integer_out_of_range),
        Mutation::Spot(mutation::kind::integer_out_of_range),
    ),
    Rule::new(
        "number-not-integer",
        Severity::Error,
        Topic::Types,
        include_str!("number-not-integer.md"),
        Claim::Site(number_not_integer),
        Mutation::Spot(mutation::kind::number_not_integer),
    ),
    Rule::new(
        "format-mismatch",
        Severity::Error,
        Topic::Types,
        include_str!("format-mismatch.md"),
        Claim::Site(format_mismatch),
        Mutation::Never("the built-in contracts have no format but those of dates and integers"),
    ),
    Rule::new(
        "type-mismatch",
        Severity::Error,
        Topic::Types,
        include_str!("type-mismatch.md"),
        Claim::Site(type_mismatch),
        Mutation::Spot(mutation::kind::type_mismatch),
    ),
];

/// What the formats of strings ask for (JSON Schema 2020-12, validation, section 7.3), but for
/// `date-time`, whose breaches have rules of their own.
const FORMATS: &[(&str, &str)] = &[
    ("date", "a full-date, YYYY-MM-DD (RFC 3339 section 5.6)"),
    (
        "time",
        "a full-time, hh:mm:ss with an offset (RFC 3339 section 5.6)",
    ),
    (
        "duration",
        "a duration, such as P3DT4H (RFC 3339 appendix A)",
    ),
    ("email", "an email address (RFC 5321 section 4.1.2)"),
    ("idn-email", "an email address (RFC 6531)"),
    ("hostname", "a host name (RFC 1123 section 2.1)"),
    ("idn-hostname", "a host name (RFC 5890 section 2.3.2.3)"),
    ("ipv4", "an IPv4 address (RFC 2673 section 3.2)"),
    ("ipv6", "an IPv6 address (RFC 4291 section 2.2)"),
    ("uri", "a URI (RFC 3986)"),
    ("uri-reference", "a URI or a relative reference (RFC 3986)"),
    ("iri", "an IRI (RFC 3987)"),
    ("iri-reference", "an IRI or a relative reference (RFC 3987)"),
    ("uri-template", "a URI template (RFC 6570)"),
    ("uuid", "a UUID (RFC 4122)"),
    ("json-pointer", "a JSON Pointer (RFC 6901 section 5)"),
    ("relative-json-pointer", "a relative JSON Pointer"),
    ("regex", "a regular expression (ECMA-262)"),
];

fn format_mismatch(site: &Site<'_>) -> Option<Account> {
    let Departure::Refused {
        keyword: "format",
        format: Some(format),
        reading: None,
        ..
    } = site.departure
    else {
        return None;
    };
    let known = FORMATS.iter().find(|(name, _)| *name == format);
    let expected = match known {
        Some((_, what)) => (*what).to_owned(),
        None => format!("a string of the format `{}`", shortened(format, 40)),
    };
    Some(Account {
        headline: format!("{} is no `{}`", site.subject(), shortened(format, 40)),
        label: format!("expected {expected}"),
        expected,
        help: Some(
            "correct the value, or the schema; `--format-assertion off` asserts no formats"
                .to_owned(),
        ),
        ..account(site, format)
    })
}

pub(super) const FALLBACK: &[Rule] = &[Rule::new(
    "schema-violation",
    Severity::Error,
    Topic::Schema,
    include_str!("schema-violation.md"),
    Claim::Site(|site| Some(violation(site))),
    Mutation::Never("the built-in contracts have no keyword that another rule does not explain"),
)];

fn wrong_type(site: &Site<'_>) -> bool {
    site.refused_by() == Some("type")
}

fn account(site: &Site<'_>, variant: &str) -> Account {
    Account {
        expected: site.expected(),
        variant: variant.to_owned(),
        ..Account::default()
    }
}

fn null_unexpected(site: &Site<'_>) -> Option<Account> {
    if !wrong_type(site) || site.value.value != Value::Null {
        return None;
    }
    let is_element = matches!(site.pointer.tokens().last(), Some(Token::Index(_)));
    let help = match site.field {
        // Such a null is refused only where nobody said that it means absent.
        Some(field) if !field.required && !is_element => {
            "leave the field out where there is no value; in dumps of Python objects, \
             `--nulls absent` reads null as absent"
        }
        _ if is_element => "write a value, or leave the element out",
        _ => "write a value",
    };
    Some(Account {
        headline: format!("{} is null, which the schema never allows", site.subject()),
        label: format!("expected {}", site.expected()),
        help: Some(help.to_owned()),
        ..account(site, "null")
    })
}

fn null_as_absent(site: &Site<'_>) -> Option<Account> {
    let Departure::NullsAsAbsent { count } = site.departure else {
        return None;
    };
    let fields = if count == 1 { "field is" } else { "fields are" };
    Some(Account {
        headline: format!("{count} optional {fields} null, which is read as absent"),
        label: if count == 1 {
            "read as absent".to_owned()
        } else {
            "the first of them".to_owned()
        },
        expected: "a value, or no field".to_owned(),
        actual: "null".to_owned(),
        help: Some(
            "dump with `exclude_none=True`, or check with `--nulls error` to report each"
                .to_owned(),
        ),
        ..account(site, "null")
    })
}

fn number_in_string(site: &Site<'_>) -> Option<Account> {
    let text = site.string()?;
    let due = matches!(site.kind(), Kind::Integer(_) | Kind::Number);
    let is_number = json::parse(text.trim().as_bytes())
        .is_ok_and(|node| matches!(node.value, Value::Number(_)));
    if !wrong_type(site) || !due || !is_number {
        return None;
    }
    let number = text.trim();
    Some(Account {
        headline: format!("{} is a number inside a string", site.subject()),
        label: format!("expected {}", site.expected()),
        help: Some(format!("write it without quotes: {number}")),
        replacement: Some(number.to_owned()),
        ..account(site, "number in string")
    })
}

fn boolean_in_string(site: &Site<'_>) -> Option<Account> {
    let text = site.string()?.trim().to_ascii_lowercase();
    if !wrong_type(site)
        || *site.kind() != Kind::Boolean
        || !matches!(text.as_str(), "true" | "false")
    {
        return None;
    }
    Some(Account {
        headline: format!("{} is a boolean inside a string", site.subject()),
        label: "expected `true` or `false` without quotes".to_owned(),
        help: Some(format!("write it without quotes: {text}")),
        replacement: Some(text),
        ..account(site, "boolean in string")
    })
}

fn number_for_string(site: &Site<'_>) -> Option<Account> {
    let Value::Number(digits) = site.value.value else {
        return None;
    };
    let due = matches!(
        site.kind(),
        Kind::String | Kind::Enum(_) | Kind::OpenEnum(_)
    );
    if !wrong_type(site) || !due {
        return None;
    }
    // What `1e5`, `-0` or `12.0` was before something made a number of it, nobody knows.
    let is_plain = digits.len() <= 80 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_text = *site.kind() == Kind::String;
    let replacement = (is_text && is_plain).then(|| json_string(digits));
    Some(Account {
        headline: format!("{} is a number where a string is due", site.subject()),
        label: format!("expected {}", site.expected()),
        help: Some(match &replacement {
            Some(right) => format!("write {right}; as numbers, ids of over 15 digits lose digits"),
            None if is_text => "have the producer write the string; what it was before it became \
                a number cannot be told from here"
                .to_owned(),
            None => "write the value's name, not its number".to_owned(),
        }),
        replacement,
        ..account(site, "number for string")
    })
}

fn integer_out_of_range(site: &Site<'_>) -> Option<Account> {
    let Kind::Integer(format) = site.kind() else {
        return None;
    };
    if !matches!(site.refused_by(), Some("minimum" | "maximum")) {
        return None;
    }
    let (name, range) = match format {
        IntegerFormat::Int32 => ("int32", "-2147483648 to 2147483647"),
        IntegerFormat::Int64 => ("int64", "-9223372036854775808 to 9223372036854775807"),
        // The schema's own bound, which the fallback tells.
        IntegerFormat::Any => return None,
    };
    Some(Account {
        headline: format!("{} does not fit into {name}", site.subject()),
        label: format!("expected {range}"),
        expected: format!("an integer from {range}"),
        help: Some(format!(
            "widen the type on both sides, or keep the value within {name}"
        )),
        ..account(site, "out of range")
    })
}

fn number_not_integer(site: &Site<'_>) -> Option<Account> {
    let due = matches!(site.kind(), Kind::Integer(_));
    if !wrong_type(site) || !due || !matches!(site.value.value, Value::Number(_)) {
        return None;
    }
    Some(Account {
        headline: format!("{} has a fraction where an integer is due", site.subject()),
        label: format!("expected {}", site.expected()),
        help: Some("write a whole number, or change the field's type on both sides".to_owned()),
        ..account(site, "fraction")
    })
}

fn type_mismatch(site: &Site<'_>) -> Option<Account> {
    if !wrong_type(site) {
        return None;
    }
    let found = site.value.value.type_name();
    let article = if found.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    let is_whole = site.pointer.tokens().is_empty();
    let is_one = matches!(site.kind(), Kind::Array(_)) && found == "object";
    Some(Account {
        headline: format!(
            "{} is {article} {found} where {} is due",
            site.subject(),
            site.expected()
        ),
        label: format!("expected {}", site.expected()),
        help: Some(if let Some(inner) = listed(site).filter(|_| is_whole) {
            format!(
                "record the whole response, or, where its list alone is meant, check with \
                 `--dto {inner} --each`"
            )
        } else if is_whole && found == "array" {
            "if each element is one, check with `--each`".to_owned()
        } else if is_whole && is_one {
            "check without `--each`".to_owned()
        } else {
            format!("write {}, or correct the contract", site.expected())
        }),
        ..account(site, found)
    })
}

/// The DTO that a page holds, where an empty array stands in its place: it shows no field by which
/// it would be a page's list.
fn listed<'s>(site: &'s Site<'_>) -> Option<&'s str> {
    let is_empty = site.value.as_array().is_some_and(<[_]>::is_empty);
    match site.contract.envelope()? {
        (Holds::Many, _) if is_empty => site.contract.inner_name(),
        _ => None,
    }
}

/// What no other rule explains; it claims every departure, so that nothing vanishes.
fn violation(site: &Site<'_>) -> Account {
    let (keyword, message) = match site.departure {
        Departure::Refused {
            keyword, message, ..
        } => (keyword, message),
        _ => ("schema", "the value departs from the contract"),
    };
    Account {
        headline: format!("{} breaks the schema's `{keyword}`", site.subject()),
        label: shortened(message, 80),
        expected: shortened(message, 120),
        help: Some(if site.contract.revision.is_some() {
            "compare the value with the schema that `wiredrift schema show` prints".to_owned()
        } else {
            "correct the value, or the schema".to_owned()
        }),
        ..account(site, keyword)
    }
}
