//! The time of the processor that a thread took, which does not depend on what else the machine does.

use std::fs;
use std::time::Duration;

/// What the thread that asks took so far (`/proc/thread-self/schedstat`, see `proc(5)`); nothing where the
/// system does not tell.
pub(crate) fn spent() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_ascii_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
