"""Keys beside the names of the register: what a search meets, and the form for systems with fewer characters."""

from typing import ClassVar

from django.db import models


class NameKey(models.Model):
    """Keys of one resident's names; the registered form stays in the register, untouched."""

    number = models.CharField("宛名番号", max_length=15, primary_key=True)
    # room for every name of a person: N100 each for the name, its other forms and the alias
    name_key = models.CharField(max_length=600)
    kana_key = models.CharField(max_length=400, db_index=True)
    jis_name = models.CharField("JIS X 0213 の氏名", max_length=100)
    is_jis_whole = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.number


class NameGram(models.Model):
    """Two neighbouring characters of a key: the index of the search, the same on both engines.

    SQLite's trigram index finds nothing for two characters, and PostgreSQL's is not built for them.
    """

    pk = models.CompositePrimaryKey("gram", "number")
    gram = models.CharField(max_length=2)
    number = models.CharField(max_length=15)

    class Meta:
        indexes: ClassVar[list[models.Index]] = []
