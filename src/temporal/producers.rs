//! Who writes which spelling: programs, types and settings that are known to.
//!
//! A spelling's name comes in, the list goes out; where a spelling has no entry, the kind of its
//! leading breach may. Only well-known or measured producers are listed, never a guess.

use crate::temporal::breach::BreachKind;

type Names = &'static [&'static str];

/// Spellings with the same producers.
type Entry = (&'static [&'static str], Names);

/// The producers of a spelling, or of the leading breach's kind; empty if none is known.
pub(crate) fn of(spelling: &str, leading: Option<BreachKind>) -> Names {
    if leading.is_none() {
        return find(CONFORMING, spelling).unwrap_or_default();
    }
    // Numbers out of range come from no serialiser, however well known the pattern is.
    let ranges = [
        BreachKind::ImpossibleDay,
        BreachKind::ImpossibleTime,
        BreachKind::Hour24,
        BreachKind::LeapSecondMisplaced,
        BreachKind::OffsetOutOfRange,
    ];
    if leading.is_some_and(|kind| ranges.contains(&kind)) {
        return &[];
    }
    let known = find(NUMERIC, spelling).or_else(|| find(NAMED, spelling));
    known
        .or_else(|| leading.and_then(by_kind))
        .unwrap_or_default()
}

fn find(table: &[Entry], spelling: &str) -> Option<Names> {
    table
        .iter()
        .find(|(spellings, _)| spellings.contains(&spelling))
        .map(|(_, names)| *names)
}

/// Spellings that conform.
static CONFORMING: &[Entry] = &[
    (
        &["YYYY-MM-DDThh:mm:ssZ"],
        &[
            "java.time.Instant with a zero fraction",
            "Go time.Time with a zero fraction",
        ],
    ),
    (
        &["YYYY-MM-DDThh:mm:ss.sZ"],
        &[
            "JavaScript Date.toJSON",
            "Jackson 3 (java.util.Date)",
            "java.time.Instant",
            "Go time.Time",
            ".NET DateTime of Kind Utc",
        ],
    ),
    (
        &["YYYY-MM-DDThh:mm:ss+00:00"],
        &["Python datetime.isoformat() in UTC with a zero fraction"],
    ),
    (
        &["YYYY-MM-DDThh:mm:ss.s+00:00"],
        &[
            "Jackson 2.11 to 2.x (java.util.Date)",
            ".NET DateTimeOffset",
            "Python datetime.isoformat() in UTC",
        ],
    ),
    (
        &["YYYY-MM-DDThh:mm:ss±hh:mm", "YYYY-MM-DDThh:mm:ss.s±hh:mm"],
        &[
            "java.time.OffsetDateTime",
            ".NET DateTimeOffset",
            "Go time.Time in a local zone",
        ],
    ),
];

