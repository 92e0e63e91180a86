//! The ways in which a value departs from RFC 3339: a closed list, each with its name, its clause and its fact.

const DATE_TIME: &str =
    "RFC 3339 section 5.6, date-time: a full-date, \"T\", a full-time, and nothing else";
const FULL_DATE: &str =
    "RFC 3339 section 5.6, full-date: four digits, a hyphen, two digits, a hyphen, two digits";
const PARTIAL_TIME: &str =
    "RFC 3339 section 5.6, partial-time: two digits, a colon, two digits, a colon, two digits";
const FRACTION: &str = "RFC 3339 section 5.6, time-secfrac: a full stop and one or more digits";
const OFFSET: &str =
    "RFC 3339 section 5.6, time-offset: \"Z\" or a sign, two digits, a colon, two digits";
const DIGITS: &str = "RFC 3339 section 5.6 (DIGIT of RFC 5234 appendix B.1): ASCII characters only";
const DAY_RANGE: &str =
    "RFC 3339 section 5.7: month 01 to 12, and a day that its month has in its year";
const TIME_RANGE: &str = "RFC 3339 section 5.7: hour 00 to 23, minute 00 to 59, second 00 to 59";
const LEAP_RANGE: &str =
    "RFC 3339 section 5.7: second 60 only for a leap second, which is 23:59:60 UTC";
const OFFSET_RANGE: &str = "RFC 3339 section 5.7: offset hour 00 to 23, offset minute 00 to 59";
const STRING: &str = "JSON Schema 2020-12 Validation section 7.3.1, date-time: a string as RFC 3339 section 5.6 has it";

/// One departure from RFC 3339, with its place in the value's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Breach {
    /// Which departure it is.
    pub kind: BreachKind,
    /// Where it begins: a byte offset into the text that was read, on a character boundary.
    pub at: usize,
    /// How many bytes it covers; 0 where something is missing.
    pub len: usize,
}

impl Breach {
    pub(crate) const fn new(kind: BreachKind, at: usize, len: usize) -> Self {
        Self { kind, at, len }
    }

    /// The 1-based number of the character of `text` at which this breach begins.
    ///
    /// `text` is the text that was read; the end of the text counts as one more character. An
    /// offset that does not belong to `text` gives 1.
    pub fn character(self, text: &str) -> usize {
        text.get(..self.at)
            .map_or(1, |head| head.chars().count() + 1)
    }
}

/// Makes the list and its three texts from one place, so that no kind can lack one of them.
macro_rules! breach_kinds {
    ($($variant:ident $name:literal $clause:expr, $fact:literal;)+) => {
        /// A kind of departure from RFC 3339 `date-time`; each is the name of a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum BreachKind {
            $(
                #[doc = concat!("`", $name, "`: the value ", $fact, ".")]
                $variant,
            )+
        }

        impl BreachKind {
            /// Every kind, in the order of the walk through the grammar and then of the foreign notations.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The rule's name, in kebab-case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The clause of the standard that the value departs from, in one line.
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$variant => $clause),+ }
            }

            /// What is the case, as a predicate that completes "`created` …".
            pub const fn fact(self) -> &'static str {
                match self { $(Self::$variant => $fact),+ }
            }
        }
    };
}

