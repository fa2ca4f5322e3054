// Le tableau de bord dans un vrai navigateur, ouvert depuis le disque : tri, listes, impression, largeurs, accessibilité.
// TABLEAU : la page écrite. CHROMIUM : le navigateur, à défaut /usr/bin/chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { faults, launch, narrow, wide } from "./outils.mjs";

const page = process.env.TABLEAU;
assert.ok(page, "TABLEAU doit nommer la page");
const address = pathToFileURL(page).href;

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** La page ouverte, et ce que sa console a dit. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: wide, height: 900 }, ...options });
  const tab = await context.newPage();
  const said = [];
  tab.on("console", (message) => said.push(`${message.type()} : ${message.text()}`));
  tab.on("pageerror", (error) => said.push(`erreur : ${error.message}`));
  tab.on("request", (request) => { if (!request.url().startsWith("file:")) said.push(`réseau : ${request.url()}`); });
  await tab.goto(address);
  return { tab, said, close: () => context.close() };
}

const numbers = (table) => table.locator("tbody tr td:nth-child(2)").evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.tri)));

test("une colonne se trie, dans un sens puis dans l’autre, au clavier", async () => {
  const { tab, said, close } = await open();
  const table = tab.locator("table.chaleur");
  const button = table.getByRole("button", { name: "Achats" });
  await button.focus();
  await tab.keyboard.press("Enter");
  const down = await numbers(table);
  assert.deepEqual(down, [...down].sort((a, b) => b - a));
  assert.equal(await table.locator("th[aria-sort]").getAttribute("aria-sort"), "descending");
  await tab.keyboard.press("Enter");
  assert.deepEqual(await numbers(table), [...down].reverse().sort((a, b) => a - b));
  assert.deepEqual(said, []);
  await close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`un chiffre mène à sa liste d’achats, ${javaScriptEnabled ? "avec" : "sans"} script`, async () => {
    const { tab, close } = await open({ javaScriptEnabled });
    const link = tab.locator("a[href='#l-axe-1-recommandee']").first();
    const n = (await link.innerText()).match(/^\d+/)[0];
    await link.click();
    const list = tab.locator("#l-axe-1-recommandee");
    await list.locator("tbody tr").first().waitFor({ state: "visible" });
    assert.match(await list.locator("xpath=..").locator("summary").innerText(), new RegExp(`\\(${n}\\)$`));
    await close();
  });
}

test("une case d’une famille mène à ses achats", async () => {
  const { tab, close } = await open();
  const link = tab.locator("table.chaleur td .note a[href^='#l-case-']").first();
  const n = (await link.innerText()).match(/\d+/)[0];
  const list = tab.locator(await link.getAttribute("href"));
  await link.click();
  await list.locator("tbody tr").first().waitFor({ state: "visible" });
  assert.match(await list.locator("xpath=..").locator("summary").innerText(), new RegExp(`si une réponse le confirmait.*\\(${n}\\)$`));
  await close();
});

test("à l’impression, les chiffres et les dessins restent, les listes et les menus non", async () => {
  const { tab, close } = await open();
  await tab.emulateMedia({ media: "print" });
  assert.equal(await tab.getByRole("navigation", { name: "Rubriques" }).isVisible(), false);
  assert.equal(await tab.locator("#listes").isVisible(), false);
  assert.ok(await tab.locator("svg.dessin").first().isVisible());
  assert.equal((await tab.pdf({ format: "A4" })).subarray(0, 5).toString(), "%PDF-");
  await close();
});

test("console muette, aucune barre horizontale, accessible en clair et en sombre, listes ouvertes", async () => {
  for (const [colorScheme, width] of [["light", narrow], ["dark", wide], ["light", wide], ["dark", narrow]]) {
    const { tab, said, close } = await open({ colorScheme, viewport: { width, height: 800 } });
    await tab.evaluate(() => document.querySelectorAll("details").forEach((one, at) => { one.open = at < 12; }));
    const taken = await tab.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(taken <= width, `${taken} px de large dans ${width}`);
    if ((colorScheme === "light") === (width === narrow)) assert.deepEqual(await faults(tab), [], `${colorScheme}, ${width} px`);
    assert.deepEqual(said, []);
    await close();
  }
});
