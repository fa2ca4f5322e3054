//! From the empty page to the documents, and back.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use super::desk::{Got, ROOT, example, fields, get, post, press, send};

fn opened(name: &str) -> Got {
    let page = post("/decrire", &[("fiche", &example(name)), ("faire", "ouvrir-texte")]);
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let name = file.name().unwrap().into_owned();
        out.insert(name, content);
    }
    out
}

/// What `clausier rediger` writes from a fiche.
fn drafted(name: &str, fiche: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("servir").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("fiche.toml"), fiche).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_clausier"))
        .args(["rediger", "fiche.toml", "--sortie", "dossier"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let read = std::fs::read_dir(folder.join("dossier"))
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    read.map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
    })
    .collect()
}

#[test]
fn la_page_vide_propose_des_exemples() {
    let page = get("/");
    assert_eq!(page.status, 200);
    for words in
        ["Décrire l’achat", "exemple:voirie", "exemple:denrees", "exemple:etude", "type=\"file\""]
    {
        assert!(page.text().contains(words), "{words}");
    }
}

#[test]
fn une_fiche_ouverte_et_rendue_ne_change_pas() {
    for name in ["voirie-monge-bossuet", "denrees-restauration-scolaire", "vetements-travail-epi"] {
        let next = press(&opened(name), "/decrire", "continuer:repondre", &[]);
        assert_eq!(next.fiche(), example(name), "{name}");
    }
}

#[test]
fn le_dossier_de_la_page_est_celui_de_rediger_octet_pour_octet() {
    for name in ["voirie-monge-bossuet", "denrees-restauration-scolaire", "etude-petite"] {
        let page = press(&opened(name), "/decrire", "continuer:choisir", &[]);
        let first = page.text();
        let clause = first.split("value=\"retenir:").nth(1).unwrap().split('"').next().unwrap();
        let page = press(&page, "/choisir", &format!("retenir:{clause}"), &[]);
        let page = press(&page, "/emporter", "", &[]);
        let fiche = page.fiche();
        assert!(fiche.contains(&format!("[decisions.{clause}]")), "{fiche}");
        let archive = post("/dossier.zip", &[("fiche", &fiche)]);
        assert_eq!(archive.headers["content-type"], "application/zip");
        let mut ours = unpacked(&archive.bytes);
        assert_eq!(ours.remove("fiche.toml").unwrap(), fiche.as_bytes());
        let theirs = drafted(name, &fiche);
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
        for (file, bytes) in &theirs {
            assert!(ours[file] == *bytes, "{name} : {file} diffère");
        }
        assert_eq!(archive.bytes, post("/dossier.zip", &[("fiche", &fiche)]).bytes);
    }
}

#[test]
fn les_fins_de_ligne_du_navigateur_ne_changent_pas_la_fiche() {
    let fiche = example("voirie-monge-bossuet");
    let sent = fiche.replace('\n', "\r\n");
    assert_eq!(post("/fiche.toml", &[("fiche", &sent)]).text(), fiche);
}

#[test]
fn un_formulaire_refuse_revient_rempli_chaque_faute_sur_son_champ() {
    let page = press(
        &get("/"),
        "/decrire",
        "continuer:repondre",
        &[
            ("objet", "  "),
            ("montant_ht", "beaucoup"),
            ("duree_mois", "0"),
            ("acheteur.siret", "12"),
            ("cpv", "99"),
        ],
    );
    let text = page.text();
    for (field, typed) in
        [("montant_ht", "beaucoup"), ("duree_mois", "0"), ("cpv", "99"), ("acheteur.siret", "12")]
    {
        assert!(
            text.contains(&format!("name=\"{field}\" type=\"text\" value=\"{typed}\"")),
            "{field}"
        );
    }
    for id in ["objet", "montant-ht", "duree-mois", "cpv"] {
        assert!(text.contains(&format!("id=\"{id}-erreur\"")), "{id}");
        assert!(text.contains(&format!("href=\"#{id}\"")), "{id}");
    }
}

#[test]
fn une_faute_que_la_bibliotheque_trouve_revient_sur_son_champ() {
    let page = press(
        &opened("voirie-monge-bossuet"),
        "/decrire",
        "continuer:repondre",
        &[("acheteur.siret", "123"), ("montant_ht", "1000")],
    );
    let text = page.text();
    assert!(text.contains("id=\"acheteur-siret-erreur\""), "{text}");
    assert!(text.contains("id=\"montant-ht-erreur\""));
}

