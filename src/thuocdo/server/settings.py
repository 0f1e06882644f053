"""Settings of the office. Everything that differs between offices comes from the environment.

``DATABASE_URL``      sqlite:///path or postgresql://user:password@host/name; the embedded default is out/office.sqlite3
``THUOCDO_SECRET``    the secret key; without it the office runs as a demonstration only
``THUOCDO_HOSTS``     the host names it answers to, parted by commas
``THUOCDO_TODAY``     a fixed working day (2020-12-16), for a sample that lives in its own years
``THUOCDO_DEMO``      1: a demonstration with made-up people, whose second factor is shown on the page
``THUOCDO_MAIL``      smtp://user:password@host:port; without it letters are written to the terminal
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF

PACKAGE = Path(__file__).parent.parent
DEMO = os.environ.get("THUOCDO_DEMO") == "1"
TODAY = os.environ.get("THUOCDO_TODAY", "")
DEBUG = False
SECRET_KEY = os.environ.get("THUOCDO_SECRET") or "a demonstration has no secrets, and says so on every page"
ALLOWED_HOSTS = [host for host in os.environ.get("THUOCDO_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("THUOCDO_ORIGINS", "").split(",") if origin]


def _database(url: str) -> dict[str, object]:
    """One of the two databases that the office runs on, from its address."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        # IMMEDIATE and the long timeout: without them SQLite loses submissions when several people send at once.
        return {
            "ENGINE": "thuocdo.store.backends.sqlite",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") or not parts.netloc else parts.path),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
                "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864",
            },
        }
    return {
        "ENGINE": "thuocdo.store.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATABASE_URL = os.environ.get("DATABASE_URL") or "sqlite:///out/office.sqlite3"
DATABASES = {"default": _database(DATABASE_URL)}

INSTALLED_APPS = [
    "thuocdo.store",
    "thuocdo.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a form of a phone on a poor network; Django masks what must stay secret
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "thuocdo.web.middleware.AtDesk",
    "thuocdo.web.gate.Gate",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "thuocdo.server.urls"
WSGI_APPLICATION = "thuocdo.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "thuocdo.web.context.everywhere",
            ],
            "builtins": ["thuocdo.web.templatetags.words"],
        },
    }
]

AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "thuocdo.web.passwords.HardToGuess"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "thuocdo.web.accounts.NobodySignsUp"
ACCOUNT_FORMS = {
    "login": "thuocdo.web.accounts.SignIn",
    "change_password": "thuocdo.web.accounts.NewPassword",
    "reauthenticate": "thuocdo.web.accounts.PasswordAgain",
}
# axes counts wrong passwords; this counts wrong codes of the second factor. A whole district sits behind one address,
# so addresses are not counted.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key", "login": None}
MFA_ADAPTER = "thuocdo.web.accounts.SecondFactor"
MFA_FORMS = {
    "authenticate": "thuocdo.web.accounts.Code",
    "reauthenticate": "thuocdo.web.accounts.CodeAgain",
    "activate_totp": "thuocdo.web.accounts.SetUp",
}
# In the database, so that every process counts the same wrong codes and knows which code was used up.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Thước Đo"
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "thuocdo.web.views.refused.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_HTTPS = os.environ.get("THUOCDO_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("THUOCDO_STATIC", "out/static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a district's form about thirty communes has a thousand cells and reasons
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

_mail = urlparse(os.environ.get("THUOCDO_MAIL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.scheme else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtps"
DEFAULT_FROM_EMAIL = os.environ.get("THUOCDO_MAIL_FROM", "thuocdo@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
