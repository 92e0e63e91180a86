//! Arrays and objects: dates as serialisers write them that do not know the type.

use crate::temporal::BreachKind;
use crate::temporal::drifted::Row;
use crate::temporal::drifted::moment::{Frame, Need};

pub(super) const VALUES: &[Row] = &[
    (
        BreachKind::Array,
        Need::Steady,
        Frame::Own,
        &[
            "[%-Y,%-m,%-d]",
            "[%-Y,%-m,%-d,%-H,%-M]",
            "[%-Y,%-m,%-d,%-H,%-M,%-S]",
            "[%-Y,%-m,%-d,%-H,%-M,%-S,%-9]",
            "[%-Y,%-m,%-d,%-H,%-M,%-S,%-3]",
            "[%-Y, %-m, %-d, %-H, %-M]",
            "[\"%O\"]",
        ],
    ),
    (
        BreachKind::Array,
        Need::Steady,
        Frame::Utc,
        &[
            // Rust's time crate, JavaScript's parts of a date, and seconds with nanoseconds.
            "[%-Y,%-j,%-H,%-M,%-S,%-9,0,0,0]",
            "[%-Y,%+m,%-d,%-H,%-M,%-S,%-3]",
            "[%s,%-9]",
            "[%Q]",
        ],
    ),
    (
        BreachKind::Array,
        Need::Steady,
        Frame::At(19_800),
        &["[%-Y,%-j,%-H,%-M,%-S,%-9,5,30,0]"],
    ),
    (BreachKind::Array, Need::Nothing, Frame::Utc, &["[]"]),
    (
        BreachKind::Object,
        Need::Steady,
        Frame::Utc,
        &[
            "{\"epochSecond\":%s,\"nano\":%-9}",
            "{\"seconds\":%s,\"nanos\":%-9}",
            "{\"seconds\":%s,\"nanoseconds\":%-9}",
            "{\"_seconds\":%s,\"_nanoseconds\":%-9}",
            "{\"seconds\":\"%s\",\"nanos\":%-9}",
            "{\"$date\":%Q}",
            "{\"$date\":\"%Y-%m-%dT%H:%M:%S.%3Z\"}",
            "{\"$date\":{\"$numberLong\":\"%Q\"}}",
            "{\"__type\":\"Date\",\"iso\":\"%Y-%m-%dT%H:%M:%S.%3Z\"}",
            "{\"dateTime\":\"%Y-%m-%dT%H:%M:%S.%7\",\"timeZone\":\"UTC\"}",
            "{\"date\":\"%Y-%m-%d %H:%M:%S.%6\",\"timezone_type\":3,\"timezone\":\"UTC\"}",
            "{\"date\":%-d,\"day\":%w,\"hours\":%-H,\"minutes\":%-M,\"month\":%+m,\"seconds\":%-S,\
         \"time\":%Q,\"timezoneOffset\":0,\"year\":%+y}",
            "{\"date\":%-d,\"day\":%w,\"hours\":%-H,\"minutes\":%-M,\"month\":%+m,\"nanos\":%-9,\
         \"seconds\":%-S,\"time\":%Q,\"timezoneOffset\":0,\"year\":%+y}",
            "{\"millis\":%Q,\"chronology\":{\"zone\":{\"fixed\":true,\"id\":\"UTC\"}},\"zone\":{\"fixed\":true,\
         \"id\":\"UTC\"},\"afterNow\":false,\"beforeNow\":true,\"equalNow\":false}",
            "{\"secs_since_epoch\":%s,\"nanos_since_epoch\":%-9}",
            "{\"DateTime\":\"\\/Date(%Q)\\/\",\"OffsetMinutes\":0}",
            "{\"value\":\"\\/Date(%Q)\\/\",\"DisplayHint\":2,\
         \"DateTime\":\"%A, %B %-d, %Y %-I:%M:%S %p\"}",
            "{\"value\":\"%Y-%m-%dT%H:%M:%S.%3Z\"}",
        ],
    ),
    (
        BreachKind::Object,
        Need::Steady,
        Frame::Own,
        &[
            "{\"year\":%-Y,\"month\":\"%^B\",\"nano\":%-9,\"monthValue\":%-m,\"dayOfMonth\":%-d,\"hour\":%-H,\
         \"minute\":%-M,\"second\":%-S,\"dayOfWeek\":\"%^A\",\"dayOfYear\":%-j,\
         \"chronology\":{\"id\":\"ISO\",\"calendarType\":\"iso8601\"}}",
            "{\"year\":%-Y,\"month\":%-m,\"day\":%-d}",
            "{\"date\":{\"year\":%-Y,\"month\":%-m,\"day\":%-d},\"time\":{\"hour\":%-H,\"minute\":%-M,\
         \"second\":%-S,\"nano\":%-9}}",
            "{\"year\":{\"low\":%-Y,\"high\":0},\"month\":{\"low\":%-m,\"high\":0},\"day\":{\"low\":%-d,\"high\":0}}",
            "{\"@value\":\"%O\"}",
        ],
    ),
    (
        BreachKind::Object,
        Need::Steady,
        Frame::At(3_600),
        &[
            "{\"dateTime\":{\"date\":{\"year\":%-Y,\"month\":%-m,\"day\":%-d},\"time\":{\"hour\":%-H,\
         \"minute\":%-M,\"second\":%-S,\"nano\":%-9}},\"offset\":{\"totalSeconds\":3600}}",
        ],
    ),
    (
        BreachKind::Object,
        Need::Nothing,
        Frame::Utc,
        &["{}", "{\"epochSecond\":null}"],
    ),
];
