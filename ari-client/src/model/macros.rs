//! What a model does. `generated.rs` says which there are.

/// Models: structs that keep what they have no field for. Absent and `null` are alike where a field is optional.
///
/// A type of event stands in brackets; it is written as `type`, and skipped when it is read.
macro_rules! models {
    ($(
        [$($event:literal)?] $about:literal $name:ident {
            $( $how:ident $field:ident $wire:literal $type:ty => $doc:literal; )*
        }
    )*) => {$(
        #[doc = $about]
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $( #[doc = $doc] pub $field: $crate::model::macros::models!(@type $how $type), )*
            /// What else Asterisk sent.
            pub extra: $crate::model::Object,
        }

        const _: () = {
            use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
            use serde::ser::{Serialize, SerializeMap as _, Serializer};

            use $crate::model::Object;
            use $crate::model::key::Key;

            /// The event's type, if it is one.
            const EVENT: Option<&str> = $crate::model::macros::models!(@event $($event)?);

            struct Fields;

            impl<'de> Visitor<'de> for Fields {
                type Value = $name;

                fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    f.write_str(concat!("a ", stringify!($name)))
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                    $( let mut $field = None; )*
                    let mut extra = Object::new();
                    while let Some(Key(key)) = map.next_key()? {
                        match key.as_ref() {
                            "type" if EVENT.is_some() => {
                                map.next_value::<IgnoredAny>()?;
                            }
                            $( $wire => $field = map.next_value::<Option<$type>>()?, )*
                            other => extra.push(other, map.next_value::<serde_json::Value>()?),
                        }
                    }
                    Ok($name {
                        $( $field: $crate::model::macros::models!(@take A $how $field $wire), )*
                        extra,
                    })
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_map(Fields)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    let mut map = serializer.serialize_map(None)?;
                    if let Some(event) = EVENT {
                        map.serialize_entry("type", event)?;
                    }
                    $( $crate::model::macros::models!(@put $how map self $field $wire); )*
                    for (name, value) in self.extra.iter() {
                        map.serialize_entry(name, value)?;
                    }
                    map.end()
                }
            }

            impl $crate::model::Model for $name {}
        };
    )*};
    (@type required $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };
    (@event) => { None };
    (@event $event:literal) => { Some($event) };
    (@take $access:ident required $field:ident $wire:literal) => {
        $field.ok_or_else(|| <$access::Error as serde::de::Error>::missing_field($wire))?
    };
    (@take $access:ident optional $field:ident $wire:literal) => { $field };
    (@put required $map:ident $self:ident $field:ident $wire:literal) => {
        $map.serialize_entry($wire, &$self.$field)?;
    };
    (@put optional $map:ident $self:ident $field:ident $wire:literal) => {
        if let Some(value) = &$self.$field {
            $map.serialize_entry($wire, value)?;
        }
    };
}
pub(crate) use models;
