//! Work on several threads, in an order that does not depend on them.

use std::num::NonZeroUsize;
use std::sync::OnceLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::check::{STACK, Workers};

/// Threads that are started at most, whatever is asked for: a mistyped number shall not bring the
/// machine down.
const MAX: usize = 256;

/// Threads, started when there is first something for more than one of them.
#[derive(Debug, Default)]
pub(super) struct Threads {
    /// How many; as many as the machine has cores, where nobody says.
    count: Option<NonZeroUsize>,
    pool: OnceLock<Option<ThreadPool>>,
}

impl Threads {
    pub(super) const fn new(count: Option<NonZeroUsize>) -> Self {
        Self {
            count,
            pool: OnceLock::new(),
        }
    }

    /// What `work` makes of each item, in the order of the items. Where no threads can be started, this
    /// one does all of it.
    pub(super) fn map<T: Send, R: Send>(
        &self,
        items: Vec<T>,
        work: impl Fn(T) -> R + Send + Sync,
    ) -> Vec<R> {
        let pool = (items.len() > 1).then(|| self.pool()).flatten();
        match pool {
            Some(pool) => pool.install(|| items.into_par_iter().map(work).collect()),
            None => items.into_iter().map(work).collect(),
        }
    }

    /// Does the work on each item, and hands what is kept from one item to the next that the same thread takes;
    /// of each run of items, what was kept behind the last. All runs together are the items in their order.
    pub(super) fn fold<T: Send, K: Send>(
        &self,
        items: Vec<T>,
        first: impl Fn() -> K + Send + Sync,
        work: impl Fn(K, T) -> K + Send + Sync,
    ) -> Vec<K> {
        let pool = (items.len() > 1).then(|| self.pool()).flatten();
        match pool {
            Some(pool) => pool.install(|| items.into_par_iter().fold(first, work).collect()),
            None => vec![items.into_iter().fold(first(), work)],
        }
    }

    fn pool(&self) -> Option<&ThreadPool> {
        let start = || {
            let count = self.count.map_or(0, NonZeroUsize::get);
            let builder = ThreadPoolBuilder::new()
                .num_threads(count.min(MAX))
                .stack_size(STACK);
            (count != 1).then(|| builder.build().ok()).flatten()
        };
        self.pool.get_or_init(start).as_ref()
    }
}

impl Workers for Threads {
    fn work(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        self.map((0..count).collect(), work);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_items() {
        for count in [None, NonZeroUsize::new(1), NonZeroUsize::new(3)] {
            let threads = Threads::new(count);
            let squares = threads.map((0..1000_u64).collect(), |number| number * number);
            assert!(
                squares
                    .iter()
                    .copied()
                    .eq((0..1000).map(|number| number * number))
            );
        }
    }

    #[test]
    fn runs_of_items_follow_one_another() {
        for count in [None, NonZeroUsize::new(1), NonZeroUsize::new(3)] {
            let threads = Threads::new(count);
            let runs = threads.fold((0..1000_u64).collect(), Vec::new, |mut run, number| {
                run.push(number);
                run
            });
            assert!(runs.concat().into_iter().eq(0..1000));
        }
    }
}
