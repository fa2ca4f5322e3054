//! The same rules read one by one, a tree each, over the codes that the index reads: what sheets are worth is measured and checked
//! against it, apart from what reading a purchase costs.

use jiff::civil::Date;

use super::goal::{Goal, Literal, Place, Quota};
use super::scale::{MANY, UNKNOWN};
use super::standing::{Standing, rank};
use super::view::View;
use super::{Index, Room, Subject};
use crate::base::condition::Bound;
use crate::engine::eval;
use crate::engine::known::At;
use crate::fact::Value;
use crate::purchase::Purchase;
use crate::text;
use crate::truth::Truth;

/// A tree a rule.
#[derive(Debug)]
pub struct Walk<'i, 'b> {
    index: &'i Index<'b>,
    on_purchase: Vec<Tree<'b>>,
    on_lots: Vec<Tree<'b>>,
}

#[derive(Debug)]
enum Tree<'b> {
    All(Vec<Self>),
    Any(Vec<Self>),
    /// The truth by code, that of the unknown first.
    Coded {
        slot: usize,
        place: Place,
        truths: Vec<Truth>,
        literal: Literal<'b>,
    },
    Sign {
        slot: usize,
        sign: usize,
        literal: Literal<'b>,
    },
    /// Its bound is dated: read each time.
    Dated {
        slot: usize,
        literal: Literal<'b>,
    },
    Lots(Quota<'b>, Box<Self>),
}