#[test]
fn un_achat_se_decrit_de_la_page_vide() {
    let typed = [
        ("objet", "Mobilier de bureau pour la mairie annexe"),
        ("type", "fournitures"),
        ("montant_ht", "95 000,50 €"),
        ("date_lancement", "15/01/2027"),
        ("acheteur.categorie", "collectivite"),
        ("coller", "1\tBureaux\t39130000-2\t60 000\n2\tSièges\t\t35 000"),
    ];
    let page = press(&get("/"), "/decrire", "lots-coller", &typed);
    assert!(page.says("2 lots ajoutés"), "{}", page.text());
    let page = press(&page, "/decrire", "lot-dupliquer:1", &[]);
    let page = press(&page, "/decrire", "lot-retirer:2", &[]);
    let page = press(&page, "/decrire", "continuer:repondre", &[]);
    let expected = "objet = \"Mobilier de bureau pour la mairie annexe\"\ntype = \"fournitures\"\nmontant_ht = 95_000.50\ndate_lancement = 2027-01-15\n\n[acheteur]\ncategorie = \"collectivite\"\n\n[[lots]]\nnumero = 1\nobjet = \"Bureaux\"\ncpv = [\"39130000-2\"]\nmontant_ht = 60_000\n\n[[lots]]\nnumero = 2\nobjet = \"Sièges\"\nmontant_ht = 35_000\n";
    assert_eq!(page.fiche(), expected);
}

#[test]
fn une_question_passee_reste_ouverte_et_une_reponse_s_ecrit() {
    let page = press(&opened("voirie-monge-bossuet"), "/decrire", "continuer:repondre", &[]);
    let text = page.text();
    let first = text.split("value=\"passer:").nth(1).unwrap().split('"').next().unwrap();
    let passed = press(&page, "/repondre", &format!("passer:{first}"), &[]);
    assert_eq!(passed.fiche(), page.fiche());
    assert!(!passed.text().contains(&format!("value=\"passer:{first}\"")));
    let answered = press(&page, "/repondre", &format!("repondre-oui:{first}"), &[]);
    let fact = first.split('@').next().unwrap();
    assert!(answered.fiche().contains(&format!("{fact} = true")), "{}", answered.fiche());
    let forgotten = press(&answered, "/repondre", &format!("effacer:{first}"), &[]);
    assert_eq!(forgotten.fiche().trim(), page.fiche().trim());
}

#[test]
fn changer_une_reponse_ou_un_montant_montre_d_abord_l_effet() {
    let page = press(&opened("voirie-monge-bossuet"), "/decrire", "continuer:choisir", &[]);
    let described = press(&page, "/decrire", "", &[]);
    let compared =
        press(&described, "/decrire", "continuer:choisir", &[("montant_ht", "12 000 000")]);
    let text = compared.text();
    assert!(text.contains("Ce que ce changement ajoute et retire"), "{text}");
    assert!(text.contains("Rien n’est encore appliqué"));
    let before = page.fiche();
    assert_eq!(press(&compared, "/decrire", "annuler:choisir", &[]).fiche(), before);
    let back = press(&compared, "/decrire", "revenir", &[]);
    assert_eq!(back.fiche(), before);
    assert!(fields(&back).contains(&("montant_ht".into(), "12 000 000".into())));
    assert!(press(&compared, "/choisir", "", &[]).fiche().contains("montant_ht = 12_000_000"));
}

