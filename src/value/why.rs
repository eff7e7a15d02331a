//! Every reason for which a value is refused, each with its code and what was found.
//!
//! The reasons are declared once, in the table below; the codes are the keys under which the
//! catalogues keep the words, and [`Why::CODES`] lets a test find the one that has none.

macro_rules! reasons {
    ($( $(#[$doc:meta])* $code:literal $Variant:ident $({ $($field:ident: $type:ty),+ $(,)? })?; )+) => {
        /// One reason for refusing a value; see [`Why::code`] and [`Why::fields`].
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Why {
            $( $(#[$doc])* $Variant $({ $(#[doc = concat!("`", stringify!($field), "` in the catalogues.")] $field: $type),+ })?, )+
        }

        impl Why {
            /// Every code with the names of its fields, in the order of the table.
            pub const CODES: &'static [(&'static str, &'static [&'static str])] = &[
                $( ($code, &[$($(stringify!($field)),+)?]), )+
            ];

            /// The key of the reason in the catalogues.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $( Self::$Variant { .. } => $code, )+ }
            }

            /// What was found, by name, as text for a message.
            #[must_use]
            pub fn fields(&self) -> Vec<(&'static str, String)> {
                match self {
                    $( Self::$Variant $({ $($field),+ })? => vec![$($((stringify!($field), $field.to_string())),+)?], )+
                }
            }
        }
    };
}

