"""Say of every reading where it came from. SQLite may build the table anew, which takes its triggers along."""

from django.db import migrations, models

from ikkan.store.triggers import allow, forbid


def protect(apps, schema_editor):
    forbid(schema_editor, "registers_reading")


def release(apps, schema_editor):
    allow(schema_editor, "registers_reading")


def words(verbose_name, length):
    return models.CharField(db_default="", default="", max_length=length, verbose_name=verbose_name)


PEOPLE = models.Q(("reader__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_resident_rows")]
    operations = [
        migrations.RunPython(release, protect),
        migrations.AddField("reading", "terminal", words("端末", 100)),
        migrations.AddField("reading", "channel", words("経路", 10)),
        migrations.AddField("reading", "function", words("機能", 100)),
        migrations.AddField(
            "reading",
            "number_read",
            models.BooleanField(db_default=False, default=False, verbose_name="番号に触れたか"),
        ),
        migrations.AddField("reading", "detail", words("検索の条件", 300)),
        migrations.AddIndex(
            "reading", models.Index(condition=PEOPLE, fields=["at", "reader"], name="reading_by_people")
        ),
        migrations.AddIndex("reading", models.Index(condition=PEOPLE, fields=["reader", "-at"], name="reading_of_one")),
        migrations.RunPython(protect, release),
    ]
