//! `wiredrift-compare-loops jsonschema|boon SCHEMA LOG`: how many lines of a log are not valid.

use std::fs;

use serde_json::Value;

type Error = Box<dyn std::error::Error>;

fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let mut next = || args.next().ok_or("usage: jsonschema|boon SCHEMA LOG");
    let (library, schema, log) = (next()?, next()?, next()?);
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema)?)?;
    let log = fs::read(log)?;
    let invalid = match library.as_str() {
        "jsonschema" => {
            let validator = jsonschema::options().should_validate_formats(true).build(&schema)?;
            count(&log, |record| validator.is_valid(record))?
        }
        "boon" => {
            let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
            compiler.enable_format_assertions();
            compiler.add_resource("urn:compare", schema)?;
            let index = compiler.compile("urn:compare", &mut schemas).map_err(|e| e.to_string())?;
            count(&log, |record| schemas.validate(record, index).is_ok())?
        }
        other => return Err(format!("no library {other}").into()),
    };
    println!("{invalid}");
    Ok(())
}

fn count(log: &[u8], is_valid: impl Fn(&Value) -> bool) -> Result<usize, Error> {
    let mut invalid = 0;
    for line in log.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        invalid += usize::from(!is_valid(&serde_json::from_slice(line)?));
    }
    Ok(invalid)
}
