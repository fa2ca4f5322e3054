// Le catalogue dans un vrai navigateur, ouvert depuis le disque : recherche, pages, impression, largeurs, accessibilité.
// CATALOGUE : le dossier du site. CHROMIUM : le navigateur, à défaut /usr/bin/chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { faults, launch, narrow, wide } from "./outils.mjs";

const site = process.env.CATALOGUE;
assert.ok(site, "CATALOGUE doit nommer le dossier du site");
const address = (page) => pathToFileURL(join(site, page)).href.replace(/%23/g, "#").replace(/%3F/g, "?");

// Une page de chaque sorte.
const kinds = [
  "index.html",
  "recherche.html",
  "calendrier.html",
  "faits.html",
  "clauses/index.html",
  "clauses/insertion-heures.html",
  "clauses/allotissement.html",
  "regles/index.html",
  "regles/insertion-travaux.html",
  "obligations/condition-sociale.html",
  "fondements/index.html",
  "fondements/insertion-taux.html",
  "valeurs/index.html",
  "valeurs/seuils.procedure_formalisee.html",
  "politiques/dijon-2024-2027.html",
  "familles/nettoyage.html",
];

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** Une page ouverte, et ce que sa console a dit. */
async function open(page, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const said = [];
  tab.on("console", (message) => said.push(`${message.type()} : ${message.text()}`));
  tab.on("pageerror", (error) => said.push(`erreur : ${error.message}`));
  tab.on("requestfailed", (request) => said.push(`échec : ${request.url()}`));
  tab.on("request", (request) => { if (!request.url().startsWith("file:")) said.push(`réseau : ${request.url()}`); });
  await tab.goto(address(page));
  return { tab, said, close: () => context.close() };
}

test("la recherche trouve une clause, malgré les accents et les pluriels, et y mène", async () => {
  const { tab, said, close } = await open("index.html");
  await tab.getByRole("searchbox").fill("heure d’INSERTIONS");
  const status = tab.getByRole("status");
  await assert.doesNotReject(status.getByText(/résultats? :|premiers :/).waitFor({ timeout: 5000 }));
  const link = tab.getByRole("link", { name: /^Insertion : heures de travail réservées/ });
  await link.first().click();
  await tab.waitForURL(/clauses\/insertion-heures\.html$/);
  assert.match(await tab.getByRole("heading", { level: 1 }).innerText(), /^Insertion/);
  assert.deepEqual(said, []);
  await close();
});

test("la recherche lit aussi le texte des clauses et dit quand elle ne trouve rien", async () => {
  const { tab, close } = await open("recherche.html");
  await tab.getByRole("searchbox").fill("globalisées bassin d’emploi");
  assert.ok(await tab.locator("#resultats a").count() > 0);
  await tab.getByRole("searchbox").fill("zzzz");
  assert.match(await tab.getByRole("status").innerText(), /Rien ne correspond/);
  await close();
});

test("depuis une page, le bandeau mène à la recherche avec ses mots", async () => {
  const { tab, said, close } = await open("regles/insertion-travaux.html");
  await tab.getByRole("searchbox", { name: "Chercher dans le catalogue" }).fill("seuil");
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/recherche\.html\?q=seuil$/);
  assert.ok(await tab.locator("#resultats a").count() > 3);
  assert.deepEqual(said, []);
  await close();
});

test("au clavier, le premier arrêt saute au contenu", async () => {
  const { tab, close } = await open("clauses/insertion-heures.html");
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Aller au contenu");
  await tab.keyboard.press("Enter");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "contenu");
  await close();
});

test("de la clause à la règle, de la règle à la référence, et retour", async () => {
  const { tab, said, close } = await open("clauses/insertion-heures.html");
  await tab.getByRole("link", { name: "Heures d’insertion : travaux", exact: true }).first().click();
  await tab.waitForURL(/regles\/insertion-travaux\.html$/);
  await tab.getByRole("rowheader").getByRole("link").first().click();
  await tab.waitForURL(/fondements\//);
  await tab.getByRole("link", { name: "Heures d’insertion : travaux", exact: true }).click();
  await tab.waitForURL(/regles\/insertion-travaux\.html$/);
  assert.deepEqual(said, []);
  await close();
});

test("à l’impression, il reste le texte, sans les menus", async () => {
  const { tab, close } = await open("clauses/insertion-heures.html");
  await tab.emulateMedia({ media: "print" });
  assert.equal(await tab.getByRole("navigation", { name: "Rubriques" }).isVisible(), false);
  assert.equal(await tab.getByRole("search").isVisible(), false);
  assert.equal(await tab.getByRole("heading", { name: "Textes" }).isVisible(), true);
  const pdf = await tab.pdf({ format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  await close();
});

for (const page of kinds) {
  test(`${page} : console muette, aucune barre horizontale, accessible en clair et en sombre`, async () => {
    for (const [colorScheme, width] of [["light", narrow], ["dark", wide], ["light", wide], ["dark", narrow]]) {
      const { tab, said, close } = await open(page, { colorScheme, viewport: { width, height: 800 } });
      const taken = await tab.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(taken <= width, `${taken} px de large dans ${width}`);
      // Chaque thème et chaque largeur une fois : les croiser n’apprendrait rien de plus.
      const isRead = (colorScheme === "light") === (width === narrow);
      if (isRead) assert.deepEqual(await faults(tab), [], `${colorScheme}, ${width} px`);
      assert.deepEqual(said, []);
      await close();
    }
  });
}
