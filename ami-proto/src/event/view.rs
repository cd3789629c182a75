//! What all views have in common, and the macros that the generated tables are written in.

use alloc::borrow::Cow;

use crate::event::Event;
use crate::frame::Frame;
use crate::owned::OwnedFrame;

/// What every view over an event has, besides its own accessors.
pub trait EventView<'a>: Copy + Sized {
    /// Name of the event as Asterisk documents it, else as it sends it. Its case does not matter.
    const NAME: &'static str;

    /// The view over `frame`, if it is this event.
    fn of(frame: Frame<'a>) -> Option<Self>;

    /// The frame with all headers.
    fn frame(&self) -> Frame<'a>;

    /// `ActionID` of the action that asked for this event; absent from events that came of themselves.
    fn requested_by(&self) -> Option<Cow<'a, str>> {
        self.frame().text("ActionID")
    }

    /// `Privilege`: the classes of the event, such as `call,all`.
    fn privilege(&self) -> Option<Cow<'a, str>> {
        self.frame().text("Privilege")
    }

    /// `Timestamp`: seconds since 1970 with a fraction, if `timestampevents` is set in `manager.conf`.
    fn timestamp(&self) -> Option<Cow<'a, str>> {
        self.frame().text("Timestamp")
    }

    /// `SystemName`, if one is set in `asterisk.conf`.
    fn system_name(&self) -> Option<Cow<'a, str>> {
        self.frame().text("SystemName")
    }

    /// `EventList`: `Complete` or `Cancelled` on the event that ends a list.
    fn event_list(&self) -> Option<Cow<'a, str>> {
        self.frame().text("EventList")
    }
}

/// An event that keeps its own bytes; made by [`Event::into_owned`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnedEvent(OwnedFrame);

impl OwnedEvent {
    /// The typed view again.
    #[must_use]
    pub fn as_event(&self) -> Event<'_> {
        Event::named(self.0.as_frame())
    }

    /// The frame behind it.
    #[must_use]
    pub fn as_frame(&self) -> Frame<'_> {
        self.0.as_frame()
    }
}

impl Event<'_> {
    /// A copy that keeps its own bytes, to hold on to after the decoder has gone on.
    #[must_use]
    pub fn into_owned(self) -> OwnedEvent {
        OwnedEvent(self.frame().to_owned())
    }
}

/// One accessor: a header's value as what its kind says.
macro_rules! accessor {
    ($method:ident $header:literal Text) => {
        #[inline]
        pub fn $method(&self) -> Option<alloc::borrow::Cow<'a, str>> {
            self.0.text($header)
        }
    };
    ($method:ident $header:literal List) => {
        #[inline]
        pub fn $method(&self) -> impl Iterator<Item = alloc::borrow::Cow<'a, str>> + use<'a> {
            self.0.get_all($header).map(alloc::string::String::from_utf8_lossy)
        }
    };
    ($method:ident $header:literal Number) => {
        #[inline]
        pub fn $method(&self) -> Option<i64> {
            self.0.get($header).and_then(crate::event::value::number)
        }
    };
    ($method:ident $header:literal Seconds) => {
        #[inline]
        pub fn $method(&self) -> Option<core::time::Duration> {
            self.0.get($header).and_then(crate::event::value::seconds)
        }
    };
    ($method:ident $header:literal Flag) => {
        #[inline]
        pub fn $method(&self) -> Option<bool> {
            self.0.get($header).and_then(crate::event::value::flag)
        }
    };
    ($method:ident $header:literal Code $code:ident) => {
        #[inline]
        pub fn $method(&self) -> Option<code::$code<'a>> {
            self.0.get($header).map(code::$code)
        }
    };
}

