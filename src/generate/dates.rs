//! Conforming dates: an instant in one of the spellings that RFC 3339 allows.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};

/// How one producer spells its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateStyle {
    fraction: SecondsFormat,
    /// `None` for UTC written `Z`, else seconds east.
    offset: Option<i32>,
}

/// Producers' habits, the common one most often: of the 119 date-times in the vendor's examples,
/// 114 are whole seconds with `Z` and 5 have a numeric offset (contract facts).
pub(super) const STYLES: &[DateStyle] = &[
    style(SecondsFormat::Secs, None),
    style(SecondsFormat::Secs, None),
    style(SecondsFormat::Secs, None),
    style(SecondsFormat::Secs, None),
    style(SecondsFormat::Millis, None),
    style(SecondsFormat::Millis, None),
    style(SecondsFormat::Micros, None),
    style(SecondsFormat::Secs, Some(0)),
    style(SecondsFormat::Millis, Some(0)),
    style(SecondsFormat::Secs, Some(-7 * 3600)),
];

const fn style(fraction: SecondsFormat, offset: Option<i32>) -> DateStyle {
    DateStyle { fraction, offset }
}

impl DateStyle {
    /// The instant `seconds` and `nanos` behind it, counted from 1970 in UTC; instants beyond what
    /// four digits of a year can say become 1970.
    pub(super) fn write(self, seconds: i64, nanos: u32) -> String {
        let utc: DateTime<Utc> = DateTime::from_timestamp(seconds, nanos).unwrap_or_default();
        match self.offset.and_then(FixedOffset::east_opt) {
            None => utc.to_rfc3339_opts(self.fraction, true),
            Some(offset) => utc
                .with_timezone(&offset)
                .to_rfc3339_opts(self.fraction, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporal;

    #[test]
    fn every_style_conforms() {
        for style in STYLES {
            for (seconds, nanos) in [(0, 0), (1_705_329_000, 120_000_000), (1_709_164_800, 1)] {
                let text = style.write(seconds, nanos);
                assert!(temporal::conforms(&text), "{text}");
            }
        }
        assert_eq!(
            style(SecondsFormat::Secs, None).write(1_705_329_000, 5),
            "2024-01-15T14:30:00Z"
        );
    }
}
