//! Names of months in German, French, Spanish, Italian, Portuguese and Dutch, as locales write them.
//!
//! A word without accents comes in, the number of its month goes out. The languages stand together,
//! because no name of one means another month in another; English has its own list, as the notations
//! with a name are English by definition.

/// Whether a name is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Full,
    Short,
}

/// The names of one month: written out, and abbreviated.
type Names = (&'static [&'static str], &'static [&'static str]);

const MONTHS: [Names; 12] = [
    (
        &[
            "januar", "janner", "janvier", "enero", "gennaio", "janeiro", "januari",
        ],
        &["janv", "ene", "gen"],
    ),
    (
        &[
            "februar",
            "fevrier",
            "febrero",
            "febbraio",
            "fevereiro",
            "februari",
        ],
        &["febr", "fev", "fevr"],
    ),
    (
        &["marz", "mars", "marzo", "marco", "maart"],
        &["mrz", "mrt"],
    ),
    (&["avril", "abril", "aprile"], &["avr", "abr"]),
    (&["mai", "mayo", "maggio", "maio", "mei"], &["mag"]),
    (&["juni", "juin", "junio", "giugno", "junho"], &["giu"]),
    (
        &["juli", "juillet", "julio", "luglio", "julho"],
        &["juil", "lug"],
    ),
    (&["aout", "agosto", "augustus"], &["ago"]),
    (
        &["septembre", "septiembre", "settembre", "setembro"],
        &["set"],
    ),
    (
        &["oktober", "octobre", "octubre", "ottobre", "outubro"],
        &["okt", "ott", "out"],
    ),
    (&["novembre", "noviembre", "novembro"], &[]),
    (
        &["dezember", "decembre", "diciembre", "dicembre", "dezembro"],
        &["dez", "dic"],
    ),
];

/// The number of the month that the word names, in any letter case.
pub(super) fn month(word: &str) -> Option<(u32, Form)> {
    (1..).zip(&MONTHS).find_map(|(month, (full, short))| {
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(word));
        if is(full) {
            Some((month, Form::Full))
        } else {
            is(short).then_some((month, Form::Short))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Form, MONTHS, month};

    #[test]
    fn no_name_is_listed_twice() {
        let mut names: Vec<_> = MONTHS
            .iter()
            .flat_map(|(full, short)| full.iter().chain(*short))
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(month("Janvier"), Some((1, Form::Full)));
        assert_eq!(month("DEZ"), Some((12, Form::Short)));
        assert_eq!(month("soon"), None);
    }
}
