import django.db.models.deletion
from django.db import migrations, models

from ikkan.store.triggers import allow, forbid


def protect(apps, schema_editor):
    forbid(schema_editor, "registers_stopdeed")


def release(apps, schema_editor):
    allow(schema_editor, "registers_stopdeed")


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0005_access_log'),
    ]

    operations = [
        migrations.AddField(
            model_name='hold',
            name='evidence',
            field=models.CharField(blank=True, max_length=300, verbose_name='確かめた書類'),
        ),
        migrations.AddField(
            model_name='hold',
            name='ground',
            field=models.CharField(blank=True, max_length=200, verbose_name='根拠'),
        ),
        migrations.AddField(
            model_name='protection',
            name='contact_address',
            field=models.CharField(blank=True, max_length=300, verbose_name='通知の宛先'),
        ),
        migrations.AddField(
            model_name='protection',
            name='contact_name',
            field=models.CharField(blank=True, max_length=100, verbose_name='通知の宛名'),
        ),
        migrations.AddField(
            model_name='protection',
            name='contact_postal',
            field=models.CharField(blank=True, max_length=8, verbose_name='通知の宛先の郵便番号'),
        ),
        migrations.AddField(
            model_name='protection',
            name='violence',
            field=models.CharField(blank=True, max_length=20, verbose_name='申出の事由'),
        ),
        migrations.AlterField(
            model_name='hold',
            name='level',
            field=models.CharField(choices=[('error', '止める'), ('alert', '知らせて進む')], max_length=10),
        ),
        migrations.AlterField(
            model_name='hold',
            name='operation',
            field=models.CharField(choices=[('change', '異動'), ('issue', '交付'), ('inquiry', '照会')], max_length=10),
        ),
        migrations.CreateModel(
            name='StopDeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deed', models.CharField(choices=[('set', '抑止の設定'), ('pause', '抑止の一時解除'), ('lift', '抑止の解除'), ('receive', '支援措置の申出の受付'), ('opinion', '相談機関などの意見'), ('start', '支援措置の決定'), ('extend', '支援措置の延長'), ('end', '支援措置の終了'), ('open', '申出の内容を見たこと'), ('release', '住所の解除（別の職員へ）'), ('tell', '申出者への連絡'), ('forward', '転出先の市区町村への連絡'), ('warn', '期限の知らせ')], max_length=10)),
                ('stage', models.CharField(choices=[('asked', '確認待ち'), ('done', '済み'), ('declined', '差戻し')], max_length=10)),
                ('day', models.DateField(blank=True, null=True)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('why', models.CharField(blank=True, max_length=600)),
                ('by', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
                ('answers', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='registers.stopdeed')),
                ('hold', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='registers.hold')),
                ('protection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='registers.protection')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('hold__isnull', True), ('protection__isnull', True), _connector='XOR'), name='deed_on_one_stop')],
            },
        ),
        migrations.RunPython(protect, release),
    ]
