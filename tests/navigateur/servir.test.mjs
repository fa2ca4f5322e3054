// La page des acheteurs dans un vrai navigateur : le parcours à la souris, au clavier seul, sans script ; retour, rechargement, deux onglets.
// CLAUSIER : le programme. CHROMIUM : le navigateur, à défaut /usr/bin/chromium.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { faults, launch, narrow, unpacked, wide } from "./outils.mjs";

const binary = process.env.CLAUSIER;
assert.ok(binary, "CLAUSIER doit nommer le programme");
const examples = new URL("../../exemples/", import.meta.url);
const fiches = [
  ["voirie-monge-bossuet", "Travaux de voirie en trois lots"],
  ["denrees-restauration-scolaire", "Denrées pour la restauration scolaire"],
];

let browser, server, address;
before(async () => {
  browser = await launch();
  server = spawn(binary, ["servir", "--adresse", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  address = await new Promise((found) => {
    server.stdout.on("data", (text) => { const at = /http:\/\/[\d.:]+\//.exec(text); if (at) found(at[0]); });
  });
});
after(async () => {
  await browser?.close();
  server?.kill("SIGTERM");
});

/** Un onglet, et ce que sa console a dit. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: wide, height: 900 }, locale: "fr-FR", ...options });
  const said = [];
  const fresh = async () => {
    const tab = await context.newPage();
    tab.on("console", (message) => said.push(`${message.type()} : ${message.text()}`));
    tab.on("pageerror", (error) => said.push(`erreur : ${error.message}`));
    tab.on("request", (request) => { if (!/^(http:\/\/127\.0\.0\.1|data:)/.test(request.url())) said.push(`réseau : ${request.url()}`); });
    await tab.goto(address);
    return tab;
  };
  return { tab: await fresh(), fresh, said, close: () => context.close() };
}

const heading = (tab, name) => tab.getByRole("heading", { level: 1, name }).waitFor();
const fiche = (tab) => tab.locator("input[name=fiche]").inputValue();

/** La page ne déborde pas, et axe-core n’y trouve rien. */
async function check(tab, where) {
  const { width } = tab.viewportSize();
  const taken = await tab.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(taken <= width, `${where} : ${taken} px de large dans ${width}`);
  assert.deepEqual(await faults(tab), [], where);
}

async function download(tab, press) {
  const [file] = await Promise.all([tab.waitForEvent("download"), press()]);
  return readFileSync(await file.path());
}

/** Le dossier téléchargé est, octet pour octet, celui que `rediger` écrit de la fiche téléchargée. */
async function sameDossier(archive, text) {
  const folder = mkdtempSync(join(tmpdir(), "clausier-"));
  try {
    writeFileSync(join(folder, "fiche.toml"), text);
    spawnSync(binary, ["rediger", "fiche.toml", "--sortie", "dossier"], { cwd: folder });
    const ours = unpacked(archive);
    assert.deepEqual(ours.get("fiche.toml"), text);
    ours.delete("fiche.toml");
    const theirs = readdirSync(join(folder, "dossier")).sort();
    assert.deepEqual([...ours.keys()].sort(), theirs);
    for (const name of theirs) assert.ok(ours.get(name).equals(readFileSync(join(folder, "dossier", name))), `${name} diffère`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Avance au clavier jusqu’à un élément de ce nom. */
async function reach(tab, name) {
  for (let n = 0; n < 400; n += 1) {
    await tab.keyboard.press("Tab");
    const found = await tab.evaluate(() => {
      const one = document.activeElement;
      const label = one?.labels?.[0]?.textContent ?? one?.textContent ?? "";
      const outline = one ? getComputedStyle(one).outlineStyle : "none";
      return { label: label.replace(/\s+/g, " ").trim(), outline };
    });
    if (found.label.startsWith(name)) {
      assert.notEqual(found.outline, "none", `le focus se voit sur « ${name} »`);
      return;
    }
  }
  assert.fail(`« ${name} » ne s’atteint pas au clavier`);
}

for (const [name, title] of fiches) {
  test(`${name} : le parcours à la souris, chaque page accessible`, async () => {
    const { tab, said, close } = await open();
    await check(tab, "accueil");
    await tab.getByLabel("Ouvrir une fiche enregistrée").setInputFiles(new URL(`${name}.toml`, examples).pathname);
    await tab.getByRole("button", { name: "Ouvrir la fiche" }).click();
    await tab.getByText("Fiche ouverte").first().waitFor();
    await check(tab, "décrire");
    await tab.getByRole("button", { name: "Continuer : répondre" }).click();
    await heading(tab, "Répondre aux questions");
    await check(tab, "répondre");
    const question = await tab.locator("#question").innerText();
    await tab.getByRole("button", { name: "Je ne sais pas" }).click();
    await tab.waitForFunction((text) => document.getElementById("question")?.innerText !== text, question);
    assert.equal(await tab.evaluate(() => document.activeElement.id), "question");
    await tab.getByRole("button", { name: "Continuer : choisir les clauses" }).click();
    await heading(tab, "Choisir les clauses");
    await check(tab, "choisir");
    await tab.getByRole("button", { name: /^Retenir/ }).first().click();
    await tab.locator(".carte.retenue").first().waitFor();
    const card = tab.locator("section[aria-labelledby=essentielles] .carte").first();
    await card.locator("summary", { hasText: "Décider" }).click();
    await card.getByRole("button", { name: /^Écarter/ }).click();
    await tab.getByText("Dire pourquoi la clause est écartée").first().waitFor();
    assert.match(await tab.evaluate(() => document.activeElement.id), /^motif-/);
    await check(tab, "choisir, avec une faute");
    await tab.keyboard.type("Déjà couverte par le cadre de la collectivité");
    await tab.locator("section[aria-labelledby=essentielles] .carte").first().getByRole("button", { name: /^Écarter/ }).click();
    await tab.getByText("Écartée : Déjà couverte").waitFor();
    await tab.getByRole("button", { name: "Continuer : emporter les documents" }).click();
    await heading(tab, "Emporter les documents");
    await check(tab, "emporter");
    const archive = await download(tab, () => tab.getByRole("button", { name: "Télécharger le dossier" }).click());
    const text = await download(tab, () => tab.getByRole("button", { name: "Enregistrer la fiche" }).click());
    assert.match(text.toString(), /motif = "Déjà couverte/);
    await sameDossier(archive, text);
    const [preview] = await Promise.all([tab.waitForEvent("popup"), tab.getByRole("button", { name: /^Lire : Note/ }).click()]);
    await preview.getByText("Déjà couverte").first().waitFor();
    await preview.close();
    await tab.getByRole("button", { name: /Décrire/ }).click();
    await tab.getByLabel("Politique d’achat").selectOption("");
    await tab.getByRole("button", { name: "Voir tout de suite" }).click();
    await heading(tab, "Ce que ce changement ajoute et retire");
    await check(tab, "comparer");
    await tab.getByRole("button", { name: "Ne rien changer" }).click();
    await heading(tab, "Choisir les clauses");
    assert.equal(await fiche(tab), text.toString());
    assert.deepEqual(said, []);
    await close();
  });

  test(`${name} : au clavier seul, de la page vide au téléchargement`, async () => {
    const { tab, said, close } = await open();
    await reach(tab, title);
    await tab.keyboard.press("Enter");
    await tab.getByText("Fiche ouverte").first().waitFor();
    await reach(tab, "Continuer : répondre");
    await tab.keyboard.press("Enter");
    await heading(tab, "Répondre aux questions");
    await tab.waitForFunction(() => document.activeElement.id === "question");
    await reach(tab, "Je ne sais pas");
    await tab.keyboard.press("Enter");
    await tab.getByText("Question passée").first().waitFor();
    await reach(tab, "Continuer : choisir");
    await tab.keyboard.press("Enter");
    await heading(tab, "Choisir les clauses");
    await reach(tab, "Retenir");
    await tab.keyboard.press("Enter");
    await tab.locator(".carte.retenue").first().waitFor();
    await tab.waitForFunction(() => document.activeElement.classList.contains("retenue"));
    await reach(tab, "Continuer : emporter");
    await tab.keyboard.press("Enter");
    await heading(tab, "Emporter les documents");
    await reach(tab, "Télécharger le dossier");
    const archive = await download(tab, () => tab.keyboard.press("Enter"));
    await reach(tab, "Enregistrer la fiche");
    await sameDossier(archive, await download(tab, () => tab.keyboard.press("Enter")));
    assert.deepEqual(said, []);
    await close();
  });

  test(`${name} : sans script, le même parcours et le même dossier`, async () => {
    const { tab, close } = await open({ javaScriptEnabled: false });
    await tab.getByLabel("Ouvrir une fiche enregistrée").setInputFiles(new URL(`${name}.toml`, examples).pathname);
    await tab.getByRole("button", { name: "Ouvrir la fiche" }).click();
    await tab.getByRole("button", { name: "Ajouter un lot" }).click();
    await tab.getByRole("button", { name: /^Retirer/ }).last().click();
    await tab.getByRole("button", { name: "Continuer : répondre" }).click();
    await heading(tab, "Répondre aux questions");
    await tab.getByRole("button", { name: "Je ne sais pas" }).click();
    await tab.getByRole("button", { name: "Continuer : choisir les clauses" }).click();
    await heading(tab, "Choisir les clauses");
    await tab.getByRole("button", { name: /^Retenir/ }).first().click();
    await tab.locator(".carte.retenue").first().waitFor();
    await tab.getByRole("button", { name: "Continuer : emporter les documents" }).click();
    await heading(tab, "Emporter les documents");
    const archive = await download(tab, () => tab.getByRole("button", { name: "Télécharger le dossier" }).click());
    await sameDossier(archive, await download(tab, () => tab.getByRole("button", { name: "Enregistrer la fiche" }).click()));
    await close();
  });
}

test("un achat se décrit de la page vide, la famille et les codes se trouvent en tapant", async () => {
  const { tab, said, close } = await open();
  await tab.getByLabel("Objet", { exact: true }).fill("Enrobés et bordures de trottoir");
  await tab.getByText("Famille d’achat reconnue").waitFor();
  await tab.locator("summary", { hasText: "Chercher un code CPV" }).click();
  await tab.getByLabel("Mots de l’objet, ou").fill("travaux routiers");
  await tab.getByRole("button", { name: "Ajouter 45233140-2" }).click();
  await tab.getByText("Code 45233140-2 ajouté").first().waitFor();
  assert.equal(await tab.getByLabel("Codes CPV").inputValue(), "45233140-2");
  assert.equal(await tab.getByLabel("Objet", { exact: true }).inputValue(), "Enrobés et bordures de trottoir");
  await tab.getByRole("button", { name: "Continuer : répondre" }).click();
  await heading(tab, "Répondre aux questions");
  assert.match(await fiche(tab), /^objet = "Enrobés et bordures de trottoir"\ncpv = \["45233140-2"\]\n/);
  assert.deepEqual(said, []);
  await close();
});

test("une saisie refusée revient remplie, le clavier sur la liste des fautes", async () => {
  const { tab, said, close } = await open();
  await tab.getByLabel("Montant estimé").fill("beaucoup");
  await tab.keyboard.press("Enter");
  await tab.getByRole("group", { name: /points? à corriger/ }).waitFor();
  assert.equal(await tab.evaluate(() => document.activeElement.id), "fautes");
  assert.equal(await tab.getByLabel("Montant estimé").inputValue(), "beaucoup");
  await check(tab, "décrire, avec des fautes");
  await tab.getByRole("link", { name: /montant en euros/ }).click();
  assert.equal(await tab.evaluate(() => document.activeElement.id), "montant-ht");
  const described = await tab.getByLabel("Montant estimé").getAttribute("aria-describedby");
  assert.ok(described.includes("montant-ht-erreur"));
  assert.deepEqual(said, []);
  await close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`retour, rechargement et deux onglets${javaScriptEnabled ? "" : ", sans script"}`, async () => {
    const { tab, fresh, close } = await open({ javaScriptEnabled });
    await tab.getByRole("button", { name: fiches[0][1] }).click();
    await tab.getByLabel("Nom").waitFor();
    await tab.getByRole("button", { name: "Voir tout de suite" }).click();
    await heading(tab, "Choisir les clauses");
    await tab.getByRole("button", { name: /^Retenir/ }).first().click();
    await tab.locator(".carte.retenue").first().waitFor();
    const kept = await fiche(tab);
    await tab.reload();
    await tab.locator(".carte.retenue").first().waitFor();
    assert.equal(await fiche(tab), kept);
    const other = await fresh();
    await other.getByRole("button", { name: fiches[1][1] }).click();
    await other.getByLabel("Nom").waitFor();
    await tab.goBack();
    await heading(tab, "Choisir les clauses");
    await tab.locator(".carte.retenue").first().waitFor({ state: "detached" });
    assert.doesNotMatch(await fiche(tab), /decisions/);
    await tab.goForward();
    await tab.locator(".carte.retenue").first().waitFor();
    assert.equal(await fiche(tab), kept);
    assert.match(await fiche(other), /Denrées/);
    await close();
  });
}

test("sans le réseau, la page le dit et garde la saisie", async () => {
  const { tab, close } = await open();
  await tab.getByLabel("Objet", { exact: true }).fill("Mobilier scolaire");
  await tab.context().setOffline(true);
  await tab.getByRole("button", { name: "Continuer : répondre" }).click();
  await tab.getByText("Le serveur n’a pas répondu").waitFor({ state: "attached" });
  assert.equal(await tab.getByLabel("Objet", { exact: true }).inputValue(), "Mobilier scolaire");
  await close();
});

test("chaque page tient dans 360 px, en clair et en sombre, et à 200 %", async () => {
  for (const [width, colorScheme] of [[narrow, "light"], [narrow, "dark"], [wide / 2, "light"], [wide, "dark"]]) {
    const { tab, said, close } = await open({ viewport: { width, height: 800 }, colorScheme });
    await tab.getByRole("button", { name: fiches[0][1] }).click();
    await tab.getByText("Fiche ouverte").first().waitFor();
    await check(tab, `décrire ${width} ${colorScheme}`);
    for (const [step, title] of [["Répondre", "Répondre aux questions"], ["Choisir", "Choisir les clauses"], ["Emporter", "Emporter les documents"]]) {
      await tab.getByRole("navigation", { name: "Étapes" }).getByRole("button", { name: step }).click();
      await heading(tab, title);
      for (const one of await tab.locator("main details > summary").all()) if (await one.isVisible()) await one.click();
      await check(tab, `${step} ${width} ${colorScheme}`);
    }
    assert.deepEqual(said, []);
    await close();
  }
});

test("une fiche fautive et une adresse inconnue ont des pages lisibles", async () => {
  const { tab, close } = await open();
  const folder = mkdtempSync(join(tmpdir(), "clausier-"));
  const path = join(folder, "fautive.toml");
  writeFileSync(path, "objet = \"Mobilier\"\nmontant = 3\ntype = \"meubles\"\n");
  await tab.locator("input[type=file]").setInputFiles(path);
  await tab.getByRole("button", { name: "Ouvrir la fiche" }).click();
  await heading(tab, "La fiche a des fautes");
  await check(tab, "fiche fautive");
  await tab.goto(`${address}nulle-part`);
  await heading(tab, /./);
  await check(tab, "adresse inconnue");
  rmSync(folder, { recursive: true });
  await close();
});
