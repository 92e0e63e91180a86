//! The leap seconds that were announced: facts, with which a `:60` can be told from a fiction.

/// The days, in UTC, that ended with 23:59:60: all 27 of IERS Bulletin C up to 2016, none since.
const ANNOUNCED: [(u16, u8, u8); 27] = [
    (1972, 6, 30),
    (1972, 12, 31),
    (1973, 12, 31),
    (1974, 12, 31),
    (1975, 12, 31),
    (1976, 12, 31),
    (1977, 12, 31),
    (1978, 12, 31),
    (1979, 12, 31),
    (1981, 6, 30),
    (1982, 6, 30),
    (1983, 6, 30),
    (1985, 6, 30),
    (1987, 12, 31),
    (1989, 12, 31),
    (1990, 12, 31),
    (1992, 6, 30),
    (1993, 6, 30),
    (1994, 6, 30),
    (1995, 12, 31),
    (1997, 6, 30),
    (1998, 12, 31),
    (2005, 12, 31),
    (2008, 12, 31),
    (2012, 6, 30),
    (2015, 6, 30),
    (2016, 12, 31),
];

/// Whether a leap second was announced for the end of this UTC day.
pub(super) fn announced(day: (u16, u8, u8)) -> bool {
    ANNOUNCED.binary_search(&day).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{ANNOUNCED, announced};

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(ANNOUNCED.is_sorted());
        assert!(announced((1972, 6, 30)) && announced((1998, 12, 31)) && announced((2016, 12, 31)));
        assert!(!announced((2017, 12, 31)) && !announced((2016, 6, 30)));
    }
}
