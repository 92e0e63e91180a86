//! What each rule would change in a payload of a target.

use wiredrift::check::Checker;
use wiredrift::contract::recognise::Each;
use wiredrift::rule::mutation::{Edit, spots};
use wiredrift::rule::{self, Rule};
use wiredrift::text::json as tree;

use crate::common::Target;

/// All edits of a payload, rule by rule; rules without any are left out.
pub(crate) fn edits(
    target: &Target,
    checker: &Checker,
    text: &str,
) -> Vec<(&'static Rule, Vec<Edit>)> {
    let registry = checker.registry();
    let contract = match target.candidate.each {
        Each::Whole => registry.contract(target.candidate.dto),
        Each::Element => registry.array_contract(target.candidate.dto),
    };
    let root = tree::parse(text.as_bytes()).unwrap();
    let mut all: Vec<(&Rule, Vec<Edit>)> = rule::all().map(|rule| (rule, Vec::new())).collect();
    spots(contract.unwrap(), target.naming, text, &root, &mut |spot| {
        for (rule, edits) in &mut all {
            edits.extend(rule.mutants(spot));
        }
    });
    all.retain(|(_, edits)| !edits.is_empty());
    all
}
