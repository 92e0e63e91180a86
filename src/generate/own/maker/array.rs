//! Arrays.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{MANY, Maker, Stuck, count};
use crate::contract::terms::{Judged, Limit, Term, TermId};
use crate::generate::own::cover::Presence;

/// Elements that are made for one that is not there yet.
const TRIES: u64 = 24;

impl<'g> Maker<'g> {
    pub(super) fn array(
        &mut self,
        id: TermId,
        term: &'g Term,
        name: &str,
        budget: u64,
    ) -> Result<Value, Stuck> {
        let (least, most) = self.elements(term)?;
        let number = self.count_of(id, term, least, most, budget);
        let contained = match term.judged.get("contains") {
            Some(Judged::Schema(contained)) => Some(*contained),
            _ => None,
        };
        let contains = match term.judged.get("minContains") {
            Some(Judged::Value(least)) => least.as_u64().unwrap_or(1),
            _ => u64::from(contained.is_some()),
        };
        let prefix = term.prefix.len() as u64;
        let number = number.max(contains.min(most));
        let share = budget.saturating_sub(number) / number.max(1);
        let mut known = BTreeSet::new();
        let mut elements = Vec::new();
        let outer = self.offset;
        let mut failed = None;
        for index in 0..number {
            let place = usize::try_from(index).ok();
            let own = place.and_then(|index| term.prefix.get(index)).copied();
            let is_contained = own.is_none() && index < prefix.saturating_add(contains);
            let element = own
                .or(contained.filter(|_| is_contained))
                .or(term.items)
                .unwrap_or(self.own.terms.anything());
            let mut made = None;
            let tries = if term.is_unique { TRIES } else { 1 };
            for attempt in 0..tries {
                self.offset = outer.wrapping_add(index).wrapping_add(attempt);
                let value = self.below("*", |maker| maker.value(element, name, share));
                match value {
                    Ok(value) if !term.is_unique || known.insert(value.to_string()) => {
                        made = Some(value);
                        break;
                    }
                    Ok(_) => failed = Some(self.error("uniqueItems", "")),
                    Err(stuck) => {
                        failed = Some(stuck);
                        break;
                    }
                }
            }
            match made {
                Some(value) => elements.push(value),
                None => break,
            }
        }
        self.offset = outer;
        match failed {
            Some(stuck) if (elements.len() as u64) < least => Err(stuck),
            _ => Ok(Value::Array(elements)),
        }
    }

    /// The least and the greatest number of elements.
    fn elements(&self, term: &Term) -> Result<(u64, u64), Stuck> {
        let least = count(term, Limit::MinItems).unwrap_or(0);
        let mut most = count(term, Limit::MaxItems).unwrap_or(u64::MAX);
        if let Some(items) = term.items
            && self.term(items).types.is_empty()
        {
            most = most.min(term.prefix.len() as u64);
        }
        if least > MANY {
            return Err(self.error("minItems", "it asks for more elements than are made"));
        }
        if least > most {
            return Err(self.error("minItems", ""));
        }
        Ok((least, most))
    }

    fn count_of(&mut self, id: TermId, term: &Term, least: u64, most: u64, budget: u64) -> u64 {
        let is_filled = self.turn.filled.contains(&id);
        let prefix = term.prefix.len() as u64;
        let few = least.max(prefix).max(1);
        let number = match self.turn.presence {
            _ if self.is_tight(budget) && !is_filled => least,
            Presence::Required => least,
            // Beyond the first ones, nothing is said of elements.
            Presence::Every if prefix > 0 && term.items.is_none() => few,
            Presence::Every => few.saturating_add(self.draw.below(3)),
            Presence::Chance => least.saturating_add(self.draw.below(4)),
        };
        number.min(most)
    }
}
