//! Rules about the spelling of dates: one record for each kind of breach.
//!
//! A value gives one finding: the rule of its leftmost breach, where a sentinel wins over all.
//! The room `temporal` decides what the breaches are; here they are put into words.

use super::mutation::{self, Mutation};
use super::site::json_string;
use super::{Account, Claim, Departure, Rule, Site, Topic};
use crate::finding::{Breach, Certainty};
use crate::severity::Severity;
use crate::temporal::{BreachKind, Reading, Remark, Suggestion};
use crate::text::json::Value;

const fn date(kind: BreachKind, page: &'static str) -> Rule {
    Rule::new(
        kind.name(),
        Severity::Error,
        Topic::Dates,
        page,
        Claim::Date(kind),
        Mutation::Date(kind),
    )
}

pub(super) const RULES: &[Rule] = &[
    date(BreachKind::Sentinel, include_str!("date-sentinel.md")),
    date(BreachKind::Padding, include_str!("date-padding.md")),
    date(
        BreachKind::YearExpanded,
        include_str!("date-year-expanded.md"),
    ),
    date(
        BreachKind::YearTwoDigit,
        include_str!("date-year-two-digit.md"),
    ),
    date(BreachKind::DayFirst, include_str!("date-day-first.md")),
    date(BreachKind::Unpadded, include_str!("date-unpadded.md")),
    date(
        BreachKind::BasicFormat,
        include_str!("date-basic-format.md"),
    ),
    date(
        BreachKind::SlashSeparator,
        include_str!("date-slash-separator.md"),
    ),
    date(
        BreachKind::DotSeparator,
        include_str!("date-dot-separator.md"),
    ),
    date(BreachKind::Week, include_str!("date-week.md")),
    date(BreachKind::Ordinal, include_str!("date-ordinal.md")),
    date(
        BreachKind::ImpossibleDay,
        include_str!("date-impossible-day.md"),
    ),
    date(BreachKind::Partial, include_str!("date-partial.md")),
    date(BreachKind::Only, include_str!("date-only.md")),
    date(BreachKind::TimeOnly, include_str!("date-time-only.md")),
    date(
        BreachKind::SpaceSeparator,
        include_str!("date-space-separator.md"),
    ),
    date(
        BreachKind::SeparatorOther,
        include_str!("date-separator-other.md"),
    ),
    date(BreachKind::Hour24, include_str!("date-hour-24.md")),
    date(
        BreachKind::ImpossibleTime,
        include_str!("date-impossible-time.md"),
    ),
    date(
        BreachKind::LeapSecondMisplaced,
        include_str!("date-leap-second-misplaced.md"),
    ),
    date(
        BreachKind::SecondsMissing,
        include_str!("date-seconds-missing.md"),
    ),
    date(
        BreachKind::MinutesMissing,
        include_str!("date-minutes-missing.md"),
    ),
    date(
        BreachKind::TimePunctuation,
        include_str!("date-time-punctuation.md"),
    ),
    date(
        BreachKind::FractionComma,
        include_str!("date-fraction-comma.md"),
    ),
    date(
        BreachKind::FractionEmpty,
        include_str!("date-fraction-empty.md"),
    ),
    date(
        BreachKind::TwelveHourClock,
        include_str!("date-12-hour-clock.md"),
    ),
    date(
        BreachKind::OffsetMissing,
        include_str!("date-offset-missing.md"),
    ),
    date(
        BreachKind::OffsetUnpunctuated,
        include_str!("date-offset-unpunctuated.md"),
    ),
    date(
        BreachKind::OffsetHoursOnly,
        include_str!("date-offset-hours-only.md"),
    ),
    date(
        BreachKind::OffsetUnpadded,
        include_str!("date-offset-unpadded.md"),
    ),
    date(
        BreachKind::OffsetSeconds,
        include_str!("date-offset-seconds.md"),
    ),
    date(
        BreachKind::OffsetOutOfRange,
        include_str!("date-offset-out-of-range.md"),
    ),
    date(
        BreachKind::OffsetSpace,
        include_str!("date-offset-space.md"),
    ),
    date(BreachKind::ZoneNamed, include_str!("date-zone-named.md")),
    date(
        BreachKind::ZoneBracketed,
        include_str!("date-zone-bracketed.md"),
    ),
    date(BreachKind::NonAscii, include_str!("date-non-ascii.md")),
    date(
        BreachKind::TrailingText,
        include_str!("date-trailing-text.md"),
    ),
    date(BreachKind::Http, include_str!("date-http.md")),
    date(BreachKind::Rfc2822, include_str!("date-rfc-2822.md")),
    date(BreachKind::Rfc850, include_str!("date-rfc-850.md")),
    date(BreachKind::Asctime, include_str!("date-asctime.md")),
    date(
        BreachKind::JavaToString,
        include_str!("date-java-tostring.md"),
    ),
    date(
        BreachKind::JavascriptToString,
        include_str!("date-javascript-tostring.md"),
    ),
    date(BreachKind::MonthName, include_str!("date-month-name.md")),
    date(BreachKind::Ldap, include_str!("date-ldap.md")),
    date(BreachKind::Exif, include_str!("date-exif.md")),
    date(BreachKind::CommonLog, include_str!("date-common-log.md")),
    date(
        BreachKind::MicrosoftJson,
        include_str!("date-microsoft-json.md"),
    ),
    date(
        BreachKind::EpochSeconds,
        include_str!("date-epoch-seconds.md"),
    ),
    date(
        BreachKind::EpochMillis,
        include_str!("date-epoch-millis.md"),
    ),
    date(
        BreachKind::EpochMicros,
        include_str!("date-epoch-micros.md"),
    ),
    date(BreachKind::EpochNanos, include_str!("date-epoch-nanos.md")),
    date(BreachKind::Filetime, include_str!("date-filetime.md")),
    date(
        BreachKind::DotnetTicks,
        include_str!("date-dotnet-ticks.md"),
    ),
    date(
        BreachKind::ExcelSerial,
        include_str!("date-excel-serial.md"),
    ),
    date(BreachKind::AppleEpoch, include_str!("date-apple-epoch.md")),
    date(BreachKind::Array, include_str!("date-array.md")),
    date(BreachKind::Object, include_str!("date-object.md")),
    date(BreachKind::Interval, include_str!("date-interval.md")),
    date(BreachKind::Duration, include_str!("date-duration.md")),
    date(BreachKind::Empty, include_str!("date-empty.md")),
    date(BreachKind::Placeholder, include_str!("date-placeholder.md")),
    date(
        BreachKind::Unrecognised,
        include_str!("date-unrecognised.md"),
    ),
    Rule::new(
        "date-leap-second-unknown",
        Severity::Note,
        Topic::Dates,
        include_str!("date-leap-second-unknown.md"),
        Claim::Site(leap_second_unknown),
        Mutation::Spot(mutation::unknown_leap_second),
    ),
];

