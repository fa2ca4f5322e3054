//! Brands: a technical specification describes what is needed, not who makes it (CCP, art. R. 2111-7).

use super::{Finding, excerpt, patterns};
use crate::base::Base;
use crate::diagnostic::Code;
use crate::lint::passage::Passage;

/// Names that are no other word.
const NAMES: &[&str] = &[
    "adobe|photoshop|autocad|revit|vmware|oracle|cisco|microsoft|powerpoint|sharepoint|onedrive|outlook|gmail|google",
    "office 365",
    "apple|macos|iphone|ipad|macbook|samsung|lenovo|dell|hewlett|xerox|epson|ricoh|lexmark|logitech|nvidia|huawei|asus|acer",
    "caterpillar|komatsu|liebherr|bobcat|kubota|stihl|husqvarna|karcher|kaercher|nilfisk|bosch|makita|hilti|dewalt|festool|milwaukee",
    "velux|placoplatre|placo|siporex|eternit|plexiglas|rubson|sika|knauf|isover|rockwool|somfy|legrand|philips|osram|grohe|geberit",
    "stabilo|clairefontaine|tippex|sopalin|kleenex|tork|roundup|nespresso|tetrapak",
    "post it",
    "tipp ex",
    "gore tex",
    "kevlar|nomex|cordura|velcro|teflon|lycra|tyvek",
    "michelin|goodyear|renault|peugeot|citroen|tesla|toyota|mercedes|iveco|scania|fenwick|manitowoc|zodiac",
    "sodexo|elior|ugap",
];

/// Names that are also common words: only with a capital, inside a sentence.
const CAPITALS: &[&str] = &[
    "windows|word|excel|canon|bic|scotch|brother|manitou|caddie|frigidaire|orange|intel|chrome|teams|zoom",
];

pub(super) fn find(_: &Base, passage: &Passage<'_>) -> Vec<Finding> {
    let mut parts = patterns(passage, NAMES, true);
    let common = patterns(passage, CAPITALS, true);
    parts.extend(common.into_iter().filter(|part| {
        let before = passage.text.get(..part.start).unwrap_or_default().trim_end();
        let begins = before.is_empty() || before.ends_with(['.', '!', '?']);
        !begins && excerpt(passage, part).starts_with(char::is_uppercase)
    }));
    let finding = |part| Finding {
        code: Code::MarqueCitee,
        message: format!("clause `{}` : marque « {} »", passage.clause.id, excerpt(passage, &part)),
        part,
        help: "décrire la performance ou la fonction attendue, sans marque ni modèle",
    };
    parts.into_iter().map(finding).collect()
}
