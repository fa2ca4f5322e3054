//! The catalogue: every page well formed, every link alive, nothing loaded from elsewhere, nothing hostile let through.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::catalogue::{self, Catalogue};
use clausier::diagnostic::Diagnostic;
use jiff::civil::date;
use roxmltree::{Document, Node, ParsingOptions};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn load(files: &Files) -> Base {
    let (base, faults) = Base::load(files);
    let faults: Vec<String> = faults.iter().map(Diagnostic::one_line).collect();
    base.unwrap_or_else(|| panic!("{}", faults.join("\n")))
}

fn write(base: &Base) -> Catalogue {
    catalogue::write(base, date(2026, 11, 24)).unwrap()
}

fn shipped() -> &'static (Base, Catalogue) {
    static SHIPPED: OnceLock<(Base, Catalogue)> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let base = load(&Files::embedded());
        let catalogue = write(&base);
        (base, catalogue)
    })
}

/// The small base of the tests, with more rules and clauses.
fn small(more: &[(&str, &str)]) -> Base {
    let files = Files::from_folder(&Path::new(ROOT).join("tests/bases/petite")).unwrap();
    let mut list: Vec<Arc<Source>> = files.iter().cloned().collect();
    list.extend(more.iter().map(|(name, text)| Source::new((*name).to_owned(), *text)));
    load(&Files::from_list(list))
}

fn pages(catalogue: &Catalogue) -> impl Iterator<Item = (&str, &str)> {
    let is_page = |path: &str| Path::new(path).extension().is_some_and(|end| end == "html");
    let pages = catalogue.files.iter().filter(move |(path, _)| is_page(path));
    pages.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
}

fn page<'a>(catalogue: &'a Catalogue, path: &str) -> &'a str {
    let bytes = catalogue.files.get(path).unwrap_or_else(|| panic!("pas de page {path}"));
    std::str::from_utf8(bytes).unwrap()
}

fn parse<'a>(path: &str, page: &'a str) -> Document<'a> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).unwrap_or_else(|cause| panic!("{path} : {cause}"))
}

fn text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text).filter_map(|node| node.text());
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The page and the anchor that an address leads to, from a page.
fn target(from: &str, href: &str) -> (String, String) {
    let (path, anchor) = href.split_once('#').unwrap_or((href, ""));
    let path = path.split('?').next().unwrap_or_default();
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = match (path, path.strip_prefix("../")) {
        ("", _) => from.to_owned(),
        (_, Some(rest)) => rest.to_owned(),
        (path, None) if folder.is_empty() => path.to_owned(),
        (path, None) => format!("{folder}/{path}"),
    };
    (whole, anchor.to_owned())
}

fn ids(catalogue: &Catalogue) -> BTreeMap<String, BTreeSet<String>> {
    pages(catalogue)
        .map(|(path, source)| {
            let xml = parse(path, source);
            let mut ids = BTreeSet::new();
            for id in xml.descendants().filter_map(|node| node.attribute("id")) {
                assert!(ids.insert(id.to_owned()), "{path} : deux éléments `{id}`");
            }
            (path.to_owned(), ids)
        })
        .collect()
}

/// Every fault of the links and assets of a catalogue.
fn dead_links(catalogue: &Catalogue) -> Vec<String> {
    let ids = ids(catalogue);
    let mut faults = Vec::new();
    for (path, source) in pages(catalogue) {
        let xml = parse(path, source);
        for node in xml.descendants().filter(Node::is_element) {
            let is_anchor = node.has_tag_name("a");
            let addresses =
                ["href", "src", "action"].iter().filter_map(|name| node.attribute(*name));
            for address in addresses {
                if address.contains(':') {
                    let is_web = address.starts_with("https://") || address.starts_with("http://");
                    if !(is_anchor && is_web) {
                        faults.push(format!("{path} : {address} vient d’ailleurs"));
                    }
                    continue;
                }
                let (to, anchor) = target(path, address);
                let found = if anchor.is_empty() {
                    catalogue.files.contains_key(&to)
                } else {
                    ids.get(&to).is_some_and(|ids| ids.contains(&anchor))
                };
                if !found {
                    faults.push(format!("{path} : {address} ne mène nulle part"));
                }
            }
        }
    }
    faults
}

#[test]
fn chaque_lien_et_chaque_ancre_menent_quelque_part() {
    assert_eq!(dead_links(&shipped().1), [] as [String; 0]);
}

