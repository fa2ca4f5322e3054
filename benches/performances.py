"""Mesure l'année de contrats, et récrit le passage de docs/performances.md qui en donne les chiffres.

    python3 benches/performances.py
    CONTRATS=20000 python3 benches/performances.py

Le passage est entre deux marques ; le reste de la page n'est pas touché.
"""

import os
import platform
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/performances.md"
COMMANDS = {
    "annee": "cargo bench --bench annee",
}


def machine() -> str:
    known = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.+)", known.read_text()) if known.exists() else []
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cœurs, {platform.system()}"


def measured(command: str) -> str:
    # Un rapport non tenu se lit dans la page : ce n'est pas une raison de ne pas l'écrire.
    ran = subprocess.run(command.split(), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return ran.stdout.strip()


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, command in COMMANDS.items():
        figures = measured(command)
        shown = figures if figures.startswith("|") else f"```text\n{figures}\n```"
        body = f"{machine()}.\n\n```console\n{command}\n```\n\n{shown}"
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.S)
        page, found = pattern.subn(lambda marks: marks[1] + body + marks[2], page)
        if not found:
            raise SystemExit(f"docs/performances.md n'a pas de marque « {name} »")
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
