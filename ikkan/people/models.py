"""Who there is: accounts, offices, ranks, postings, mandates, tokens of programs."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """Create a citizen's account unless ``kind`` says otherwise.

        Raises:
            ValueError: username is blank.
        """
        if not username:
            raise ValueError("An account needs a username: give the sign-in name.")
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        account.full_clean(exclude=["password"])
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in: a citizen or a member of staff."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", "市民"
        STAFF = "staff", "職員"

    class Assurance(models.IntegerChoices):
        """How surely a session knows who sits there; it belongs to the session, see ``sessions.assurance_of``."""

        PASSWORD = 1, "パスワード"
        SECOND_FACTOR = 2, "二要素"
        CARD = 3, "マイナンバーカード"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField("サインイン名", max_length=150, unique=True)
    email = models.EmailField("メールアドレス", blank=True)
    display_name = models.CharField("表示名", max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CITIZEN)
    resident_number = models.CharField("宛名番号", max_length=15, blank=True, db_index=True)
    language = models.CharField(max_length=4, default="ja")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sessions_ended = models.PositiveIntegerField("全部の画面からログアウトした回数", default=0)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=["citizen", "staff"]), name="account_kind_known"),
            models.UniqueConstraint(
                fields=["resident_number"],
                condition=~models.Q(resident_number=""),
                name="account_one_per_resident",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    # Django's own takes the password alone into account, and a recovery leaves that as it is
    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        salt = f"ikkan.people.session.{self.sessions_ended}"
        return salted_hmac(salt, self.password, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_staff_member(self) -> bool:
        """Whether this is a member of staff (never Django's admin flag)."""
        return self.kind == self.Kind.STAFF


class Office(models.Model):
    """An office (課) of the town hall."""

    code = models.CharField(max_length=40, primary_key=True)
    name_ja = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    def __str__(self) -> str:
        return self.name_ja


class Rank(models.Model):
    """A rank (職): the words a route names, from the lowest level up."""

    code = models.CharField(max_length=40, primary_key=True)
    name_ja = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.name_ja


class Posting(models.Model):
    """A member of staff in an office at a rank, for a time, with duties.

    duties: words such as ``desk``, ``approve``, ``operate``, ``board``, ``privacy``, ``post``; each opens doors.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="postings")
    rank = models.ForeignKey(Rank, on_delete=models.PROTECT, related_name="postings")
    duties = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    deputises_for = models.ForeignKey(Rank, on_delete=models.PROTECT, null=True, blank=True, related_name="deputies")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="posting_ends_after_start",
            ),
        ]


class OwnEntry(models.Model):
    """A member of staff's own entry in the resident register, so that who reads their own household is noticed.

    Their citizen's account, if they have one, stands apart and is not told here.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="own_entry")
    resident = models.CharField("宛名番号", max_length=15, db_index=True)
    entered_at = models.DateTimeField()


class Mandate(models.Model):
    """One person's recorded leave to another to act for them (代理)."""

    grantor = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mandates_given")
    holder = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mandates_held")
    procedure = models.CharField(max_length=40)
    ground = models.CharField(max_length=200)
    granted_at = models.DateTimeField()
    expires_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(grantor=models.F("holder")), name="mandate_not_to_oneself"),
        ]


class NationalSignIn(models.Model):
    """An account's link to デジタル認証アプリ: whoever comes from that provider with that identifier is this person.

    One account is one person, so it has one link for each provider at most.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="national_sign_ins")
    issuer = models.CharField(max_length=255)
    subject = models.CharField("仮名の番号（PPID）", max_length=255)
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="national_sign_in_one_account"),
            models.UniqueConstraint(fields=["account", "issuer"], name="national_sign_in_one_person"),
        ]


class Recovery(models.Model):
    """A way back in that an officer opened at the counter for a person who lost their second factor; used once.

    The row stays: who opened it, for whom, and which identity paper was looked at.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recoveries")
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recoveries_opened")
    paper = models.CharField("見せてもらった本人確認書類", max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(account=models.F("opened_by")), name="recovery_not_by_oneself"),
        ]


class CounterSession(models.Model):
    """An officer serving one person at the window, from their coming to their going.

    ``resident`` is the person's 宛名番号; for somebody who is not in the register ``visit`` stands for them. Both are
    fixed when the session is bound (``bound_at``) and never change after that.
    """

    class End(models.TextChoices):
        NEXT = "next", "次の方"
        IDLE = "idle", "時間切れ"
        SIGNED_OUT = "signed_out", "ログアウト"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="counter_sessions")
    resident = models.CharField("宛名番号", max_length=15, blank=True)
    visit = models.UUIDField(default=uuid.uuid4)
    opened_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=End.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["officer"], condition=models.Q(ended_at__isnull=True), name="counter_session_one_person"
            ),
        ]


class ApiToken(models.Model):
    """A bearer token of a program: only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
