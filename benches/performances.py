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
COMMAND = "cargo bench --bench annee"


def machine() -> str:
    known = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.+)", known.read_text()) if known.exists() else []
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cœurs, {platform.system()}"


def main() -> None:
    figures = subprocess.run(COMMAND.split(), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    passage = f"{machine()}.\n\n```console\n{COMMAND}\n```\n\n{figures}"
    page, found = re.subn(
        r"(<!-- annee -->\n).*?(\n<!-- /annee -->)",
        lambda marks: marks[1] + passage + marks[2],
        PAGE.read_text(encoding="utf-8"),
        flags=re.S,
    )
    if not found:
        raise SystemExit("docs/performances.md n'a pas les marques « annee »")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
