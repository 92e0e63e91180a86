#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wiredrift_fuzz::run("secret", data));