/// The views: one type an event, its table of accessors as documentation.
macro_rules! views {
    ($($view:ident $name:literal $about:literal {
        $($method:ident $header:literal $kind:ident $($code:ident)?;)*
    })*) => { $(
        #[doc = concat!("Event `", $name, "` (", $about, ").")]
        ///
        #[doc = concat!("| accessor | header | kind |\n|---|---|---|\n" $(,
            "| [`", stringify!($method), "`](Self::", stringify!($method), ") | `", $header, "` | ",
            stringify!($kind), " |\n")*)]
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub struct $view<'a>(crate::frame::Frame<'a>);

        #[allow(missing_docs, reason = "the table of the type documents every accessor")]
        impl<'a> $view<'a> {
            $(crate::event::view::accessor!($method $header $kind $($code)?);)*
        }

        impl<'a> crate::event::view::EventView<'a> for $view<'a> {
            const NAME: &'static str = $name;

            fn of(frame: crate::frame::Frame<'a>) -> Option<Self> {
                let name = frame.event_name()?;
                name.eq_ignore_ascii_case($name.as_bytes()).then_some(Self(frame))
            }

            fn frame(&self) -> crate::frame::Frame<'a> {
                self.0
            }
        }
    )* };
}

/// [`Event`], and finding its variant by the length and first letter of the name.
macro_rules! events {
    ($($length:literal $first:literal $view:ident)*) => {
        /// An event as its typed view.
        ///
        /// An event without a view is [`Event::Other`]: it is no error, and all its headers are there.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        #[non_exhaustive]
        pub enum Event<'a> {
            $(
                #[doc = concat!("See [`", stringify!($view), "`].")]
                $view($view<'a>),
            )*
            /// An event that neither the documentation nor the source of Asterisk 22 names.
            Other(crate::frame::Frame<'a>),
        }

        impl<'a> Event<'a> {
            /// The names of all events that have a view, in alphabetical order.
            pub const NAMES: &'static [&'static str] =
                &[$(<$view<'static> as crate::event::view::EventView<'static>>::NAME,)*];

            /// The typed view over a frame; `None` if it is no event.
            #[must_use]
            pub fn of(frame: crate::frame::Frame<'a>) -> Option<Self> {
                (frame.kind() == crate::frame::FrameKind::Event).then(|| Self::named(frame))
            }

            pub(crate) fn named(frame: crate::frame::Frame<'a>) -> Self {
                let name = frame.event_name().unwrap_or_default();
                let first = name.first().map_or(0, u8::to_ascii_lowercase);
                match (name.len(), first) {
                    $(
                        ($length, $first) if name.eq_ignore_ascii_case(
                            <$view<'a> as crate::event::view::EventView<'a>>::NAME.as_bytes(),
                        ) => Self::$view($view(frame)),
                    )*
                    _ => Self::Other(frame),
                }
            }

            /// The frame with all headers.
            #[must_use]
            pub fn frame(&self) -> crate::frame::Frame<'a> {
                match self {
                    $(Self::$view(view) => view.0,)*
                    Self::Other(frame) => *frame,
                }
            }
        }

        $(
            impl<'a> From<$view<'a>> for Event<'a> {
                fn from(view: $view<'a>) -> Self {
                    Self::$view(view)
                }
            }
        )*
    };
}

/// Values of a fixed set as a type with constants, which keeps values that are not in the set.
macro_rules! codes {
    ($($code:ident { $($constant:ident = $value:literal),* })*) => {
        /// Values of headers for which Asterisk documents a set. Other values are kept as they are.
        pub mod code {
            $(
                #[doc = concat!("Documented values: ", $("`", $value, "` ",)* ".")]
                #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
                pub struct $code<'a>(pub(crate) &'a [u8]);

                #[allow(missing_docs, reason = "each constant is the value of its name")]
                impl $code<'static> {
                    $(pub const $constant: Self = Self($value.as_bytes());)*
                }

                impl<'a> $code<'a> {
                    /// The value as received.
                    #[must_use]
                    pub fn as_bytes(&self) -> &'a [u8] {
                        self.0
                    }

                    /// The value as text; bytes that are not UTF-8 become U+FFFD.
                    #[must_use]
                    pub fn text(&self) -> alloc::borrow::Cow<'a, str> {
                        alloc::string::String::from_utf8_lossy(self.0)
                    }
                }
            )*
        }
    };
}

pub(super) use {accessor, codes, events, views};
