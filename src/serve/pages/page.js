// La page sans rechargement. Sans ce script, chaque bouton envoie le formulaire et tout marche de même.
// L’état d’une page est le formulaire qui l’a demandée : il suit l’historique du navigateur, jamais le serveur.
"use strict";
(() => {
  const zone = document.getElementById("page");
  const voice = document.getElementById("voix");
  if (!zone || !window.fetch || !history.pushState) return;
  let turn = 0;

  /** Le formulaire tel qu’un bouton l’envoie. */
  const encoded = (form, button) => {
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    const pairs = new URLSearchParams();
    for (const [name, value] of data) if (typeof value === "string") pairs.append(name, value);
    return pairs.toString();
  };

  /** Les volets ouverts, par leur nom : un envoi ne les referme pas. */
  const opened = () => [...zone.querySelectorAll("details[data-garde]")].map((one) => [one.dataset.garde, one.open]);

  const place = (text, how) => {
    const next = new DOMParser().parseFromString(text, "text/html");
    const content = next.getElementById("page");
    if (!content) return false;
    // Le focus se place ici, à la main : le navigateur ne le fait qu’au premier chargement.
    for (const one of content.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
    const before = { step: zone.dataset.etape, panels: new Map(opened()), focus: document.activeElement?.id };
    zone.replaceChildren(...content.childNodes);
    zone.dataset.etape = content.dataset.etape;
    zone.dataset.foyer = content.dataset.foyer;
    document.title = next.title;
    const same = before.step === zone.dataset.etape;
    if (same) for (const one of zone.querySelectorAll("details[data-garde]")) if (before.panels.get(one.dataset.garde)) one.open = true;
    refocus(same, before.focus, how);
    voice.textContent = "";
    const said = document.getElementById("annonce")?.textContent ?? "";
    if (said) setTimeout(() => { voice.textContent = said; }, 100);
    return true;
  };

  /** Le clavier va là où la page le dit, sinon reste où il était, sinon au titre. */
  const refocus = (same, id, how) => {
    const asked = zone.dataset.foyer && document.getElementById(zone.dataset.foyer);
    const target = asked || (same && id && document.getElementById(id)) || zone.querySelector("h1");
    if (!same) window.scrollTo(0, 0);
    if (!target) return;
    for (let up = target.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    if (target.tagName === "H1") target.tabIndex = -1;
    target.focus({ preventScroll: true });
    if (asked) asked.scrollIntoView({ block: "nearest" });
  };

  const ask = async (url, body, how) => {
    const mine = ++turn;
    zone.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body,
      });
      const text = await response.text();
      if (mine !== turn) return;
      if (!place(text, how)) throw new Error("page");
      if (how === "avant") history.pushState({ url, body }, "", url);
    } catch {
      if (mine === turn) voice.textContent = "Le serveur n’a pas répondu : rien n’est perdu, recommencer.";
    } finally {
      if (mine === turn) zone.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.hasAttribute("data-direct") || button?.hasAttribute("data-direct")) return;
    event.preventDefault();
    // Ce qui vient d’être tapé se retrouve en revenant en arrière.
    history.replaceState({ url: new URL(form.action).pathname, body: encoded(form, null) }, "");
    const to = button?.hasAttribute("formaction") ? button.formAction : form.action;
    ask(new URL(to).pathname, encoded(form, button), "avant");
  });

  // Un renvoi dans la page porte le clavier, sans entrer dans l’historique, qui est celui des formulaires.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    for (let up = target.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    target.focus();
  });

  window.addEventListener("popstate", (event) => {
    if (event.state?.url) ask(event.state.url, event.state.body, "retour");
    else location.reload();
  });
  if (history.state?.url && performance.getEntriesByType("navigation")[0]?.type !== "navigate") {
    ask(history.state.url, history.state.body, "retour");
  }

  // Entrée dans une carte n’écarte ni ne retient rien : elle enregistre ce qui est saisi (premier bouton du formulaire).

  /** La famille d’achat et les codes, pendant que l’on tape. */
  let waiting;
  const words = (id) => document.getElementById(id)?.value ?? "";
  const look = async (searches) => {
    const body = JSON.stringify({ objet: words("objet"), cpv: words("cpv"), mots: searches ? words("cpv-mots") : "" });
    const response = await fetch("/api/categorie", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!response.ok) return;
    const found = await response.json();
    if (searches) list(found.trouves); else family(found);
  };
  const element = (name, text, attributes = {}) => {
    const one = document.createElement(name);
    one.textContent = text;
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    return one;
  };
  const family = (found) => {
    const box = document.getElementById("famille");
    if (!box) return;
    const line = found.familles.length
      ? [document.createTextNode("Famille d’achat reconnue\u00a0: "), element("strong", found.familles.join(", ")), document.createTextNode(".")]
      : words("objet") ? [document.createTextNode("Aucune famille d’achat reconnue\u00a0: un code CPV la dirait.")] : [];
    const first = document.createElement("p");
    first.append(...line);
    const codes = found.codes.map((one) => {
      const row = element("p", "", { class: "code" });
      row.append(element("code", one.code), ` ${one.libelle}`);
      return row;
    });
    box.replaceChildren(first, ...codes);
  };
  const list = (found) => {
    const box = document.getElementById("cpv-trouves");
    if (!box) return;
    const rows = element("ul", "", { class: "trouves" });
    for (const one of found) {
      const row = document.createElement("li");
      row.append(element("button", `Ajouter ${one.code}`, { class: "lien", name: "faire", value: `cpv-ajouter:${one.code}` }), ` ${one.libelle} `);
      if (one.famille) row.append(element("span", one.famille, { class: "note" }));
      rows.append(row);
    }
    box.replaceChildren(found.length ? rows : element("p", "Aucun code ne correspond\u00a0: essayer un mot plus général, au singulier."));
  };
  document.addEventListener("input", (event) => {
    const id = event.target.id;
    if (!["objet", "cpv", "cpv-mots"].includes(id)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { look(id === "cpv-mots").catch(() => {}); }, 250);
  });
})();
