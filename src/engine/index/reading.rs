//! A purchase read into codes: for each fact that conditions read, the class of its value, on the purchase and on each lot.

use jiff::civil::Date;

use super::codes::{Codes, Folded, set};
use super::family::Families;
use super::law::Dated;
use super::scale::{MANY, Scale, UNKNOWN, rank, rank_of_day};
use super::signs::Signs;
use super::slots::{SETTING, Slots};
use super::view::View;
use crate::base::Base;
use crate::cpv::Cpv;
use crate::fact::{Answers, Origin, Value};
use crate::money::Amount;
use crate::purchase::{Lot, Purchase};

/// What reads purchases: made once for a base.
#[derive(Debug)]
pub(super) struct Reader<'b> {
    pub scales: Vec<Scale>,
    pub slots: Slots<'b>,
    signs: Vec<Option<Signs<'b>>>,
    /// The words of bits that the signs of any text take.
    pub n_words: usize,
    pub families: Families<'b>,
    /// The code of each family.
    family_codes: Vec<Option<u16>>,
    keys: Keys,
    /// Facts that answers give, by name.
    answers: Vec<(&'b str, usize)>,
    pub setting: [Option<usize>; 2],
}

/// The slots of what a fiche says by its own keys.
#[derive(Debug)]
struct Keys {
    object: Option<usize>,
    kind: Option<usize>,
    cpv: Option<usize>,
    amount: Option<usize>,
    need: Option<usize>,
    months: Option<usize>,
    launch: Option<usize>,
    procedure: Option<usize>,
    form: Option<usize>,
    ccag: Option<usize>,
    buyer: Option<usize>,
    n_lots: Option<usize>,
    family: Option<usize>,
}

impl<'b> Reader<'b> {
    pub(super) fn new(base: &'b Base, slots: Slots<'b>, scales: Vec<Scale>) -> Self {
        let of = |name: &str| slots.of_name(base, name);
        let keys = Keys {
            object: of("objet"),
            kind: of("type"),
            cpv: of("cpv"),
            amount: of("montant_ht"),
            need: of("montant_besoin_ht"),
            months: of("duree_mois"),
            launch: of("date_lancement"),
            procedure: of("procedure"),
            form: of("forme"),
            ccag: of("ccag"),
            buyer: of("acheteur_categorie"),
            n_lots: of("nombre_lots"),
            family: of("famille"),
        };
        let answered = base.facts.iter().filter(|(_, fact)| fact.origin != Origin::Fiche);
        let answers = answered.filter_map(|(id, fact)| Some((fact.id.as_str(), slots.of(id)?)));
        let mut answers: Vec<(&str, usize)> = answers.collect();
        answers.sort_unstable();
        let families = Families::new(&base.categories);
        let scale = keys.family.and_then(|slot| scales.get(slot));
        let code = |family| scale?.code_of_id(families.id(family)?);
        let family_codes = (0..families.len()).map(code).collect();
        let signs: Vec<Option<Signs<'b>>> = slots
            .signs
            .iter()
            .map(|signs| (!signs.is_empty()).then(|| Signs::new(signs)))
            .collect();
        let n_words = signs.iter().flatten().map(Signs::n_words).max().unwrap_or(0);
        let setting = SETTING.map(|name| slots.of_name(base, name));
        Self { scales, slots, signs, n_words, families, family_codes, keys, answers, setting }
    }

