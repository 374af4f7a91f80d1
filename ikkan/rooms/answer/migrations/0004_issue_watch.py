import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("answer", "0003_print_form"),
        ("ledger", "0005_cash_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="IssueWatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resident", models.CharField(max_length=15, verbose_name="宛名番号")),
                ("registered_at", models.DateTimeField()),
                ("ends_on", models.DateField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "paper",
                    models.CharField(blank=True, max_length=40, verbose_name="見せてもらった本人確認書類"),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True)),
                        fields=("resident",),
                        name="issue_watch_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IssueNotice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("requester", models.CharField(max_length=40)),
                ("document", models.CharField(max_length=200)),
                ("copies", models.PositiveIntegerField()),
                ("issued_on", models.DateField()),
                (
                    "channel",
                    models.CharField(choices=[("mailbox", "電子"), ("post", "郵送")], max_length=10),
                ),
                ("available_at", models.DateTimeField()),
                ("first_opened_at", models.DateTimeField(blank=True, null=True)),
                ("posted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.case"
                    ),
                ),
                (
                    "watch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="answer.issuewatch"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("watch", "case"), name="issue_notice_of_case")
                ],
            },
        ),
    ]
