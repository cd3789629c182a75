//! A store of values under small numbers, which gives a freed number out again.
//!
//! Saved and restored it gives out the same numbers as before, which a hash map or a foreign slab does not
//! promise and the law "save and restore anywhere changes nothing" needs.

use alloc::boxed::Box;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A number under which a [`Slab`] keeps a value.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
pub(crate) struct Key(u32);

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Slab<T> {
    /// Boxed, so that what the vector has in reserve is no multiple of a whole value.
    places: Vec<Option<Box<T>>>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    pub(crate) fn insert(&mut self, value: T) -> Key {
        if let Some(number) = self.free.pop()
            && let Some(place) = self.places.get_mut(number as usize)
        {
            *place = Some(Box::new(value));
            return Key(number);
        }
        self.places.push(Some(Box::new(value)));
        // More than four thousand million live values do not fit in memory.
        Key(u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX))
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        let value = self.places.get_mut(key.0 as usize)?.take()?;
        self.free.push(key.0);
        Some(*value)
    }

    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        self.places.get(key.0 as usize)?.as_deref()
    }

    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        self.places.get_mut(key.0 as usize)?.as_deref_mut()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, &T)> {
        (0..).zip(&self.places).filter_map(|(number, place)| Some((Key(number), place.as_deref()?)))
    }
}
