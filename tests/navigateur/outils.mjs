// Ce que partagent les essais en navigateur : le navigateur de Debian, axe-core, les largeurs d’écran.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Un téléphone et un écran, en pixels. */
export const narrow = 360;
export const wide = 1280;

export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  // Dans un conteneur, le navigateur n’a pas de quoi s’isoler lui-même.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Les manquements d’accessibilité d’une page, en une ligne chacun. */
export async function faults(tab) {
  // Par le protocole du navigateur : la page interdit tout script qui n’est pas à elle.
  await tab.evaluate(axe);
  // Sans relire les feuilles de style par le réseau, ce que la page interdit aussi.
  const found = await tab.evaluate(() => window.axe.run(document, { preload: false }));
  return found.violations.map((one) => `${one.id} : ${one.help} (${one.nodes[0].target.join(" ")} ; ${one.nodes.length})`);
}
