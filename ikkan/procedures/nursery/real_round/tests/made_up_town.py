"""Files in the layouts of two towns, with made-up names and numbers."""

from pathlib import Path

ROUND = """\
area,type,facility,applications_age0,offers_age0,applications_age1,offers_age1,applications_age2,offers_age2,\
applications_age3,offers_age3,applications_age4,offers_age4,applications_age5,offers_age5
つくり北地域,認可保育所,つくりもの一番園,7,3,12,4,3,0,5,2,1,1,0,0
つくり北,小規模保育,つくりもの二番園,4,2,9,2,2,1,,,,,,
つくり南地域,認可保育所,つくりもの三番園,,,15,5,4,2,9,9,2,0,1,1
つくり南地域,認定こども園,つくりもの四番園,6,2,11,3,0,0,20,6,3,2,0,0
"""
SEATS = """ward,type,facility,age0,age1,age2,age3,age4,age5,total_printed
つくり東区,認可保育園,つくりものあ園,3,4,0,5,0,2,14
つくり東区,地域型保育事業所,つくりものい園,2,3,1,,,,6
つくり西区,認可保育園,つくりものう園,,6,0,4,1,0,11
"""


def write(folder: Path, text: str) -> Path:
    """Write a town's file and return its path."""
    path = folder / "published.csv"
    path.write_text(text, encoding="utf-8")
    return path
