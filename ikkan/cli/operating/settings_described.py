"""What every setting of an instance means, for docs/settings.md; a test fails when one is missing."""

from typing import Final

# name: (what it sets, value when it is left out)
DESCRIBED: Final[dict[str, tuple[str, str]]] = {
    "IKKAN_HOME": ("folder that holds everything this instance writes: database, files, keys, notes", "`./var`"),
    "IKKAN_TOWN": ("the municipality: 全国地方公共団体コード, six digits; the database belongs to it for good", "none"),
    "IKKAN_PRODUCTION": ("`1`: a real town; refuses unsafe settings at start", "`0`"),
    "IKKAN_DEMO": ("`1`: sign-in by one click in a model town; never together with IKKAN_PRODUCTION", "`0`"),
    "IKKAN_LAYER": ("network layer whose rooms run here: `all`, `internet`, `lgwan` or `core`", "`all`"),
    "IKKAN_HOSTS": ("host names that the pages answer to, with commas", "this machine only"),
    "IKKAN_BASE_URL": (
        "address at which anybody reaches the pages, such as `https://ikkan.city.example.jp`: printed QR codes lead "
        "there",
        "printed QR codes hold the bare code",
    ),
    "IKKAN_HTTPS": ("`1`: cookies and redirects for HTTPS; a TLS proxy stands in front", "`1`; in the demo `0`"),
    "IKKAN_TRUSTED_PROXIES": ("number of proxies in front whose X-Forwarded-For is believed", "`0`"),
    "IKKAN_SECRET_KEY": ("secret key of sessions and signatures of forms", "`IKKAN_HOME/keys/secret.key`"),
    "DATABASE_URL": (
        "`postgresql://user:password@host:port/name?option=value` or `sqlite:///path`",
        "`IKKAN_HOME/ikkan.sqlite3`",
    ),
    "IKKAN_DEMO_DATABASE_URL": (
        "database of `ikkan demo`, written like DATABASE_URL, which the demo never touches",
        "SQLite in the demo's own home",
    ),
    "IKKAN_STAFF_SECOND_FACTOR": (
        "`1`: staff work only after a passkey or an app's code; whoever has none reaches the page that makes one",
        "`1` in production, else `0`",
    ),
    "IKKAN_BOOKS": ("folder with this town's own books, `<code>-<name>/<procedure>/`", "the books of the package"),
    "IKKAN_MOJI": (
        "folder with the character data (moji.csv, moji_ivs.csv) for the JIS X 0213 form of names",
        "names outside JIS X 0213 have no such form",
    ),
    "IKKAN_CHECK_DIGIT_FOR_TEN": (
        "check digit of a new 宛名番号 or 世帯番号 whose reckoning gives 10, on which the standard is silent",
        "`0`",
    ),
    "IKKAN_REGISTER": ("`down`: the resident register answers nobody, requests wait", "`up`"),
    "IKKAN_NUMBERING_URL": ("住登外者宛名番号管理: address before `/app_submit/`", "no such system"),
    "IKKAN_NUMBERING_TOKEN_URL": ("its token endpoint", "none"),
    "IKKAN_NUMBERING_CLIENT": ("client ID there, 32 letters and digits", "none"),
    "IKKAN_NUMBERING_SECRET": ("client secret there, 32 characters or more", "none"),
    "IKKAN_DRAND_URL": (
        "relays of drand that the value of a public lottery is fetched from, with commas (`https://api.drand.sh`)",
        "an officer enters the published value",
    ),
    "IKKAN_ARREARS_PORT": ("class that asks the fee system for arrears", "a fake that knows nobody in arrears"),
    "IKKAN_PAYMENT_PORT": (
        "class that speaks to the town's payment provider",
        "no payment online, fees are paid at the counter or by post; in the demo a fake",
    ),
    "IKKAN_JPKI_TRUST": (
        "folder with the certificates (PEM or DER) of the JPKI authorities whose card certificates are believed",
        "`IKKAN_HOME/jpki/trust`",
    ),
    "IKKAN_JPKI_TEST": (
        "`1`: takes test certificates and practice authorities, and no real ones; never with IKKAN_PRODUCTION",
        "`0`; in the demo `1`",
    ),
    "IKKAN_JPKI_OCSP": ("address of the OCSP responder that is asked whether a certificate was revoked", "none"),
    "IKKAN_JPKI_CRL": (
        "folder with revocation lists (`*.crl`), or their addresses with commas; asked when there is no OCSP",
        "none: a signed request is kept, never accepted; in a test the practice service",
    ),
    "IKKAN_AUTH_APP_ISSUER": (
        "issuer of デジタル認証アプリ: `https://auth-and-sign.go.jp/api/realms/main`, or that of its sandbox "
        "`https://sb-auth-and-sign.go.jp/api/realms/main`",
        "no sign-in by card; in the demo a fake provider",
    ),
    "IKKAN_AUTH_APP_CLIENT_ID": ("client ID given by its provider", "none"),
    "IKKAN_AUTH_APP_KEY_FILE": (
        "private P-256 key (PEM) by which this town proves itself to it",
        "`IKKAN_HOME/keys/auth-app.pem`",
    ),
    "IKKAN_AUTH_APP_DECRYPTION_KEY_FILE": (
        "private P-256 key (PEM) that opens its signature results; another key than the first",
        "`IKKAN_HOME/keys/auth-app-decryption.pem`",
    ),
    "IKKAN_MAX_UPLOAD_MB": ("largest file that may be handed in, in megabytes", "`20`"),
    "IKKAN_EMAIL_BACKEND": ("Django's mail backend; SMTP is `django.core.mail.backends.smtp.EmailBackend`", "files"),
    "IKKAN_EMAIL_HOST": ("mail server", "`localhost`"),
    "IKKAN_EMAIL_PORT": ("its port", "`25`"),
    "IKKAN_EMAIL_USER": ("account at the mail server", "none"),
    "IKKAN_EMAIL_PASSWORD": ("password of that account", "none"),
    "IKKAN_EMAIL_TLS": ("`1`: STARTTLS", "`0`"),
    "IKKAN_EMAIL_SSL": ("`1`: TLS from the first byte", "`0`"),
    "IKKAN_MAIL_FROM": ("sender of mail", "`noreply@localhost`"),
    "IKKAN_OFFICE_MAIL": (
        "mail address of the office that is told when something arrives for it",
        "that of the sender",
    ),
    "IKKAN_QUICK_EXIT_URL": (
        "page that the quick exit leads to; one that says nothing of who was here",
        "`https://www.jma.go.jp/bosai/forecast/` (the weather)",
    ),
    "IKKAN_LOG_LEVEL": ("what is logged on standard error: DEBUG, INFO, WARNING or ERROR", "`WARNING`"),
}