reasons! {
    /// Nothing but white space.
    "empty" Empty;
    /// Longer than the value may be, in `unit`s of `characters`, `bytes`, `digits`.
    "too-long" TooLong { found: usize, most: usize, unit: &'static str };
    /// A character that this value never has.
    "character" Character { character: String };

    /// Letters around a phone number (`tel.: …`).
    "phone-letters" PhoneLetters;
    /// An extension inside the number; it has a key of its own.
    "phone-extension" PhoneExtension { ext: String };
    /// More than one number in one value.
    "phone-two" PhoneTwo;
    /// Too few or too many digits for this series of numbers.
    "phone-length" PhoneLength { digits: usize, expected: String };
    /// No area code.
    "phone-area" PhoneArea;
    /// The zero before the area code is missing.
    "phone-zero-missing" PhoneZeroMissing;
    /// The zero of the area code after an international prefix.
    "phone-zero-extra" PhoneZeroExtra;
    /// No such series of numbers in the country.
    "phone-series" PhoneSeries { series: String };
    /// `+` not at the start.
    "phone-plus" PhonePlus;

    /// No `@`.
    "email-at" EmailAt;
    /// More than one address in one value.
    "email-two" EmailTwo;
    /// More than the address: a name, `mailto:`, angle brackets.
    "email-around" EmailAround;
    /// The `@` is written in another way (`(at)`, `[afna]`).
    "email-disguised" EmailDisguised;
    /// The part before `@` is empty, or has a dot at its edge or two in a row.
    "email-local" EmailLocal { found: String };

    /// A host name that cannot be one.
    "host" Host { host: String };
    /// A host name without a domain (`intranet`).
    "host-domain" HostDomain { host: String };
    /// A port that is not 1 to 65535.
    "url-port" UrlPort { port: String };
    /// No scheme (`www.…`).
    "url-scheme-missing" UrlSchemeMissing;
    /// A scheme other than http, https, mailto, tel.
    "url-scheme" UrlScheme { scheme: String };
    /// A link that would run a program, plain or disguised.
    "url-script" UrlScript;
    /// `http:/…`, `https//…`, backslashes.
    "url-slashes" UrlSlashes;
    /// A name and password inside the address.
    "url-userinfo" UrlUserinfo;
    /// White space inside the address.
    "url-space" UrlSpace;
    /// More than one address in one value.
    "url-two" UrlTwo;

    /// Not `6230 Postojna`.
    "post-shape" PostShape { found: String };
    /// The town is missing.
    "post-town" PostTown { code: String };
    /// The code is missing.
    "post-code-missing" PostCodeMissing;
    /// Not a postcode of that country.
    "post-code" PostCode { code: String, country: String };
    /// Not a country code.
    "post-country" PostCountry { country: String };

    /// Latitude or longitude (`key`: `lat`, `lon`) is not a number.
    "coordinate-number" CoordinateNumber { key: &'static str, found: String };
    /// Latitude or longitude outside the globe.
    "coordinate-range" CoordinateRange { key: &'static str, found: String, most: u8 };
    /// Latitude and longitude have likely changed places.
    "coordinates-swapped" CoordinatesSwapped;
    /// 0, 0: a place never filled in.
    "coordinates-zero" CoordinatesZero;
    /// Not `45.77205, 14.21042`.
    "coordinates-shape" CoordinatesShape { found: String };

    /// A date in another notation.
    "date-notation" DateNotation { found: String };
    /// A date that no calendar has.
    "date-missing" DateMissing { found: String, last: i8 };
    /// A month that is not 1 to 12.
    "date-month" DateMonth { month: i32 };
    /// A day that is not 1 to 31.
    "date-day" DateDay { day: i32 };
    /// A year outside 1900 to 2200.
    "date-year" DateYear { year: i32 };
    /// Not `06-15`.
    "month-day-notation" MonthDayNotation { found: String };
    /// A time of day that is none.
    "time-of-day" TimeOfDay { found: String };

    /// Not `08:00`.
    "clock-notation" ClockNotation { found: String };
    /// Hours over 24 or minutes over 59.
    "clock-range" ClockRange { found: String };
    /// Not `08:00-12:00`.
    "span-notation" SpanNotation { found: String };
    /// Ends when it begins.
    "span-empty" SpanEmpty { found: String };
    /// Begins at 24:00 or later.
    "span-start" SpanStart { found: String };

    /// Not `90d`, `2h`, `1h30m`, `6w`.
    "duration-notation" DurationNotation { found: String };
    /// No time at all.
    "duration-zero" DurationZero;
    /// A unit twice or in the wrong order.
    "duration-order" DurationOrder { unit: String };
    /// A number alone.
    "duration-unit-missing" DurationUnitMissing { found: String };

    /// Not an amount of money.
    "money-notation" MoneyNotation { found: String };
    /// Less than nothing.
    "money-negative" MoneyNegative { found: String };
    /// Parts of a cent.
    "money-cents" MoneyCents { found: String };
    /// Not a currency code such as `EUR`.
    "money-currency" MoneyCurrency { found: String };

    /// Not a language code.
    "language" Language { found: String };
    /// Not an id.
    "slug" Slug { found: String };
    /// A name that Windows keeps for itself.
    "slug-reserved" SlugReserved { name: String };

    /// Not a weekday.
    "weekday" Weekday { found: String };
    /// Not `1.tu` or `-1.fr`.
    "nth-day" NthDay { found: String };
    /// No month has a sixth, and 0 counts nothing.
    "nth-count" NthCount { found: String };
    /// Not `closed`, `open`, `as-sunday`, `unknown` or spans.
    "holidays" Holidays { found: String };

    /// Passes midnight and lasts so long that beginning and end have likely changed places.
    "span-inverted" SpanInverted { found: String, hours: u16 };
    /// A span stands before an earlier one.
    "hours-order" HoursOrder { found: String, before: String };
    /// Two spans share time.
    "hours-overlap" HoursOverlap { found: String, other: String };
    /// The last span of one day runs into the next day's first.
    "hours-overlap-night" HoursOverlapNight { found: String, other: String };
    /// No day, no appointment, no note: the group says nothing.
    "hours-empty" HoursEmpty;
    /// `on` names no day.
    "hours-nth-empty" HoursNthEmpty;
    /// `on` names a day twice.
    "hours-nth-twice" HoursNthTwice { day: String };
    /// `every` is not 2 to 52 weeks.
    "hours-every" HoursEvery { weeks: u8 };
    /// `every` with `on`: either weeks or days of the month are counted.
    "hours-every-nth" HoursEveryNth;
    /// An exception on a date when the group is not in force.
    "except-season" ExceptSeason { date: String, season: String };
    /// A date that two exceptions name.
    "except-twice" ExceptTwice { date: String };
    /// An exception that ends before it begins.
    "except-backwards" ExceptBackwards { from: String, to: String };
    /// An exception that names no date.
    "except-empty" ExceptEmpty;

    /// A character or word that has no place there.
    "osm-unexpected" OsmUnexpected { found: String };
    /// A weekday by its name, not by its two letters.
    "osm-day-name" OsmDayName { found: String, day: String };
    /// A month by another name than its three English letters.
    "osm-month-name" OsmMonthName { found: String, month: String };
    /// Sunrise, sunset, dawn, dusk.
    "osm-sun" OsmSun { found: String };
    /// Week numbers.
    "osm-week" OsmWeek;
    /// Easter and days counted from it.
    "osm-easter" OsmEaster;
    /// `||`.
    "osm-fallback" OsmFallback;
    /// `17:00+`.
    "osm-open-end" OsmOpenEnd;
    /// `SH`.
    "osm-school-holidays" OsmSchoolHolidays;
    /// `PH Su`: holidays that fall on a weekday.
    "osm-holiday-weekday" OsmHolidayWeekday;
    /// A rule for weekdays after the rule for holidays, which it would undo.
    "osm-holiday-order" OsmHolidayOrder;
    /// Years alone, or ranges of years.
    "osm-years" OsmYears;
    /// `Mar Su[-1]-Oct 31`: a date that moves.
    "osm-moving-date" OsmMovingDate;
    /// `Su[1] +1 day`.
    "osm-day-offset" OsmDayOffset;
    /// `10:00-16:00/01:30`.
    "osm-interval" OsmInterval;
    /// `12:00-13:00 off`: closed for a part of the day.
    "osm-off-times" OsmOffTimes;
    /// `unknown`.
    "osm-unknown" OsmUnknown;
    /// A comment without its second quotation mark.
    "osm-comment" OsmComment;
    /// A rule that says neither times nor `off`.
    "osm-times-missing" OsmTimesMissing;
    /// A day that the month does not have.
    "osm-date" OsmDate { found: String };

    /// `every` is neither a week nor a month (`interval` 0 or too many).
    "repeat-interval" RepeatInterval { interval: u16, most: u16 };
    /// `on` that does not go with `every`.
    "repeat-on" RepeatOn { on: String, every: &'static str };
    /// A day of the month that no month has.
    "repeat-day" RepeatDay { day: i8 };
    /// A day named twice.
    "repeat-twice" RepeatTwice { day: String };
    /// `until` before the start.
    "repeat-until" RepeatUntil { until: String, start: String };
    /// `until` and `count` together.
    "repeat-ends" RepeatEnds;
    /// `count` is 0 or absurd.
    "repeat-count" RepeatCount { count: u32, most: u32 };
    /// The rule never comes true.
    "repeat-never" RepeatNever;
    /// The start is not one of the days of the rule.
    "repeat-start" RepeatStart { start: String, weekday: &'static str };
    /// Not a key of a holiday, or no date in that year.
    "holiday-remove" HolidayRemove { date: String };
}
