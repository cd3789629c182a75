//! A row as a table has it: cells with names, in order. JSON, CSV and spreadsheets are written from the same ones.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

/// What stands in one column of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing: there is no such figure, as where its denominator is empty.
    Empty,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Count(u64),
    /// Any other number.
    Number(f64),
    /// A text; also a time, in RFC 3339.
    Text(String),
}

/// A row: its cells by the names of their columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record(Vec<(Cow<'static, str>, Cell)>);

/// Why a value is no row.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a value is no row of a table: {0}")]
pub struct RecordError(String);

/// A cell as a text shows it: nothing where it is empty, numbers with as many digits as they need.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'c>(pub &'c Cell);

impl Record {
    /// The fields of a struct, those of a struct in it as `outer_inner`.
    ///
    /// # Errors
    /// [`RecordError`] for what has lists in it or is no struct: no row of a report.
    pub fn of<T: Serialize + ?Sized>(row: &T) -> Result<Self, RecordError> {
        let mut cells = Vec::new();
        row.serialize(Fields { name: "".into(), cells: &mut cells })?;
        Ok(Self(cells))
    }

    /// The names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    /// Its cells, in the order of the columns.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.0.iter().map(|(_, cell)| cell)
    }

    /// The cell of a column.
    #[must_use]
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        self.0.iter().find(|(name, _)| name == column).map(|(_, cell)| cell)
    }

    /// The same row without these columns.
    #[must_use]
    pub fn without(mut self, columns: &[&str]) -> Self {
        self.0.retain(|(name, _)| !columns.contains(&&**name));
        self
    }

    /// The same row with nothing in these columns.
    #[must_use]
    pub fn emptied(mut self, columns: &[&str]) -> Self {
        let cells = self.0.iter_mut().filter(|(name, _)| columns.contains(&&**name));
        cells.for_each(|(_, cell)| *cell = Cell::Empty);
        self
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, cell)| (name, cell)))
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Cell::Empty => Ok(()),
            Cell::Flag(flag) => flag.fmt(f),
            Cell::Count(count) => count.fmt(f),
            Cell::Number(number) => number.fmt(f),
            Cell::Text(text) => f.write_str(text),
        }
    }
}

impl serde::ser::Error for RecordError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Takes a value apart into cells; `name` is that of the field it stands in.
struct Fields<'r> {
    name: Cow<'static, str>,
    cells: &'r mut Vec<(Cow<'static, str>, Cell)>,
}

impl Fields<'_> {
    fn cell(self, cell: Cell) -> Result<(), RecordError> {
        self.cells.push((self.name, cell));
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(
        &mut self,
        name: Cow<'static, str>,
        value: &T,
    ) -> Result<(), RecordError> {
        let name = if self.name.is_empty() { name } else { format!("{}_{name}", self.name).into() };
        value.serialize(Fields { name, cells: self.cells })
    }
}

/// Numbers of all widths.
macro_rules! numbers {
    ($($name:ident($type:ty) => $cell:ident),+) => {
        $(fn $name(self, value: $type) -> Result<(), RecordError> {
            self.cell(Cell::$cell(value.into()))
        })+
    };
}

macro_rules! refused {
    ($($name:ident($($type:ty),*) -> $ok:ty),+) => {
        $(fn $name(self, $(_: $type),*) -> Result<$ok, RecordError> {
            Err(RecordError::custom("it has a list in it"))
        })+
    };
}

impl Serializer for Fields<'_> {
    type Ok = ();
    type Error = RecordError;
    type SerializeSeq = Impossible<(), RecordError>;
    type SerializeTuple = Impossible<(), RecordError>;
    type SerializeTupleStruct = Impossible<(), RecordError>;
    type SerializeTupleVariant = Impossible<(), RecordError>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), RecordError>;

    numbers! {
        serialize_bool(bool) => Flag, serialize_u8(u8) => Count, serialize_u16(u16) => Count,
        serialize_u32(u32) => Count, serialize_u64(u64) => Count, serialize_i8(i8) => Number,
        serialize_i16(i16) => Number, serialize_i32(i32) => Number, serialize_f32(f32) => Number,
        serialize_f64(f64) => Number
    }

    refused! {
        serialize_bytes(&[u8]) -> (),
        serialize_seq(Option<usize>) -> Self::SerializeSeq,
        serialize_tuple(usize) -> Self::SerializeTuple,
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant
    }

    fn serialize_i64(self, value: i64) -> Result<(), RecordError> {
        match u64::try_from(value) {
            Ok(count) => self.cell(Cell::Count(count)),
            Err(_) => self.cell(Cell::Text(value.to_string())),
        }
    }

    fn serialize_char(self, value: char) -> Result<(), RecordError> {
        self.cell(Cell::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<(), RecordError> {
        self.cell(Cell::Text(value.into()))
    }

    fn serialize_none(self) -> Result<(), RecordError> {
        self.cell(Cell::Empty)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), RecordError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), RecordError> {
        self.cell(Cell::Empty)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), RecordError> {
        self.cell(Cell::Empty)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), RecordError> {
        self.cell(Cell::Text(variant.into()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), RecordError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), RecordError> {
        value.serialize(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, RecordError> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, RecordError> {
        Ok(self)
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = RecordError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), RecordError> {
        self.field(name.into(), value)
    }

    fn end(self) -> Result<(), RecordError> {
        Ok(())
    }
}

/// A struct with flattened ones in it is a map to serde.
impl SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = RecordError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), RecordError> {
        Err(RecordError::custom("a key comes without its value"))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), RecordError> {
        Err(RecordError::custom("a value comes without its key"))
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), RecordError> {
        let mut name = Vec::new();
        key.serialize(Fields { name: "".into(), cells: &mut name })?;
        match name.pop() {
            Some((_, Cell::Text(name))) => self.field(name.into(), value),
            _ => Err(RecordError::custom("a key is no text")),
        }
    }

    fn end(self) -> Result<(), RecordError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[derive(Serialize)]
    struct Inner {
        one: u64,
        two: Option<f64>,
    }

    #[derive(Serialize)]
    struct Row {
        name: &'static str,
        inner: Inner,
        #[serde(flatten)]
        flat: Inner,
        on: bool,
    }

    fn row() -> Row {
        let inner = |one, two| Inner { one, two };
        Row { name: "a", inner: inner(1, None), flat: inner(2, Some(0.5)), on: true }
    }

    #[test]
    fn a_row_is_its_cells_in_order() {
        let record = Record::of(&row()).unwrap();
        let columns: Vec<&str> = record.columns().collect();
        assert_eq!(columns, ["name", "inner_one", "inner_two", "one", "two", "on"]);
        let shown: Vec<String> = record.cells().map(|cell| Shown(cell).to_string()).collect();
        assert_eq!(shown, ["a", "1", "", "2", "0.5", "true"]);
        assert_eq!(
            serde_json::to_string(&record).unwrap(),
            r#"{"name":"a","inner_one":1,"inner_two":null,"one":2,"two":0.5,"on":true}"#
        );
    }

    #[test]
    fn columns_are_left_out_and_emptied() {
        let record = Record::of(&row()).unwrap().without(&["inner_one", "on"]).emptied(&["two"]);
        assert_eq!(
            serde_json::to_string(&record).unwrap(),
            r#"{"name":"a","inner_two":null,"one":2,"two":null}"#
        );
        assert_eq!((record.cell("one"), record.cell("on")), (Some(&Cell::Count(2)), None));
    }

    #[test]
    fn what_has_lists_is_no_row() {
        assert!(Record::of(&vec![1, 2]).is_err());
    }
}
