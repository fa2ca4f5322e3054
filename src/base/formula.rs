//! Formulas of parameters: exact fractions over facts, variables and dated values, rounded once, explicitly.

use std::collections::BTreeMap;
use std::fmt;

use crate::fact::Value;
use crate::money::{Amount, Rate};

/// An exact fraction. Amounts count in euros, rates as parts of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    top: i128,
    bottom: i128,
}

impl Fraction {
    #[must_use]
    pub fn new(top: i128, bottom: i128) -> Option<Self> {
        if bottom == 0 {
            return None;
        }
        let divisor = gcd(top, bottom).max(1) * bottom.signum();
        Some(Self { top: top / divisor, bottom: bottom / divisor })
    }

    /// A value of a fact or of a dated table, where it is a number.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(n) => Self::new(i128::from(*n), 1),
            Value::Amount(amount) => Self::new(i128::from(amount.centimes()), 100),
            Value::Rate(rate) => Self::new(i128::from(rate.ten_thousandths()), 10_000),
            _ => None,
        }
    }

    /// A decimal numeral, exactly.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.replace('_', "");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        if whole.is_empty()
            || fraction.len() > 9
            || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let bottom = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        Self::new(format!("{whole}{fraction}").parse().ok()?, bottom)
    }

    fn apply(self, operator: Operator, right: Self) -> Option<Self> {
        let cross = |a: i128, b: i128| a.checked_mul(b);
        match operator {
            Operator::Add => Self::new(
                cross(self.top, right.bottom)?.checked_add(cross(right.top, self.bottom)?)?,
                cross(self.bottom, right.bottom)?,
            ),
            Operator::Subtract => Self::new(
                cross(self.top, right.bottom)?.checked_sub(cross(right.top, self.bottom)?)?,
                cross(self.bottom, right.bottom)?,
            ),
            Operator::Multiply => {
                Self::new(cross(self.top, right.top)?, cross(self.bottom, right.bottom)?)
            }
            Operator::Divide => {
                Self::new(cross(self.top, right.bottom)?, cross(self.bottom, right.top)?)
            }
        }
    }

    /// Rounded half up to a multiple of `1 / parts` of a unit, counted in such parts.
    fn round(self, parts: i128) -> Option<i64> {
        let top = self.top.checked_mul(parts)?.checked_mul(2)?.checked_add(self.bottom)?;
        i64::try_from(top.div_euclid(self.bottom.checked_mul(2)?)).ok()
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// How a result is rounded, and what it then is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    Hour,
    Unit,
    Euro,
    Centime,
    /// To a tenth of a percent.
    Rate,
}

impl Rounding {
    pub const IDS: [&'static str; 5] = ["heure", "unite", "euro", "centime", "taux"];

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Some(match id {
            "heure" => Self::Hour,
            "unite" => Self::Unit,
            "euro" => Self::Euro,
            "centime" => Self::Centime,
            "taux" => Self::Rate,
            _ => return None,
        })
    }

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Hour => "heure",
            Self::Unit => "unite",
            Self::Euro => "euro",
            Self::Centime => "centime",
            Self::Rate => "taux",
        }
    }

    /// As a sentence says it: « arrondi à l’heure ».
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Hour => "à l’heure",
            Self::Unit => "à l’unité",
            Self::Euro => "à l’euro",
            Self::Centime => "au centime",
            Self::Rate => "au dixième de pour cent",
        }
    }

    fn apply(self, fraction: Fraction) -> Option<Value> {
        Some(match self {
            Self::Hour | Self::Unit => Value::Integer(fraction.round(1)?),
            Self::Euro => Value::Amount(Amount::from_euros(fraction.round(1)?)),
            Self::Centime => Value::Amount(Amount::from_centimes(fraction.round(100)?)),
            Self::Rate => {
                Value::Rate(Rate::from_ten_thousandths(fraction.round(1_000)?.checked_mul(10)?))
            }
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Number(Fraction),
    Name(String),
    Operation(Box<Node>, Operator, Box<Node>),
}

/// A formula, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    text: String,
    root: Node,
    rounding: Rounding,
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Formula {
    #[must_use]
    pub const fn rounding(&self) -> Rounding {
        self.rounding
    }

    /// Parses `montant_ht * taux / cout_horaire`.
    ///
    /// # Errors
    /// A French sentence on what could not be read.
    pub fn parse(text: &str, rounding: Rounding) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
        let root = parser.sum()?;
        if parser.at < tokens.len() {
            return Err("opération inattendue après la fin de la formule".into());
        }
        Ok(Self { text: text.into(), root, rounding })
    }

    /// The names it reads, in order, each once.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        fn walk<'a>(node: &'a Node, out: &mut Vec<&'a str>) {
            match node {
                Node::Number(_) => {}
                Node::Name(name) if out.contains(&name.as_str()) => {}
                Node::Name(name) => out.push(name),
                Node::Operation(left, _, right) => {
                    walk(left, out);
                    walk(right, out);
                }
            }
        }
        let mut out = Vec::new();
        walk(&self.root, &mut out);
        out
    }

    /// The rounded result; `None` while a name is unknown, or when it overflows or divides by zero.
    #[must_use]
    pub fn evaluate(&self, values: &BTreeMap<String, Value>) -> Option<Value> {
        fn walk(node: &Node, values: &BTreeMap<String, Value>) -> Option<Fraction> {
            match node {
                Node::Number(number) => Some(*number),
                Node::Name(name) => values.get(name).and_then(Fraction::of),
                Node::Operation(left, operator, right) => {
                    walk(left, values)?.apply(*operator, walk(right, values)?)
                }
            }
        }
        self.rounding.apply(walk(&self.root, values)?)
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(Fraction),
    Name(String),
    Operator(Operator),
    Open,
    Close,
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = rest.len()
            - rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '.').len();
        let (token, length) = match first {
            '+' => (Token::Operator(Operator::Add), 1),
            '-' => (Token::Operator(Operator::Subtract), 1),
            '*' => (Token::Operator(Operator::Multiply), 1),
            '/' => (Token::Operator(Operator::Divide), 1),
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            c if c.is_ascii_digit() => {
                let number = rest.get(..word).and_then(Fraction::parse);
                (Token::Number(number.ok_or_else(|| "nombre illisible".to_owned())?), word)
            }
            c if c.is_alphabetic() => {
                (Token::Name(rest.get(..word).unwrap_or_default().to_owned()), word)
            }
            c => return Err(format!("signe `{c}` inattendu")),
        };
        out.push(token);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(out)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: u8,
}

