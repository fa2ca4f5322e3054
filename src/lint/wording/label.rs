//! Labels: whoever names one accepts its equivalent and any fit proof (CCP, art. R. 2111-12 to R. 2111-17).

use super::{Finding, excerpt, patterns};
use crate::base::Base;
use crate::diagnostic::Code;
use crate::lint::passage::Passage;
use crate::text::fold;

/// Labels met in public purchases, from the public lists of the ministries and of ADEME. Left out: the official signs of quality
/// (AB, label rouge, AOP, IGP, STG), which the law itself names, and what is a document rather than a label (FDES, A+ sheet).
const NAMES: &[&str] = &[
    "ecolabel europeen|nordique|allemand",
    "ecolabel public peche",
    "nf environnement|education",
    "office excellence certifie",
    "ange bleu",
    "blauer engel",
    "cygne nordique|blanc",
    "nordic swan",
    "imprim vert",
    "tco certified",
    "energy star",
    "label numerique responsable",
    "haute valeur environnementale",
    "max havelaar",
    "symbole des producteurs paysans",
    "fair for life",
    "agri ethique",
    "bio equitable",
    "oeko tex",
    "global recycled standard",
    "vegetal local",
    "plante bleue",
    "hqe batiment",
    "batiment biosource",
    "objectif co2",
    "iso 14001|50001|20121|14024|26000|20400",
];

/// Acronyms and trade names: as written.
const WORDS: &[&str] = &[
    "fsc|pefc|epeat|hve|msc|asc|gots|grs|bbca|emas|hqe|effinergie|ecojardin|bluesign|longtime|fairtrade|biopartenaire|ecocert|cosmebio|demeter|ecovadis",
];

pub(super) fn find(_: &Base, passage: &Passage<'_>) -> Vec<Finding> {
    if fold(&passage.around).split(' ').any(|word| word.starts_with("equivalen")) {
        return Vec::new();
    }
    let mut parts = patterns(passage, NAMES, true);
    let short = patterns(passage, WORDS, true);
    parts.extend(
        short.into_iter().filter(|part| excerpt(passage, part).starts_with(char::is_uppercase)),
    );
    let finding = |part| Finding {
        code: Code::LabelSansEquivalent,
        message: format!(
            "clause `{}` : « {} » sans « ou équivalent »",
            passage.clause.id,
            excerpt(passage, &part)
        ),
        part,
        help: "ajouter « ou équivalent » et les preuves admises, dans la phrase ou la suivante",
    };
    parts.into_iter().map(finding).collect()
}
