"""Compte des contrats sous Spark, `clausier` en filtre de `pipe`, puis réunit les totaux.

    python3 tests/echelle/spark.py CLAUSIER CONTRATS.ndjson TOTAUX.json

Un contrat par ligne. Chaque partition passe par un `clausier portefeuille -` de son propre processus, qui rend ses totaux sur une ligne ;
la réunion de ces lignes est ce qu'aurait donné une seule machine.
"""

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from pyspark.sql import SparkSession

WORKERS = 2
PARTITIONS = 4


def main(clausier: str, contracts: str, totals: str) -> None:
    # Deux exécuteurs dans leurs propres processus : une grappe locale, non des fils d'une seule machine virtuelle.
    spark = (
        SparkSession.builder.master(f"local-cluster[{WORKERS},1,1024]")
        .appName("clausier")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        lines = spark.sparkContext.textFile(contracts, PARTITIONS).repartition(PARTITIONS)
        command = f"{shlex.quote(clausier)} portefeuille - --sortie -"
        parts = lines.pipe(command, checkCode=True).collect()
    finally:
        spark.stop()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, part in enumerate(parts):
            file = Path(folder, f"{number}.json")
            file.write_text(part, encoding="utf-8")
            files.append(str(file))
        merge = [clausier, "portefeuille", "--totaux", *files, "--sortie", totals]
        subprocess.run(merge, check=True, stdout=subprocess.DEVNULL)
    print(f"{len(parts)} partitions réunies")


if __name__ == "__main__":
    main(*sys.argv[1:])
