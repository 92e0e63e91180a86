//! Bodies that stand in files of their own.

/// Gives the bodies that a capture keeps in other files.
///
/// Names come from the capture, so they may be hostile: whoever implements this reads nothing
/// outside of the capture's own folder or archive.
pub trait Attachments {
    /// The capture is read from its start, perhaps once more: what was asked for before counts no longer.
    fn begin(&self) {}

    /// The bytes of the file `name`, relative to the capture.
    ///
    /// # Errors
    /// Why it cannot be read, as one clause for people.
    fn read(&self, name: &str) -> Result<Vec<u8>, String>;
}

/// No other files: standard input has none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAttachments;

impl Attachments for NoAttachments {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Err("standard input has no files beside it".to_owned())
    }
}
