//! The table of spellings: every string of the field notes with its verdict, name, breaches and rewrite.

use crate::temporal::{
    Breach, BreachKind, Member, Reading, Remark, Suggestion, classify, conforms, read, read_array,
    read_number, read_object, remark,
};
use std::collections::BTreeSet;

const TABLES: [&str; 2] = [include_str!("spellings.tsv"), include_str!("edges.tsv")];

/// The rows of the tables: the value, whether it is a number, and the four expected columns.
fn rows() -> impl Iterator<Item = (String, bool, [&'static str; 4])> {
    TABLES
        .into_iter()
        .flat_map(str::lines)
        .filter(|line| line.starts_with('"'))
        .map(|line| {
            let mut columns = line.split('\t');
            let text: String = serde_json::from_str(columns.next().unwrap()).unwrap();
            let expected = std::array::from_fn(|_| columns.next().unwrap_or(""));
            assert_eq!(columns.next(), None, "{line}");
            match text.strip_prefix('#') {
                Some(digits) => (digits.to_owned(), true, expected),
                None => (text, false, expected),
            }
        })
}

fn breaches(reading: &Reading) -> String {
    let one = |breach: &Breach| {
        let name = breach.kind.name().strip_prefix("date-").unwrap();
        format!("{name}@{}+{}", breach.at, breach.len)
    };
    reading
        .breaches
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(" ")
}

fn suggestion(reading: &Reading) -> &str {
    match &reading.suggestion {
        Suggestion::Certain(text) => text,
        Suggestion::Uncertain(_) => "?",
        Suggestion::Conforming => "=",
    }
}

fn certain(reading: &Reading) -> Option<&str> {
    match &reading.suggestion {
        Suggestion::Certain(text) => Some(text),
        Suggestion::Uncertain(_) | Suggestion::Conforming => None,
    }
}

fn lead(reading: &Reading) -> &'static str {
    reading.leading().map_or("-", |breach| breach.kind.name())
}

#[test]
fn every_row_of_the_table_reads_as_it_says() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (text, number, expected) in rows() {
        let reading = if number {
            read_number(&text)
        } else {
            read(&text)
        };
        let found = match reading.remark {
            Some(Remark::Sentinel(_)) => "sentinel",
            Some(Remark::LeapSecondUnknown) => "leap",
            None => "",
        };
        let breaches = breaches(&reading);
        let actual: [&str; 4] = [&reading.spelling, &breaches, suggestion(&reading), found];
        if actual != expected {
            wrong.push(format!("{text:?}\t{}", actual.join("\t")));
        }
        assert_eq!(reading.breaches.is_empty(), expected[2] == "=", "{text:?}");
        count += 1;
    }
    assert!(wrong.is_empty(), "these read as:\n{}", wrong.join("\n"));
    assert!(count > 220, "only {count} rows were read");
}

#[test]
fn the_verdict_and_the_reading_agree_on_the_table() {
    for (text, number, expected) in rows() {
        assert_eq!(conforms(&text) && !number, expected[2] == "=", "{text:?}");
        if let Some(spelling) = classify(&text) {
            assert_eq!(spelling.name(), expected[0], "{text:?}");
            assert_eq!(remark(&text), read(&text).remark, "{text:?}");
        }
    }
}