/// Digit patterns that do not conform.
static NUMERIC: &[Entry] = &[
    (
        &["YYYY-MM-DDThh:mm:ss.s±hhmm"],
        &[
            "Jackson up to 2.10 (java.util.Date)",
            "Java SimpleDateFormat with Z",
        ],
    ),
    (
        &["YYYY-MM-DDThh:mm:ss±hhmm"],
        &[
            "Python strftime with %z",
            "PHP DATE_ISO8601",
            "Java SimpleDateFormat with Z",
        ],
    ),
    (
        &["YYYY-MM-DDThh:mm:ss", "YYYY-MM-DDThh:mm:ss.s"],
        &[
            "Python datetime.isoformat() on a naive datetime",
            ".NET DateTime of Kind Unspecified",
            "java.time.LocalDateTime",
            "Microsoft Graph in its error bodies",
            "OpenStack services such as Trove",
        ],
    ),
    (
        &["YYYY-MM-DDThh:mm"],
        &[
            "java.time.LocalDateTime with zero seconds",
            "HTML datetime-local inputs",
        ],
    ),
    (
        &["YYYY-MM-DDThh:mmZ", "YYYY-MM-DDThh:mm±hh:mm"],
        &["java.time.OffsetDateTime.toString with zero seconds"],
    ),
    (
        &[
            "YYYY-MM-DDThh:mmZ[zone]",
            "YYYY-MM-DDThh:mm:ssZ[zone]",
            "YYYY-MM-DDThh:mm:ss.sZ[zone]",
            "YYYY-MM-DDThh:mm±hh:mm[zone]",
            "YYYY-MM-DDThh:mm:ss±hh:mm[zone]",
            "YYYY-MM-DDThh:mm:ss.s±hh:mm[zone]",
        ],
        &["java.time.ZonedDateTime.toString"],
    ),
    (
        &[
            "YYYY-MM-DDThh:mm:ss±hh:mm:ss",
            "YYYY-MM-DDThh:mm:ss.s±hh:mm:ss",
        ],
        &["Python datetime.isoformat() in a zone with a historic offset"],
    ),
    (
        &["YYYY-MM-DD hh:mm:ss"],
        &[
            "MySQL DATETIME text",
            "SQLite datetime()",
            "Python str(datetime) on a naive datetime",
            "the examples of the Workiva Chains API",
        ],
    ),
    (
        &["YYYY-MM-DD hh:mm:ss.s"],
        &[
            "java.sql.Timestamp.toString",
            "Python str(datetime) on a naive datetime",
            "PostgreSQL timestamp text",
            "the examples of the Workiva Chains API",
        ],
    ),
    (
        &["YYYY-MM-DD hh:mm:ss±hh", "YYYY-MM-DD hh:mm:ss.s±hh"],
        &["PostgreSQL timestamptz text"],
    ),
    (
        &[
            "YYYY-MM-DD hh:mm:ss+00:00",
            "YYYY-MM-DD hh:mm:ss.s+00:00",
            "YYYY-MM-DD hh:mm:ss±hh:mm",
            "YYYY-MM-DD hh:mm:ss.s±hh:mm",
        ],
        &[
            "Python str(datetime) on an aware datetime",
            "GNU date --rfc-3339",
        ],
    ),
    (
        &["YYYY-MM-DDThh:mm:ss±hh", "YYYY-MM-DDThh:mm:ss.s±hh"],
        &[
            "java.time.DateTimeFormatter with pattern letter x or X",
            "PostgreSQL to_char with OF",
        ],
    ),
    (&["YYYY-MM-DDThh-mm-ssZ"], &["FreeScout"]),
    (&["YYYY-MM-DD hh:mm:ss.sZ"], &["PocketBase"]),
    (&["YYYY-MM-DD hh:mm:ss UTC"], &["Ruby Time#to_s in UTC"]),
    (
        &["YYYY-MM-DD hh:mm:ss ±hhmm"],
        &["Ruby Time#to_s", "Git --date=iso"],
    ),
    (
        &["YYYY-MM-DD"],
        &[
            "java.time.LocalDate",
            "Python date.isoformat()",
            "SQL DATE text",
        ],
    ),
    (
        &["YYYYMMDDThhmmssZ", "YYYYMMDDThhmmss"],
        &["iCalendar (RFC 5545)", "Amazon signature headers"],
    ),
    (
        &["YYYYMMDD", "YYYYMMDD-number"],
        &["library systems such as Aleph and Alma", "SAP DATS fields"],
    ),
    (
        &["±YYYYYY-MM-DDThh:mm:ss.sZ"],
        &["JavaScript Date.toJSON outside the years 0 to 9999"],
    ),
];

