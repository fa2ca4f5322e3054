//! Conditions laid side by side, one a column of bits: a few words joined for each fact settle them all.
//!
//! What must hold of a single fact is joined with « and ». What leaves a choice stands in layers, one choice a column and layer: its
//! alternatives are joined with « or », then the layer with « and ». An alternative of several facts is a column of a sheet within.

use std::collections::BTreeMap;

use super::goal::{Goal, Literal, Place};
use super::law::Dated;
use super::layer::Layer;
use super::scale::Scale;
use super::slots::Slots;
use super::table::{Joins, Key, Table, is_dated};
use super::texts::{Says, Texts};
use super::view::View;

/// Columns compiled.
#[derive(Debug)]
pub(super) struct Sheet<'b> {
    /// The words it covers: first, and how many.
    pub from: usize,
    pub width: usize,
    /// The columns it holds.
    pub own: Vec<u64>,
    tables: Vec<Table<'b>>,
    barred: Vec<Texts>,
    layers: Vec<Layer<'b>>,
    /// How many words its reading needs aside.
    pub needs: usize,
}

/// What sheets are compiled with.
#[derive(Clone, Copy)]
pub(super) struct Compiler<'c, 'b> {
    pub slots: &'c Slots<'b>,
    pub scales: &'c [Scale],
    pub law: &'c Dated<'b>,
}

/// A column and what it stands for.
pub(super) type Column<'b> = (usize, Goal<'b>);

impl<'b> Sheet<'b> {
    pub(super) fn new(compiler: Compiler<'_, 'b>, columns: Vec<Column<'b>>) -> Self {
        let (from, width, own) = cover(columns.iter().map(|(column, _)| *column));
        let mut facts = Facts::default();
        let mut layers: Vec<Vec<(usize, Vec<Goal<'b>>)>> = Vec::new();
        for (column, goal) in columns {
            let mut choices = Vec::new();
            for goal in goal.conjuncts() {
                match goal {
                    Goal::Test(literal) if !facts.bar(compiler, column, &literal) => {
                        choices.push(vec![goal]);
                    }
                    Goal::Test(_) => {}
                    other => choices.push(other.alternatives()),
                }
            }
            // Choices over lots first: the fewer layers read the lots, the better.
            choices.sort_by_key(|choice| !choice.iter().any(|one| matches!(one, Goal::Lots(..))));
            layers.resize_with(layers.len().max(choices.len()), Vec::new);
            for (layer, choice) in layers.iter_mut().zip(choices) {
                layer.push((column, choice));
            }
        }
        let layers: Vec<Layer<'b>> =
            layers.into_iter().map(|choices| Layer::new(compiler, choices)).collect();
        let needs = layers.iter().map(|layer| layer.needs).max().unwrap_or(0);
        let (tables, barred) = facts.compile(compiler, Joins::All);
        Self { from, width, own, tables, barred, layers, needs }
    }

    /// Leaves, of the columns marked, those that hold: two bits a column, word by word, from the first word covered.
    pub(super) fn read<'v>(&self, view: &View<'v, 'b>, into: &mut [u64], aside: &mut [u64]) {
        for table in &self.tables {
            table.join(view, into, self.from);
        }
        for texts in &self.barred {
            texts.join(view, into, self.from);
        }
        for layer in &self.layers {
            layer.join(view, into, self.from, aside);
        }
    }

    /// Its columns marked, as reading starts: words of two bits a column.
    pub(super) fn start(&self) -> impl Iterator<Item = u64> {
        self.own.iter().flat_map(|word| [*word, *word])
    }
}

/// The words that columns cover: first, how many, and the columns in them.
pub(super) fn cover(columns: impl Iterator<Item = usize> + Clone) -> (usize, usize, Vec<u64>) {
    let from = columns.clone().min().unwrap_or(0) / 64;
    let width = columns.clone().max().map_or(0, |last| last / 64 + 1 - from);
    let mut own = vec![0; width];
    for column in columns {
        if let Some(word) = own.get_mut(column / 64 - from) {
            *word |= 1 << (column % 64);
        }
    }
    (from, width, own)
}

/// Literals gathered by what they read.
#[derive(Default)]
pub(super) struct Facts<'b> {
    tables: BTreeMap<Key, Vec<(usize, Literal<'b>)>>,
    texts: BTreeMap<(usize, Place, Says), Vec<(usize, usize)>>,
}

impl<'b> Facts<'b> {
    /// Gathers a literal that must hold; `false` for one that only a layer can hold.
    fn bar(&mut self, compiler: Compiler<'_, 'b>, column: usize, literal: &Literal<'b>) -> bool {
        match compiler.slots.sign(literal.test) {
            None => self.add_table(compiler, column, literal),
            Some((slot, sign)) if literal.negated => {
                self.texts
                    .entry((slot, literal.place, Says::Bars))
                    .or_default()
                    .push((column, sign));
            }
            Some(_) => return false,
        }
        true
    }

    /// Gathers a literal that may hold in the place of others.
    pub(super) fn choose(
        &mut self,
        compiler: Compiler<'_, 'b>,
        column: usize,
        literal: &Literal<'b>,
    ) {
        let Some((slot, sign)) = compiler.slots.sign(literal.test) else {
            self.add_table(compiler, column, literal);
            return;
        };
        let says = if literal.negated { Says::HoldsWithout } else { Says::Holds };
        self.texts.entry((slot, literal.place, says)).or_default().push((column, sign));
    }

    fn add_table(&mut self, compiler: Compiler<'_, 'b>, column: usize, literal: &Literal<'b>) {
        let Some(slot) = compiler.slots.of(literal.test.fact) else { return };
        let key = (slot, literal.place, is_dated(literal));
        self.tables.entry(key).or_default().push((column, *literal));
    }

    pub(super) fn compile(
        self,
        compiler: Compiler<'_, 'b>,
        joins: Joins,
    ) -> (Vec<Table<'b>>, Vec<Texts>) {
        let Compiler { scales, law, .. } = compiler;
        let tables = self.tables.into_iter().map(|(key, literals)| {
            let scale = scales.get(key.0).unwrap_or(&Scale::Aside);
            Table::new(key, joins, literals, scale, law)
        });
        let texts = self.texts.into_iter();
        let texts =
            texts.map(|((slot, place, says), wanted)| Texts::new(slot, place, says, wanted));
        (tables.collect(), texts.collect())
    }
}
