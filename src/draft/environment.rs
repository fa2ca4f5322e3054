//! Rendering of clause texts: what a template may read, and nothing else printed than what a filter made.
//!
//! A template never sees a typed text: filters leave a mark (a private-use character around an index), and the Markdown reader puts the
//! value back as an [`Inline`]. So nothing that a buyer typed can become structure.

mod fault;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::Object;
use minijinja::{Environment, Error, State, UndefinedBehavior, Value, context};

use self::fault::{Fault, in_french, refused};
use super::filters::show;
use super::markdown;
use super::{Desk, Kept, Pieces};
use crate::base::clause::{Clause, SHORT, Text, VariableKind};
use crate::document::{Block, Field, Inline, Piece};
use crate::engine::known::At;
use crate::purchase::lots_label;

/// Opens and closes the index of a mark.
pub(super) const OPEN: char = '\u{e000}';
pub(super) const CLOSE: char = '\u{e001}';
/// A bound against a runaway loop in a clause.
const FUEL: u64 = 50_000;

/// A clause text that does not render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    pub clause: String,
    pub piece: String,
    pub file: String,
    pub line: usize,
    pub message: String,
    /// What to do, where the remedy of the code would not fit.
    pub help: Option<&'static str>,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: texte « {} » de la clause `{}` : {}",
            self.file, self.line, self.piece, self.clause, self.message
        )
    }
}

/// What a mark stands for.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    Inlines(Vec<Inline>),
    /// A box to tick.
    Check(String),
}

/// The marks of one text.
pub(super) type Marks = Arc<Mutex<Vec<Mark>>>;

/// Rendered texts by clause and piece.
pub(crate) type Texts = BTreeMap<(String, String), Vec<Block>>;

/// Renders every text of the kept clauses.
pub(super) fn render_all(desk: &Desk<'_>) -> Result<Texts, Vec<TemplateError>> {
    render_some(desk, |_| true)
}

/// Renders the texts of some of the kept clauses, among them all.
pub(super) fn render_some(
    desk: &Desk<'_>,
    wanted: impl Fn(&Clause) -> bool,
) -> Result<Texts, Vec<TemplateError>> {
    let marks = Marks::default();
    let environment = environment(desk, &marks);
    let (mut texts, mut errors) = (Texts::new(), Vec::new());
    for kept in desk.kept.iter().filter(|kept| wanted(kept.clause)) {
        for (piece, text) in &kept.clause.texts {
            match render(&environment, desk, kept, text, piece, &marks) {
                Ok(blocks) => {
                    texts.insert((kept.clause.id.clone(), piece.clone()), blocks);
                }
                Err(error) => errors.push(error),
            }
        }
    }
    if errors.is_empty() { Ok(texts) } else { Err(errors) }
}

fn render(
    environment: &Environment<'_>,
    desk: &Desk<'_>,
    kept: &Kept<'_>,
    text: &Text,
    piece: &str,
    marks: &Marks,
) -> Result<Vec<Block>, TemplateError> {
    lock(marks).clear();
    let mut slots: BTreeMap<String, Value> = BTreeMap::new();
    for variable in &kept.clause.variables {
        slots.insert(variable.name.clone(), Value::from_object(slot(desk, kept, &variable.name)));
    }
    slots.insert("acheteur".into(), Value::from_object(Slot::plain(desk.buyer())));
    slots.insert("objet".into(), Value::from_object(Slot::plain(desk.object())));
    let context = context! { clause__ => kept.clause.id.as_str(), ..Value::from(slots) };
    let rendered = environment.render_str(&text.source, context).map_err(|error| {
        let Fault { message, help } = in_french(&error);
        TemplateError {
            clause: kept.clause.id.clone(),
            piece: piece.into(),
            file: kept.clause.place.source.shown().to_owned(),
            line: text.line_offset + error.line().unwrap_or(1),
            message,
            help,
        }
    })?;
    let marks = lock(marks).clone();
    Ok(markdown::blocks(&rendered, &marks))
}

fn lock(marks: &Marks) -> std::sync::MutexGuard<'_, Vec<Mark>> {
    marks.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A variable as a template holds it: it prints through its filter alone.
#[derive(Debug)]
struct Slot {
    filter: &'static str,
    inlines: Vec<Inline>,
    truth: bool,
    /// Whether a noun after it takes the plural: from two, several values, or none yet.
    is_plural: bool,
}

impl Slot {
    fn plain(inline: Inline) -> Self {
        Self { filter: "texte", inlines: vec![inline], truth: true, is_plural: false }
    }
}

impl Object for Slot {
    fn is_true(self: &Arc<Self>) -> bool {
        self.truth
    }
}

