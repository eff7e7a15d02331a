//! The two macros of the room: tables and enumerated values.

/// Declares a table of TOML as a struct: `key_in_rust = "key in TOML": Type`. What stands in `with` is
/// another such struct whose keys are written in the same table.
macro_rules! table {
    ($( $(#[$meta:meta])* pub struct $Name:ident { $( $(#[$doc:meta])* $field:ident $(= $key:literal)? : $Type:ty ),* $(,)? }
        $(with { $( $(#[$part_doc:meta])* $part:ident : $Part:ty ),* $(,)? })? )*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Name { $( $(#[$doc])* pub $field: $Type, )* $( $( $(#[$part_doc])* pub $part: $Part, )* )? }

        impl $crate::declare::Group for $Name {
            const FIELDS: &'static [$crate::declare::Declared] = &[$( $crate::declare::Declared {
                key: $crate::declare::table!(@key $field $($key)?),
                shape: <$Type as $crate::declare::Field>::SHAPE,
                required: <$Type as $crate::declare::Field>::REQUIRED,
            }, )*];
            const PARTS: &'static [&'static [$crate::declare::Declared]] =
                &[$( $( <$Part as $crate::declare::Group>::FIELDS, )* )?];

            fn read_keys(
                table: &mut $crate::declare::Keys<'_, '_>,
                reading: &mut $crate::declare::Reading<'_>,
            ) -> Option<Self> {
                table.offer(Self::FIELDS);
                $( let $field = table.field::<$Type>($crate::declare::table!(@key $field $($key)?), reading); )*
                $( $( let $part = <$Part as $crate::declare::Group>::read_keys(table, reading); )* )?
                Some($Name { $( $field: $field?, )* $( $( $part: $part?, )* )? })
            }

            fn overlay_key(
                &mut self,
                key: &str,
                node: &$crate::declare::Node<'_>,
                lang: $crate::language::Lang,
                reading: &mut $crate::declare::Reading<'_>,
            ) -> bool {
                match key {
                    $( $crate::declare::table!(@key $field $($key)?) => {
                        $crate::declare::Field::overlay(&mut self.$field, node, lang, reading);
                        true
                    } )*
                    _ => false $( $( || $crate::declare::Group::overlay_key(&mut self.$part, key, node, lang, reading) )* )?,
                }
            }

            fn write_entries<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                $( if !$crate::declare::Field::is_absent(&self.$field) {
                    map.serialize_entry($crate::declare::table!(@key $field $($key)?), &self.$field)?;
                } )*
                $( $( $crate::declare::Group::write_entries(&self.$part, map)?; )* )?
                Ok(())
            }
        }

        impl $crate::declare::Field for $Name {
            const SHAPE: &'static $crate::declare::Shape =
                &$crate::declare::Shape::Table(
                    <$Name as $crate::declare::Group>::FIELDS,
                    <$Name as $crate::declare::Group>::PARTS,
                );

            fn read(node: &$crate::declare::Node<'_>, reading: &mut $crate::declare::Reading<'_>) -> Option<Self> {
                $crate::declare::read_table(node, reading)
            }

            fn overlay(
                &mut self,
                node: &$crate::declare::Node<'_>,
                lang: $crate::language::Lang,
                reading: &mut $crate::declare::Reading<'_>,
            ) {
                $crate::declare::overlay_table(self, node, lang, reading);
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let mut map = to.serialize_map(None)?;
                $crate::declare::Group::write_entries(self, &mut map)?;
                serde::ser::SerializeMap::end(map)
            }
        }
    )* };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}

/// Declares enumerated values: ASCII codes in English, whose labels are messages `<set>.<code>` of the theme.
macro_rules! choice {
    ($( $(#[$meta:meta])* pub enum $Name:ident : $set:literal { $( $(#[$doc:meta])* $variant:ident = $code:literal ),* $(,)? } )*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name { $( $(#[$doc])* #[doc = concat!("`", $code, "`")] $variant, )* }

        #[allow(dead_code, reason = "not every set is shown to readers or offered as a whole")]
        impl $Name {
            /// The name of the set, under which its labels stand in a theme's messages.
            pub const SET: &'static str = $set;
            /// All codes.
            pub const CODES: &'static [&'static str] = &[$( $code, )*];

            /// What a code means.
            pub fn named(code: &str) -> Option<$Name> {
                match code { $( $code => Some($Name::$variant), )* _ => None }
            }

            /// The code as it is written in a record.
            pub fn code(self) -> &'static str { match self { $( $Name::$variant => $code, )* } }

            /// The key of its label in a theme's messages.
            pub fn label(self) -> &'static str { match self { $( $Name::$variant => concat!($set, ".", $code), )* } }
        }

        impl $crate::declare::Field for $Name {
            const SHAPE: &'static $crate::declare::Shape = &$crate::declare::Shape::OneOf($set, $Name::CODES);

            fn read(node: &$crate::declare::Node<'_>, reading: &mut $crate::declare::Reading<'_>) -> Option<Self> {
                match $crate::declare::code_of(node, $set, $Name::CODES, reading)? {
                    $( $code => Some($Name::$variant), )*
                    _ => None,
                }
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }
    )* };
}

pub(crate) use {choice, table};
