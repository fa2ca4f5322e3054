//! Lines of a spreadsheet → lots: columns parted by tabs, known by their headings, else by what they hold.

use super::typed::TypedLot;
use crate::cpv::Cpv;
use crate::fact::typed;
use crate::text::fold;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Object,
    Cpv,
    Amount,
    Months,
    Other,
}

/// Reads lines of a spreadsheet; lots without a number take the next ones.
pub fn read(text: &str, next: u32) -> Vec<TypedLot> {
    let rows: Vec<Vec<&str>> =
        text.lines().map(cells).filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    let Some(first) = rows.first() else { return Vec::new() };
    let headings: Vec<Column> = first.iter().map(|cell| heading(cell)).collect();
    let known = headings.iter().filter(|column| **column != Column::Other).count();
    let has_headings = known >= 2 || (known == 1 && first.len() == 1 && rows.len() > 1);
    let body = rows.iter().skip(usize::from(has_headings));
    let mut next = next;
    body.map(|row| {
        let mut lot = if has_headings { by_heading(row, &headings) } else { by_content(row) };
        if lot.numero.is_empty() {
            lot.numero = next.to_string();
        }
        next = lot.numero.parse::<u32>().map_or(next, |number| number.saturating_add(1)).max(next);
        lot
    })
    .collect()
}

/// A spreadsheet parts its cells by tabs; an export, by semicolons.
fn cells(line: &str) -> Vec<&str> {
    let mark = if line.contains('\t') { '\t' } else { ';' };
    line.split(mark).map(|cell| cell.trim().trim_matches('"').trim()).collect()
}

fn heading(cell: &str) -> Column {
    let folded = fold(cell);
    let starts = |words: &[&str]| words.iter().any(|word| folded.starts_with(word));
    if starts(&["no", "numero", "n lot", "lot n"]) || folded == "n" || folded == "lot" {
        Column::Number
    } else if starts(&["objet", "intitule", "libelle", "designation"]) {
        Column::Object
    } else if starts(&["cpv", "code"]) {
        Column::Cpv
    } else if starts(&["montant", "estimation", "prix"]) {
        Column::Amount
    } else if starts(&["duree", "mois"]) {
        Column::Months
    } else {
        Column::Other
    }
}

fn by_heading(row: &[&str], headings: &[Column]) -> TypedLot {
    let mut lot = TypedLot::default();
    for (cell, column) in row.iter().zip(headings) {
        put(&mut lot, *column, cell);
    }
    lot
}

fn by_content(row: &[&str]) -> TypedLot {
    let mut lot = TypedLot::default();
    for (place, cell) in row.iter().enumerate() {
        let column = guess(place, cell, &lot);
        put(&mut lot, column, cell);
    }
    lot
}

fn guess(place: usize, cell: &str, lot: &TypedLot) -> Column {
    let number = cell.parse::<u32>().ok();
    if cell.is_empty() {
        Column::Other
    } else if place == 0 && number.is_some_and(|number| number < 1_000) {
        Column::Number
    } else if cell.len() >= 8 && Cpv::parse(cell.split(',').next().unwrap_or(cell).trim()).is_ok() {
        Column::Cpv
    } else if cell.ends_with("mois") || (!lot.montant_ht.is_empty() && number.is_some()) {
        Column::Months
    } else if typed::amount(cell).is_ok() {
        Column::Amount
    } else if lot.objet.is_empty() {
        Column::Object
    } else {
        Column::Other
    }
}

fn put(lot: &mut TypedLot, column: Column, cell: &str) {
    let field = match column {
        Column::Number => &mut lot.numero,
        Column::Object => &mut lot.objet,
        Column::Cpv => &mut lot.cpv,
        Column::Amount => &mut lot.montant_ht,
        Column::Months => &mut lot.duree_mois,
        Column::Other => return,
    };
    let digits = |cell: &str| cell.chars().filter(char::is_ascii_digit).collect::<String>();
    *field = match column {
        Column::Number => digits(cell),
        _ => cell.to_owned(),
    };
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn un_tableau_sans_titres_se_lit_par_ce_qu_il_contient() {
        let lots = read("1\tGros œuvre\t45223220-4\t340 000,50 €\t22\n2\tPeinture\t\t70000", 5);
        let (first, second) = (&lots[0], &lots[1]);
        assert_eq!(first.objet, "Gros œuvre");
        assert_eq!(first.cpv, "45223220-4");
        assert_eq!(first.montant_ht, "340 000,50 €");
        assert_eq!(first.duree_mois, "22");
        assert_eq!((second.numero.as_str(), second.montant_ht.as_str()), ("2", "70000"));
    }

    #[test]
    fn des_titres_commandent_les_colonnes_et_les_numeros_suivent() {
        let lots = read("Intitulé\tDurée\tMontant HT\nPain\t12\t1000\nLait\t24\t2000", 3);
        let numbers: Vec<&str> = lots.iter().map(|lot| lot.numero.as_str()).collect();
        assert_eq!(numbers, ["3", "4"]);
        assert_eq!(lots[1].duree_mois, "24");
    }

    #[test]
    fn des_lignes_seules_sont_des_objets() {
        let lots = read("Pain\n\nLait", 1);
        assert_eq!(lots.len(), 2);
        assert_eq!(lots[1].objet, "Lait");
    }
}
