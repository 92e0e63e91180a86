//! Mutations of enum values.

use super::super::enumeration::STAND_IN;
use super::super::site::json_string;
use super::words::{camel, capitalised, folded, words};
use super::{Edit, Spot};
use crate::contract::revision::{self, HISTORY, Subject};
use crate::contract::shape::{EnumShape, Kind};

/// The enum that is due, and the value that stands there.
fn current<'a>(spot: &Spot<'a>) -> Option<(&'a EnumShape, &'a str)> {
    match spot.kind() {
        Kind::Enum(values) => Some((values, spot.string()?)),
        _ => None,
    }
}

pub(in crate::rule) fn stand_in(spot: &Spot<'_>) -> Vec<Edit> {
    match current(spot) {
        Some((values, _)) if values.contains(STAND_IN) => spot.strings([STAND_IN.to_owned()]),
        _ => Vec::new(),
    }
}

pub(in crate::rule) fn ahead(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((values, _)) = current(spot) else {
        return Vec::new();
    };
    let later = HISTORY
        .iter()
        .filter(|change| change.is_after(spot.contract.revision));
    spot.strings(later.filter_map(|change| match change.subject {
        Subject::Value { enum_name, value } if enum_name == values.name => Some(value.to_owned()),
        _ => None,
    }))
}

pub(in crate::rule) fn respelled(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((values, value)) = current(spot) else {
        return Vec::new();
    };
    let words = words(value);
    let spellings = [
        // Java's constants, and Python's `Enum.name`.
        words.join("_").to_uppercase(),
        words.join("_"),
        value.replace('_', "-"),
        // What a person would be shown.
        value.replace('_', " "),
        capitalised(&words, " "),
        // .NET's names, JavaScript's names.
        capitalised(&words, ""),
        camel(&words),
        words.concat(),
        // Fixed-width columns and lines that were not cut.
        format!("{value} "),
        format!(" {value}"),
        format!("{value}\r\n"),
    ];
    let spellings = spellings.into_iter();
    spot.strings(spellings.filter(|spelling| !values.contains(spelling)))
}

pub(in crate::rule) fn unknown(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((values, value)) = current(spot) else {
        return Vec::new();
    };
    let mut shortened = value.to_owned();
    shortened.pop();
    let typed = [format!("{value}s"), shortened, format!("{value}_v2")];
    // What programs write for a value that they do not have.
    let nothing = ["", "null", "undefined", "N/A"].map(str::to_owned);
    let new = plausible(&values.name).iter().copied().map(str::to_owned);
    let all = new.chain(typed).chain(nothing);
    spot.strings(all.filter(|candidate| is_new(values, candidate)))
}

/// Whether no value of the enum, in any revision, is this one or another spelling of it.
fn is_new(values: &EnumShape, candidate: &str) -> bool {
    let own = folded(candidate);
    values.values().iter().all(|value| folded(value) != own)
        && revision::value_added_in(&values.name, candidate).is_none()
}

/// Values that the enum might get one day; those in upper case as a Java back end leaks them.
fn plausible(enum_name: &str) -> &'static [&'static str] {
    match enum_name {
        "SourceType" | "DestinationType" => &[
            "wdata_view",
            "spreadsheet_range",
            "dashboard",
            "external_file",
            "WDATA_PIPELINE",
            "ESG_DISCLOSURE",
        ],
        "RunStatus" => &[
            "queued",
            "canceled",
            "timed_out",
            "succeeded",
            "IN_PROGRESS",
            "PARTIALLY_COMPLETED",
        ],
        "ResourcePropertiesStatus" => &["MISSING", "ARCHIVED", "access_denied"],
        "ResourceMessageCode" => &["SOURCE_ACCESS_DENIED", "SOURCE_LOCKED", "timeout"],
        "ResourceMessageSeverity" => &["FATAL", "DEBUG", "hint"],
        _ => &["another_value"],
    }
}

/// Keeps the JSON texts of strings out of the callers.
impl Spot<'_> {
    fn strings(&self, strings: impl IntoIterator<Item = String>) -> Vec<Edit> {
        self.others(strings.into_iter().map(|text| json_string(&text)))
    }
}