impl Parser<'_> {
    fn operator(&mut self, wanted: [Operator; 2]) -> Option<Operator> {
        match self.tokens.get(self.at) {
            Some(Token::Operator(operator)) if wanted.contains(operator) => {
                self.at += 1;
                Some(*operator)
            }
            _ => None,
        }
    }

    fn sum(&mut self) -> Result<Node, String> {
        let mut left = self.product()?;
        while let Some(operator) = self.operator([Operator::Add, Operator::Subtract]) {
            left = Node::Operation(Box::new(left), operator, Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Node, String> {
        let mut left = self.atom()?;
        while let Some(operator) = self.operator([Operator::Multiply, Operator::Divide]) {
            left = Node::Operation(Box::new(left), operator, Box::new(self.atom()?));
        }
        Ok(left)
    }

    fn atom(&mut self) -> Result<Node, String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Number(number)) => Ok(Node::Number(number)),
            Some(Token::Name(name)) => Ok(Node::Name(name)),
            Some(Token::Open) if self.depth < 32 => {
                self.depth += 1;
                let inner = self.sum()?;
                self.depth -= 1;
                if self.tokens.get(self.at) != Some(&Token::Close) {
                    return Err("parenthèse non fermée".into());
                }
                self.at += 1;
                Ok(inner)
            }
            Some(Token::Open) => Err("trop de parenthèses imbriquées".into()),
            Some(Token::Operator(_) | Token::Close) => {
                Err("un nombre ou un nom est attendu".into())
            }
            None => Err("formule inachevée".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_heures_d_insertion_de_l_exemple_de_reference() {
        // 1 M€ × 50 % × 5 % ÷ 30 € = 833 h (droit-general.toml, insertion-calcul-heures).
        let formula = Formula::parse("montant_ht * part * taux / cout", Rounding::Hour);
        let values = BTreeMap::from([
            ("montant_ht".to_owned(), Value::Amount(Amount::from_euros(1_000_000))),
            ("part".to_owned(), Value::Rate(Rate::from_ten_thousandths(5_000))),
            ("taux".to_owned(), Value::Rate(Rate::from_ten_thousandths(500))),
            ("cout".to_owned(), Value::Amount(Amount::from_euros(30))),
        ]);
        assert_eq!(formula.ok().and_then(|f| f.evaluate(&values)), Some(Value::Integer(833)));
    }

    #[test]
    fn un_nom_inconnu_laisse_un_blanc() {
        let formula = Formula::parse("montant_ht / cout", Rounding::Hour);
        assert_eq!(formula.ok().and_then(|f| f.evaluate(&BTreeMap::new())), None);
    }

    #[test]
    fn une_division_par_zero_laisse_un_blanc() {
        let formula = Formula::parse("1 / (2 - 2)", Rounding::Unit);
        assert_eq!(formula.ok().and_then(|f| f.evaluate(&BTreeMap::new())), None);
    }

    #[test]
    fn l_arrondi_est_au_plus_proche() {
        let formula = Formula::parse("5 / 2", Rounding::Unit);
        assert_eq!(
            formula.ok().and_then(|f| f.evaluate(&BTreeMap::new())),
            Some(Value::Integer(3))
        );
    }
}