/// A variable on all the contracts of a clause: one value, or one a group of lots.
fn slot(desk: &Desk<'_>, kept: &Kept<'_>, name: &str) -> Slot {
    let kind = kept.clause.variable(name).map_or(VariableKind::Text, |variable| variable.kind);
    let label = kept.clause.variable(name).map_or(name, |variable| variable.question.as_str());
    let mut groups: Vec<(Option<String>, Vec<u32>)> = Vec::new();
    let (mut truth, mut is_plural) = (false, false);
    for place in &kept.places {
        let value = place.values.get(name).map(|filled| &filled.value);
        is_plural |= !matches!(value, Some(crate::fact::Value::Integer(..2)));
        truth |= value.is_some_and(|value| *value != crate::fact::Value::Boolean(false));
        let shown = value.and_then(|value| show(value, kind));
        match groups.iter_mut().find(|(known, _)| *known == shown) {
            Some((_, lots)) => lots.extend(place.lot),
            None => groups.push((shown, place.lot.into_iter().collect())),
        }
    }
    let tag = format!("{}.{name}", kept.clause.id);
    let field = |tag: String, value: Option<String>| {
        Inline::Field(Field { tag, label: label.into(), value, bound: false })
    };
    is_plural |= groups.len() > 1;
    let alone = groups.len() == 1 || desk.n_lots() == 1;
    let mut inlines = Vec::new();
    for (i, (value, lots)) in groups.into_iter().enumerate() {
        if i > 0 {
            inlines.push(Inline::text(", "));
        }
        let own = if alone {
            tag.clone()
        } else {
            format!("{tag}.lot{}", lots.first().copied().unwrap_or_default())
        };
        // One pair of brackets is enough: « 833 heures, soit 119 jours (lot 1) ».
        let value = value.map(|value| match value.strip_suffix(')').filter(|_| !alone) {
            Some(open) => open.replacen(" (", ", soit ", 1),
            None => value,
        });
        inlines.push(field(own, value));
        if !alone {
            inlines.push(Inline::Text(format!(" ({})", lots_label(&lots))));
        }
    }
    Slot { filter: kind.filter(), inlines, truth, is_plural }
}

/// Whether a variable appears in a penalty of its clause, or in a text that these pieces print.
pub(super) fn is_printed(clause: &Clause, name: &str, pieces: Pieces) -> bool {
    // A page of conditions prints the short text instead of the long ones; the other pieces never do.
    let on_page = pieces == Pieces::Conditions;
    let is_read = |piece: &str| match piece {
        SHORT => on_page,
        "cctp" | "ccap" => !(on_page && clause.texts.contains_key(SHORT)),
        _ => true,
    };
    let in_text = |text: &Text| {
        text.source.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).any(
            |expression| {
                expression.split('|').next().is_some_and(|variable| variable.trim() == name)
            },
        )
    };
    clause.texts.iter().any(|(piece, text)| is_read(piece) && in_text(text))
        || clause.penalties.iter().any(|penalty| penalty.amount == name)
}

/// A penalty's amount, as a field of its clause; the table says what it is for.
pub(super) fn penalty_amount(desk: &Desk<'_>, kept: &Kept<'_>, name: &str) -> Vec<Inline> {
    let mut inlines = slot(desk, kept, name).inlines;
    for inline in &mut inlines {
        if let Inline::Field(field) = inline {
            field.label = "montant".into();
        }
    }
    inlines
}

fn environment(desk: &Desk<'_>, marks: &Marks) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_formatter(|out, _, value| match value.as_str() {
        Some(text) if text.starts_with(OPEN) => out.write_str(text).map_err(Error::from),
        _ => Err(refused("une valeur s’imprime par un filtre : {{ taux|pourcentage }}")),
    });
    for filter in ["pourcentage", "euros_ht", "heures", "mois", "jours", "texte", "date"] {
        let marks = Arc::clone(marks);
        environment.add_filter(filter, move |value: Value| print(&marks, filter, &value, None));
    }
    let own = Arc::clone(marks);
    environment.add_filter(
        "nombre",
        move |value: Value, one: Option<String>, many: Option<String>| {
            let noun = one.map(|one| Noun { many: many.unwrap_or_else(|| format!("{one}s")), one });
            print(&own, "nombre", &value, noun)
        },
    );
    add_functions(&mut environment, desk, marks);
    environment
}

/// What is counted: « 1 visite », « 3 visites ».
struct Noun {
    one: String,
    many: String,
}

