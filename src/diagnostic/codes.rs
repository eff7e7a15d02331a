//! The table of all codes: number, name, severity. Their words and manual pages are in `words`.

use super::Severity;

/// What a code is about; the first digit of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// A file as a file: bytes, names, syntax.
    File,
    /// A value of a record.
    Value,
    /// Records among each other.
    Hub,
    /// Markdown.
    Text,
    /// site.toml.
    Site,
    /// Templates and messages.
    Theme,
    /// Rows of a table that is imported.
    Import,
    /// Dates of events.
    Time,
    /// The hub as people use it: what can be read and is not yet good.
    Care,
}

macro_rules! codes {
    ($( $name:ident = $number:literal $text:literal $severity:ident, )*) => {
        /// Every mistake that kazipot can tell.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $( #[doc = $text] $name, )* }

        impl Code {
            /// All of them, by number.
            pub const ALL: &'static [Code] = &[$( Code::$name, )*];

            /// The number by which `explain` knows it: `K0201`.
            pub fn number(self) -> &'static str { match self { $( Code::$name => $number, )* } }

            /// The name by which site.toml's `[checks]` knows it: `unknown-key`.
            pub fn name(self) -> &'static str { match self { $( Code::$name => $text, )* } }

            /// How bad it is unless site.toml says otherwise.
            pub fn severity(self) -> Severity { match self { $( Code::$name => Severity::$severity, )* } }
        }
    };
}