#[test]
fn chaque_chose_de_la_base_a_sa_page() {
    let (base, catalogue) = shipped();
    let title = |path: String| {
        let xml = parse(&path, page(catalogue, &path));
        text(xml.descendants().find(|node| node.has_tag_name("h1")).unwrap())
    };
    let same = |a: &str, b: &str| assert_eq!(clausier::text::fold(a), clausier::text::fold(b));
    for clause in base.clauses.values() {
        same(&title(format!("clauses/{}.html", clause.id)), &clause.title);
    }
    for rule in &base.rules {
        same(&title(format!("regles/{}.html", rule.id)), &rule.title);
    }
    for basis in base.legal.values() {
        same(&title(format!("fondements/{}.html", basis.id)), &basis.reference);
    }
    for duty in &base.duties {
        same(&title(format!("obligations/{}.html", duty.id)), &duty.title);
    }
    for value in base.dated.values() {
        same(&title(format!("valeurs/{}.html", value.id)), &value.title);
    }
    for policy in base.policies.values() {
        same(&title(format!("politiques/{}.html", policy.id)), &policy.title);
    }
}

#[test]
fn une_regle_se_lit_depuis_sa_clause_et_depuis_ses_references() {
    let (base, catalogue) = shipped();
    for rule in &base.rules {
        let address = format!("../regles/{}.html", rule.id);
        let cites = |path: String| page(catalogue, &path).contains(&format!("\"{address}\""));
        assert!(cites(format!("clauses/{}.html", rule.clause)), "{}", rule.id);
        for basis in &rule.bases {
            assert!(cites(format!("fondements/{basis}.html")), "{} {basis}", rule.id);
        }
    }
}

#[test]
fn une_reference_non_confirmee_est_marquee_partout_ou_elle_est_citee() {
    let (base, catalogue) = shipped();
    let unconfirmed: BTreeSet<String> = base
        .legal
        .values()
        .filter(|basis| !basis.confirmed)
        .map(|basis| format!("fondements/{}.html", basis.id))
        .collect();
    assert!(!unconfirmed.is_empty());
    for (path, source) in pages(catalogue) {
        let xml = parse(path, source);
        let marked = |node: Node<'_, '_>| text(node).contains("à vérifier");
        if unconfirmed.contains(path) {
            assert!(marked(xml.root_element()), "{path}");
        }
        for link in xml.descendants().filter(|node| node.has_tag_name("a")) {
            let to = target(path, link.attribute("href").unwrap_or_default()).0;
            if to == path || !unconfirmed.contains(&to) {
                continue;
            }
            let holder = link
                .ancestors()
                .find(|node| ["li", "tr", "p", "dd"].contains(&node.tag_name().name()));
            assert!(holder.is_some_and(marked), "{path} cite {to} sans le marquer");
        }
    }
}

#[test]
fn une_clause_non_relue_le_dit() {
    let (base, catalogue) = shipped();
    for clause in base.clauses.values().filter(|clause| clause.status != "relue") {
        let page = page(catalogue, &format!("clauses/{}.html", clause.id));
        assert!(page.contains("brouillon, non relue"), "{}", clause.id);
    }
}

#[test]
fn les_titres_descendent_sans_sauter_de_rang() {
    for (path, source) in pages(&shipped().1) {
        let xml = parse(path, source);
        let mut last = 0;
        for node in xml.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            let Some(rank) = name.strip_prefix('h').and_then(|rank| rank.parse::<u8>().ok()) else {
                continue;
            };
            assert!(rank <= last + 1, "{path} : {name} « {} » après h{last}", text(node));
            last = rank;
        }
        let n = xml.descendants().filter(|node| node.has_tag_name("h1")).count();
        assert_eq!(n, 1, "{path}");
    }
}

#[test]
fn aucun_script_ni_style_dans_une_page() {
    for (path, source) in pages(&shipped().1) {
        let xml = parse(path, source);
        for node in xml.descendants().filter(Node::is_element) {
            let inline = node.has_tag_name("style")
                || (node.has_tag_name("script") && !text(node).is_empty());
            let handler =
                node.attributes().any(|one| one.name().starts_with("on") || one.name() == "style");
            assert!(!inline && !handler, "{path} : {}", node.tag_name().name());
        }
    }
}

#[test]
fn la_meme_base_donne_les_memes_octets() {
    let (_, catalogue) = shipped();
    let mut files: Vec<Arc<Source>> = Files::embedded().iter().cloned().collect();
    files.reverse();
    let again = write(&load(&Files::from_list(files)));
    assert!(again.files == catalogue.files);
}

