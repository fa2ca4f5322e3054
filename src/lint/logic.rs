//! What the solver shows of rules taken together: impossible ones, those that another one covers, clauses that contradict or never meet.

use crate::base::Base;
use crate::base::rule::{Level, Rule};
use crate::diagnostic::{Code, Diagnostic};
use crate::proof::{Slip, slips};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    slips(base).iter().map(fault).collect()
}

fn fault(slip: &Slip<'_>) -> Diagnostic {
    match slip {
        Slip::NeverHolds { rule, excluding } => {
            let message = format!("la règle `{}` ne peut s’appliquer à aucun achat", rule.id);
            let help = match excluding.as_slice() {
                [] => "revoir ses conditions et ses dates : elles s’excluent".to_owned(),
                [one] => format!("revoir `{one}` : aucun achat ne la remplit à ses dates"),
                several => format!("revoir ce qui s’exclut : {}", listed(several)),
            };
            on_rule(Code::RegleImpossible, rule, message).help(help)
        }
        Slip::Implied { rule, by } => {
            let message = format!(
                "la règle `{}` n’ajoute rien : partout où elle s’applique, `{}` appelle déjà `{}`, au même niveau ou plus haut",
                rule.id, by.id, rule.clause
            );
            let help = "retirer l’une des deux, ou dire ce que celle-ci donne de plus : valeur, référence, niveau";
            on_rule(Code::RegleCouverte, rule, message).help(help)
        }
        Slip::TwoLevels { rule, by } => {
            let message = format!(
                "les règles `{}` (`{}`) et `{}` (`{}`) visent les mêmes achats pour `{}`, à deux niveaux",
                rule.id,
                rule.level.id(),
                by.id,
                by.level.id(),
                rule.clause
            );
            let help = format!(
                "n’en garder qu’une : le niveau `{}` l’emporte toujours",
                rule.level.max(by.level).id()
            );
            on_rule(Code::NiveauxSansPreseance, rule, message).help(help)
        }
        Slip::Imposed { a, b, witness } => {
            let message = format!(
                "`{}` et `{}` sont incompatibles, et pourtant toutes deux obligatoires pour un même achat",
                a.id, b.id
            );
            let help = format!(
                "restreindre l’une des règles, ou lever l’incompatibilité ; achat qui le montre, évalué par le moteur :\n{}",
                witness.fiche
            );
            let at = a.place.span.start;
            Diagnostic::error(Code::ImposeesContraires, &a.place.source, at..at, message).help(help)
        }
        Slip::NeverTogether { clause, required } => {
            let message = format!(
                "`{}` exige `{}`, qu’aucun achat ne reçoit avec elle",
                clause.id, required.id
            );
            let at = clause.place.span.start;
            Diagnostic::error(Code::ExigeeJamaisLa, &clause.place.source, at..at, message).help(
                "lever l’incompatibilité qui met la clause exigée de côté, ou ne plus l’exiger",
            )
        }
        Slip::Unsettled { rule, why } => {
            let message =
                format!("le prouveur ne tranche pas si `{}` peut s’appliquer : {why}", rule.id);
            on_rule(Code::PreuveNonTranchee, rule, message)
                .help("écrire un exemple `applicable` : le moteur l’évalue, et la question tombe")
        }
    }
}

fn on_rule(code: Code, rule: &Rule, message: String) -> Diagnostic {
    let at = rule.place.span.start;
    let source = &rule.place.source;
    // A rule that cannot bind any more is worse than one that says nothing.
    if code == Code::RegleImpossible && rule.level == Level::Obligatoire {
        return Diagnostic::error(code, source, at..at, message);
    }
    Diagnostic::warning(code, source, at..at, message)
}

fn listed(items: &[String]) -> String {
    items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
}
