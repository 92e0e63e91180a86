//! Places and letters: byte spans, JSON Pointers, lines and columns, harmless printing.
//!
//! Everything above stands on this floor, so nothing here knows of contracts, rules or reports.

