//! The command line through the real binary: cases that a person can read, one file a topic.
//!
//! `tests/cli/*.trycmd` hold commands and what they print; a folder of the same name ending in
//! `.in` is where they run. `TRYCMD=overwrite cargo test --test cli` writes down what is printed
//! now: read the difference before it is committed.

#[test]
fn cases() {
    trycmd::TestCases::new()
        // Help is as wide as the terminal, and this is how wide it is where there is none.
        .env("COLUMNS", "100")
        .case("tests/cli/*.trycmd")
        .case("tests/cli/*.toml");
}
