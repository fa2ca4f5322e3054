// La recherche : tout se passe dans la page, sur l’index écrit à côté (index-recherche.js).
(function () {
  "use strict";
  var MOST = 60;
  var form = document.getElementById("recherche");
  var field = document.getElementById("q");
  var status = document.getElementById("etat-recherche");
  var list = document.getElementById("resultats");
  var entries = window.CATALOGUE;
  if (!form || !field || !entries) { return; }
  document.documentElement.classList.add("avec-script");

  // Comme le programme replie les mots de l’index : sans casse, sans accents, les apostrophes séparent.
  function fold(text) {
    return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae")
      .normalize("NFKD").replace(/[\u0300-\u036f\u00ad]/g, "")
      .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  function words(text) {
    return fold(text).split(" ").filter(Boolean).map(function (word) {
      // Un pluriel trouve son singulier.
      return word.length > 3 ? word.replace(/[sx]$/, "") : word;
    });
  }

  function score(entry, asked) {
    var title = " " + entry.f, others = " " + entry.m, total = 0;
    for (var i = 0; i < asked.length; i += 1) {
      var start = " " + asked[i];
      if (title.indexOf(start) >= 0) { total += 10; }
      else if (others.indexOf(start) >= 0) { total += 2; }
      else { return 0; }
    }
    // Un titre qui commence par le premier mot passe devant.
    if (title.indexOf(" " + asked[0]) === 0) { total += 5; }
    return entry.k === "Clause" ? total + 1 : total;
  }

  function find(text) {
    var asked = words(text);
    if (!asked.length) { return null; }
    return entries.map(function (entry, rank) { return { entry: entry, rank: rank, score: score(entry, asked) }; })
      .filter(function (hit) { return hit.score > 0; })
      .sort(function (a, b) { return b.score - a.score || a.rank - b.rank; });
  }

  function element(name, text, className) {
    var made = document.createElement(name);
    made.textContent = text;
    if (className) { made.className = className; }
    return made;
  }

  function item(entry) {
    var line = document.createElement("li");
    var link = element("a", entry.t);
    link.href = entry.p;
    line.appendChild(element("span", entry.k, "etiquette"));
    line.appendChild(document.createTextNode(" "));
    line.appendChild(link);
    if (entry.s) { line.appendChild(element("span", entry.s, "note")); }
    return line;
  }

  function say(hits) {
    if (hits === null) { return ""; }
    if (!hits.length) { return "Rien ne correspond. Essayer un mot plus court, ou l’index alphabétique."; }
    var count = hits.length > 1 ? hits.length + " résultats" : "1 résultat";
    return hits.length > MOST ? count + ", les " + MOST + " premiers :" : count + " :";
  }

  function show() {
    var hits = find(field.value);
    list.textContent = "";
    (hits || []).slice(0, MOST).forEach(function (hit) { list.appendChild(item(hit.entry)); });
    status.textContent = say(hits);
  }

  var asked = new URLSearchParams(window.location.search).get("q");
  if (asked) { field.value = asked; show(); }
  field.addEventListener("input", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); show(); });
}());
