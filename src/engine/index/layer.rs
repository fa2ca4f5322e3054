//! One choice a column: its alternatives joined with « or », then the whole with « and ».

use super::goal::Goal;
use super::lots::Lots;
use super::sheet::{Column, Compiler, Facts, Sheet, cover};
use super::table::{Joins, Table, join_words};
use super::texts::Texts;
use super::view::View;

/// At most one choice a column.
#[derive(Debug)]
pub(super) struct Layer<'b> {
    from: usize,
    width: usize,
    /// The columns that have a choice here.
    own: Vec<u64>,
    tables: Vec<Table<'b>>,
    texts: Vec<Texts>,
    lots: Vec<Lots<'b>>,
    /// Alternatives of several facts.
    within: Vec<Sheet<'b>>,
    pub needs: usize,
}

impl<'b> Layer<'b> {
    pub(super) fn new(compiler: Compiler<'_, 'b>, choices: Vec<(usize, Vec<Goal<'b>>)>) -> Self {
        let (from, width, own) = cover(choices.iter().map(|(column, _)| *column));
        let mut facts = Facts::default();
        let (mut lots, mut within) = (Vec::new(), Vec::new());
        for (column, choice) in choices {
            let (mut nth_lots, mut nth_within) = (0, 0);
            for goal in choice {
                match goal {
                    Goal::Test(literal) => facts.choose(compiler, column, &literal),
                    Goal::Lots(quota, inner) => {
                        put(&mut lots, &mut nth_lots, (column, quota, *inner));
                    }
                    other => put(&mut within, &mut nth_within, (column, other)),
                }
            }
        }
        let lots: Vec<Lots<'b>> = lots.into_iter().map(|of| Lots::new(compiler, of)).collect();
        let within: Vec<Sheet<'b>> = within
            .into_iter()
            .map(|columns: Vec<Column<'b>>| Sheet::new(compiler, columns))
            .collect();
        let (tables, texts) = facts.compile(compiler, Joins::Any);
        let inner = lots.iter().map(|one| one.needs);
        let inner = inner.chain(within.iter().map(|one| 2 * one.width + one.needs)).max();
        let needs = 2 * width + inner.unwrap_or(0);
        Self { from, width, own, tables, texts, lots, within, needs }
    }

    pub(super) fn join<'v>(
        &self,
        view: &View<'v, 'b>,
        into: &mut [u64],
        origin: usize,
        aside: &mut [u64],
    ) {
        let at = 2 * (self.from - origin);
        let Some(into) = into.get_mut(at..at + 2 * self.width) else { return };
        let candidates = into.chunks_exact(2).zip(&self.own);
        if candidates.clone().all(|(word, own)| word.iter().all(|bits| bits & own == 0)) {
            return;
        }
        let Some((held, aside)) = aside.split_at_mut_checked(2 * self.width) else { return };
        // A column without a choice here holds.
        for (words, own) in held.chunks_exact_mut(2).zip(&self.own) {
            words.fill(!own);
        }
        for table in &self.tables {
            table.join(view, held, self.from);
        }
        for texts in &self.texts {
            texts.join(view, held, self.from);
        }
        for lots in &self.lots {
            lots.join(view, held, self.from, aside);
        }
        for sheet in &self.within {
            join_within(sheet, view, held, self.from, aside);
        }
        join_words(into, held, |word, held| *word &= held);
    }
}

fn join_within<'b>(
    sheet: &Sheet<'b>,
    view: &View<'_, 'b>,
    held: &mut [u64],
    origin: usize,
    aside: &mut [u64],
) {
    let Some((own, aside)) = aside.split_at_mut_checked(2 * sheet.width) else { return };
    own.iter_mut().zip(sheet.start()).for_each(|(word, start)| *word = start);
    sheet.read(view, own, aside);
    let held = held.get_mut(2 * (sheet.from - origin)..).unwrap_or_default();
    held.iter_mut().zip(own.iter()).for_each(|(word, own)| *word |= own);
}

/// Puts the nth of a column's alternatives of a kind into the nth list.
fn put<T>(lists: &mut Vec<Vec<T>>, nth: &mut usize, item: T) {
    if lists.len() <= *nth {
        lists.resize_with(*nth + 1, Vec::new);
    }
    if let Some(list) = lists.get_mut(*nth) {
        list.push(item);
    }
    *nth += 1;
}
