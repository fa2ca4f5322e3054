//! Small random bases: a few facts, three clauses that require or exclude each other, some rules, deductions, a duty, a policy, one guarantee.

use std::fmt::Write as _;
use std::sync::Arc;

use clausier::base::source::{Files, Source};

/// A seeded sequence (xorshift).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    pub fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[usize::try_from(self.below(items.len() as u64)).unwrap()]
    }
}

/// A base as text, and the facts that it uses.
pub struct Text {
    pub rules: String,
    pub facts: Vec<&'static str>,
}

pub const CLAUSES: [&str; 3] = ["aaa", "bbb", "ccc"];
const LEVELS: [&str; 4] = ["obligatoire", "objectif", "recommande", "a_etudier"];
const POOL: [&str; 8] =
    ["type", "montant_ht", "montant_besoin_ht", "cpv", "objet", "livraisons", "pavage", "famille"];

/// What a fact is asked, in the language of rules.
fn test_of(chance: &mut Chance, fact: &str) -> String {
    let tests: &[&str] = match fact {
        "type" => &["type = \"travaux\"", "type = [\"services\", \"travaux\"]"],
        "montant_ht" => &[
            "montant_ht = { au_moins = 10_000 }",
            "montant_ht = { plus_de = 10_000 }",
            "montant_ht = { moins_de = \"seuils.test\" }",
        ],
        "montant_besoin_ht" => &[
            "montant_besoin_ht = { au_moins = \"seuils.test\" }",
            "montant_besoin_ht = { au_plus = 10_000 }",
        ],
        "cpv" => &["cpv = [\"45\"]", "cpv = [\"4523\", \"15\"]", "cpv = [\"15\"]"],
        "objet" => &[
            "objet = { contient = [\"école\"] }",
            "objet = { motif = \"pave|dalle\" }",
            "objet = { contient = [\"cour d'école\"] }",
        ],
        "livraisons" => &["livraisons = true", "livraisons = false"],
        "pavage" => &["pavage = true", "pavage = false"],
        "famille" => &["famille = \"chantier\"", "famille = [\"denrees\"]"],
        _ => &["nombre_lots = { au_moins = 2 }", "nombre_lots = { au_plus = 1 }"],
    };
    (*chance.pick(tests)).to_owned()
}

