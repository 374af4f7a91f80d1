from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='thumb_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
