//! What a server would plausibly send: values that agree with one another.
//!
//! The story of an object is told before its fields are made, so that dates are in order and what
//! is said twice is said alike. What no story tells (a field of a newer type) gets a plausible value
//! of its kind. All people, names and ids are invented.

mod connection;
mod error;
mod run;
mod words;

use super::draw::Draw;
use super::json::Json;
use super::maker::{Facts, Maker};
use crate::contract::shape::ObjectShape;

/// Seconds since 1970 of the first moment that occurs: 2019-01-01.
const FIRST: i64 = 1_546_300_800;

/// Seconds since 1970 of the last moment at which a connection is made: 2026-07-31.
const LAST: i64 = 1_785_456_000;

/// A moment between 2019 and 2026, in seconds since 1970.
pub(super) fn moment(draw: &mut Draw) -> i64 {
    draw.between(FIRST, LAST)
}

/// What is known of an object's fields before they are made.
pub(super) fn facts<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape) -> Facts {
    match object.name.as_str() {
        "ConnectionDto" => connection::facts(maker, object),
        "ConnectionRunDto" => run::facts(maker, object),
        "RefreshBatchDto" => run::batch(maker, object),
        "RefreshConnectionDto" => connection::refresh(maker),
        "ResourcePropertiesDto" => connection::resource(maker, object),
        "ResourceMessageDto" => connection::message(maker, object),
        "SingleError" => error::single(maker, object),
        "MultiError" => error::multi(maker, object),
        "BaseErrorResponseDetail" => error::detail(maker),
        _ => envelope(maker, object),
    }
}

/// An envelope says that all went well.
fn envelope(maker: &mut Maker<'_>, object: &ObjectShape) -> Facts {
    let mut facts = Facts::new();
    if object.fields().iter().any(|field| field.wire == "body") {
        facts.push(("code", Some(Json::integer(200))));
        facts.push(("cursor", Some(Json::text(cursor(&mut maker.draw)))));
    }
    facts
}

/// An opaque mark of a page's end.
pub(super) fn cursor(draw: &mut Draw) -> String {
    base64(format!("cursor\u{1f}{}", draw.hex(16)).as_bytes())
}

/// How many in a hundred objects have the optional field `wire`.
pub(super) fn likelihood(wire: &str) -> u64 {
    match wire {
        "description" => 70,
        "metadata" | "details" | "target" => 60,
        "destinationMetadata" | "sourceMetadata" => 75,
        "sourceResourceProperties" => 85,
        "cursor" => 50,
        "body" | "code" => 100,
        _ => 97,
    }
}

/// A text for the field `wire`, told from its name alone.
pub(super) fn text(draw: &mut Draw, wire: &str) -> Json {
    let lower = wire.to_ascii_lowercase();
    let has = |part: &str| lower.contains(part);
    Json::text(if has("workspace") {
        account(draw, Account::Workspace)
    } else if lower.ends_with("by") || has("user") {
        account(draw, Account::User)
    } else if lower.ends_with("id") {
        draw.hex(32)
    } else if has("url") || has("uri") || has("link") {
        format!("https://files.example.test/{}", draw.hex(12))
    } else if has("email") {
        format!("person.{}@example.test", draw.below(10_000))
    } else if has("name") || has("title") {
        draw.pick(words::NAMES).to_owned()
    } else {
        draw.pick(words::DESCRIPTIONS).to_owned()
    })
}

/// Whose id it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Account {
    User,
    Workspace,
}

/// An id in the published shape: base64, without padding, of a kind's name, the byte 0x1F and
/// digits (contract facts).
fn account(draw: &mut Draw, kind: Account) -> String {
    let kind = match kind {
        Account::User => "WFUser",
        Account::Workspace => "Workspace",
    };
    let digits = draw.between(4_000_000_000_000_000, 9_999_999_999_999_999);
    base64(format!("{kind}\u{1f}{digits}").as_bytes())
}

/// RFC 4648 section 4, without padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0_u32, |word, byte| (word << 8) | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let value = (word >> (18 - 6 * place)) & 63;
            let letter = usize::try_from(value).ok().and_then(|at| LETTERS.get(at));
            out.extend(letter.map(|&letter| char::from(letter)));
        }
    }
    out
}

