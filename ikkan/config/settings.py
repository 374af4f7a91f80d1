"""Settings. Everything a town sets comes from IKKAN_* variables, listed in docs/settings.md."""

import os
from importlib.metadata import entry_points
from pathlib import Path

from ikkan.config.databases import database_of
from ikkan.config.home import HOME, read_secret_key

PACKAGE = Path(__file__).parent.parent
IKKAN_HOME = HOME
IKKAN_TOWN = os.environ.get("IKKAN_TOWN", "")
IKKAN_LAYER = os.environ.get("IKKAN_LAYER", "all")
IKKAN_DEMO = os.environ.get("IKKAN_DEMO", "") == "1"
IKKAN_PRODUCTION = os.environ.get("IKKAN_PRODUCTION", "") == "1"
IKKAN_BOOKS = os.environ.get("IKKAN_BOOKS", "")
IKKAN_MOJI = os.environ.get("IKKAN_MOJI", "")
IKKAN_CHECK_DIGIT_FOR_TEN = int(os.environ.get("IKKAN_CHECK_DIGIT_FOR_TEN", "0"))
IKKAN_REGISTER = os.environ.get("IKKAN_REGISTER", "up")
IKKAN_NUMBERING_URL = os.environ.get("IKKAN_NUMBERING_URL", "")
IKKAN_NUMBERING_TOKEN_URL = os.environ.get("IKKAN_NUMBERING_TOKEN_URL", "")
IKKAN_NUMBERING_CLIENT = os.environ.get("IKKAN_NUMBERING_CLIENT", "")
IKKAN_NUMBERING_SECRET = os.environ.get("IKKAN_NUMBERING_SECRET", "")
IKKAN_DRAND_URL = os.environ.get("IKKAN_DRAND_URL", "")
IKKAN_ARREARS_PORT = os.environ.get("IKKAN_ARREARS_PORT", "ikkan.ports.arrears.FakeArrears")
IKKAN_PAYMENT_PORT = os.environ.get("IKKAN_PAYMENT_PORT", "")
IKKAN_JPKI_TRUST = os.environ.get("IKKAN_JPKI_TRUST", str(HOME / "jpki" / "trust"))
IKKAN_JPKI_TEST = os.environ.get("IKKAN_JPKI_TEST", "1" if IKKAN_DEMO else "0") == "1"
IKKAN_JPKI_CRL = os.environ.get("IKKAN_JPKI_CRL", "")
IKKAN_JPKI_OCSP = os.environ.get("IKKAN_JPKI_OCSP", "")
IKKAN_AUTH_APP_ISSUER = os.environ.get("IKKAN_AUTH_APP_ISSUER", "")
IKKAN_AUTH_APP_CLIENT_ID = os.environ.get("IKKAN_AUTH_APP_CLIENT_ID", "")
IKKAN_AUTH_APP_KEY_FILE = os.environ.get("IKKAN_AUTH_APP_KEY_FILE", str(HOME / "keys" / "auth-app.pem"))
IKKAN_AUTH_APP_DECRYPTION_KEY_FILE = os.environ.get(
    "IKKAN_AUTH_APP_DECRYPTION_KEY_FILE", str(HOME / "keys" / "auth-app-decryption.pem")
)
IKKAN_STAFF_SECOND_FACTOR = os.environ.get("IKKAN_STAFF_SECOND_FACTOR", "1" if IKKAN_PRODUCTION else "0") == "1"
IKKAN_MAX_UPLOAD_MB = int(os.environ.get("IKKAN_MAX_UPLOAD_MB", "20"))
IKKAN_BASE_URL = os.environ.get("IKKAN_BASE_URL", "").rstrip("/")
IKKAN_HTTPS = os.environ.get("IKKAN_HTTPS", "0" if IKKAN_DEMO else "1") == "1"

SECRET_KEY = read_secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("IKKAN_HOSTS", "127.0.0.1,localhost,testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ikkan.store",
    "ikkan.people",
    "ikkan.registers",
    "ikkan.ledger",
    "ikkan.rooms.intake",
    "ikkan.rooms.check",
    "ikkan.rooms.decide",
    "ikkan.rooms.approve",
    "ikkan.rooms.answer",
    "ikkan.corridor",
    "ikkan.counter",
    "ikkan.procedures.nursery",
    "ikkan.procedures.certificate",
    "ikkan.web",
    "ikkan.config.checks.ChecksConfig",
    *sorted(point.value for point in entry_points(group="ikkan.procedures")),
]

MIDDLEWARE = [
    "ikkan.web.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ikkan.web.language.LanguageOfThePage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ikkan.web.staff_factor.StaffSecondFactor",
    "ikkan.web.reading_origin.OriginOfReadings",
]

ROOT_URLCONF = "ikkan.config.urls"
WSGI_APPLICATION = "ikkan.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ikkan.web.context.page_context",
            ],
        },
    }
]

DATABASES = {"default": database_of(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ikkan_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "ikkan.people.adapter.AccountAdapter"
MFA_ADAPTER = "ikkan.web.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
# Mail is never verified here, and a second factor does not hang on it: who loses theirs comes to the counter.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("IKKAN_TRUSTED_PROXIES", "0"))
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/5m/ip,5/5m/key", "signup": "20/m/ip"}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "uploads"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    if IKKAN_PRODUCTION
    else {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IKKAN_HTTPS
CSRF_COOKIE_SECURE = IKKAN_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ikkan.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IKKAN_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IKKAN_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IKKAN_HTTPS
SECURE_HSTS_PRELOAD = IKKAN_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IKKAN_HTTPS else None
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_BACKEND = os.environ.get("IKKAN_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = os.environ.get("IKKAN_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("IKKAN_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("IKKAN_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("IKKAN_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("IKKAN_EMAIL_TLS", "") == "1"
EMAIL_USE_SSL = os.environ.get("IKKAN_EMAIL_SSL", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("IKKAN_MAIL_FROM", "noreply@localhost")
IKKAN_QUICK_EXIT_URL = os.environ.get("IKKAN_QUICK_EXIT_URL", "https://www.jma.go.jp/bosai/forecast/")
IKKAN_OFFICE_MAIL = os.environ.get("IKKAN_OFFICE_MAIL", DEFAULT_FROM_EMAIL)

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "ikkan.web.log_filter.NoPersonalData"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_personal_data"]},
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("IKKAN_LOG_LEVEL", "WARNING")},
}