// ── A hostile base ──

const HOSTILE: &str = r#"
[[fondement]]
id = "loi-hostile"
titre = "<script>alert(1)</script> \" onmouseover=\"x"
reference = "</title><script>alert(2)</script>"
url = "javascript:alert(3)"
confirme = false

[[fondement]]
id = "index"
titre = "{{ 7 * 7 }} {% raw %}"
reference = "&amp; ]]> --><!--"
url = "https://exemple.test/'\"><script>"
confirme = true
"#;

const HOSTILE_RULE: &str = r#"
[[regle]]
id = "regle-hostile"
titre = "<img src=x onerror=alert(4)>"
clause = "reemploi"
niveau = "recommande"
portee = "lot"
fondements = ["loi-hostile", "index"]
motif = "<iframe src='https://exemple.test'>"
sources = ["<svg onload=alert(5)>"]
[regle.quand]
objet = { motif = "<script>|\\b(un|deux)\\b" }
[[regle.exemple]]
fiche = { objet = "<script>un", type = "services", faits = { } }
attendu = "applicable"
"#;

fn hostile() -> Base {
    small(&[
        ("rules/national/fondements.toml", HOSTILE),
        ("rules/national/hostile.toml", HOSTILE_RULE),
    ])
}

#[test]
fn une_base_hostile_ne_met_rien_d_elle_meme_dans_les_pages() {
    let catalogue = write(&hostile());
    assert_eq!(dead_links(&catalogue), [] as [String; 0]);
    for (path, source) in pages(&catalogue) {
        let xml = parse(path, source);
        for node in xml.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            assert!(!["img", "iframe", "svg", "b", "i"].contains(&name), "{path} : {name}");
            let is_ours = |src: &str| src.ends_with("recherche.js");
            let own = name != "script" || node.attribute("src").is_some_and(is_ours);
            assert!(own, "{path} : un script étranger");
            assert!(node.attributes().all(|one| !one.name().starts_with("on")), "{path} : {name}");
        }
    }
}

#[test]
fn la_recherche_n_ecrit_que_du_texte() {
    let script = fs::read_to_string(Path::new(ROOT).join("src/catalogue/recherche.js")).unwrap();
    assert!(script.contains("textContent"));
    for unsafe_way in ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("] {
        assert!(!script.contains(unsafe_way), "{unsafe_way}");
    }
}

#[test]
fn une_base_hostile_n_ecrit_pas_hors_du_dossier() {
    let catalogue = write(&hostile());
    for path in catalogue.files.keys() {
        let plain = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
        let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.~/".contains(c);
        assert!(plain && path.chars().all(safe) && path.matches('/').count() < 2, "{path}");
    }
    assert!(page(&catalogue, "fondements/~69ndex.html").contains("{{ 7 * 7 }}"));
    assert!(page(&catalogue, "fondements/index.html").contains("2 références"));
}

// ── Words ──

const NESTED: &str = r#"
[[regle]]
id = "imbriquee"
titre = "Conditions imbriquées"
clause = "reemploi"
niveau = "recommande"
portee = "marche"
sources = ["Test"]
motif = "Pour lire des groupes dans des groupes."
[regle.quand]
type = ["travaux", "services"]
cpv = "45"
objet = { motif = '\b(arbres?|haies?)\b' }
un_de = [{ duree_mois = { plus_de = 12 } }, { montant_ht = { au_moins = 25_000 }, livraisons = true }]
sauf = { un_de = [{ materiaux_reemployables = false }, { public_sensible = ["malades"] }] }
lots = { au_moins_un = { montant_ht = { moins_de = 90_000 } } }
[[regle.exemple]]
fiche = { objet = "Haie", type = "travaux", cpv = ["45000000"], montant_ht = 30_000.50, duree_mois = 14, faits = { materiaux_reemployables = true }, lots = [{ numero = 1, montant_ht = 30_000 }] }
attendu = "indeterminee"
"#;

/// The text of an element, one line a list item or a paragraph, indented as lists are.
fn outline(node: Node<'_, '_>, depth: usize, out: &mut String) {
    let mut line = String::new();
    for child in node.children() {
        match child.tag_name().name() {
            "ul" | "li" | "p" | "div" | "dl" | "h2" | "h3" | "details" => {
                flush(&mut line, depth, out);
                let deeper = usize::from(child.has_tag_name("ul"));
                outline(child, depth + deeper, out);
            }
            _ => {
                line.push(' ');
                line.push_str(&text(child));
            }
        }
    }
    flush(&mut line, depth, out);
}

