//! Room for evaluations inside one another.
//!
//! jsonschema calls itself for each schema that a value is held against and for each value inside, so a deep
//! payload under schemas that lead on and on takes more than any thread has by itself.

use std::panic::resume_unwind;
use std::thread;

use serde_json::Value;

use crate::contract::violation::Undecided;
use crate::limits::Limits;

/// Bytes that one evaluation takes at most, without optimisation: `oneOf`.
const EVALUATION: usize = 3 << 10;

/// Bytes that a value inside another takes, beside its evaluations.
const LEVEL: usize = 8 << 10;

/// Bytes that are taken however small both are.
const BASE: usize = 256 << 10;

/// Bytes that are at hand in any thread: new ones have twice as many.
const AT_HAND: usize = 1 << 20;

/// How deep evaluations may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth {
    /// Schemas that are about one value, inside one another, at most.
    height: usize,
    /// Evaluations inside one another at most.
    most: u64,
}

impl Depth {
    /// Of a schema of this height.
    pub(super) const fn new(height: usize, limits: &Limits) -> Self {
        Self {
            height,
            most: limits.nested_evaluations,
        }
    }

    /// Does work that holds `value` against the schema, in a thread that has room for it where this one may have
    /// none.
    ///
    /// # Errors
    /// It would go too deep, or the machine gives no such thread.
    pub(super) fn with_room<R: Send>(
        self,
        value: &Value,
        work: impl FnOnce() -> R + Send,
    ) -> Result<R, Undecided> {
        let levels = 1 + levels(value);
        let evaluations = levels.saturating_mul(self.height);
        if evaluations as u64 > self.most {
            return Err(Undecided::TooNested(self.most));
        }
        let bytes = BASE + levels * LEVEL + evaluations * EVALUATION;
        if bytes <= AT_HAND {
            return Ok(work());
        }
        thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(bytes);
            let thread = thread.spawn_scoped(scope, work);
            let thread = thread.map_err(|_| Undecided::NoThread)?;
            Ok(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
        })
    }
}

/// The arrays and objects of a value inside one another.
fn levels(value: &Value) -> usize {
    let most = match value {
        Value::Array(elements) => elements.iter().map(levels).max(),
        Value::Object(members) => members.values().map(levels).max(),
        _ => return 0,
    };
    1 + most.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn levels_are_those_of_the_deepest_value() {
        assert_eq!(levels(&json!(1)), 0);
        assert_eq!(levels(&json!([])), 1);
        assert_eq!(levels(&json!({"a": [1, [{"b": 2}]], "c": {}})), 4);
    }

    #[test]
    fn deep_work_has_a_thread_of_its_own() {
        let mut value = json!(1);
        let here = || thread::current().id();
        let depth = |height| Depth::new(height, &Limits::DEFAULT);
        assert_eq!(depth(1).with_room(&value, here), Ok(here()));
        for _ in 0..512 {
            value = json!([value]);
        }
        assert_ne!(depth(7).with_room(&value, here).unwrap(), here());
        let refused = depth(8).with_room(&value, here);
        assert_eq!(refused, Err(Undecided::TooNested(4_096)));
    }
}