breach_kinds! {
    Padding "date-padding" DATE_TIME, "has white space around it";
    YearExpanded "date-year-expanded" FULL_DATE, "has a year with a sign or with more than four digits";
    YearTwoDigit "date-year-two-digit" FULL_DATE, "has a year of two digits";
    DayFirst "date-day-first" FULL_DATE, "has its day or month where the year is due";
    Unpadded "date-unpadded" DATE_TIME, "has a number of one digit where two are required";
    BasicFormat "date-basic-format" DATE_TIME, "is written without hyphens and colons (ISO 8601 basic format)";
    SlashSeparator "date-slash-separator" FULL_DATE, "has slashes in its date";
    DotSeparator "date-dot-separator" FULL_DATE, "has full stops in its date";
    Week "date-week" FULL_DATE, "is an ISO 8601 week date";
    Ordinal "date-ordinal" FULL_DATE, "is an ISO 8601 ordinal date (year and day of the year)";
    ImpossibleDay "date-impossible-day" DAY_RANGE, "names a day that does not exist";
    Partial "date-partial" FULL_DATE, "stops before the day";
    Only "date-only" DATE_TIME, "is a date without a time";
    TimeOnly "date-time-only" DATE_TIME, "is a time without a date";
    SpaceSeparator "date-space-separator" DATE_TIME, "has a space where the \"T\" belongs";
    SeparatorOther "date-separator-other" DATE_TIME, "has neither \"T\" nor a space between date and time";
    Hour24 "date-hour-24" TIME_RANGE, "writes midnight as hour 24";
    ImpossibleTime "date-impossible-time" TIME_RANGE, "names a time that does not exist";
    LeapSecondMisplaced "date-leap-second-misplaced" LEAP_RANGE, "has second 60 at an instant other than 23:59:60 UTC";
    SecondsMissing "date-seconds-missing" PARTIAL_TIME, "has no seconds";
    MinutesMissing "date-minutes-missing" PARTIAL_TIME, "has an hour and no minutes";
    TimePunctuation "date-time-punctuation" PARTIAL_TIME, "has something other than colons in its time";
    FractionComma "date-fraction-comma" FRACTION, "has a comma before its fraction of a second";
    FractionEmpty "date-fraction-empty" FRACTION, "has a decimal sign and no digit behind it";
    TwelveHourClock "date-12-hour-clock" PARTIAL_TIME, "is written with a 12-hour clock";
    OffsetMissing "date-offset-missing" OFFSET, "has no offset";
    OffsetUnpunctuated "date-offset-unpunctuated" OFFSET, "has an offset without its colon";
    OffsetHoursOnly "date-offset-hours-only" OFFSET, "has an offset of hours only";
    OffsetUnpadded "date-offset-unpadded" OFFSET, "has an offset with a number of one digit where two are required";
    OffsetSeconds "date-offset-seconds" OFFSET, "has an offset with seconds";
    OffsetOutOfRange "date-offset-out-of-range" OFFSET_RANGE, "has an offset that is out of range";
    OffsetSpace "date-offset-space" DATE_TIME, "has a space before its offset";
    ZoneNamed "date-zone-named" OFFSET, "names a time zone in letters";
    ZoneBracketed "date-zone-bracketed" DATE_TIME, "has a suffix in brackets (RFC 9557 or java.time)";
    NonAscii "date-non-ascii" DIGITS, "holds characters outside ASCII";
    TrailingText "date-trailing-text" DATE_TIME, "has text behind the date-time";
    Http "date-http" DATE_TIME, "is an HTTP date (RFC 9110, IMF-fixdate)";
    Rfc2822 "date-rfc-2822" DATE_TIME, "is a mail date (RFC 2822)";
    Rfc850 "date-rfc-850" DATE_TIME, "is an RFC 850 date";
    Asctime "date-asctime" DATE_TIME, "is written as C's asctime writes it";
    JavaToString "date-java-tostring" DATE_TIME, "is written as java.util.Date.toString or date(1) writes it";
    JavascriptToString "date-javascript-tostring" DATE_TIME, "is written as JavaScript's Date.toString writes it";
    MonthName "date-month-name" FULL_DATE, "has the name of a month in its date";
    Ldap "date-ldap" DATE_TIME, "is an LDAP GeneralizedTime (RFC 4517)";
    Exif "date-exif" FULL_DATE, "has colons in its date, as Exif writes it";
    CommonLog "date-common-log" DATE_TIME, "is written as in a web server's Common Log Format";
    MicrosoftJson "date-microsoft-json" DATE_TIME, "is a Microsoft JSON date";
    EpochSeconds "date-epoch-seconds" STRING, "is a count of seconds since 1970";
    EpochMillis "date-epoch-millis" STRING, "is a count of milliseconds since 1970";
    EpochMicros "date-epoch-micros" STRING, "is a count of microseconds since 1970";
    EpochNanos "date-epoch-nanos" STRING, "is a count of nanoseconds since 1970";
    Filetime "date-filetime" STRING, "is a Windows FILETIME (100 ns since 1601)";
    DotnetTicks "date-dotnet-ticks" STRING, "is a count of .NET ticks (100 ns since 0001)";
    ExcelSerial "date-excel-serial" STRING, "is a spreadsheet's serial day number";
    AppleEpoch "date-apple-epoch" STRING, "looks like a count of seconds since 2001 (Apple's reference date)";
    Array "date-array" STRING, "is an array of numbers";
    Object "date-object" STRING, "is an object";
    Interval "date-interval" DATE_TIME, "is an ISO 8601 interval";
    Duration "date-duration" DATE_TIME, "is an ISO 8601 duration";
    Empty "date-empty" DATE_TIME, "is empty";
    Placeholder "date-placeholder" DATE_TIME, "is a word that stands for \"no date\"";
    Sentinel "date-sentinel" DATE_TIME, "is a stand-in for \"no date\"";
    Unrecognised "date-unrecognised" STRING, "is in no date-time notation that is known here";
}

#[cfg(test)]
mod tests {
    use super::BreachKind;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_kebab_case_and_every_text_is_there() {
        let names: BTreeSet<_> = BreachKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), BreachKind::ALL.len());
        for kind in BreachKind::ALL {
            let name = kind.name();
            assert!(name.starts_with("date-"), "{name}");
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
            assert!(kind.clause().contains("section"), "{name}");
            let fact = kind.fact();
            assert!(
                fact.len() > 5 && !fact.ends_with('.') && fact.is_ascii(),
                "{name}: {fact}"
            );
            assert!(
                [
                    "has ", "is ", "names ", "stops ", "writes ", "holds ", "looks "
                ]
                .iter()
                .any(|verb| fact.starts_with(verb)),
                "{name}: {fact}"
            );
        }
    }
}
