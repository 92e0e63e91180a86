//! Edits that make a payload depart: each changes one place, or the wrapping of the whole.

use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use wiredrift::contract::shape::Naming;

use super::json::Json;
use super::payload::{dates, free_values, named};

/// One change to a payload.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// Takes a member out.
    Remove(Index, Index),
    /// Puts another value in place of one.
    Replace(Index, Json),
    /// Spells a member's name otherwise.
    Rename(Index, Index, Respelling),
    /// Adds a member.
    Add(Index, &'static str, Json),
    /// Repeats a member, with another value or with its own.
    Repeat(Index, Index, Option<Json>),
    /// Spells a string otherwise.
    Respell(Index, Recasing),
    /// Puts another date in place of a date.
    Date(Index, String),
    /// Wraps or unwraps the whole.
    Wrap(Wrapping),
    /// Gives all names the other naming.
    OtherNaming,
}

/// How a name changes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Respelling {
    Snake,
    Camel,
    Upper,
    Pascal,
    Kebab,
    Shortened,
    Plural,
    Swapped,
}

/// How a string changes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Recasing {
    Upper,
    Spaced,
    Kebab,
    Shortened,
    Padded,
}

/// How the whole is wrapped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wrapping {
    InBody,
    InBodyArray,
    InArray,
    OutOfBody,
    BodyInArray,
    BodyOutOfArray,
}

/// Any edit.
pub(crate) fn edits() -> impl Strategy<Value = Edit> {
    let place = any::<Index>;
    let names = select(vec![
        Respelling::Snake,
        Respelling::Camel,
        Respelling::Upper,
        Respelling::Pascal,
        Respelling::Kebab,
        Respelling::Shortened,
        Respelling::Plural,
        Respelling::Swapped,
    ]);
    let strings = select(vec![
        Recasing::Upper,
        Recasing::Spaced,
        Recasing::Kebab,
        Recasing::Shortened,
        Recasing::Padded,
    ]);
    let wrappings = select(vec![
        Wrapping::InBody,
        Wrapping::InBodyArray,
        Wrapping::InArray,
        Wrapping::OutOfBody,
        Wrapping::BodyInArray,
        Wrapping::BodyOutOfArray,
    ]);
    let other = proptest::option::of(odd_values());
    prop_oneof![
            3 => (place(), place()).prop_map(|(object, member)| Edit::Remove(object, member)),
            6 => (place(), odd_values()).prop_map(|(value, new)| Edit::Replace(value, new)),
            4 => (place(), place(), names).prop_map(|(object, member, how)| Edit::Rename(object, member, how)),
    3 => (place(), select(NAMES), odd_values()).prop_map(|(object, name, value)| Edit::Add(object, name, value)),
            4 => (place(), select(aimed())).prop_map(|(object, (name, value))| Edit::Add(object, name, value)),
            3 => (place(), place(), other).prop_map(|(object, member, value)| Edit::Repeat(object, member, value)),
            3 => (place(), strings).prop_map(|(string, how)| Edit::Respell(string, how)),
            4 => (place(), odd_dates()).prop_map(|(date, new)| Edit::Date(date, new)),
            2 => wrappings.prop_map(Edit::Wrap),
            1 => Just(Edit::OtherNaming),
        ]
}

/// Names of fields, of all DTOs and revisions, and names that no revision knows.
const NAMES: &[&str] = &[
    "connectionId",
    "connection_id",
    "created",
    "updated",
    "sourceType",
    "sourceResourceProperties",
    "source_resource_properties",
    "lastRun",
    "last_run",
    "jobId",
    "workspaceId",
    "batchRefreshId",
    "body",
    "Body",
    "BODY",
    "code",
    "Code",
    "cursor",
    "details",
    "message",
    "target",
    "status",
    "names",
    "createdAt",
    "x",
    "colour",
    "",
    "a/b",
];

