//! Tables in Parquet, where the program is built to read them; the word that says how, where it is not.

use super::sources::{Desk, extract};

#[cfg(not(feature = "parquet"))]
#[test]
fn sans_la_lecture_du_parquet_le_message_dit_comment_l_avoir() {
    let desk = Desk::new("parquet-absent");
    desk.put("contrats.parquet", &extract("tabulaire.parquet"));
    let (status, report) = desk.json(&["contrats.parquet"], b"");
    let why = report["sources"]["contrats.parquet"]["arrets"][0].as_str().unwrap();
    assert!(status == 1 && why.contains("--features parquet") && why.contains("CSV"), "{why}");
}

#[cfg(feature = "parquet")]
mod read {
    use super::{Desk, extract};

    #[test]
    fn un_parquet_dit_ce_que_dit_le_csv_du_meme_tableau() {
        let desk = Desk::new("parquet");
        desk.put("t.parquet", &extract("tabulaire.parquet"));
        desk.put("t.csv", &extract("tabulaire.csv"));
        let (status, columnar) = desk.json(&["t.parquet"], b"");
        let (_, tabular) = desk.json(&["t.csv"], b"");
        assert_eq!(status, 0);
        for key in ["lus", "evalues", "contrats", "montants"] {
            assert_eq!(columnar[key], tabular[key], "{key}");
        }
    }

    /// The list of texts of a column, which the CSV of that extract does not have.
    #[test]
    fn une_colonne_de_listes_se_lit() {
        let desk = Desk::new("parquet-listes");
        desk.put("t.parquet", &extract("tabulaire.parquet"));
        let (_, report) = desk.json(&["t.parquet"], b"");
        let axes = report["axes"].as_array().unwrap();
        let social = axes.iter().find(|axis| axis["axe"] == "social").unwrap();
        assert!(
            social["declares"].as_u64() > Some(0) && social["declares_sans"].as_u64() > Some(0)
        );
    }

    #[test]
    fn un_parquet_coupe_est_refuse() {
        let desk = Desk::new("parquet-coupe");
        let whole = extract("tabulaire.parquet");
        desk.put("t.parquet", &whole[..whole.len() / 2]);
        let (status, report) = desk.json(&["t.parquet"], b"");
        let why = report["sources"]["t.parquet"]["arrets"][0].as_str().unwrap();
        assert!(status == 1 && why.contains("coupé"), "{why}");
    }

    #[test]
    fn un_bloc_abime_garde_ce_qui_le_precede() {
        let desk = Desk::new("parquet-abime");
        let mut bytes = extract("tabulaire.parquet");
        // The first page of the second group of rows: what stands before is read.
        let magic = [0x28, 0xb5, 0x2f, 0xfd];
        let starts: Vec<usize> =
            (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == magic).collect();
        let last = *starts.last().unwrap();
        bytes[last..last + 4].fill(0);
        desk.put("t.parquet", &bytes);
        let (status, report) = desk.json(&["t.parquet"], b"");
        let why = report["sources"]["t.parquet"]["arrets"][0].as_str().unwrap();
        assert!(status == 1 && why.contains("ce qui précède est gardé"), "{why}");
        assert_eq!(report["lus"], 8);
    }

    #[test]
    fn l_entree_standard_ne_peut_pas_porter_un_parquet() {
        let desk = Desk::new("parquet-flux");
        let (status, report) = desk.json(&["-"], &extract("tabulaire.parquet"));
        let why = report["sources"]["-"]["arrets"][0].as_str().unwrap();
        assert!(status == 1 && why.contains("se lit d’un fichier"), "{why}");
    }
}
