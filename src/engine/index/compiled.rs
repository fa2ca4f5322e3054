//! What facts say of rules, worked out beforehand for a time when dated values do not change.

use jiff::civil::Date;

use super::deduce::{Wave, waves};
use super::law::Dated;
use super::reading::Reader;
use super::sheet::{Column, Compiler, Sheet};
use super::{Index, Subject};

/// The tables that stand between two changes of dated values.
#[derive(Debug)]
pub(super) struct Law<'b> {
    pub dated: Dated<'b>,
    pub waves: Vec<Wave<'b>>,
    pub on_purchase: Sheet<'b>,
    pub on_lots: Sheet<'b>,
    pub needs: usize,
}

impl<'b> Law<'b> {
    pub(super) fn new(index: &Index<'b>, day: Date) -> Self {
        let Reader { slots, scales, .. } = &index.reader;
        let dated = Dated::new(index.base, day, slots, scales);
        let compiler = Compiler { slots, scales, law: &dated };
        let (on_purchase, on_lots) =
            (lay(compiler, &index.purchase_columns), lay(compiler, &index.lot_columns));
        let waves = waves(index.base, compiler);
        let needs = on_purchase.needs.max(on_lots.needs);
        Self { dated, waves, on_purchase, on_lots, needs }
    }
}

/// Lays subjects in columns.
fn lay<'b>(compiler: Compiler<'_, 'b>, subjects: &[Subject<'b>]) -> Sheet<'b> {
    let goals: Vec<Column<'b>> = subjects.iter().map(Subject::goal).enumerate().collect();
    Sheet::new(compiler, goals)
}
