//! The index of the search: a script that a page opened from the disk can load, since it may fetch nothing.

use serde::Serialize;

use super::Things;
use super::address::Kind;
use crate::error::Error;
use crate::text::fold;

/// Something that can be found. Keys are short: the index is loaded whole.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    /// Title.
    t: String,
    /// Kind.
    k: &'a str,
    /// Page.
    p: &'a str,
    /// A few words under the title.
    s: String,
    /// Folded words of the title and the id: they weigh more.
    f: String,
    /// Other folded words, each once.
    m: String,
}

/// The index as a script.
pub(super) fn index(things: &Things) -> Result<String, Error> {
    let mut entries = Vec::new();
    for clause in &things.clauses {
        let about = format!("{} · {} · {}", clause.nature, clause.axis, clause.status.label);
        let means: Vec<&str> = clause.means.iter().map(|means| means.link.text.as_str()).collect();
        let words = format!("{} {} {}", clause.words, clause.cautions.join(" "), means.join(" "));
        entries.push(entry(&clause.title, Kind::Clause, &clause.path, &clause.id, &about, &words));
    }
    for rule in &things.rules {
        let about = format!("{} · appelle « {} »", rule.level, rule.clause.text);
        entries.push(entry(&rule.title, Kind::Rule, &rule.path, &rule.id, &about, &rule.reason));
    }
    law(things, &mut entries);
    let json =
        serde_json::to_string(&entries).map_err(|cause| Error::Refused(cause.to_string()))?;
    Ok(format!("// Index de recherche du catalogue, écrit avec lui.\nwindow.CATALOGUE = {json};\n"))
}

fn law<'a>(things: &'a Things, entries: &mut Vec<Entry<'a>>) {
    for basis in &things.bases {
        let mark = if basis.own.is_confirmed { "" } else { " · référence à vérifier" };
        let about = format!("{}{mark}", basis.own.title);
        let own = &basis.own;
        entries.push(entry(&own.cited, Kind::Basis, &own.path, &basis.id, &about, &own.title));
    }
    for duty in &things.duties {
        entries.push(entry(
            &duty.title,
            Kind::Duty,
            &duty.path,
            &duty.id,
            &duty.period.text,
            &duty.help,
        ));
    }
    for value in &things.dated {
        entries.push(entry(&value.title, Kind::Dated, &value.path, &value.id, "", ""));
    }
    for policy in &things.policies {
        entries.push(entry(
            &policy.title,
            Kind::Policy,
            &policy.path,
            &policy.id,
            &policy.period.text,
            "",
        ));
    }
    for family in &things.families {
        entries.push(entry(
            &family.title,
            Kind::Family,
            &family.path,
            &family.id,
            "",
            &family.codes.join(" "),
        ));
    }
}

fn entry<'a>(
    title: &str,
    kind: Kind,
    path: &'a str,
    id: &str,
    about: &str,
    words: &str,
) -> Entry<'a> {
    let strong = fold(&format!("{title} {id}"));
    let mut others: Vec<&str> = Vec::new();
    let folded = fold(&format!("{about} {words}"));
    for word in folded.split(' ').filter(|word| word.len() > 2 && !strong.contains(*word)) {
        if !others.contains(&word) {
            others.push(word);
        }
    }
    let t = crate::draft::typography::french(title);
    Entry {
        t,
        k: kind.title(),
        p: path,
        s: crate::draft::typography::french(about),
        m: others.join(" "),
        f: strong,
    }
}