    /// What sheets are read against.
    pub(super) fn view<'v>(
        &'v self,
        law: &'v Dated<'b>,
        codes: &'v Codes,
        setting: usize,
    ) -> View<'v, 'b> {
        View {
            scales: &self.scales,
            law,
            setting,
            here: &codes.purchase,
            purchase: &codes.purchase,
            lots: &codes.lots,
            aside: &codes.aside,
            found: &codes.found,
            n_words: self.n_words,
        }
    }

    /// Reads what a purchase states, and what is computed from it.
    pub(super) fn read(&self, purchase: &Purchase, date: Date, codes: &mut Codes) {
        let n = self.scales.len();
        let n_lots = purchase.lots.len().max(1);
        codes.clear(n, n_lots);
        codes.has_lots = purchase.lots.len() > 1;
        self.read_purchase(purchase, date, codes);
        for (i, lot) in purchase.lots.iter().enumerate() {
            self.read_lot(lot, i * n, codes);
        }
    }

    fn read_purchase(&self, purchase: &Purchase, date: Date, codes: &mut Codes) {
        let keys = &self.keys;
        let need = purchase.need.or(purchase.amount);
        let object = Some(purchase.object.as_str()).filter(|object| !object.is_empty());
        let stated = [
            (keys.object, self.text(keys.object, object, codes)),
            (keys.kind, self.choice(keys.kind, purchase.kind.as_deref(), codes)),
            (keys.cpv, self.codes(keys.cpv, &purchase.cpv, codes)),
            (keys.amount, self.amount(keys.amount, purchase.amount, codes)),
            (keys.need, self.amount(keys.need, need, codes)),
            (keys.months, self.months(keys.months, purchase.months, codes)),
            (keys.launch, self.ranked(keys.launch, rank_of_day(date), Value::Date(date), codes)),
            (keys.procedure, self.choice(keys.procedure, purchase.procedure.as_deref(), codes)),
            (keys.form, self.choice(keys.form, purchase.form.as_deref(), codes)),
            (keys.ccag, self.choice(keys.ccag, purchase.ccag.as_deref(), codes)),
            (keys.buyer, self.choice(keys.buyer, purchase.buyer.category.as_deref(), codes)),
            (keys.n_lots, self.n_lots(purchase, codes)),
            (keys.family, self.family(&purchase.cpv, &purchase.object, codes)),
        ];
        for (slot, code) in stated {
            set(&mut codes.purchase, slot, code);
        }
        self.each_answer(&purchase.facts, codes, |codes| &mut codes.purchase, 0);
    }

    fn read_lot(&self, lot: &Lot, from: usize, codes: &mut Codes) {
        let keys = &self.keys;
        let object = lot.object.as_deref().unwrap_or_default();
        let stated = [
            (keys.object, self.text(keys.object, lot.object.as_deref(), codes)),
            (keys.cpv, self.codes(keys.cpv, &lot.cpv, codes)),
            (keys.amount, self.amount(keys.amount, lot.amount, codes)),
            (keys.months, self.months(keys.months, lot.months, codes)),
            (keys.family, self.family(&lot.cpv, object, codes)),
        ];
        for (slot, code) in stated {
            set(&mut codes.own, slot.map(|slot| from + slot), code);
        }
        self.each_answer(&lot.facts, codes, |codes| &mut codes.own, from);
    }

    /// Both lists are in the order of names.
    fn each_answer(
        &self,
        said: &Answers,
        codes: &mut Codes,
        row: fn(&mut Codes) -> &mut Vec<u16>,
        from: usize,
    ) {
        let mut known = self.answers.iter().peekable();
        for (name, value) in said {
            while known.next_if(|(other, _)| *other < name.as_str()).is_some() {}
            let Some((_, slot)) = known.next_if(|(other, _)| *other == name.as_str()) else {
                continue;
            };
            let code = self.code(*slot, value, codes);
            set(row(codes), Some(from + slot), code);
        }
    }

    /// The code of any value of a fact.
    pub(super) fn code(&self, slot: usize, value: &Value, codes: &mut Codes) -> u16 {
        if let (Value::Text(text), Some(Scale::Text)) = (value, self.scales.get(slot)) {
            return self.text(Some(slot), Some(text), codes);
        }
        let code = self.scales.get(slot).and_then(|scale| scale.code(value));
        code.unwrap_or_else(|| codes.put_aside(value.clone()))
    }

    /// Looks for the signs of a text.
    fn text(&self, slot: Option<usize>, text: Option<&str>, codes: &mut Codes) -> u16 {
        let (Some(slot), Some(text)) = (slot, text) else { return UNKNOWN };
        if !matches!(self.scales.get(slot), Some(Scale::Text)) {
            return codes.put_aside(Value::Text(text.to_owned()));
        }
        let start = codes.found.len();
        if let Some(found) = codes.last.get(slot, text) {
            codes.found.extend_from_slice(found);
        } else {
            codes.found.resize(start + self.n_words, 0);
            if let Some(Some(signs)) = self.signs.get(slot)
                && let Some(found) = codes.found.get_mut(start..)
            {
                signs.find(codes.folded.fold(text), &mut codes.progress, found);
                codes.last.keep(slot, text, found);
            }
        }
        u16::try_from(start / self.n_words.max(1) + 1).unwrap_or(MANY - 1)
    }

    fn choice(&self, slot: Option<usize>, id: Option<&str>, codes: &mut Codes) -> u16 {
        let (Some(slot), Some(id)) = (slot, id) else { return UNKNOWN };
        let code = self.scales.get(slot).and_then(|scale| scale.code_of_id(id));
        code.unwrap_or_else(|| codes.put_aside(Value::Choice(id.into())))
    }

    fn amount(&self, slot: Option<usize>, amount: Option<Amount>, codes: &mut Codes) -> u16 {
        let Some(amount) = amount else { return UNKNOWN };
        self.ranked(slot, amount.centimes(), Value::Amount(amount), codes)
    }

    fn months(&self, slot: Option<usize>, months: Option<u32>, codes: &mut Codes) -> u16 {
        let Some(months) = months.map(i64::from) else { return UNKNOWN };
        self.ranked(slot, months, Value::Integer(months), codes)
    }

    fn n_lots(&self, purchase: &Purchase, codes: &mut Codes) -> u16 {
        let n = i64::try_from(purchase.lots.len().max(1)).unwrap_or(i64::MAX);
        self.ranked(self.keys.n_lots, n, Value::Integer(n), codes)
    }

    fn ranked(&self, slot: Option<usize>, at: i64, value: Value, codes: &mut Codes) -> u16 {
        let Some(slot) = slot else { return UNKNOWN };
        let same_kind = |scale: &&Scale| matches!(scale, Scale::Ordered { kind, .. } if rank(&value).is_some_and(|(of, _)| of == *kind));
        let code = self.scales.get(slot).filter(same_kind).and_then(|scale| scale.code_of_rank(at));
        code.unwrap_or_else(|| codes.put_aside(value))
    }

    fn codes(&self, slot: Option<usize>, said: &[Cpv], codes: &mut Codes) -> u16 {
        let (Some(slot), [first, rest @ ..]) = (slot, said) else { return UNKNOWN };
        let code = self.scales.get(slot).filter(|_| rest.is_empty());
        let code = code.and_then(|scale| scale.code_of_cpv(*first));
        code.unwrap_or_else(|| codes.put_aside(Value::Cpv(said.to_vec())))
    }

    fn family(&self, said: &[Cpv], object: &str, codes: &mut Codes) -> u16 {
        if self.keys.family.is_none() || self.families.len() == 0 {
            return UNKNOWN;
        }
        let found = self.families(said, object, &mut codes.folded);
        match found.as_slice() {
            [] => UNKNOWN,
            [only] if self.family_codes.get(*only).copied().flatten().is_some() => {
                self.family_codes.get(*only).copied().flatten().unwrap_or(UNKNOWN)
            }
            many => {
                let ids = many.iter().filter_map(|family| self.families.id(*family));
                codes.put_aside(Value::List(ids.map(str::to_owned).collect()))
            }
        }
    }

    /// The families of codes or, where none says one, of the words of the object.
    pub(super) fn families(&self, said: &[Cpv], object: &str, folded: &mut Folded) -> Vec<usize> {
        let mut found = Vec::new();
        for family in said.iter().filter_map(|code| self.families.of_code(*code)) {
            if !found.contains(&family) {
                found.push(family);
            }
        }
        if found.is_empty() && !object.is_empty() {
            found.extend(self.families.of_words(folded.fold(object)));
        }
        found
    }
}
