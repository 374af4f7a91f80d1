
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("ledger", "0003_thumbnail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SignedRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("certificate", models.BinaryField()),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("signed_on", models.DateField()),
                ("record", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signed_requests", to="ledger.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=100, unique=True, verbose_name="発行番号")),
                ("issued_on", models.DateField()),
                ("serial", models.PositiveIntegerField()),
                ("asked", models.JSONField(default=dict)),
                ("delivery", models.CharField(choices=[("post", "郵送"), ("pickup", "窓口")], max_length=6)),
                ("postal", models.CharField(blank=True, max_length=7, verbose_name="送付先の郵便番号")),
                ("address", models.CharField(blank=True, max_length=600, verbose_name="送付先の住所")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="送付先の氏名")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("is_test", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="certificate_copies", to="ledger.case"
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["delivery", "handed_at"], name="certificate_queue")],
                "constraints": [
                    models.UniqueConstraint(fields=("issued_on", "serial"), name="certificate_serial_of_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_at", None), models.Q(("sha256", ""), _negated=True), _connector="OR"
                        ),
                        name="certificate_made_before_handed",
                    ),
                ],
            },
        ),
    ]
