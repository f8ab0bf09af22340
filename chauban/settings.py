"""Settings, all from the environment; `docs/settings.md` lists them. Safe without any of them set."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from chauban import database, mail_server, secrets_kept

env = environ.Env()
SOURCE = Path(__file__).resolve().parent
#: Everything the office would lose sleep over: vault, index, embedded database, keys.
DATA = database.data_folder()
#: Which database role this process signs in as: `web`, `worker` or `owner` (migrations, backup, verify).
ROLE = env("CHAUBAN_ROLE", default="web")

DEBUG = False
SECRET_KEY = secrets_kept.text(DATA, "django-secret-key")
#: Proves to the database that a person's number in a transaction was set by us and not by injected SQL.
IDENTITY_SECRET = secrets_kept.text(DATA, "identity-secret")
#: Seals what lies in the database and must not be read there: sessions, keys of second factors.
SEALING_SECRET = secrets_kept.text(DATA, "sealing-secret")
ALLOWED_HOSTS = env.list("CHAUBAN_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CHAUBAN_ORIGINS", default=[])
#: Set when a reverse proxy ends TLS in front of us.
HTTPS = env.bool("CHAUBAN_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
#: Proxies in front of us that add the address they were asked from to `X-Forwarded-For`.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("CHAUBAN_PROXIES", default=1 if HTTPS else 0)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_ENGINE = "chauban.people.sessions"

INSTALLED_APPS = [
    "chauban.desk",
    "chauban.urging",
    "chauban.drafting",
    "chauban.routing",
    "chauban.intake",
    "chauban.registry",
    "chauban.search",
    "chauban.documents",
    "chauban.vault",
    "chauban.rulebook",
    "chauban.live",
    "chauban.journal",
    "chauban.people",
    "chauban.web",
    "chauban.kernel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chauban.web.middleware.ContentSecurityPolicy",
    "chauban.web.middleware.NoNulls",
    "chauban.web.middleware.NotThroughTheDoor",
    "chauban.live.middleware.Moment",
    "chauban.operations.away.DatabaseAway",
    "chauban.people.sessions.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chauban.people.activity.SessionInUse",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chauban.people.middleware.Identity",
    "chauban.people.first_sign_in.ChooseOwnPassword",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "chauban.urls"
WSGI_APPLICATION = "chauban.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chauban.navigation.context",
            ],
        },
    }
]

DATABASES = {"default": database.settings(env("DATABASE_URL", default=""), DATA, ROLE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "chauban.people.adapter.OfficeAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
#: Shared by the web processes, in the data folder.
CACHES = {
    "default": {
        "BACKEND": "chauban.kernel.shared_cache.SharedCache",
        "LOCATION": DATA / "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
#: How often a code is tried by whoever knows the password; wrong passwords are counted by `chauban.people.lock_out`.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "20/15m/key"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_ADAPTER = "chauban.people.second_factor.OfficeMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_TOTP_ISSUER = "Châu Bản"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False  # `chauban.people.activity` does, less often
USERSESSIONS_ADAPTER = "chauban.people.adapter.OfficeSessionsAdapter"
#: Wrong passwords in a quarter of an hour: for one name from one address; for one name from everywhere, which stops a
#: guess spread over addresses; from one address over all names, which an office may share.
AXES_FAILURE_LIMIT = env.int("CHAUBAN_SIGN_IN_ATTEMPTS", default=5)
SIGN_IN_ATTEMPTS_OF_NAME = AXES_FAILURE_LIMIT * 10
SIGN_IN_ATTEMPTS_OF_ADDRESS = AXES_FAILURE_LIMIT * 20
AXES_HANDLER = "chauban.people.lock_out.LockOut"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_CLIENT_IP_CALLABLE = "chauban.people.lock_out.address"
AXES_COOLOFF_TIME = 0.25  # hours
#: Whoever goes on while locked out is not counted: nobody keeps a name locked by never ceasing to try.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["login", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True  # the journal has the sign-ins
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
LOCALE_PATHS = [SOURCE / "locale"]
FORMAT_MODULE_PATH = ["chauban.web.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [SOURCE.parent / "build" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

VAULT = DATA / "vault"
INDEX = DATA / "index"
#: The signed heads of the journal outside the database, and the public key that checks them.
JOURNAL_HEADS = DATA / "journal-heads.txt"
JOURNAL_KEY = DATA / "journal-key.pem"
#: Files dropped here by a scanner are taken in; empty means the folder `scans` in the data directory.
SCAN_FOLDER = Path(env("CHAUBAN_SCAN_FOLDER", default="") or DATA / "scans")
#: Days for which taken files stay in the scan folder's `.taken/`; the vault has them.
SCAN_KEEP_DAYS = env.int("CHAUBAN_SCAN_KEEP_DAYS", default=30)
FILE_LIMIT = env.int("CHAUBAN_FILE_LIMIT_MB", default=400) * 1024 * 1024
PAGE_LIMIT = env.int("CHAUBAN_PAGE_LIMIT", default=600)
READING_PROCESSES = env.int("CHAUBAN_READING_PROCESSES", default=2)
READING_TIMEOUT = env.int("CHAUBAN_READING_TIMEOUT", default=3600)
#: `register_only` (a classified entry holds no file) or `isolated` (a closed network, its administrator says so).
MODE = env("CHAUBAN_MODE", default="") or "register_only"
if MODE not in ("register_only", "isolated"):  # what is misspelt must not pass for a closed network
    raise ValueError("CHAUBAN_MODE must be register_only or isolated")
#: The office that runs this installation, by its agency code; chosen at `init` or by the demo.
OFFICE_CODE = env("CHAUBAN_OFFICE", default="")

#: At what hour of a working day people are reminded of their deadlines.
REMIND_AT = dt.time.fromisoformat(env("CHAUBAN_REMIND_AT", default="07:00"))
#: Where people open the site, as letters name it.
BASE_URL = env("CHAUBAN_URL", default="http://localhost:8000")
MAIL_FROM = env("CHAUBAN_MAIL_FROM", default="Châu Bản <khong-tra-loi@localhost>")
#: Letters as files, where there is no mail server.
MAIL_FOLDER = DATA / "mails"
EMAIL_TIMEOUT = 15
vars().update(mail_server.settings(env("CHAUBAN_MAIL_URL", default="")))

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(DATA / "tmp")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django.request": {"level": "ERROR"}},  # a refusal is no event for whoever runs the machine
    "root": {"handlers": ["console"], "level": env("CHAUBAN_LOG_LEVEL", default="WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["axes.W006", "security.W004", "security.W008", "security.W012", "security.W016"]
PROCRASTINATE_ON_APP_READY = None
#: Each room keeps its jobs in `jobs.py`.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
