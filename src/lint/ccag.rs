//! Articles of the CCAG that clauses name: the general conditions and the article exist, or the derogation derogates from nothing.

use super::spot;
use crate::base::Base;
use crate::base::clause::{Clause, Derogation};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for clause in base.clauses.values() {
        found.extend(clause.derogations.iter().filter_map(|one| derogation(base, clause, one)));
        for text in clause.texts.values() {
            let keys = text.source.split("article_ccag(\"").skip(1);
            let keys = keys.filter_map(|rest| rest.split('"').next());
            found.extend(keys.filter_map(|key| article(base, clause, key)));
        }
    }
    found
}

fn derogation(base: &Base, clause: &Clause, one: &Derogation) -> Option<Diagnostic> {
    let Derogation { ccag, article } = one;
    let known = base.ccags.keys().map(String::as_str);
    let Some(found) = base.ccags.get(ccag) else {
        let message = format!("clause `{}` : le CCAG `{ccag}` n’existe pas", clause.id);
        return Some(fault(clause, ccag, message).nearest(ccag, known));
    };
    // An article that is listed, or a part of one.
    let holds = |listed: &String| {
        article
            .strip_prefix(listed.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if found.articles.values().any(holds) {
        return None;
    }
    let message = format!(
        "clause `{}` : l’article {article} du {} n’est pas dans ccag.toml",
        clause.id, found.title
    );
    Some(
        fault(clause, article, message)
            .help("vérifier le numéro, puis l’ajouter à `articles` de ce CCAG"),
    )
}

fn article(base: &Base, clause: &Clause, key: &str) -> Option<Diagnostic> {
    let mut ccags = base.ccags.values();
    if ccags.any(|ccag| ccag.articles.contains_key(key)) {
        return None;
    }
    let known = base.ccags.values().flat_map(|ccag| ccag.articles.keys()).map(String::as_str);
    let message = format!("clause `{}` : aucun CCAG n’a d’article `{key}`", clause.id);
    Some(fault(clause, key, message).nearest(key, known))
}

fn fault(clause: &Clause, what: &str, message: String) -> Diagnostic {
    let source = &clause.place.source;
    Diagnostic::warning(Code::ArticleCcagInconnu, source, spot(source, 0, what), message)
}
