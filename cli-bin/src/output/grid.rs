//! A table with colours, as wide as its content, whose columns go one after the other where the terminal is too narrow.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::output::table::shown;
use crate::paint::{Colour, Paint};

/// What stands in one place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Cell {
    text: String,
    colour: Colour,
}

impl Cell {
    /// A text, made harmless: names from the wire may hold what a terminal would take as a command.
    pub(crate) fn new(text: impl AsRef<str>) -> Self {
        Self { text: shown(text.as_ref()), colour: Colour::Plain }
    }

    /// Where there is nothing to tell.
    pub(crate) fn nothing() -> Self {
        Self::new("–").painted(Colour::Dim)
    }

    /// A text, if there is one.
    pub(crate) fn of(text: Option<impl AsRef<str>>) -> Self {
        text.map_or_else(Self::nothing, Self::new)
    }

    pub(crate) fn painted(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }
}

/// A column of a table of `T`.
pub(crate) struct Column<T> {
    heading: &'static str,
    cell: fn(&T) -> Cell,
    is_right: bool,
    /// Which columns go first where the terminal is too narrow for all; `None` for those that stay.
    spare: Option<u8>,
}

impl<T> Column<T> {
    pub(crate) const fn new(heading: &'static str, cell: fn(&T) -> Cell) -> Self {
        Self { heading, cell, is_right: false, spare: None }
    }

    /// Of numbers.
    pub(crate) const fn right(mut self) -> Self {
        self.is_right = true;
        self
    }

    /// The first to go is that of the lowest number.
    pub(crate) const fn spare(mut self, order: u8) -> Self {
        self.spare = Some(order);
        self
    }
}

/// Between two columns.
pub(crate) const GAP: &str = "  ";

/// A text in its place: as wide as its column.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Placed {
    /// Blanks before it.
    pub(crate) before: usize,
    pub(crate) text: String,
    pub(crate) colour: Colour,
    /// Blanks behind it.
    pub(crate) behind: usize,
}

/// A table as it is to be shown.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) headings: Vec<Placed>,
    pub(crate) rows: Vec<Vec<Placed>>,
    /// Headings that there was no room for.
    pub(crate) left_out: Vec<&'static str>,
}

/// Places everything, in `width` columns of the terminal if that is given.
pub(crate) fn layout<T>(columns: Vec<Column<T>>, rows: &[T], width: Option<usize>) -> Layout {
    let mut columns: Vec<(Column<T>, Vec<Cell>, usize)> = columns
        .into_iter()
        .map(|column| {
            let cells: Vec<Cell> = rows.iter().map(column.cell).collect();
            let texts = cells.iter().map(|cell| &*cell.text).chain([column.heading]);
            let widest = texts.map(UnicodeWidthStr::width).max().unwrap_or(0);
            (column, cells, widest)
        })
        .collect();
    let mut left_out = Vec::new();
    loop {
        let all: usize = columns.iter().map(|(_, _, wide)| wide + GAP.len()).sum();
        let spare =
            columns.iter().enumerate().filter_map(|(at, (column, ..))| Some((column.spare?, at))).min();
        match spare {
            Some((_, at)) if width.is_some_and(|width| all.saturating_sub(GAP.len()) > width) => {
                left_out.push(columns.remove(at).0.heading);
            }
            _ => break,
        }
    }
    let placed = |(column, wide): (&Column<T>, usize), cell: &Cell| {
        let blank = wide.saturating_sub(cell.text.width());
        let (before, behind) = if column.is_right { (blank, 0) } else { (0, blank) };
        Placed { before, text: cell.text.clone(), colour: cell.colour, behind }
    };
    let headings = columns
        .iter()
        .map(|(column, _, wide)| placed((column, *wide), &Cell::new(column.heading).painted(Colour::Dim)));
    let headings = headings.collect();
    let row = |row: usize| {
        let cells =
            columns.iter().filter_map(|(column, cells, wide)| Some(placed((column, *wide), cells.get(row)?)));
        cells.collect()
    };
    Layout { headings, rows: (0..rows.len()).map(row).collect(), left_out }
}

/// Writes the table, in `width` columns of the terminal if that is given. Gives the headings that did not fit.
pub(crate) fn write<T>(
    out: &mut impl Write,
    (columns, rows): (Vec<Column<T>>, &[T]),
    width: Option<usize>,
    paint: Paint,
) -> io::Result<Vec<&'static str>> {
    let layout = layout(columns, rows, width);
    for line in std::iter::once(&layout.headings).chain(&layout.rows) {
        let cells = line.iter().map(|cell| {
            let (before, behind) = (" ".repeat(cell.before), " ".repeat(cell.behind));
            format!("{before}{}{behind}", paint.on(cell.colour, &cell.text))
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join(GAP).trim_end())?;
    }
    Ok(layout.left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [(&str, u32); 3] = [("sales", 3), ("日本", 12), ("\u{1b}[2J", 0)];

    fn columns() -> Vec<Column<(&'static str, u32)>> {
        vec![
            Column::new("queue", |row: &(&str, u32)| Cell::new(row.0)),
            Column::new("waiting", |row: &(&str, u32)| {
                Cell::new(row.1.to_string()).painted(if row.1 > 5 { Colour::Red } else { Colour::Plain })
            })
            .right(),
            Column::new("note", |_: &(&str, u32)| Cell::of(None::<&str>)).spare(0),
        ]
    }

    fn written(width: Option<usize>, paint: Paint) -> (String, Vec<&'static str>) {
        let mut out = Vec::new();
        let left_out = write(&mut out, (columns(), &ROWS), width, paint).unwrap();
        (String::from_utf8(out).unwrap(), left_out)
    }

    #[test]
    fn columns_stand_under_their_headings() {
        let (text, left_out) = written(None, Paint::off());
        assert_eq!(
            text,
            "queue  waiting  note\nsales        3  –\n日本        12  –\n\u{fffd}[2J         0  –\n"
        );
        assert!(left_out.is_empty());
    }

    #[test]
    fn a_narrow_terminal_gets_fewer_columns() {
        let (text, left_out) = written(Some(15), Paint::off());
        assert!(text.starts_with("queue  waiting\nsales        3\n"), "{text}");
        assert_eq!(left_out, ["note"]);
        // What cannot go stays.
        assert_eq!(written(Some(3), Paint::off()).1, ["note"]);
    }

    #[test]
    fn colours_change_no_place() {
        let (text, _) = written(None, Paint::on_terminal());
        assert!(text.contains("日本        \u{1b}[31m12\u{1b}[0m  "), "{text:?}");
    }
}