codes! {
    NotUtf8 = "K0101" "not-utf8" Error,
    ControlCharacter = "K0102" "control-character" Error,
    Syntax = "K0103" "syntax" Error,
    FrontMatter = "K0104" "front-matter" Error,
    TooLarge = "K0105" "too-large" Error,
    TooDeep = "K0106" "too-deep" Error,
    Unreadable = "K0107" "unreadable" Error,
    OutsideLink = "K0108" "outside-link" Error,
    UnexpectedFile = "K0109" "unexpected-file" Warning,
    FileName = "K0110" "file-name" Error,

    UnknownKey = "K0201" "unknown-key" Error,
    MissingKey = "K0202" "missing-key" Error,
    WrongType = "K0203" "wrong-type" Error,
    UnknownCode = "K0204" "unknown-code" Error,
    BadDate = "K0205" "bad-date" Error,
    BadPhone = "K0206" "bad-phone" Error,
    BadEmail = "K0207" "bad-email" Error,
    BadUrl = "K0208" "bad-url" Error,
    BadPostcode = "K0209" "bad-postcode" Error,
    BadCoordinates = "K0210" "bad-coordinates" Error,
    BadMoney = "K0211" "bad-money" Error,
    BadHours = "K0212" "bad-hours" Error,
    BadRepetition = "K0213" "bad-repetition" Error,
    BadDuration = "K0214" "bad-duration" Error,
    OutOfRange = "K0215" "out-of-range" Error,
    EmptyText = "K0216" "empty-text" Error,
    BadId = "K0217" "bad-id" Error,
    TooLong = "K0218" "too-long" Warning,
    UnknownLanguage = "K0219" "unknown-language" Error,
    NotTranslatable = "K0220" "not-translatable" Error,
    TranslationOfNothing = "K0221" "translation-of-nothing" Error,
    TranslatedTwice = "K0222" "translated-twice" Error,
    BadReference = "K0223" "bad-reference" Error,
    EndBeforeStart = "K0224" "end-before-start" Error,
    NotBoth = "K0225" "not-both" Error,
    NeedsAlso = "K0226" "needs-also" Error,
    NoConsent = "K0227" "no-consent" Warning,
    OsmKept = "K0228" "osm-not-understood" Warning,
    HiddenRepeated = "K0229" "hidden-repeated" Error,

    DuplicateId = "K0301" "duplicate-id" Error,
    AliasTaken = "K0302" "alias-taken" Error,
    UnknownReference = "K0303" "unknown-reference" Error,
    ClosedReference = "K0304" "closed-reference" Warning,
    DraftReference = "K0305" "draft-reference" Warning,
    ParentCycle = "K0306" "parent-cycle" Error,
    UnknownTopic = "K0307" "unknown-topic" Error,
    UnknownPlace = "K0308" "unknown-place" Error,
    PathTaken = "K0309" "path-taken" Error,
    DuplicateIdentifier = "K0310" "duplicate-identifier" Error,
    MissingTranslation = "K0311" "missing-translation" Error,
    MissingLongText = "K0312" "missing-long-text" Warning,
    MissingCourtesy = "K0313" "missing-courtesy-text" Note,
    UnknownHours = "K0314" "unknown-hours" Error,
    UnknownLocation = "K0315" "unknown-location" Error,
    BrokenReference = "K0316" "broken-reference" Error,
    WrongKindOfReference = "K0317" "wrong-kind-of-reference" Error,
    Overdue = "K0318" "overdue" Note,
    NoHoliday = "K0319" "no-holiday" Error,

    RawHtml = "K0401" "raw-html" Warning,
    UnsafeLink = "K0402" "unsafe-link" Warning,
    LinkToNothing = "K0403" "link-to-nothing" Error,
    ImageText = "K0404" "image-without-text" Error,
    UnknownFragment = "K0405" "unknown-fragment" Warning,

    NoSite = "K0501" "no-site" Error,
    UnknownTimeZone = "K0502" "unknown-time-zone" Error,
    BadSlug = "K0503" "bad-slug" Error,
    UnknownTheme = "K0504" "unknown-theme" Error,
    BadBaseUrl = "K0505" "bad-base-url" Error,
    LanguageTwice = "K0506" "language-twice" Error,
    HostLimit = "K0507" "host-limit" Error,

    Template = "K0601" "template" Error,
    Rendering = "K0602" "rendering" Error,
    MissingMessage = "K0603" "missing-message" Warning,
    ThemeContract = "K0604" "theme-contract" Error,

    SynonymAlone = "K0611" "synonym-alone" Error,
    SynonymTwice = "K0612" "synonym-twice" Warning,

    ImportRow = "K0701" "import-row" Warning,
    ImportColumn = "K0702" "import-column" Warning,
    ImportNothing = "K0703" "import-nothing" Error,
    ImportExists = "K0704" "import-exists" Note,
    ImportMissing = "K0705" "import-missing-column" Warning,
    ImportBroken = "K0706" "import-broken" Warning,
    ImportAgain = "K0707" "import-again" Note,
    ImportFeed = "K0708" "import-feed" Error,
    ImportPages = "K0709" "import-pages" Warning,

    NoSuchDate = "K0801" "no-such-date" Warning,
    NeverHappens = "K0802" "never-happens" Warning,
    NoEnd = "K0803" "no-end" Note,
    PastTheNext = "K0804" "past-the-next" Warning,
    EventGone = "K0805" "event-gone" Warning,

    NoContact = "K1001" "no-contact" Warning,
    PastStatus = "K1002" "past-status" Warning,
    OutdatedTranslation = "K1003" "outdated-translation" Warning,
    NewerToml = "K1004" "newer-toml" Warning,
    FarAway = "K1005" "far-away" Warning,
    OrphanTopic = "K1006" "orphan-topic" Note,
    HeadingOrder = "K1007" "heading-order" Warning,
    BrokenFile = "K1008" "broken-file" Error,
    UnusedFile = "K1009" "unused-file" Warning,
    LargePicture = "K1010" "large-picture" Warning,
    FileTells = "K1011" "file-tells" Warning,
    OldSchema = "K1012" "old-schema" Warning,
    HugePicture = "K1013" "huge-picture" Warning,
}

impl Code {
    /// What it is about.
    pub fn area(self) -> Area {
        match self.number().as_bytes()[2] {
            b'0' => Area::Care,
            b'1' => Area::File,
            b'2' => Area::Value,
            b'3' => Area::Hub,
            b'4' => Area::Text,
            b'5' => Area::Site,
            b'6' => Area::Theme,
            b'8' => Area::Time,
            _ => Area::Import,
        }
    }

    /// The code with this number or name, letter case aside.
    pub fn find(text: &str) -> Option<Code> {
        let wanted = text.trim();
        let same = |known: &str| known.eq_ignore_ascii_case(wanted);
        Code::ALL.iter().find(|code| same(code.number()) || same(code.name())).copied()
    }

    /// Whether site.toml may set its level: a warning may be silenced or made an error, an error stays one.
    pub fn adjustable(self) -> bool {
        self.severity() != Severity::Error
    }
}