/// What a conforming date looks like, for "expected".
const EXPECTED: &str = "RFC 3339 date-time: YYYY-MM-DDThh:mm:ss[.s](Z or ±hh:mm)";

/// Other breaches that a finding lists at most.
const LISTED: usize = 8;

pub(super) fn account(kind: BreachKind, site: &Site<'_>) -> Option<Account> {
    match &site.departure {
        Departure::Refused {
            reading: Some(reading),
            ..
        } => refused(kind, site, reading),
        Departure::DateRemark(Remark::Sentinel(sentinel)) if kind == BreachKind::Sentinel => {
            Some(Account {
                headline: format!("{} {}: no real instant", site.subject(), sentinel.meaning),
                label: "conforms, but stands for \"no date\"".to_owned(),
                expected: "a real instant, or no field".to_owned(),
                help: Some("leave the field out where there is no date".to_owned()),
                notes: vec![format!(
                    "known to write it: {}",
                    sentinel.writers.join("; ")
                )],
                spelling: site.string().and_then(spelling_of),
                variant: format!("sentinel {}", sentinel.date),
                ..Account::default()
            })
        }
        _ => None,
    }
}

fn spelling_of(text: &str) -> Option<String> {
    crate::temporal::classify(text).map(|class| class.name().to_owned())
}

fn refused(kind: BreachKind, site: &Site<'_>, reading: &Reading) -> Option<Account> {
    let leading = reading.leading().filter(|breach| breach.kind == kind)?;
    let text = site.string().unwrap_or_default();
    let is_string = matches!(site.value.value, Value::String(_));
    let label = if is_string {
        format!(
            "character {}: {}",
            leading.character(text),
            label(leading.kind)
        )
    } else {
        label(leading.kind)
    };
    let mut notes = Vec::new();
    if !reading.producers.is_empty() {
        notes.push(format!(
            "known to write it: {}",
            reading.producers.join("; ")
        ));
    }
    let (help, replacement) = match &reading.suggestion {
        Suggestion::Certain(right) => (
            format!("write {}, the same instant", json_string(right)),
            Some(json_string(right)),
        ),
        Suggestion::Uncertain(why) => (
            format!("have the producer write RFC 3339; no replacement is offered, because {why}"),
            None,
        ),
        Suggestion::Conforming => (String::from("write an RFC 3339 date-time"), None),
    };
    Some(Account {
        headline: format!("{} {}", site.subject(), reading.fact),
        label,
        expected: EXPECTED.to_owned(),
        help: Some(help),
        replacement,
        // One is offered where the instant is certain, and nowhere else.
        certainty: Certainty::Certain,
        notes,
        spelling: Some(reading.spelling.clone().into_owned()),
        breaches: reading
            .breaches
            .iter()
            .take(LISTED)
            .map(|breach| Breach {
                rule: breach.kind.name(),
                character: is_string.then(|| breach.character(text)),
                clause: breach.kind.clause().to_owned(),
            })
            .collect(),
        variant: reading.spelling.clone().into_owned(),
        ..Account::default()
    })
}

/// The clause without its explanation: short enough to stand under the value.
fn label(kind: BreachKind) -> String {
    let clause = kind.clause();
    let short = clause.split(':').next().unwrap_or(clause);
    format!("breaks {short}")
}

fn leap_second_unknown(site: &Site<'_>) -> Option<Account> {
    if !matches!(
        site.departure,
        Departure::DateRemark(Remark::LeapSecondUnknown)
    ) {
        return None;
    }
    Some(Account {
        headline: format!(
            "{} has second 60 on a day without an announced leap second",
            site.subject()
        ),
        label: "conforms, but no leap second is known here".to_owned(),
        expected: "second 60 only where a leap second was announced (RFC 3339 appendix D)"
            .to_owned(),
        help: Some("look at the producer's clock: most libraries cannot read second 60".to_owned()),
        spelling: site.string().and_then(spelling_of),
        variant: "leap second".to_owned(),
        ..Account::default()
    })
}
