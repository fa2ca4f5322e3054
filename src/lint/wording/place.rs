//! A preference for a place: near, local, regional, in France. No contract may rest on where a bidder comes from.

use super::{Finding, excerpt, is_quoted, patterns};
use crate::base::Base;
use crate::diagnostic::Code;
use crate::lint::passage::{BLANK, Passage};

/// Patterns of [`crate::lint::passage::Words`]. « local » alone is a room; « implantation » alone is that of a plant or of a work.
const PREFERENCES: &[&str] = &[
    "entreprise*|societe*|producteur*|productrice*|fournisseur*|artisan*|acteur*|prestataire*|operateur*|pme|tpe|candidat*|titulaire*|pepinier*|agriculteur*|eleveur*|exploitation*|commerce*|commercant*|structure* local|locale|locales|locaux|regional*|regionaux|departemental*|departementaux",
    "economique*|artisanal*|agricole* local|locale|locales|locaux|regional*|regionaux",
    "emploi*|embauche*|recrutement*|production*|approvisionnement*|filiere*|origine|provenance|economie|offre|tissu|produit*|denree*|achat*|circuit*|ressource*|fabrication local|locale|locales|locaux|regional*|regionaux|departemental*|departementaux",
    "main d oeuvre local|locale|regionale",
    "preference|ancrage|presence|implantation local|locale|territorial|territoriale|regionale|geographique",
    "implantation du|des|de candidat*|entreprise*|titulaire*|fournisseur*|soumissionnaire*|siege",
    "implante*|etabli|etablie|etablis|etablies|domicili*|installe*|situe* dans|sur le|la|son|un departement|region|territoire|commune|metropole|agglomeration",
    "entreprise*|producteur*|fournisseur*|exploitation*|agence*|depot*|pepiniere*|prestataire*|siege|candidat*|atelier*|carriere*|usine* a proximite",
    "entreprise*|producteur*|fournisseur*|exploitation*|agence*|depot*|pepiniere*|prestataire*|siege|candidat*|atelier*|carriere*|usine* proche*",
    "circuit*|achat*|approvisionnement*|emploi*|produit*|commerce*|fournisseur*|producteur*|entreprise*|production|filiere* de proximite",
    "entreprise*|producteur*|fournisseur*|acteur*|pepiniere*|filiere*|produit* du|de territoire|departement|metropole|agglomeration",
    "entreprise*|producteur*|fournisseur*|acteur*|emploi*|pepiniere*|filiere*|produit* de la|cette region|metropole|commune",
    "court|courte|courts|courtes et local|locale|locaux|locales",
    "localement",
    "situe*|implante*|installe*|etabli* a proximite",
    "rayon|perimetre de * km|kilometre*",
    "a moins|plus de * km|kilometre*",
    "a * km|kilometre* du|de|des|au|autour|maximum",
    "kilometre* alimentaire*",
    "distance* maximale|maximum|kilometrique|geographique",
    "distance entre|de|du|depuis le|la|son siege|depot|agence|exploitation|atelier|lieu|site",
    "distance du|depuis siege|depot",
    "origine|provenance|fabrication|production france|francaise|nationale|bourguignonne",
    "fabrique*|produit|produite|produits|produites|cultive*|assemble* en|dans france|bourgogne|region|la region",
    "made in france",
    "origine france garantie",
    "dijon*|bourgogne|bourguignon*",
    "cote d or",
];

pub(super) fn find(_: &Base, passage: &Passage<'_>) -> Vec<Finding> {
    let places = patterns(passage, PREFERENCES, false);
    let stated = places.into_iter().filter(|part| !is_quoted(passage, part));
    let finding = |part| Finding {
        code: Code::PreferenceDeLieu,
        message: format!(
            "clause `{}` : préférence de lieu, « {} »",
            passage.clause.id,
            excerpt(passage, &part).replace(BLANK, "…")
        ),
        part,
        help: "retirer le lieu ; dire ce qui compte : délai, fraîcheur, nombre d’intermédiaires, mode de transport",
    };
    stated.map(finding).collect()
}
