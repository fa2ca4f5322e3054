//! The commands beyond one consultation: a base proved, compared and reviewed, all the purchases of a buyer, what is published.

use std::io::Write;

use clap::Subcommand;

use super::{
    Outcome, Stop, agec, catalogue, comparer, couverture, exporter, portefeuille, prouver, revue,
    schema, tester, verifier,
};

#[derive(Subcommand)]
pub enum Command {
    #[command(
        about = "Donne ce qu’une consultation fait publier : valeurs des données essentielles, champs eForms"
    )]
    Exporter(exporter::Args),
    #[command(
        about = "Prépare la déclaration annuelle des achats réemployés et recyclés (loi AGEC, art. 58)"
    )]
    Agec(agec::Args),
    #[command(about = "Vérifie une base de règles : renvois, exemples, textes, cartes, rédaction")]
    Verifier(verifier::Args),
    #[command(
        about = "Prouve les garanties d’une base sur tous les achats possibles, ou montre celui qui les réfute"
    )]
    Prouver(prouver::Args),
    #[command(
        about = "Dit ce qu’une base de règles change par rapport à une autre, prouvé ou montré par un achat"
    )]
    Comparer(comparer::Args),
    #[command(about = "Rejoue un dossier de fiches et dit ce qui n’est plus le résultat accepté")]
    Tester(tester::Args),
    #[command(
        about = "Liste les cartes à faire relire, les plus anciennes d’abord, et signe une relecture"
    )]
    Revue(revue::Args),
    #[command(about = "Dit ce que la base couvre : politique, droit, familles d’achat, cartes")]
    Couverture(couverture::Args),
    #[command(
        about = "Lit tous les achats d’un acheteur (données essentielles, programme, fiches) : ce qui leur serait recommandé, ce qu’ils déclarent"
    )]
    Portefeuille(portefeuille::Args),
    #[command(about = "Écrit la base en un site à relire hors ligne : clauses, règles, références")]
    Catalogue(catalogue::Args),
    #[command(
        about = "Écrit le schéma JSON d’un fichier, pour l’éditeur, ou d’une réponse, pour les programmes"
    )]
    Schema(schema::Args),
}

pub fn run(command: &Command, out: &mut dyn Write) -> Result<Outcome, Stop> {
    match command {
        Command::Exporter(args) => exporter::run(args, out),
        Command::Agec(args) => agec::run(args, out),
        Command::Verifier(args) => verifier::run(args, out),
        Command::Prouver(args) => prouver::run(args, out),
        Command::Comparer(args) => comparer::run(args, out),
        Command::Tester(args) => tester::run(args, out),
        Command::Revue(args) => revue::run(args, out),
        Command::Couverture(args) => couverture::run(args, out),
        Command::Portefeuille(args) => portefeuille::run(args, out),
        Command::Catalogue(args) => catalogue::run(args, out),
        Command::Schema(args) => schema::run(args, out),
    }
}
