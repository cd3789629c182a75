//! Every accessor of every typed event.
//!
//! The table that ami-proto is generated from serves a second time: compiled with the macros below in place of its own, it
//! becomes a function that reads everything an event has. So a new event is fuzzed without a line here.

use core::hint::black_box;

use ami_proto::{Event, EventView};

#[path = "../../ami-proto/src/event/generated.rs"]
mod generated;

pub use generated::read_everything;

/// What all views have in common.
fn read_common<'a>(view: impl EventView<'a>) {
    black_box((
        view.requested_by(),
        view.privilege(),
        view.timestamp(),
        view.system_name(),
        view.event_list(),
    ));
}

mod view {
    macro_rules! read {
        ($view:ident $method:ident List) => {
            let _ = core::hint::black_box($view.$method().count());
        };
        ($view:ident $method:ident $kind:ident $($code:ident)?) => {
            let _ = core::hint::black_box($view.$method());
        };
    }

    macro_rules! views {
        ($($view:ident $name:literal $about:literal {
            $($method:ident $header:literal $kind:ident $($code:ident)?;)*
        })*) => {
            /// Reads all that the view over an event offers.
            pub fn read_everything(event: super::Event<'_>) {
                match event {
                    $(super::Event::$view(view) => {
                        super::read_common(view);
                        $(crate::event::view::read!(view $method $kind $($code)?);)*
                    })*
                    _ => {}
                }
            }
        };
    }

    /// The other tables of the file have nothing to read.
    macro_rules! ignored {
        ($($anything:tt)*) => {};
    }

    pub(crate) use {ignored as codes, ignored as events, read, views};
}