fn print(marks: &Marks, filter: &str, value: &Value, noun: Option<Noun>) -> Result<String, Error> {
    let Some(slot) = value.downcast_object_ref::<Slot>() else {
        return Err(refused("un filtre s’applique à une variable de la clause"));
    };
    if slot.filter != filter {
        return Err(refused(&format!("cette variable s’imprime par le filtre `{}`", slot.filter)));
    }
    let mut inlines = slot.inlines.clone();
    if let Some(noun) = noun {
        let agreed = if slot.is_plural { noun.many } else { noun.one };
        inlines.push(Inline::Text(format!(" {agreed}")));
    }
    Ok(mark(marks, Mark::Inlines(inlines)))
}

fn mark(marks: &Marks, mark: Mark) -> String {
    let mut marks = lock(marks);
    marks.push(mark);
    format!("{OPEN}{}{CLOSE}", marks.len() - 1)
}

fn add_functions(environment: &mut Environment<'static>, desk: &Desk<'_>, marks: &Marks) {
    add_references(environment, desk, marks);
    add_kept(environment, desk);
    let own = Arc::clone(marks);
    environment.add_function("champ", move |state: &State<'_, '_>, label: String| {
        let clause = clause_of(state).unwrap_or_default();
        let tag = format!("reponse.{clause}.{}", lock(&own).len());
        mark(
            &own,
            Mark::Inlines(vec![Inline::Field(Field { tag, label, value: None, bound: false })]),
        )
    });
    let own = Arc::clone(marks);
    environment.add_function("case", move |text: String| mark(&own, Mark::Check(text)));
}

/// The clause whose text is being rendered.
fn clause_of(state: &State<'_, '_>) -> Option<String> {
    state.lookup("clause__").and_then(|own| own.as_str().map(str::to_owned))
}

/// `renvoi` and `article_ccag`: towards another article, of ours or of the CCAG.
fn add_references(environment: &mut Environment<'static>, desk: &Desk<'_>, marks: &Marks) {
    let own = Arc::clone(marks);
    let pieces = desk.options.pieces;
    environment.add_function(
        "renvoi",
        move |state: &State<'_, '_>, piece: String, place: Option<String>| {
            let target = Piece::from_id(&piece)
                .ok_or_else(|| refused("`renvoi` attend cctp, ccap ou rc"))?;
            let anchor = match place {
                Some(place) => article_anchor(target, &place),
                None => clause_anchor(target, clause_of(state).as_deref()),
            };
            let piece = pieces.holder(target);
            let inline = Inline::Reference { piece, anchor, text: String::new() };
            Ok(mark(&own, Mark::Inlines(vec![inline])))
        },
    );
    let own = Arc::clone(marks);
    let articles = desk.ccag().and_then(|id| desk.answer.evaluation.base.ccags.get(id)).cloned();
    environment.add_function("article_ccag", move |key: String| {
        let known =
            articles.as_ref().and_then(|ccag| Some((ccag.articles.get(&key)?, &ccag.title)));
        let inline = match known {
            Some((article, title)) => Inline::Text(format!("l’article {article} du {title}")),
            None => Inline::Field(Field {
                tag: format!("ccag.{key}"),
                label: "article du CCAG applicable, à vérifier".into(),
                value: None,
                bound: false,
            }),
        };
        mark(&own, Mark::Inlines(vec![inline]))
    });
}

/// `retenue`: whether another clause is kept wherever this one is.
fn add_kept(environment: &mut Environment<'static>, desk: &Desk<'_>) {
    let places: BTreeMap<String, Vec<At>> = desk
        .kept
        .iter()
        .map(|kept| (kept.clause.id.clone(), kept.places.iter().map(|place| place.at).collect()))
        .collect();
    let n_lots = desk.n_lots();
    environment.add_function("retenue", move |state: &State<'_, '_>, id: String| {
        let own = clause_of(state).and_then(|own| places.get(&own));
        let other = places.get(&id);
        other.is_some_and(|other| own.is_none_or(|own| covers(other, own, n_lots)))
    });
}

/// Whether a clause stands on every contract where another one does: only then may this one leave something to it.
fn covers(other: &[At], own: &[At], n_lots: usize) -> bool {
    let on = |at: &At| other.contains(&At::Purchase) || other.contains(at);
    own.iter().all(|at| match at {
        At::Purchase => (0..n_lots).all(|lot| on(&At::Lot(lot))),
        At::Lot(_) => on(at),
    })
}

/// The anchor of an article of an outline.
pub(super) fn article_anchor(piece: Piece, id: &str) -> String {
    format!("art-{}-{}", piece.id(), id.replace('.', "-"))
}

/// The anchor of a clause in a piece.
pub(super) fn clause_anchor(piece: Piece, id: Option<&str>) -> String {
    format!("clause-{}-{}", piece.id(), id.unwrap_or_default())
}