#[test]
fn every_kind_of_breach_is_met() {
    let mut met: BTreeSet<BreachKind> = BTreeSet::new();
    for (text, number, _) in rows() {
        let reading = if number {
            read_number(&text)
        } else {
            read(&text)
        };
        met.extend(reading.breaches.iter().map(|breach| breach.kind));
    }
    met.extend(
        read_array(&[Some(2024)])
            .breaches
            .iter()
            .map(|breach| breach.kind),
    );
    met.extend(
        read_object::<Member<'_>>(&[])
            .breaches
            .iter()
            .map(|breach| breach.kind),
    );
    let missing: Vec<_> = BreachKind::ALL
        .iter()
        .filter(|kind| !met.contains(kind))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_leading_breach_is_the_leftmost_unless_it_is_a_sentinel() {
    for (text, kind) in [
        ("2024-01-15T14:30:00.000+0000", "date-offset-unpunctuated"),
        ("2024-01-15 14:30:00 +0000 UTC", "date-space-separator"),
        ("2024-01-15T14:30", "date-seconds-missing"),
        ("1/15/2024, 2:30:00 PM", "date-slash-separator"),
        (" 2024-01-15 14:30:00", "date-padding"),
        ("2024-01-15 14:30:00 ", "date-space-separator"),
        ("0000-00-00 00:00:00", "date-sentinel"),
        (" 0001-01-01T00:00:00", "date-sentinel"),
        ("2024-01-15T14:30:00Z", "-"),
    ] {
        assert_eq!(lead(&read(text)), kind, "{text}");
    }
}

#[test]
fn the_three_spellings_of_one_date_by_three_jacksons_have_three_names() {
    let [old, middle, new] = [
        "2024-01-15T14:30:00.000+0000",
        "2024-01-15T14:30:00.000+00:00",
        "2024-01-15T14:30:00.000Z",
    ]
    .map(read);
    assert_eq!(old.spelling, "YYYY-MM-DDThh:mm:ss.s±hhmm");
    assert_eq!(
        old.producers.first(),
        Some(&"Jackson up to 2.10 (java.util.Date)")
    );
    assert_eq!(middle.spelling, "YYYY-MM-DDThh:mm:ss.s+00:00");
    assert!(
        middle
            .producers
            .contains(&"Jackson 2.11 to 2.x (java.util.Date)")
    );
    assert_eq!(new.spelling, "YYYY-MM-DDThh:mm:ss.sZ");
    assert!(new.producers.contains(&"Jackson 3 (java.util.Date)"));
    assert_eq!(certain(&old), Some("2024-01-15T14:30:00.000+00:00"));
}

#[test]
fn names_and_reasons_hold_no_text_of_the_value() {
    let secret = "2024-01-15T14:30:00 Secretville/Hideout[classified]!";
    let reading = read(secret);
    let told = format!("{} {:?}", reading.spelling, reading.suggestion);
    for word in ["Secret", "Hideout", "classified"] {
        assert!(!told.contains(word), "{told}");
    }
}

#[test]
fn a_year_of_two_digits_is_no_stand_in() {
    for (text, kind) in [
        ("01-01-01", "date-year-two-digit"),
        ("01-01-01T00:00:00Z", "date-year-two-digit"),
        ("1/1/01", "date-slash-separator"),
        ("01.01.01 00:00:00", "date-dot-separator"),
        ("Monday, 01-Jan-01 00:00:00 GMT", "date-rfc-850"),
        ("010101000000Z", "date-ldap"),
        ("01/01/0001", "date-sentinel"),
    ] {
        assert_eq!(lead(&read(text)), kind, "{text}");
    }
}

#[test]
fn twelve_digits_with_two_readings_are_not_rewritten() {
    for (text, certain_text) in [
        // 2020-10-12 10:15:00 with two digits of the year, 2010-12-10 15:00 hours with four.
        ("201012101500Z", None),
        ("240115143000Z", None),
        ("202401151430Z", Some("2024-01-15T14:30:00Z")),
    ] {
        let reading = read(text);
        assert_eq!(lead(&reading), "date-ldap", "{text}");
        assert_eq!(certain(&reading), certain_text, "{text}");
    }
}

#[test]
fn a_month_in_another_language_is_no_mail_date_and_is_rewritten_with_an_offset() {
    for (text, certain_text) in [
        (
            "15 f\u{e9}vr. 2024 14:30:00 +01:00",
            Some("2024-02-15T14:30:00+01:00"),
        ),
        (
            "15 ago 2024 14:30:00 +0000",
            Some("2024-08-15T14:30:00+00:00"),
        ),
        ("15. M\u{e4}rz 2024 14:30:00", None),
        ("15 d\u{e9}cembre 2024", None),
    ] {
        let reading = read(text);
        assert_eq!(lead(&reading), "date-month-name", "{text}");
        assert_eq!(certain(&reading), certain_text, "{text}");
    }
    for text in ["set 2024", "2024 out", "2 years ago", "gen 2"] {
        assert_eq!(lead(&read(text)), "date-unrecognised", "{text}");
    }
}

#[test]
fn places_are_told_by_character() {
    let text = "２０24-01-15 14:30:00Z";
    let space = read(text)
        .breaches
        .into_iter()
        .find(|b| b.kind == BreachKind::SpaceSeparator);
    assert_eq!(space.map(|b| (b.at, b.character(text))), Some((14, 11)));
    assert_eq!(Breach::new(BreachKind::Only, 99, 0).character("ab"), 1);
}

#[test]
fn a_placeholder_is_told_from_a_date_in_any_letter_case() {
    for text in [
        "NULL",
        " null ",
        "Invalid Date",
        "n/a",
        "nan",
        "-Infinity",
        "undefined",
        "NOW",
    ] {
        let reading = read(text);
        assert_eq!(lead(&reading), "date-placeholder", "{text}");
        assert_eq!(reading.breaches.len(), 1, "{text}");
    }
}

#[test]
fn the_spelling_is_the_same_for_the_same_drift() {
    for (left, right) in [
        (
            "2024-01-15T14:30:00.1+0000",
            "1999-12-31T23:59:59.123456789-0730",
        ),
        ("2024-01-15 14:30:00 EST", "2024-07-15 01:02:03 CEST"),
        (
            "2024-01-15T14:30+01:00[Europe/Paris]",
            "2024-01-15T14:30-05:00[America/New_York]",
        ),
        (
            "Mon Jan 15 14:30:00 UTC 2024",
            "Tue Feb  6 01:02:03 GMT 2024",
        ),
    ] {
        assert_eq!(read(left).spelling, read(right).spelling, "{left} {right}");
    }
}

#[test]
fn arrays_are_read_by_their_items() {
    for (items, spelling, leading, text) in [
        (
            &[2024, 1, 15, 14, 30][..],
            "jackson-array",
            "date-array",
            None,
        ),
        (
            &[2026, 5, 13, 3, 0, 0, 818_008_066],
            "jackson-array",
            "date-array",
            None,
        ),
        (&[2018, 7, 25, 7, 0], "jackson-array", "date-array", None),
        (&[2024, 1, 15], "jackson-date-array", "date-array", None),
        (&[1, 1, 1, 0, 0], "jackson-array", "date-sentinel", None),
        (&[2024, 2, 30], "array", "date-array", None),
        (&[2024, 1, 15, 24, 0], "array", "date-array", None),
        (&[i64::MAX, i64::MIN, i64::MAX], "array", "date-array", None),
        (&[], "array", "date-array", None),
        (
            &[2024, 15, 14, 30, 0, 5_000_000, 1, 0, 0],
            "rust-time-array",
            "date-array",
            Some("2024-01-15T14:30:00.005000000+01:00"),
        ),
        (
            &[2024, 15, 14, 30, 0, 0, -1, -30, 0],
            "rust-time-array",
            "date-array",
            Some("2024-01-15T14:30:00-01:30"),
        ),
        (
            &[2024, 15, 14, 30, 0, 0, 0, 30, 0],
            "rust-time-array",
            "date-array",
            Some("2024-01-15T14:30:00+00:30"),
        ),
        (
            &[2024, 15, 14, 30, 0, 0, 0, -30, 0],
            "rust-time-array",
            "date-array",
            Some("2024-01-15T14:30:00-00:30"),
        ),
        (
            &[2024, 15, 14, 30, 0, 0, 0, 0, -15],
            "rust-time-array",
            "date-array",
            Some("2024-01-15T14:30:15Z"),
        ),
        (
            &[2024, 15, 14, 30, 0, 0, 0, 0, 15],
            "rust-time-array",
            "date-array",
            Some("2024-01-15T14:29:45Z"),
        ),
        (
            &[2023, 366, 0, 0, 0, 0, 0, 0, 0],
            "array",
            "date-array",
            None,
        ),
    ] {
        let items: Vec<_> = items.iter().copied().map(Some).collect();
        let reading = read_array(&items);
        assert_eq!(
            (&*reading.spelling, lead(&reading)),
            (spelling, leading),
            "{items:?}"
        );
        assert_eq!(certain(&reading), text, "{items:?}");
    }
    let mixed = read_array(&[Some(2024), None, Some(1)]);
    assert_eq!((&*mixed.spelling, mixed.fact), ("array", "is an array"));
    assert_eq!(read_array(&[]).fact, "is an array");
    assert_eq!(read_array(&[Some(1)]).fact, "is an array of numbers");
}

#[test]
fn objects_are_read_by_their_keys() {
    let at = Some(1_705_329_000);
    let millis = Some(1_705_329_000_123);
    for (members, spelling, text) in [
        (
            &[("epochSecond", at), ("nano", Some(0))][..],
            "instant-object",
            Some("2024-01-15T14:30:00Z"),
        ),
        (
            &[("epochSecond", at), ("nano", Some(5))],
            "instant-object",
            Some("2024-01-15T14:30:00.000000005Z"),
        ),
        (
            &[("epochSecond", at), ("nano", Some(-1))],
            "instant-object",
            None,
        ),
        (&[("epochSecond", None)], "instant-object", None),
        (
            &[("seconds", at), ("nanos", Some(0))],
            "protobuf-timestamp-object",
            Some("2024-01-15T14:30:00Z"),
        ),
        (
            &[("_seconds", at), ("_nanoseconds", Some(0))],
            "protobuf-timestamp-object",
            Some("2024-01-15T14:30:00Z"),
        ),
        (&[("seconds", at), ("hours", at)], "object", None),
        (
            &[("$date", millis)],
            "mongo-date-object",
            Some("2024-01-15T14:30:00.123Z"),
        ),
        (&[("$date", None)], "mongo-date-object", None),
        (&[("$date", Some(i64::MAX))], "mongo-date-object", None),
        (
            &[("time", millis), ("timezoneOffset", Some(0))],
            "java-util-date-object",
            Some("2024-01-15T14:30:00.123Z"),
        ),
        (
            &[("millis", millis), ("chronology", None)],
            "joda-time-object",
            Some("2024-01-15T14:30:00.123Z"),
        ),
        (
            &[("dateTime", None), ("timeZone", None)],
            "graph-date-time-object",
            None,
        ),
        (
            &[
                ("date", None),
                ("timezone_type", Some(3)),
                ("timezone", None),
            ],
            "php-date-time-object",
            None,
        ),
        (
            &[("year", Some(2024)), ("monthValue", Some(1))],
            "java-time-object",
            None,
        ),
        (
            &[("__type", None), ("iso", None)],
            "parse-date-object",
            None,
        ),
        (&[], "object", None),
    ] {
        let reading = read_object(members);
        assert_eq!(reading.spelling, spelling, "{members:?}");
        assert_eq!(lead(&reading), "date-object", "{members:?}");
        assert_eq!(certain(&reading), text, "{members:?}");
    }
    assert_eq!(lead(&read_object(&[("seconds", Some(0))])), "date-sentinel");
}

const TEXT: Member<'_> = Member::Text("2024-01-15T14:30:00Z");
const INSTANT: Option<&str> = Some("2024-01-15T14:30:00Z");

#[test]
fn an_object_around_one_value_is_read_by_that_value() {
    for (key, value, spelling, text) in [
        ("$date", TEXT, "mongo-date-object", INSTANT),
        (
            "$date",
            Member::Text("2024-01-15t14:30:00z"),
            "mongo-date-object",
            Some("2024-01-15t14:30:00z"),
        ),
        (
            "$date",
            Member::Text("2024-01-15T14:30:00.000-0800"),
            "mongo-date-object",
            Some("2024-01-15T14:30:00.000-08:00"),
        ),
        (
            "$date",
            Member::Tagged("$numberLong", "1705329000000"),
            "mongo-date-object",
            INSTANT,
        ),
        (
            "$date",
            Member::Tagged("$numberLong", "soon"),
            "mongo-date-object",
            None,
        ),
        (
            "$date",
            Member::Tagged("hours", "1705329000000"),
            "mongo-date-object",
            None,
        ),
        ("value", TEXT, "wrapped-date-object", INSTANT),
        (
            "value",
            Member::Integer(1_705_329_000_000),
            "wrapped-date-object",
            INSTANT,
        ),
        (
            "date",
            Member::Text("2024-01-15T14:30:00"),
            "wrapped-date-object",
            None,
        ),
        ("date", Member::Text(""), "wrapped-date-object", None),
        ("date", Member::Other, "wrapped-date-object", None),
        // A bound is not the date itself.
        ("before", TEXT, "object", None),
    ] {
        let reading = read_object(&[(key, value)]);
        assert_eq!(reading.spelling, spelling, "{key} {value:?}");
        assert_eq!(lead(&reading), "date-object", "{key} {value:?}");
        assert_eq!(certain(&reading), text, "{key} {value:?}");
    }
    let zero = read_object(&[("value", Member::Text("0001-01-01T00:00:00Z"))]);
    assert_eq!((lead(&zero), certain(&zero)), ("date-sentinel", None));
}

#[test]
fn an_object_around_a_date_and_more_is_read_where_the_rest_is_known() {
    for (members, spelling, text) in [
        (
            [("__type", Member::Text("Date")), ("iso", TEXT)],
            "parse-date-object",
            INSTANT,
        ),
        (
            [("dateTime", TEXT), ("timeZone", Member::Text("Etc/UTC"))],
            "graph-date-time-object",
            INSTANT,
        ),
        (
            [
                ("dateTime", Member::Text("2024-01-15T14:30:00.0000000")),
                ("timeZone", Member::Text("UTC")),
            ],
            "graph-date-time-object",
            None,
        ),
        (
            [("value", TEXT), ("estimated", Member::Other)],
            "object",
            None,
        ),
    ] {
        let reading = read_object(&members);
        assert_eq!(reading.spelling, spelling, "{members:?}");
        assert_eq!(lead(&reading), "date-object", "{members:?}");
        assert_eq!(certain(&reading), text, "{members:?}");
    }
}

#[test]
fn the_reason_for_no_suggestion_is_that_of_the_object() {
    let zone = ("timeZone", Member::Text("Pacific Standard Time"));
    for (members, reason) in [
        (&[][..], "the object is empty"),
        (
            &[("hours", Member::Integer(1))],
            "what the object's members mean is unknown",
        ),
        (
            &[("dateTime", Member::Text("2024-01-15T14:30:00")), zone],
            "the object names its zone apart from date and time",
        ),
        (
            &[("$date", Member::Text("2024-01-15T14:30:00"))],
            "the value has no offset, so its instant is unknown",
        ),
    ] {
        let reading = read_object(members);
        assert_eq!(reading.suggestion, Suggestion::Uncertain(reason.into()));
    }
}

#[test]
fn the_fact_is_true_of_every_word_and_number() {
    for (text, fact) in [
        ("null", "is a word that stands for \"no date\""),
        ("N/A", "is a word that stands for \"no date\""),
        ("never", "is a word that stands for \"no date\""),
        ("-", "is a mark that stands for \"no date\""),
        ("yesterday", "is a word for a moment, not its date and time"),
        ("now", "is a word for a moment, not its date and time"),
        ("infinity", "is a word for infinity, not a point in time"),
        (
            "Invalid date",
            "is what is written for a date that could not be read",
        ),
        ("string", "is the name of a type, not a value of it"),
        ("false", "is a truth value written as a word"),
        ("soon", "is in no date-time notation that is known here"),
        ("-1", "is a number that no known count of time explains"),
        ("1705329000", "is a count of seconds since 1970"),
        ("0", "is a stand-in for \"no date\""),
        (
            "2024-01-15 14:30:00Z",
            "has a space where the \"T\" belongs",
        ),
        ("2024-01-15T14:30:00Z", "is an RFC 3339 date-time"),
        (" 2024-01-15T14:30:00Z", "has white space around it"),
        (
            "'2024-01-15T14:30:00Z'",
            "is in quotation marks of its own, as a value is that was encoded twice",
        ),
        ("'0001-01-01T00:00:00Z'", "is a stand-in for \"no date\""),
    ] {
        assert_eq!(read(text).fact, fact, "{text}");
    }
    for digits in ["1e400", "-1", "1e10", "1", "999999999999999999999999999999"] {
        let reading = read_number(digits);
        assert_eq!(
            reading.fact, "is a number that no known count of time explains",
            "{digits}"
        );
        assert!(reading.producers.is_empty(), "{digits}");
        assert_eq!(certain(&reading), None, "{digits}");
    }
}

#[test]
fn a_comment_makes_a_date_as_long_as_anybody_writes_it() {
    let of_length = |length: usize| {
        let date = "Mon Jan 15 2024 14:30:00 GMT+0000 (";
        format!("{date}{})", "x".repeat(length - date.len() - 1))
    };
    assert_eq!(lead(&read(&of_length(160))), "date-javascript-tostring");
    assert_eq!(lead(&read(&of_length(161))), "date-unrecognised");
}

#[test]
fn long_texts_are_read_in_linear_time() {
    let zeros = "0".repeat(200_000);
    let fraction = format!("2024-01-15T14:30:00.{zeros}+0000");
    assert_eq!(certain(&read(&fraction)).map(str::len), Some(200_026));
    for text in [
        zeros.clone(),
        format!("{zeros}-01-15T00:00:00Z"),
        format!("2024-01-15T14:30:00Z{}", "[a]".repeat(50_000)),
        format!("2024-01-15T14:30:00{}", " UTC".repeat(50_000)),
        format!("{}2024", " ".repeat(200_000)),
        "Jan ".repeat(50_000),
        "٢−".repeat(50_000),
    ] {
        assert!(!read(&text).breaches.is_empty());
        assert!(read(&text).spelling.len() < 64);
        assert!(!read_number(&text).breaches.is_empty());
    }
    let nines = "9".repeat(5_000_000);
    assert_eq!(read(&nines).spelling, "number-string");
    assert_eq!(read_number(&nines).spelling, "number");
}
