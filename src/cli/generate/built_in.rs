//! The documents of a built-in DTO, as the arguments ask for them.

use super::Refusal;
use super::source::BuiltIn;
use crate::cli::args::{EnvelopeArg, Generate};
use crate::cli::schema::no_such_dto;
use crate::contract::export;
use crate::contract::registry::Contract;
use crate::generate::{Carrier, Documents, Envelope, Mutator, NoEnvelope, Options, Profile};

/// Records of a page, where nobody says.
const PAGE_SIZE: u64 = 100;

/// The documents that are asked for, and what is around their records.
pub(super) fn built_in(args: &Generate, options: Options) -> Result<(BuiltIn, Envelope), Refusal> {
    let dto = export::dto_names(args.revision)
        .find(|known| *known == dto(args))
        .ok_or_else(|| no_such_dto(dto(args), args.revision))?;
    let envelope = envelope(args)?;
    let documents = |options| {
        Documents::new(dto, args.revision, envelope, options)
            .map_err(|error| no_envelope(args, &error))
    };
    let complete = Options {
        profile: Profile::Complete,
        ..options
    };
    let (documents, complete) = (documents(options)?, documents(complete)?);
    let mutator = Mutator::new(documents.contract().clone(), options.naming);
    let source = BuiltIn {
        dto,
        revision: args.revision,
        documents,
        complete,
        mutator,
    };
    Ok((source, envelope))
}

/// The DTO that is named; it always is, where no contract of one's own is.
fn dto(args: &Generate) -> &str {
    args.dto.as_deref().unwrap_or_default()
}

fn envelope(args: &Generate) -> Result<Envelope, Refusal> {
    match (chosen_envelope(args), args.page_size) {
        (EnvelopeArg::None, None) => Ok(Envelope::None),
        (EnvelopeArg::Single, None) => Ok(Envelope::Single),
        (EnvelopeArg::Page, size) => {
            let usual = std::num::NonZeroU64::new(PAGE_SIZE);
            let size = size.or(usual).unwrap_or(std::num::NonZeroU64::MIN);
            Ok(Envelope::Page(size))
        }
        (EnvelopeArg::None | EnvelopeArg::Single, Some(_)) => Err((
            "`--page-size` is about pages, and none are made".to_owned(),
            "add `--envelope page`".to_owned(),
        )),
    }
}

/// The envelope that is asked for. Exchanges carry records in one, where nobody says otherwise.
fn chosen_envelope(args: &Generate) -> EnvelopeArg {
    let carried = || {
        let is_carried = Carrier::new(dto(args), args.revision, Options::default()).is_some();
        let is_recorded = args.recording.is_some() && !is_carried;
        let single = Documents::new(
            dto(args),
            args.revision,
            Envelope::Single,
            Options::default(),
        );
        if is_recorded && single.is_ok() {
            EnvelopeArg::Single
        } else {
            EnvelopeArg::None
        }
    };
    args.envelope.unwrap_or_else(carried)
}

fn no_envelope(args: &Generate, error: &NoEnvelope) -> Refusal {
    match error {
        NoEnvelope::UnknownDto => no_such_dto(dto(args), args.revision),
        NoEnvelope::Unwrapped(others) => {
            let own = Contract::built_in(dto(args), args.revision);
            if let Some(inner) = own.as_ref().and_then(Contract::inner_name) {
                return (
                    format!("{} is an envelope itself", dto(args)),
                    format!("leave `--envelope` out, or name {inner}, which it holds"),
                );
            }
            let how = match chosen_envelope(args) {
                EnvelopeArg::Page => "a page of",
                EnvelopeArg::None | EnvelopeArg::Single => "a single",
            };
            let help = match others.first() {
                Some(name) if chosen_envelope(args) == EnvelopeArg::Page => {
                    format!("only {name} holds it: `--envelope single`")
                }
                Some(name) => format!("only {name} holds it: `--envelope page`"),
                None => "leave `--envelope` out".to_owned(),
            };
            (
                format!(
                    "no envelope of revision {} holds {how} {}",
                    args.revision,
                    dto(args)
                ),
                help,
            )
        }
    }
}