/// Notations with a name.
static NAMED: &[Entry] = &[
    (&["go-time-string"], &["Go time.Time.String"]),
    (
        &["http-date"],
        &[
            "HTTP headers",
            "JavaScript Date.toUTCString",
            "Python email.utils.format_datetime(usegmt=True)",
        ],
    ),
    (
        &["rfc-2822"],
        &[
            "mail headers",
            "RSS 2.0 feeds",
            "Python email.utils.format_datetime",
            "PHP DATE_RFC2822",
        ],
    ),
    (
        &["asctime"],
        &["C asctime and ctime", "Python time.ctime()"],
    ),
    (&["java-util-date"], &["java.util.Date.toString", "date(1)"]),
    (
        &["twitter-date"],
        &[
            "Ruby Time in the ctime order",
            "the Twitter API's created_at",
        ],
    ),
    (&["javascript-date-string"], &["JavaScript Date.toString"]),
    (
        &[
            "MMM D, YYYY, h:mm:ss a",
            "MMM D, YYYY, hh:mm:ss a",
            "MMM DD, YYYY, h:mm:ss a",
            "MMM DD, YYYY, hh:mm:ss a",
        ],
        &[
            "java.text.DateFormat in an English locale",
            "Gson with its default date format",
        ],
    ),
    (
        &[
            "M/D/YYYY, h:mm:ss a",
            "M/D/YYYY, hh:mm:ss a",
            "MM/DD/YYYY, h:mm:ss a",
            "MM/DD/YYYY, hh:mm:ss a",
            "D/M/YYYY or M/D/YYYY, h:mm:ss a",
        ],
        &["JavaScript Date.toLocaleString in en-US"],
    ),
    (&["common-log"], &["web servers in Common Log Format"]),
    (
        &["jackson-array"],
        &["Jackson with WRITE_DATES_AS_TIMESTAMPS (java.time.LocalDateTime)"],
    ),
    (
        &["jackson-date-array"],
        &["Jackson with WRITE_DATES_AS_TIMESTAMPS (java.time.LocalDate)"],
    ),
    (
        &["rust-time-array"],
        &["Rust's time crate with its default serde format"],
    ),
    (
        &["epoch-millis"],
        &[
            "Jackson with WRITE_DATES_AS_TIMESTAMPS (java.util.Date)",
            "JavaScript Date.now()",
            "Dependency-Track",
        ],
    ),
    (
        &["epoch-seconds-decimal"],
        &[
            "Jackson with WRITE_DATES_AS_TIMESTAMPS (java.time.Instant)",
            "Python datetime.timestamp() and time.time()",
        ],
    ),
    (
        &["microsoft-json-date", "microsoft-json-date-offset"],
        &[
            "ASP.NET JavaScriptSerializer and JsonResult",
            "WCF DataContractJsonSerializer",
        ],
    ),
    (
        &["instant-object"],
        &[
            "Gson by reflection on java.time.Instant",
            "Jackson without its java.time module",
        ],
    ),
    (
        &["protobuf-timestamp-object"],
        &[
            "a google.protobuf.Timestamp written field by field",
            "Firestore",
        ],
    ),
    (&["mongo-date-object"], &["MongoDB Extended JSON"]),
    (
        &["graph-date-time-object"],
        &["Microsoft Graph and Google Calendar (dateTime with timeZone)"],
    ),
    (
        &["java-time-object"],
        &[
            "java.time types written as beans (no java.time module)",
            "Gson by reflection",
        ],
    ),
    (
        &["java-util-date-object"],
        &["java.util.Date or Timestamp written as a bean"],
    ),
    (&["joda-time-object"], &["Joda-Time written as a bean"]),
    (&["php-date-time-object"], &["PHP json_encode(DateTime)"]),
    (&["parse-date-object"], &["Parse Server"]),
    (
        &["placeholder-invalid-date"],
        &[
            "JavaScript Invalid Date as a string",
            "Moment.js and Day.js format()",
        ],
    ),
    (&["placeholder-nat"], &["pandas and NumPy NaT"]),
    (
        &["placeholder-infinity"],
        &["PostgreSQL infinity timestamps"],
    ),
    (
        &["placeholder-none"],
        &[
            "Python str(None)",
            "JavaScript String(null) and String(undefined)",
        ],
    ),
];