/// A condition of some depth, as the inside of a table.
fn condition(chance: &mut Chance, facts: &[&'static str], depth: u64) -> String {
    let fact = *chance.pick(facts);
    if depth == 0 || chance.once_in(2) {
        return test_of(chance, fact);
    }
    let inner = condition(chance, facts, depth - 1);
    let other = condition(chance, facts, depth - 1);
    match chance.below(9) {
        0 | 1 => format!("sauf = {{ {inner} }}"),
        2 | 3 => format!("un_de = [{{ {inner} }}, {{ {other} }}]"),
        4 => format!("tous_de = [{{ {inner} }}, {{ {other} }}]"),
        5 => format!("lots = {{ au_moins_un = {{ {inner} }} }}"),
        6 => format!("lots = {{ tous = {{ {inner} }} }}"),
        7 => format!("lots = {{ nombre = {{ au_moins = 2 }}, verifient = {{ {inner} }} }}"),
        _ => format!("marche = {{ {inner} }}"),
    }
}

pub fn random_base(chance: &mut Chance) -> Text {
    let mut facts: Vec<&'static str> = Vec::new();
    while facts.len() < 3 {
        let fact = *chance.pick(&POOL);
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    let mut rules = String::new();
    for i in 0..3 + chance.below(3) {
        let level = chance.pick(&LEVELS);
        let dates = if chance.once_in(4) { "en_vigueur = { du = 2026-08-22 }\n" } else { "" };
        let _ = writeln!(
            rules,
            "[[regle]]\nid = \"r{i}\"\ntitre = \"R\"\nclause = \"{}\"\nniveau = \"{level}\"\nportee = \"{}\"\nfondements = [\"loi\"]\nsources = [\"Test\"]\nmotif = \"M.\"\n{dates}quand = {{ {} }}",
            chance.pick(&CLAUSES),
            chance.pick(&["marche", "lot"]),
            condition(chance, &facts, 2),
        );
    }
    for _ in 0..chance.below(3) {
        deduction(chance, &facts, &mut rules);
    }
    let _ = writeln!(
        rules,
        "[[obligation]]\nid = \"devoir\"\ntitre = \"D\"\nfondements = [\"loi\"]\nquand = {{ {} }}\nsatisfaite_par = {{ clauses = [\"aaa\", \"bbb\"] }}\naide = \"A.\"",
        condition(chance, &facts, 1)
    );
    if chance.once_in(2) {
        rules.push_str("[[obligation.dispense]]\nid = \"cas\"\ntexte = \"C\"\n");
    }
    let hypothesis = if chance.once_in(3) { String::new() } else { condition(chance, &facts, 1) };
    let claim = claim(chance);
    let _ = writeln!(
        rules,
        "[[garantie]]\nid = \"g\"\ntitre = \"G\"\nquand = {{ {hypothesis} }}\nalors = {{ {claim} }}"
    );
    let _ = writeln!(rules, "# {}", links(chance));
    Text { rules, facts }
}

/// A deduced fact never reads itself, nor what is deduced from it.
fn deduction(chance: &mut Chance, facts: &[&'static str], rules: &mut String) {
    let given = [
        ("pavage", "true", "lot"),
        ("livraisons", "false", "marche"),
        ("livraisons", "true", "marche"),
    ];
    let (fact, value, scope) = *chance.pick(&given);
    let read: Vec<&'static str> =
        facts.iter().copied().filter(|name| !["pavage", "livraisons"].contains(name)).collect();
    if read.is_empty() || !facts.contains(&fact) {
        return;
    }
    let when = condition(chance, &read, 1);
    let _ = writeln!(
        rules,
        "[[deduction]]\nfait = \"{fact}\"\nvaleur = {value}\nportee = \"{scope}\"\nmotif = \"M.\"\nquand = {{ {when} }}"
    );
}

fn claim(chance: &mut Chance) -> String {
    let clause = chance.pick(&CLAUSES);
    let level = chance.pick(&LEVELS);
    match chance.below(11) {
        0 => format!("recommandee = {{ clauses = [\"{clause}\"] }}"),
        1 => format!("recommandee = {{ clauses = [\"aaa\", \"{clause}\"], lots = \"tous\" }}"),
        2 => format!("jamais = {{ clauses = [\"{clause}\"] }}"),
        3 => format!("exclue = {{ clauses = [\"{clause}\"], niveau = \"{level}\" }}"),
        4 => "exactement_une = [\"aaa\", \"bbb\"]".into(),
        5 => format!(
            "obligation = {{ id = \"devoir\", etat = [\"satisfaite\", \"{}\"] }}",
            chance.pick(&["dispensee", "absente", "a_satisfaire", "indeterminee"])
        ),
        6 => format!("sans_incompatibles = \"{level}\""),
        7 => "exigees_presentes = true".into(),
        8 => format!("fondees = \"{level}\""),
        9 => "au_plus_une = [\"bbb\", \"ccc\"]".into(),
        _ => format!(
            "un_de = [{{ jamais = {{ clauses = [\"{clause}\"], niveau = \"{level}\" }} }}, {{ recommandee = {{ clauses = [\"ccc\"] }} }}]"
        ),
    }
}

/// What each clause requires and excludes: another clause, by rank.
type Link = (Option<usize>, Option<usize>);

/// The links of the three clauses, as their heads write them; those that cannot be met are for `verifier` to tell, not for proofs.
fn links(chance: &mut Chance) -> String {
    let mut links = [(None, None); 3];
    loop {
        for (i, link) in links.iter_mut().enumerate() {
            let mut other =
                |n| chance.once_in(n).then(|| *chance.pick(&[0, 1, 2])).filter(|other| *other != i);
            *link = (other(4), other(3));
        }
        if !(0..3).any(|i| contradicts(&links, i)) {
            break;
        }
    }
    let list = |one: Option<usize>| one.map_or("[]".into(), |i| format!("[\"{}\"]", CLAUSES[i]));
    let each = links.map(|(requires, excludes)| {
        format!("exige = {}\nincompatible = {}", list(requires), list(excludes))
    });
    each.join("|")
}

/// Whether a clause requires, near or far, two that exclude each other.
fn contradicts(links: &[Link; 3], from: usize) -> bool {
    let mut together = vec![from];
    while let Some(next) = together.last().and_then(|last| links[*last].0)
        && !together.contains(&next)
    {
        together.push(next);
    }
    together.iter().any(|one| links[*one].1.is_some_and(|other| together.contains(&other)))
}

impl Text {
    pub fn files(&self) -> Files {
        let (rules, links) = self.rules.rsplit_once("# ").unwrap();
        let mut list = vec![
            source(
                "rules/base.toml",
                "[base]\ntitre = \"B\"\nversion = \"0\"\netat_du_droit = 2026-11-23\n",
            ),
            source("rules/faits.toml", FACTS),
            source("rules/familles.toml", FAMILIES),
            source("rules/national/seuils.toml", THRESHOLDS),
            source("rules/national/fondements.toml", LAW),
            source("rules/national/regles.toml", rules),
            source(
                "clause_templates/plans/cctp.toml",
                "piece = \"cctp\"\n[[article]]\nid = \"x\"\ntitre = \"X\"\n",
            ),
        ];
        for (id, links) in CLAUSES.iter().zip(links.split('|')) {
            list.push(source(&format!("clause_templates/x/{id}.md"), &clause(id, links.trim())));
        }
        Files::from_list(list)
    }
}

fn source(name: &str, text: &str) -> Arc<Source> {
    Source::new(name.to_owned(), text.to_owned())
}

fn clause(id: &str, links: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitre = \"{id}\"\naxe = \"environnemental\"\nnature = \"clause\"\nversion = \"0\"\nstatut = \"brouillon\"\ncontrole_le = 2026-11-23\nplace = {{ cctp = \"x\" }}\ncharge = {{ acheteur_heures = 1, titulaire_pieces = 1 }}\nsources = [\"Test\"]\nsans_penalite = \"Test.\"\n{links}\n[[controle]]\nphase = \"execution\"\naction = \"A\"\nqui = \"Q\"\nquand = \"Q\"\npreuve = \"P\"\n+++\n{{% block cctp %}}\nTexte.\n{{% endblock %}}\n"
    )
}

const LAW: &str = "[[fondement]]\nid = \"loi\"\ntitre = \"L\"\nreference = \"Loi\"\nconfirme = true\nen_vigueur = { du = 2026-08-22 }\n";
const THRESHOLDS: &str = "[[seuil]]\nid = \"test\"\ntitre = \"T\"\n[[seuil.valeurs]]\nau = 2026-08-22\nmontant_ht = 10_000\n[[seuil.valeurs]]\ndu = 2026-08-22\ntype = [\"travaux\"]\nmontant_ht = 90_000\n[[seuil.valeurs]]\ndu = 2026-08-22\ntype = [\"fournitures\", \"services\"]\nmontant_ht = 10_000\n";
const FAMILIES: &str = "[[famille]]\nid = \"chantier\"\ntitre = \"C\"\ncpv = [\"45\"]\nmots = [\"pavé\"]\n[[famille]]\nid = \"denrees\"\ntitre = \"D\"\ncpv = [\"15\"]\nmots = [\"lait\"]\n";
const FACTS: &str = r#"
[[fait]]
id = "objet"
titre = "o"
type = "texte"
origine = "fiche"
portee = ["marche", "lot"]
[[fait]]
id = "type"
titre = "t"
type = "choix"
origine = "fiche"
portee = ["marche"]
valeurs = { travaux = "t", fournitures = "f", services = "s" }
question = "Q ?"
[[fait]]
id = "cpv"
titre = "c"
type = "cpv"
origine = "fiche"
portee = ["marche", "lot"]
question = "Q ?"
[[fait]]
id = "montant_ht"
titre = "m"
type = "montant"
origine = "fiche"
portee = ["marche", "lot"]
propre = true
question = "Q ?"
[[fait]]
id = "montant_besoin_ht"
titre = "b"
type = "montant"
origine = "fiche"
portee = ["marche"]
question = "Q ?"
[[fait]]
id = "date_lancement"
titre = "d"
type = "date"
origine = "fiche"
portee = ["marche"]
[[fait]]
id = "famille"
titre = "f"
type = "liste"
origine = "calcul"
portee = ["marche", "lot"]
valeurs_de = "familles"
question = "Q ?"
[[fait]]
id = "nombre_lots"
titre = "n"
type = "entier"
origine = "calcul"
portee = ["marche"]
[[fait]]
id = "livraisons"
titre = "l"
type = "booleen"
portee = ["marche", "lot"]
question = "Q ?"
[[fait]]
id = "pavage"
titre = "p"
type = "booleen"
portee = ["lot"]
question = "Q ?"
"#;