impl<'i, 'b> Walk<'i, 'b> {
    #[must_use]
    pub fn new(index: &'i Index<'b>) -> Self {
        let trees = |subjects: &[Subject<'b>]| -> Vec<Tree<'b>> {
            subjects.iter().map(|subject| Tree::new(index, subject.goal())).collect()
        };
        let (on_purchase, on_lots) = (trees(&index.purchase_columns), trees(&index.lot_columns));
        Self { index, on_purchase, on_lots }
    }

    /// Gives what holds or may, as [`super::Settled::open`] does.
    pub fn read(
        &self,
        purchase: &Purchase,
        date: Date,
        room: &mut Room,
        mut give: impl FnMut(Subject<'b>, At, Truth),
    ) {
        let index = self.index;
        index.look(purchase, date, room);
        let law = index.prepare(purchase, date, room);
        let setting = index.setting(law, &room.codes);
        let view = index.reader.view(&law.dated, &room.codes, setting);
        let Some(standing) = index.standing.get(rank(&index.turns, date)) else { return };
        let policy = index.policy(purchase, date).map(|policy| policy.id.as_str());
        let mut each = |trees: &[Tree<'b>], subjects: &[Subject<'b>], view: View<'_, 'b>, at| {
            for (column, (tree, subject)) in trees.iter().zip(subjects).enumerate() {
                if stands(standing, policy, column, at) {
                    let truth = tree.truth(&view);
                    if truth != Truth::False {
                        give(*subject, at, truth);
                    }
                }
            }
        };
        each(&self.on_purchase, &index.purchase_columns, view, At::Purchase);
        for (i, view) in view.each_lot().enumerate() {
            each(&self.on_lots, &index.lot_columns, view, At::Lot(i));
        }
    }
}

fn stands(standing: &Standing<'_>, policy: Option<&str>, column: usize, at: At) -> bool {
    let columns = policy.and_then(|id| standing.by_policy.get(id)).unwrap_or(&standing.national);
    let words = if at == At::Purchase { &columns.purchase } else { &columns.lots };
    words.get(2 * (column / 64)).is_some_and(|word| word >> (column % 64) & 1 == 1)
}

impl<'b> Tree<'b> {
    fn new(index: &Index<'b>, goal: Goal<'b>) -> Self {
        let each = |items: Vec<Goal<'b>>| {
            let mut trees: Vec<Self> = items.into_iter().map(|one| Self::new(index, one)).collect();
            trees.sort_by_key(Self::cost);
            trees
        };
        match goal {
            Goal::All(items) => Self::All(each(items)),
            Goal::Any(items) => Self::Any(each(items)),
            Goal::Lots(quota, inner) => Self::Lots(quota, Box::new(Self::new(index, *inner))),
            Goal::Test(literal) => Self::of_test(index, literal),
        }
    }

    fn of_test(index: &Index<'b>, literal: Literal<'b>) -> Self {
        let slots = &index.reader.slots;
        if let Some((slot, sign)) = slots.sign(literal.test) {
            return Self::Sign { slot, sign, literal };
        }
        let Some(slot) = slots.of(literal.test.fact) else { return Self::Any(Vec::new()) };
        let operator = &literal.test.operator;
        let bound = match operator.bound() {
            Some(Bound::Dated(_)) => return Self::Dated { slot, literal },
            Some(Bound::Value(value)) => vec![value],
            None => Vec::new(),
        };
        let truths = index.reader.scales.get(slot).map(|scale| scale.truths(operator, &bound));
        let truths = std::iter::once(Truth::Unknown).chain(truths.unwrap_or_default());
        let truths = truths.map(|truth| if literal.negated { !truth } else { truth }).collect();
        Self::Coded { slot, place: literal.place, truths, literal }
    }

    /// What costs least is read first.
    const fn cost(&self) -> u8 {
        match self {
            Self::Coded { .. } | Self::Sign { .. } => 0,
            Self::Dated { .. } => 1,
            Self::All(_) | Self::Any(_) => 2,
            Self::Lots(..) => 3,
        }
    }

    fn truth(&self, view: &View<'_, 'b>) -> Truth {
        match self {
            Self::All(items) => Truth::all(items.iter().map(|item| item.truth(view))),
            Self::Any(items) => Truth::any(items.iter().map(|item| item.truth(view))),
            Self::Coded { slot, place, truths, literal } => {
                let code = view.code(*place, *slot);
                let known = truths.get(usize::from(code)).copied();
                known.unwrap_or_else(|| aside(view, code, literal))
            }
            Self::Sign { slot, sign, literal } => match view.code(literal.place, *slot) {
                UNKNOWN | MANY.. => Truth::Unknown,
                code => {
                    let word = view.found(code).get(sign / 64).copied().unwrap_or_default();
                    ((word >> (sign % 64) & 1 == 1) != literal.negated).into()
                }
            },
            Self::Dated { slot, literal } => {
                let code = view.code(literal.place, *slot);
                let bounds = view.law.bounds(&literal.test.operator, view.setting);
                if code == UNKNOWN || code >= MANY {
                    return aside(view, code, literal);
                }
                let truths = view.scale(*slot).truths(&literal.test.operator, &bounds);
                let truth = truths.get(usize::from(code) - 1).copied().unwrap_or(Truth::Unknown);
                if literal.negated { !truth } else { truth }
            }
            Self::Lots(quota, inner) => over_lots(view, *quota, inner),
        }
    }
}

/// The truth of a value that has no class.
fn aside<'b>(view: &View<'_, 'b>, code: u16, literal: &Literal<'b>) -> Truth {
    let Some(value) = code.checked_sub(MANY).and_then(|_| view.aside(code)) else {
        return Truth::Unknown;
    };
    let folded = if let Value::Text(text) = value { Some(text::fold(text)) } else { None };
    let bounds = view.law.bounds(&literal.test.operator, view.setting);
    let truth = eval::meets(&literal.test.operator, value, folded.as_deref(), &bounds);
    if literal.negated { !truth } else { truth }
}

fn over_lots<'b>(view: &View<'_, 'b>, quota: Quota<'b>, inner: &Tree<'b>) -> Truth {
    let each = view.each_lot().map(|lot| inner.truth(&lot));
    match quota {
        Quota::Some => Truth::any(each),
        Quota::Every => Truth::all(each),
        Quota::Number { operator, negated } => {
            let (mut sure, mut may) = (0, 0);
            for truth in each {
                sure += i64::from(truth == Truth::True);
                may += i64::from(truth != Truth::False);
            }
            let bounds = view.law.bounds(operator, view.setting);
            let holds = |n| eval::meets(operator, &Value::Integer(n), None, &bounds);
            let truth = if holds(sure) == holds(may) { holds(sure) } else { Truth::Unknown };
            if negated { !truth } else { truth }
        }
    }
}