#[test]
fn ecarter_demande_un_motif_et_ne_perd_rien_de_saisi() {
    let page = press(&opened("voirie-monge-bossuet"), "/decrire", "continuer:choisir", &[]);
    let text = page.text();
    let clause =
        text.split("value=\"ecarter:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let refused = press(&page, "/choisir", &format!("ecarter:{clause}"), &[]);
    assert!(refused.text().contains("Dire pourquoi la clause est écartée"));
    assert_eq!(refused.fiche(), page.fiche());
    let motif = format!("motif:{clause}");
    let done =
        press(&refused, "/choisir", &format!("ecarter:{clause}"), &[(&motif, "Déjà couverte")]);
    assert!(done.fiche().contains("motif = \"Déjà couverte\""), "{}", done.fiche());
    let back = press(&done, "/choisir", &format!("oublier:{clause}"), &[]);
    assert_eq!(back.fiche(), page.fiche());
}

#[test]
fn une_valeur_saisie_sur_une_carte_suit_quel_que_soit_le_bouton() {
    let page = press(&opened("voirie-monge-bossuet"), "/decrire", "continuer:choisir", &[]);
    let field = fields(&page)
        .into_iter()
        .find(|(name, value)| name.starts_with("var:") && value.ends_with('%'));
    let (name, _) = field.unwrap();
    let next = press(&page, "/emporter", "", &[(&name, "1 %")]);
    assert!(next.fiche().contains("= 0.01 }"), "{}", next.fiche());
    let refused = press(&page, "/emporter", "", &[(&name, "un peu")]);
    assert!(refused.text().contains("Choisir les clauses"));
    assert!(refused.text().contains("value=\"un peu\""));
}

#[test]
fn les_lots_gardent_leurs_reponses_et_leurs_decisions() {
    let fiche = format!(
        "{}\n[decisions.insertion-heures.lots.2]\nstatut = \"retenue\"\n",
        example("voirie-monge-bossuet")
    );
    let page = post("/decrire", &[("fiche", &fiche), ("faire", "ouvrir-texte")]);
    let page = press(&page, "/decrire", "lot-retirer:0", &[]);
    let page = press(&page, "/decrire", "continuer:repondre", &[("lot.0.numero", "1")]);
    let text = page.fiche();
    assert!(text.contains("[decisions.insertion-heures.lots.1]"), "{text}");
    assert!(!text.contains("materiaux_reemployables"), "{text}");
    let copied = post("/decrire", &[("fiche", &fiche), ("faire", "ouvrir-texte")]);
    let copied = press(&copied, "/decrire", "lot-dupliquer:0", &[("lot.0.montant_ht", "10")]);
    let copied = press(&copied, "/decrire", "continuer:repondre", &[("lot.1.montant_ht", "10")]);
    assert_eq!(
        copied.fiche().matches("materiaux_reemployables = true").count(),
        2,
        "{}",
        copied.text()
    );
}

#[test]
fn une_dispense_se_choisit_avec_son_motif() {
    let fiche = example("groupe-scolaire").replace("duree_mois = 22", "duree_mois = 5");
    let page = post("/choisir", &[("fiche", &fiche)]);
    let text = page.text();
    let duty =
        text.split("value=\"dispenser:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (case, reason) = (format!("cas:{duty}"), format!("dispense:{duty}"));
    let choice = text.split(&format!("name=\"{case}\" value=\"")).nth(1).unwrap();
    let choice = choice.split('"').next().unwrap().to_owned();
    let action = format!("dispenser:{duty}");
    let refused = press(&page, "/choisir", &action, &[(&case, &choice)]);
    assert_eq!(refused.fiche(), fiche);
    let done = press(&refused, "/choisir", &action, &[(&case, &choice), (&reason, "Cinq mois")]);
    assert!(done.fiche().contains(&format!("[dispenses.{duty}]")), "{}", done.text());
    assert_eq!(
        press(&done, "/choisir", &format!("imposer:{duty}"), &[]).fiche().trim(),
        fiche.trim()
    );
}

#[test]
fn chaque_document_se_lit_et_se_telecharge() {
    let fiche = example("etude-petite");
    let read = post("/document/note_justificative", &[("fiche", &fiche)]);
    assert_eq!(read.status, 200);
    assert!(
        read.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'")
    );
    assert!(!read.text().contains("<script"));
    let word = post("/document/note_justificative.docx", &[("fiche", &fiche)]);
    assert_eq!(&word.bytes[..2], b"PK");
    assert_eq!(post("/document/passwd", &[("fiche", &fiche)]).status, 404);
}

#[test]
fn une_fiche_fautive_se_corrige_dans_la_page() {
    let page = post(
        "/decrire",
        &[("fiche", "objet = \"x\"\ntype = \"servces\"\n"), ("faire", "ouvrir-texte")],
    );
    let text = page.text();
    assert!(page.says("Ligne 2"), "{text}");
    assert!(text.contains("<textarea id=\"fiche\""));
    for path in ["/repondre", "/choisir", "/emporter", "/dossier.zip", "/fiche.toml"] {
        let page = post(path, &[("fiche", "objet = ")]);
        assert!(page.text().contains("La fiche a des fautes"), "{path}");
    }
}

#[test]
fn un_fichier_s_ouvre_par_son_contenu_seul() {
    let body = |bytes: &[u8]| {
        let mut all = b"--X\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"../../etc/passwd\"\r\nContent-Type: text/plain\r\n\r\n".to_vec();
        all.extend_from_slice(bytes);
        all.extend_from_slice(b"\r\n--X--\r\n");
        all
    };
    let kind = "multipart/form-data; boundary=X";
    let fiche = example("etude-petite");
    let page = send("/ouvrir", kind, body(fiche.as_bytes()));
    assert!(page.text().contains("Fiche ouverte"), "{}", page.text());
    assert_eq!(page.fiche(), fiche);
    assert_eq!(send("/ouvrir", kind, body(b"\xff\xfe")).status, 400);
    assert_eq!(send("/ouvrir", kind, body(b"")).status, 200);
    assert_eq!(send("/ouvrir", "text/plain", "x").status, 415);
}

#[test]
fn une_adresse_seule_ne_montre_rien_de_garde() {
    for path in ["/decrire", "/repondre", "/choisir", "/emporter", "/ouvrir", "/document/cctp"] {
        let page = get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains("Rien n’est gardé sur le serveur"), "{path}");
    }
    let _ = ROOT;
}
