import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ikkan.store.triggers import allow, forbid

TABLES = ("ledger_accessseal", "ledger_accessfinding", "ledger_accessjudgement")
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def protect(apps, schema_editor):
    for table in TABLES:
        forbid(schema_editor, table)


def release(apps, schema_editor):
    for table in TABLES:
        allow(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_cash_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="AccessSeal",
            fields=[
                ("last", models.BigIntegerField(primary_key=True, serialize=False)),
                ("rows", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("prev", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("key_id", models.CharField(max_length=16)),
                ("signature", models.CharField(max_length=128)),
            ],
        ),
        migrations.CreateModel(
            name="AccessFinding",
            fields=[
                ("id", KEY),
                ("rule", models.CharField(max_length=40)),
                ("reader", models.UUIDField()),
                ("resident", models.CharField(blank=True, max_length=15, verbose_name="宛名番号")),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("found_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "reader", "resident", "day"), name="access_finding_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessJudgement",
            fields=[
                ("id", KEY.clone()),
                ("verdict", models.CharField(max_length=40)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="ledger.accessfinding",
                    ),
                ),
            ],
        ),
        migrations.RunPython(protect, release),
    ]
