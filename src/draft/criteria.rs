//! Award criteria: proposed weights that, with the price, add up to 100 for each contract.

use super::{Desk, Kept};
use crate::document::{Block, Field, Inline, Table};
use crate::engine::known::At;
use crate::purchase::lots_label;

/// The criteria of one contract, or of several lots that share them.
#[derive(Debug, PartialEq, Eq)]
struct Grid {
    lots: Vec<u32>,
    /// Indexes into the kept clauses.
    criteria: Vec<usize>,
}

/// A table of criteria a group of lots, as bidders read it.
pub(super) fn table(desk: &Desk<'_>) -> Vec<Block> {
    let grids = grids(desk);
    if grids.iter().all(|grid| grid.criteria.is_empty()) {
        return Vec::new();
    }
    let lead = "Les offres sont jugées sur les critères suivants, pondérés sur 100 points.";
    let mut blocks = vec![Block::Paragraph(vec![Inline::text(lead)])];
    let alone = grids.len() == 1;
    for grid in &grids {
        if !alone {
            let title = lots_label(&grid.lots).replacen("lot", "Lot", 1);
            blocks.push(Block::Paragraph(vec![Inline::Strong(vec![Inline::Text(title)])]));
        }
        blocks.push(grid_table(desk, grid));
    }
    blocks
}

/// Why each weight, for the note: what is proposed, between what bounds.
pub(super) fn reasons(desk: &Desk<'_>) -> Vec<Block> {
    let rows: Vec<_> = desk.kept.iter().filter_map(|kept| reason(kept)).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let lead = "Les poids du règlement de la consultation sont une proposition, d’après l’usage et non d’après un texte : à régler selon \
                l’objet du marché. Le prix prend ce que les autres critères laissent ; un critère technique ajouté se prend sur lui.";
    let header = ["Critère", "Points d’usage", "Pourquoi"].map(|text| vec![Inline::text(text)]);
    vec![
        Block::Paragraph(vec![Inline::text(lead)]),
        Block::Table(Table { header: header.to_vec(), rows, widths: vec![4, 2, 4] }),
    ]
}

fn reason(kept: &Kept<'_>) -> Option<Vec<Vec<Inline>>> {
    let criterion = kept.clause.criterion.as_ref()?;
    let bounds =
        format!("{} à {}, {} proposés", criterion.least, criterion.most, criterion.proposed);
    let cells = [criterion.title.clone(), bounds, criterion.why.clone()];
    Some(cells.map(|text| vec![Inline::Text(text)]).to_vec())
}

/// The contracts grouped by the criteria they share, in the order of lots.
fn grids(desk: &Desk<'_>) -> Vec<Grid> {
    let known = &desk.answer.evaluation.known;
    let mut grids: Vec<Grid> = Vec::new();
    for i in 0..known.n_lots() {
        let holds = |kept: &Kept<'_>| {
            kept.places.iter().any(|place| place.at == At::Purchase || place.at == At::Lot(i))
        };
        let criteria: Vec<usize> = desk
            .kept
            .iter()
            .enumerate()
            .filter(|(_, kept)| kept.clause.criterion.is_some() && holds(kept))
            .map(|(index, _)| index)
            .collect();
        let number = known.number(At::Lot(i));
        match grids.iter_mut().find(|grid| grid.criteria == criteria) {
            Some(grid) => grid.lots.extend(number),
            None => grids.push(Grid { lots: number.into_iter().collect(), criteria }),
        }
    }
    grids
}

fn grid_table(desk: &Desk<'_>, grid: &Grid) -> Block {
    let criteria: Vec<_> = grid.criteria.iter().filter_map(|index| desk.kept.get(*index)).collect();
    let proposed: Vec<u32> = criteria
        .iter()
        .filter_map(|kept| kept.clause.criterion.as_ref())
        .map(|criterion| criterion.proposed)
        .collect();
    let weights = fit(&proposed, desk.answer.evaluation.base.caps.criteria);
    let price = 100_u32.saturating_sub(weights.iter().sum());
    let suffix = grid.lots.first().map_or_else(String::new, |lot| format!(".lot{lot}"));
    let mut rows = vec![row("Prix", "prix", price, &suffix)];
    for (kept, weight) in criteria.iter().zip(weights) {
        if let Some(criterion) = &kept.clause.criterion {
            rows.push(row(&criterion.title, &kept.clause.id, weight, &suffix));
        }
    }
    let header = ["Critère", "Points"].map(|text| vec![Inline::text(text)]);
    Block::Table(Table { header: header.to_vec(), rows, widths: vec![8, 2] })
}

fn row(title: &str, id: &str, weight: u32, suffix: &str) -> Vec<Vec<Inline>> {
    let field = Field {
        tag: format!("critere.{id}{suffix}"),
        label: format!("poids de « {title} »"),
        value: Some(weight.to_string()),
        bound: false,
    };
    vec![vec![Inline::text(title)], vec![Inline::Field(field)]]
}

/// Weights reduced in proportion when they pass the cap together; whole, at least one each, largest remainders first.
fn fit(proposed: &[u32], cap: u32) -> Vec<u32> {
    let sum: u32 = proposed.iter().sum();
    if sum <= cap || sum == 0 {
        return proposed.to_vec();
    }
    let mut weights: Vec<u32> = proposed.iter().map(|weight| (weight * cap / sum).max(1)).collect();
    let mut order: Vec<usize> = (0..proposed.len()).collect();
    order.sort_by_key(|i| {
        std::cmp::Reverse(proposed.get(*i).map_or(0, |weight| weight * cap % sum))
    });
    for i in order {
        if weights.iter().sum::<u32>() >= cap {
            break;
        }
        if let Some(weight) = weights.get_mut(i) {
            *weight += 1;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn des_poids_sous_le_plafond_restent_ce_qu_ils_sont() {
        assert_eq!(fit(&[10, 15], 40), vec![10, 15]);
    }

    #[test]
    fn au_dela_du_plafond_les_poids_baissent_ensemble() {
        assert_eq!(fit(&[20, 20, 10, 10], 40), vec![13, 13, 7, 7]);
    }
}