fn by_kind(kind: BreachKind) -> Option<Names> {
    Some(match kind {
        BreachKind::EpochSeconds => &["Unix time in seconds", "JWT NumericDate (RFC 7519)"],
        BreachKind::EpochMillis => &["Java System.currentTimeMillis()", "JavaScript Date.now()"],
        BreachKind::EpochMicros => &["PostgreSQL and Avro timestamp-micros"],
        BreachKind::EpochNanos => &["Go UnixNano", "Python time.time_ns()", "InfluxDB"],
        BreachKind::Filetime => &["Windows FILETIME", "Active Directory"],
        BreachKind::DotnetTicks => &[".NET DateTime.Ticks"],
        BreachKind::ExcelSerial => &["Excel and other spreadsheets", ".NET DateTime.ToOADate"],
        BreachKind::AppleEpoch => &[
            "Swift JSONEncoder with its default date strategy",
            "Core Data",
        ],
        BreachKind::Exif => &["Exif metadata of photographs"],
        BreachKind::Ldap => &["LDAP directories", "X.509 certificates"],
        BreachKind::Duration => &["java.time.Duration.toString and Period.toString"],
        BreachKind::Rfc850 => &["cookies and old web servers"],
        BreachKind::MonthName => &["locale-aware formatters", "Oracle NLS_DATE_FORMAT"],
        BreachKind::YearExpanded => &[
            "JavaScript Date.toJSON outside the years 0 to 9999",
            "java.time beyond year 9999",
        ],
        BreachKind::ZoneBracketed => &[
            "java.time.ZonedDateTime.toString",
            "JavaScript Temporal.ZonedDateTime",
        ],
        BreachKind::SlashSeparator | BreachKind::DotSeparator => &["locale-aware formatters"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{CONFORMING, NAMED, NUMERIC, of};
    use crate::temporal::{ConformingSpelling, read};
    use std::collections::BTreeSet;

    /// The spellings that arrays and objects have; their tests stand with the readings.
    const SHAPES: [&str; 2] = ["-array", "-object"];

    #[test]
    fn every_spelling_with_producers_is_one_that_the_table_of_spellings_reaches() {
        let reached: BTreeSet<_> = include_str!("spellings.tsv")
            .lines()
            .filter_map(|line| line.split('\t').nth(1))
            .collect();
        let keys = [NUMERIC, NAMED]
            .into_iter()
            .flatten()
            .flat_map(|(spellings, _)| *spellings);
        let lost: Vec<_> = keys
            .filter(|key| !reached.contains(*key))
            .filter(|key| !SHAPES.iter().any(|shape| key.ends_with(shape)))
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
        let conforming: BTreeSet<_> = (0..ConformingSpelling::COUNT)
            .filter_map(ConformingSpelling::from_index)
            .map(ConformingSpelling::name)
            .collect();
        for (spellings, _) in CONFORMING {
            assert!(
                spellings
                    .iter()
                    .all(|spelling| conforming.contains(spelling)),
                "{spellings:?}"
            );
        }
    }

    #[test]
    fn a_spelling_of_nobody_s_own_has_the_producers_of_its_kind() {
        for (text, producer) in [
            ("1705329000", "JWT NumericDate (RFC 7519)"),
            ("1705329000000", "JavaScript Date.now()"),
            ("1705329000000000", "PostgreSQL and Avro timestamp-micros"),
            ("1705329000000000000", "Go UnixNano"),
            ("133497882000000000", "Windows FILETIME"),
            ("638409258000000000", ".NET DateTime.Ticks"),
            ("45306.604", "Excel and other spreadsheets"),
            ("726935400", "Core Data"),
            ("2024:01:15 14:30:00", "Exif metadata of photographs"),
            ("20240115143000Z", "X.509 certificates"),
            ("PT1H", "java.time.Duration.toString and Period.toString"),
            (
                "Monday, 15-Jan-24 14:30:00 GMT",
                "cookies and old web servers",
            ),
            ("15-JAN-24", "Oracle NLS_DATE_FORMAT"),
            ("+010000-01-01T00:00:00Z", "java.time beyond year 9999"),
            (
                "2024-01-15t14:30:00z[UTC]",
                "java.time.ZonedDateTime.toString",
            ),
            ("01/02/2024", "locale-aware formatters"),
            ("15.01.2024", "locale-aware formatters"),
        ] {
            let producers = read(text).producers;
            assert!(producers.contains(&producer), "{text}: {producers:?}");
        }
    }

    #[test]
    fn no_spelling_is_listed_twice() {
        let keys: Vec<_> = [CONFORMING, NUMERIC, NAMED]
            .into_iter()
            .flatten()
            .flat_map(|(spellings, _)| *spellings)
            .collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
        assert!(of("no such spelling", None).is_empty());
    }
}