fn flush(line: &mut String, depth: usize, out: &mut String) {
    let said = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if !said.is_empty() {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&said);
        out.push('\n');
    }
    line.clear();
}

#[test]
fn une_regle_se_lit_en_mots() {
    let catalogue = write(&small(&[("rules/national/imbriquee.toml", NESTED)]));
    let path = "regles/imbriquee.html";
    let xml = parse(path, page(&catalogue, path));
    let mut shown = String::new();
    outline(xml.descendants().find(|node| node.has_tag_name("main")).unwrap(), 0, &mut shown);
    insta::assert_snapshot!(shown);
}

#[test]
fn le_calendrier_dit_ce_que_devient_un_seuil() {
    let page = page(&shipped().1, "calendrier.html");
    let xml = parse("calendrier.html", page);
    let at = |id: &str| {
        let heading = xml.descendants().find(|node| node.attribute("id") == Some(id)).unwrap();
        text(heading.ancestors().find(|node| node.has_tag_name("section")).unwrap())
    };
    let day = at("j-2028-01-01");
    assert!(day.contains("seuil de procédure formalisée"), "{day}");
    assert!(day.contains("la suite n’est pas connue de la base"), "{day}");
}

// ── The command ──

fn desk(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("catalogue").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(desk: &Path, out: &str) -> Output {
    let base = Path::new(ROOT).join("tests/bases/petite");
    Command::new(env!("CARGO_BIN_EXE_clausier"))
        .args(["catalogue", "--date", "2026-11-24", "--sortie", out, "--base"])
        .arg(base)
        .current_dir(desk)
        .output()
        .unwrap()
}

#[test]
fn un_catalogue_ancien_est_remplace_en_entier() {
    let desk = desk("remplace");
    let first = run(&desk, "site");
    let said = String::from_utf8(first.stdout).unwrap();
    assert!(said.contains("pages écrites dans site. Ouvrir site/index.html"), "{said}");
    let page = fs::read(desk.join("site/index.html")).unwrap();
    assert!(run(&desk, "site").status.success());
    assert_eq!(fs::read(desk.join("site/index.html")).unwrap(), page);
    let left: Vec<_> = fs::read_dir(&desk).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left, ["site"]);
}

#[test]
fn un_chemin_qui_revient_en_arriere_ne_cree_rien() {
    let desk = desk("retour");
    let refused = run(&desk, "a/../site");
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("passe par un dossier qui n’existe pas, a/.."), "{said}");
    assert!(fs::read_dir(&desk).unwrap().next().is_none());
    fs::create_dir(desk.join("a")).unwrap();
    assert!(run(&desk, "a/../site").status.success());
}

/// What was added to a catalogue, or changed in it, is not ours to erase; nor is a folder that only holds a file of that name.
#[test]
fn un_catalogue_auquel_on_a_touche_est_laisse_tel_quel() {
    let desk = desk("touche");
    assert!(run(&desk, "ajoute").status.success());
    fs::write(desk.join("ajoute/notes.txt"), "à garder").unwrap();
    assert!(run(&desk, "modifie").status.success());
    fs::write(desk.join("modifie/index.html"), "annotée").unwrap();
    fs::create_dir(desk.join("these")).unwrap();
    fs::write(desk.join("these/catalogue.toml"), "[editeur]\n").unwrap();
    for folder in ["ajoute", "modifie", "these"] {
        let refused = run(&desk, folder);
        assert_eq!(refused.status.code(), Some(2), "{folder}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("ajouté ou modifié"), "{said}");
    }
    assert_eq!(fs::read_to_string(desk.join("ajoute/notes.txt")).unwrap(), "à garder");
}

#[test]
fn un_dossier_qui_n_est_pas_un_catalogue_est_laisse_tel_quel() {
    let desk = desk("refuse");
    fs::create_dir(desk.join("mes-documents")).unwrap();
    fs::write(desk.join("mes-documents/contrat.docx"), "important").unwrap();
    let refused = run(&desk, "mes-documents");
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("n’est pas un catalogue"), "{said}");
    assert_eq!(fs::read(desk.join("mes-documents/contrat.docx")).unwrap(), b"important");
}