fn object(members: Vec<(&str, Json)>) -> Json {
    Json::Object(
        members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// The parameters of one end of a connection of the kind `kind`, as data connections carry them.
pub(super) fn parameters(draw: &mut Draw, kind: Option<&str>) -> Json {
    let number = |draw: &mut Draw, most: i64| Json::integer(draw.between(1, most));
    match kind {
        Some("spreadsheet" | "spreadsheet_section") => {
            let rows = draw.between(20, 4000);
            object(vec![
                ("sheetId", Json::text(draw.hex(32))),
                (
                    "range",
                    Json::text(format!("A1:{}{rows}", draw.pick(&["F", "M", "Z", "AC"]))),
                ),
                ("includeHeader", Json::Boolean(draw.chance(80))),
                ("valueType", Json::text(draw.pick(&["calculated", "raw"]))),
            ])
        }
        Some("wdata_query" | "wdata_shared_query") => {
            let year = draw.between(2019, 2026);
            object(vec![
                ("queryId", Json::text(draw.hex(32))),
                (
                    "parameters",
                    object(vec![
                        (
                            "period",
                            Json::text(format!("{year}-Q{}", draw.between(1, 4))),
                        ),
                        ("entity", Json::text(draw.pick(words::ENTITIES))),
                        (
                            "currency",
                            Json::text(draw.pick(&["EUR", "GBP", "JPY", "USD"])),
                        ),
                    ]),
                ),
                ("limit", number(draw, 100_000)),
            ])
        }
        Some("wdata_table" | "wdata_table_dataset") => object(vec![
            ("tableId", Json::text(draw.hex(32))),
            (
                "tags",
                Json::Array(vec![
                    Json::text(draw.pick(words::TAGS)),
                    Json::text("close"),
                ]),
            ),
            ("overwrite", Json::Boolean(draw.chance(50))),
            ("delimiter", Json::text(draw.pick(&[",", ";", "\t"]))),
        ]),
        Some("esg_program" | "report") => object(vec![
            ("programId", Json::text(draw.hex(32))),
            ("reportingYear", Json::integer(draw.between(2019, 2026))),
            ("units", Json::text(draw.pick(&["tCO2e", "MWh", "m\u{b3}"]))),
            (
                "sections",
                Json::Array(vec![Json::integer(1), Json::integer(draw.between(2, 9))]),
            ),
        ]),
        Some("chart_visual" | "table_visual") => object(vec![
            ("visualId", Json::text(draw.hex(32))),
            (
                "theme",
                Json::text(draw.pick(&["corporate", "plain", "print"])),
            ),
            ("width", number(draw, 1200)),
        ]),
        _ => object(vec![
            ("sectionId", Json::text(draw.hex(32))),
            ("anchor", Json::text(format!("tbl-{}", draw.between(1, 60)))),
            (
                "scale",
                Json::Number(format!("{}.{:02}", draw.below(2), draw.between(10, 99))),
            ),
            (
                "styles",
                object(vec![
                    ("numberFormat", Json::text("#,##0;(#,##0)")),
                    ("locale", Json::text(draw.pick(words::LOCALES))),
                    ("highlight", Json::Null),
                ]),
            ),
        ]),
    }
}

/// What a run says about one end.
fn metadata(draw: &mut Draw, counted: &str) -> Json {
    let mut members = vec![(counted, Json::integer(draw.between(0, 120_000)))];
    if draw.chance(40) {
        members.push(("durationMs", Json::integer(draw.between(120, 95_000))));
    }
    if draw.chance(25) {
        members.push(("warnings", Json::Array(Vec::new())));
    }
    object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_published_shape() {
        assert_eq!(
            base64(b"WFUser\x1f5648665624444928"),
            "V0ZVc2VyHzU2NDg2NjU2MjQ0NDQ5Mjg"
        );
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"a"), "YQ");
        let id = account(&mut Draw::new(1, 1), Account::Workspace);
        assert!(id.starts_with("V29ya3NwYWNlH"), "{id}");
    }
}
