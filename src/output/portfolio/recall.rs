//! Declared against recommended, for a person: each axis, its families, and why where nothing was recommended.

use super::{counted, figure, number, share};
use crate::output::line::Line;
use crate::portfolio::report::{Recall, Report};

pub(super) fn lines(report: &Report<'_>, lines: &mut Vec<Line>) {
    lines.push(Line::text("Une clause répond à une clause déclarée, un critère à un critère, un montage à un marché réservé ; ce que la loi impose mot pour mot n’est pas compté."));
    report.rappel.iter().for_each(|recall| of_axis(recall, lines));
}

fn of_axis(recall: &Recall, lines: &mut Vec<Line>) {
    let (title, what) = match recall.axe.as_str() {
        "social" => ("Axe social : déclaré et recommandé", "sociale"),
        _ => ("Axe environnemental : déclaré et recommandé", "environnementale"),
    };
    lines.push(Line::heading(title));
    let n = recall.declares;
    let declared = counted(n, "contrat", "contrats");
    lines.push(figure(&format!("Déclarent une considération {what}"), &declared));
    lines.push(figure("Ce qui y répond est recommandé (rappel)", &share(recall.recommandee, n)));
    lines.push(figure("Le serait, si une réponse le confirmait", &share(recall.le_serait_si, n)));
    lines.push(figure("Non", &share(recall.non, n)));
    let others = format!(
        "{} sur {}",
        share(recall.declares_sans_recommandee, recall.declares_sans),
        counted(recall.declares_sans, "contrat", "contrats")
    );
    lines.push(figure("Recommandé aussi à ceux qui déclarent « pas de considération »", &others));
    of_reasons(recall, lines);
    lines.push(Line::heading("Famille par famille"));
    for family in &recall.familles {
        let said = format!(
            "{} ; recommandée {}, le serait, si… {}, non {}",
            counted(family.declares, "déclaré", "déclarés"),
            share(family.recommandee, family.declares),
            number(family.le_serait_si),
            number(family.non)
        );
        lines.push(figure(&family.titre, &said));
        for (reason, n) in &family.raisons {
            lines.push(Line::under(&format!("{} : {}", number(*n), reason.words())));
        }
    }
}

fn of_reasons(recall: &Recall, lines: &mut Vec<Line>) {
    if recall.raisons.is_empty() {
        return;
    }
    lines.push(Line::heading("Pourquoi rien n’est recommandé"));
    for (reason, n) in &recall.raisons {
        lines.push(figure(reason.words(), &number(*n)));
    }
}
