//! Words of realistic samples, in several scripts.

pub(super) const NAMES: &[&str] = &[
    "GL trial balance to close workbook",
    "Headcount by cost centre",
    "Scope 1 & 2 emissions",
    "Q3 board pack: revenue bridge",
    "Intercompany matrix (EMEA)",
    "10-K tie-out",
    "Übersicht Rückstellungen",
    "Prévision de trésorerie",
    "Balance de comprobación",
    "Resultat før skat",
    "決算短信 連結貸借対照表",
    "合并现金流量表",
    "연결 손익계산서",
    "Консолидированный баланс",
    "Ισολογισμός ομίλου",
    "قائمة الدخل الموحدة",
    "דוח תזרים מזומנים",
    "समेकित तुलन पत्र",
    "งบแสดงฐานะการเงิน",
    "Fixed assets \u{2192} note 12",
    "Debt covenants \u{1f4c8}",
    "SOX controls / testing status",
];

pub(super) const DESCRIPTIONS: &[&str] = &[
    "Refreshed every night before the close",
    "Feeds the quarterly report; ask finance systems before changing it",
    "Rows without a cost centre are left out",
    "Anlagespiegel nach HGB, nur Konzern",
    "Chiffre d'affaires par région, hors taxes",
    "Ventas por país (sin IVA)",
    "月次締め後に更新",
    "每季度结算后刷新",
    "Обновляется после закрытия периода",
    "يتم تحديثه شهريًا",
    "मासिक समापन के बाद अद्यतन",
    "Manual upload, \"final\" version only",
    "See https://wiki.example.test/close#tie-out",
    "Line one\nLine two",
    "",
];

pub(super) const ENTITIES: &[&str] = &["DE01", "US10", "JP03", "Group", "Nordics", "São Paulo"];

pub(super) const TAGS: &[&str] = &["ledger", "board", "emea", "esg", "draft"];

pub(super) const LOCALES: &[&str] = &["de_DE", "en_GB", "en_US", "fr_FR", "ja_JP"];

/// Why a job could not be started or did not end well.
pub(super) const FAILURES: &[&str] = &[
    "The source file was deleted or is no longer shared with the connection's owner",
    "The destination is locked by another user",
    "Timed out waiting for the query: 600 s",
    "The range A1:M4000 does not exist in the sheet \u{201c}TB\u{201d}",
    "Zugriff verweigert: Arbeitsbereich ist archiviert",
];

/// The parts of a path to a source: workbooks, then sheets.
pub(super) const PLACES: &[&[&str]] = &[
    &["Close workbook", "Trial balance"],
    &["決算資料", "P&L"],
    &["Board pack", "Revenue bridge"],
    &["Konzernabschluss", "Anlagespiegel"],
    &["ESG data", "Scope 2 (location-based)"],
];