/// Members whose names say what is due, with values that are not quite that: all that are listed.
pub(crate) fn aimed() -> Vec<(&'static str, Json)> {
    let mut all = Vec::new();
    for name in ["created", "updated", "lastRunDate", "last_run_date"] {
        let literals = DATE_LITERALS.iter().map(|word| Json::literal(word));
        let values = DATES.iter().map(|text| Json::text(text)).chain(literals);
        all.extend(values.map(|value| (name, value)));
    }
    for name in ["sourceType", "source_type", "sourceStatus", "status"] {
        all.extend(VALUES.iter().map(|text| (name, Json::text(text))));
    }
    for name in [
        "usePreviousSourceParameters",
        "use_previous_source_parameters",
    ] {
        all.extend(["true", " False", "yes"].map(|text| (name, Json::text(text))));
    }
    all.extend(
        ["200.5", "2147483648", "-2147483649.0", "1e400"].map(|word| ("code", Json::literal(word))),
    );
    all.push(("code", Json::text(" 200")));
    all
}

/// Values of types, ranges and spellings that are rarely due.
fn odd_values() -> impl Strategy<Value = Json> {
    let literals = select(vec![
        "null",
        "true",
        "false",
        "0",
        "200",
        "200.5",
        "2147483648",
        "-2147483649",
        "1e400",
        "-1e400",
        "12345678901234567890",
        "1706000000",
        "1706000000000",
        "45292",
        "133500000000000000",
    ]);
    let strings = select(VALUES);
    let lists = select(vec![
        "[2024,1,15]",
        "[2024,1,15,14,30,0]",
        "[]",
        "[[]]",
        "[{}]",
        "[null]",
        "{}",
        "{\"seconds\":1706000000,\"nanos\":0}",
        "{\"$date\":\"2024-01-15T14:30:00Z\"}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":[1,{\"c\":1,\"c\":2}]}}",
    ]);
    prop_oneof![
        4 => literals.prop_map(Json::literal),
        3 => strings.prop_map(Json::text),
        3 => odd_dates().prop_map(Json::Text),
        // Written as they stand: the tree does not need to know what is inside.
        2 => lists.prop_map(Json::literal),
        2 => free_values(),
    ]
}

/// Strings that look like enum values or like other types.
const VALUES: &[&str] = &[
    "",
    "200",
    " 200 ",
    "1e3",
    "true",
    "False",
    "chart_visual",
    "table_visual",
    "unknown_record_type",
    "Wdata-Table",
    "SPREADSHEET",
    " report ",
    "gadget",
    "not_started",
    "PRESENT",
    "P1D",
];

/// What programs write for a moment that is no string.
const DATE_LITERALS: &[&str] = &[
    "null",
    "45292.5",
    "1706000000",
    "1706000000000",
    "1706000000000000",
    "1706000000000000000",
    "133500000000000000",
    "638413542000000000",
    "727000000",
    "[2024,1,15]",
    "{\"seconds\":1706000000,\"nanos\":0}",
];

/// Dates in spellings of many programs, and conforming ones with one letter changed.
pub(crate) fn odd_dates() -> impl Strategy<Value = String> {
    let damaged = (dates(), any::<Index>(), select(DAMAGE)).prop_map(|(date, at, letters)| {
        let at = at.index(date.len());
        format!("{}{letters}{}", &date[..at], &date[at + 1..])
    });
    prop_oneof![3 => select(DATES).prop_map(str::to_owned), 2 => damaged]
}

const DAMAGE: &[&str] = &[
    "", " ", "0", "9", "6", "-", ":", "/", ".", ",", "T", "٣", "00", "−", "+",
];

const DATES: &[&str] = &[
    "2024-01-15 14:30:00Z",
    "2024-01-15",
    "14:30:00Z",
    "2024-01-15T14:30:00",
    "2024-01-15T14:30Z",
    "2024-01-15T14:30:00+0100",
    "2024-01-15T14:30:00+01",
    "2024-01-15T14:30:00 +01:00",
    "2024-01-15T14:30:00Z ",
    " 2024-01-15T14:30:00Z",
    "2024-01-15T14:30:00,5Z",
    "2024-01-15T14:30:00.Z",
    "20240115T143000Z",
    "2024/01/15T14:30:00Z",
    "15-01-2024T14:30:00Z",
    "15.01.2024 14:30:00",
    "15-01-2024T14:30:00Z",
    "2024-W03-1T14:30:00Z",
    "2024-015T14:30:00Z",
    "2024-02-30T14:30:00Z",
    "2024-01-15T24:00:00Z",
    "2024-01-15T14:60:00Z",
    "2024-01-15T14:30:60Z",
    "2024-01-15T14:30:00+25:00",
    "2024-01-15T14:30:00+5:30",
    "2024-01-15T14:30:00+01:00:00",
    "2024-01-15T14:30:00Z[UTC]",
    "2024-01-15T14:30:00 UTC",
    "2024-01-15T14:30:00EST",
    "2024-1-5T14:30:00Z",
    "24-01-15T14:30:00Z",
    "+002024-01-15T14:30:00Z",
    "-0001-11-30T00:00:00Z",
    "0000-00-00T00:00:00Z",
    "0000-00-00 00:00:00",
    "0001-01-01T00:00:00",
    "2024-01-15T02:30:00 PM",
    "2024-01",
    "2024",
    "Mon, 15 Jan 2024 14:30:00 GMT",
    "Mon, 15 Jan 2024 14:30:00 +0000",
    "Monday, 15-Jan-24 14:30:00 GMT",
    "Mon Jan 15 14:30:00 2024",
    "Mon Jan 15 14:30:00 CET 2024",
    "Mon Jan 15 2024 14:30:00 GMT+0100 (Central European Standard Time)",
    "15 January 2024",
    "20240115143000Z",
    "2024:01:15 14:30:00",
    "15/Jan/2024:14:30:00 +0000",
    "/Date(1705329000000)/",
    "1705329000",
    "1705329000.5",
    "1705329000000",
    "2024-01-15T14:30:00Z/P1D",
    "P1DT2H",
    "",
    "null",
    "N/A",
    "soon",
    "2024-01-15T14:30:00Zjunk",
    "２０２４-01-15T14:30:00Z",
    "2024-01-15T14:30:00\u{2212}01:00",
    "2024-01-15_14:30:00Z",
    "2024-01-15T14h30:00Z",
    "2024-01-15T14:30:00ZZ",
    "2024-01-15T1:02:03Z",
    "2024-01-15T14:30: 05Z",
];

fn is_object(json: &Json) -> bool {
    matches!(json, Json::Object(members) if !members.is_empty())
}

impl Edit {
    /// Changes `json`; where there is no such place, nothing happens.
    pub(crate) fn apply(&self, json: &mut Json) {
        match self {
            Self::Remove(object, member) => with_object(json, *object, |members| {
                members.remove(member.index(members.len()));
            }),
            Self::Replace(value, new) => {
                let at = value.index(json.count(&|_| true));
                if let Some(value) = json.nth(at, &|_| true) {
                    value.clone_from(new);
                }
            }
            Self::Rename(object, member, how) => with_object(json, *object, |members| {
                let at = member.index(members.len());
                members[at].0 = respelled(&members[at].0, *how);
            }),
            Self::Add(object, name, value) => with_object(json, *object, |members| {
                members.insert(members.len() / 2, ((*name).to_owned(), value.clone()));
            }),
            Self::Repeat(object, member, value) => with_object(json, *object, |members| {
                let (name, own) = members[member.index(members.len())].clone();
                members.push((name, value.clone().unwrap_or(own)));
            }),
            Self::Respell(string, how) => {
                with_text(json, *string, |_| true, |text| *text = recased(text, *how));
            }
            Self::Date(string, new) => {
                let dated = |text: &str| text.len() > 19 && text.as_bytes()[4] == b'-';
                with_text(json, *string, dated, |text| text.clone_from(new));
            }
            Self::Wrap(wrapping) => wrap(json, *wrapping),
            Self::OtherNaming => json.each(&mut |value| {
                if let Json::Object(members) = value {
                    for (name, _) in members {
                        let how = if name.contains('_') {
                            Respelling::Camel
                        } else {
                            Respelling::Snake
                        };
                        *name = respelled(name, how);
                    }
                }
            }),
        }
    }
}

fn with_object(json: &mut Json, index: Index, change: impl FnOnce(&mut Vec<(String, Json)>)) {
    let count = json.count(&is_object);
    if count == 0 {
        return;
    }
    // The outermost object every other time: that is where most fields are.
    let at = index.index(count * 2).saturating_sub(count);
    if let Some(Json::Object(members)) = json.nth(at, &is_object) {
        change(members);
    }
}

fn with_text(
    json: &mut Json,
    index: Index,
    wanted: impl Fn(&str) -> bool,
    change: impl FnOnce(&mut String),
) {
    let wanted = |json: &Json| matches!(json, Json::Text(text) if wanted(text));
    let count = json.count(&wanted);
    if count == 0 {
        return;
    }
    if let Some(Json::Text(text)) = json.nth(index.index(count), &wanted) {
        change(text);
    }
}

fn respelled(name: &str, how: Respelling) -> String {
    let snake = named(name, Naming::Python);
    match how {
        Respelling::Snake => snake,
        Respelling::Camel => camel(name),
        Respelling::Upper => snake.to_uppercase(),
        Respelling::Pascal => {
            let mut letters = name.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        }
        Respelling::Kebab => snake.replace('_', "-"),
        Respelling::Shortened => {
            let mut letters: Vec<char> = name.chars().collect();
            letters.pop();
            letters.into_iter().collect()
        }
        Respelling::Plural => format!("{name}s"),
        Respelling::Swapped => {
            let mut letters: Vec<char> = name.chars().collect();
            if letters.len() > 3 {
                letters.swap(1, 2);
            }
            letters.into_iter().collect()
        }
    }
}

fn camel(name: &str) -> String {
    let mut out = String::new();
    for (index, part) in name.split('_').enumerate() {
        let mut letters = part.chars();
        match letters.next() {
            Some(first) if index > 0 => out.extend(first.to_uppercase().chain(letters)),
            Some(first) => out.extend([first].into_iter().chain(letters)),
            None => {}
        }
    }
    out
}

fn recased(text: &str, how: Recasing) -> String {
    match how {
        Recasing::Upper => text.to_uppercase(),
        Recasing::Spaced => text.replace('_', " "),
        Recasing::Kebab => text.replace('_', "-"),
        Recasing::Shortened => text.chars().skip(1).collect(),
        Recasing::Padded => format!(" {text}"),
    }
}

fn wrap(json: &mut Json, wrapping: Wrapping) {
    let whole = json.clone();
    let envelope = |body: Json| {
        Json::Object(vec![
            ("body".to_owned(), body),
            ("code".to_owned(), Json::literal("200")),
        ])
    };
    match wrapping {
        Wrapping::InBody => *json = envelope(whole),
        Wrapping::InBodyArray => *json = envelope(Json::Array(vec![whole])),
        Wrapping::InArray => *json = Json::Array(vec![whole]),
        Wrapping::OutOfBody | Wrapping::BodyInArray | Wrapping::BodyOutOfArray => {
            let Json::Object(members) = json else {
                return;
            };
            let Some((_, body)) = members.iter_mut().find(|(name, _)| name == "body") else {
                return;
            };
            match (wrapping, body.clone()) {
                (Wrapping::OutOfBody, inner) => *json = inner,
                (Wrapping::BodyInArray, inner) => *body = Json::Array(vec![inner]),
                (_, Json::Array(elements)) => {
                    if let Some(first) = elements.into_iter().next() {
                        *body = first;
                    }
                }
                _ => {}
            }
        }
    }
}
