// Ce que partagent les essais en navigateur : le navigateur de Debian, axe-core, les largeurs d’écran.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateRawSync } from "node:zlib";
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

/** Les fichiers d’une archive zip, par leur nom, lus de sa table. */
export function unpacked(bytes) {
  const files = new Map();
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1")) + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((where) => bytes.readUInt16LE(at + where));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    files.set(bytes.toString("utf8", at + 46, at + 46 + name), method === 8 ? inflateRawSync(packed) : Buffer.from(packed));
    at += 46 + name + extra + comment;
  }
  return files;
}
