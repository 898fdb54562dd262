from pathlib import Path
from typing import Any

from amparo.law import known_protocols, load_protocol
from amparo.settings import env as here
from amparo.settings import env_file as stored
from amparo.settings import one_surface
from amparo.settings.env import env

PACKAGE = Path(__file__).resolve().parent.parent
STATE = here.state_folder()
stored.take_over(STATE)
PARTS = one_surface.PARTS
SURFACE = one_surface.which()  # the part of the site that this process is; nothing: all of it
PART = (
    one_surface.read_part(STATE, SURFACE)
    if SURFACE
    else one_surface.read_whole(STATE, here.read_signing_key(STATE))
)
SITE, SIGNING_KEY, ADDRESSES = PART.site, PART.signing_key, dict(PART.addresses)
SECURITY_CONTACT = list(PART.contacts)
RUN = Path(env.str("AMPARO_RUN", default=str(one_surface.run_folder(STATE, SURFACE))))

DEBUG = False
SECRET_KEY = SITE.django_secret
ALLOWED_HOSTS = env.list("AMPARO_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SECURE_TRANSPORT = here.switch("AMPARO_HTTPS")
# Proxies whose statement of the client's address is trusted: one on this machine, if any.
PROXIES = env.list("AMPARO_PROXIES", default=["127.0.0.1", "::1"] if SECURE_TRANSPORT else [])
THREADS = here.number("AMPARO_THREADS", 16)
FILES_AT_ONCE = here.number("AMPARO_FILES_AT_ONCE", 16)
BUSY = env.str("AMPARO_BUSY", default="")  # where its processes count their pages
# The name of the organisation that runs this site for itself; nothing where it is the mechanism.
ORGANISATION = env.str("AMPARO_ORGANISATION", default="")
# To institutions an organisation's site sends nothing, and of figures it has none.
SERVED = ["door", "desk"] if ORGANISATION else ["door", "desk", "portal", "site"]
SURFACES = (
    [SURFACE] if SURFACE else here.several("AMPARO_SURFACES", SERVED, of=one_surface.SURFACES)
)
NORMS = known_protocols()
PROTOCOL = here.one_of("AMPARO_PROTOCOL", "pe-2021", of=NORMS)
# Laws of the authorities that an organisation follows.
FOLLOWS = here.several("AMPARO_FOLLOWS", [PROTOCOL], of=NORMS)
CALENDAR = env.str("AMPARO_CALENDAR", default="")  # nothing: the protocol's own

INSTALLED_APPS = [
    "django.forms",  # the templates of its widgets
    "django.contrib.staticfiles",
    "amparo.foundations.web",
    "amparo.foundations.ledger",
    "amparo.foundations.institutions",
    "amparo.foundations.accounts",
    "amparo.foundations.intake",
    "amparo.foundations.consent",
    "amparo.foundations.related_people",
    "amparo.foundations.erasure",
    "amparo.foundations.cases",
    "amparo.obligations.standing_duties",
    "amparo.obligations.recommendations",
    "amparo.observatory.attacks",
    "amparo.observatory.data_rights",
    "amparo.observatory.evidence",
    "amparo.observatory.duplicates",
    "amparo.observatory.consultations",
    "amparo.observatory.figures",
    "amparo.casework",  # what happens next: its flows
    "amparo.casework.admission",
    "amparo.casework.assessment",
    "amparo.casework.interpreting",
    "amparo.casework.measures",
    "amparo.casework.obligations",
    "amparo.casework.obligations.stations",
    "amparo.casework.referral",
    "amparo.casework.exports",
    "amparo.casework.collectives",
    "amparo.casework.disappearances",
    "amparo.casework.leaks",
    "amparo.casework.review",
    "amparo.casework.external_cases",
    "amparo.casework.figures",
    "amparo.door",
    "amparo.desk",
    "amparo.portal",
    "amparo.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "amparo.foundations.accounts.server.middleware.Quiet",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "amparo.desk.confirmations.ConfirmAct",
]
# The name of the act that was just done, in a signed cookie that the next page ends.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = SECURE_TRANSPORT

ROOT_URLCONF = "amparo.urls.this_process"
WSGI_APPLICATION = "amparo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["amparo.foundations.web.builtins"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
        },
    },
]
FORM_RENDERER = "amparo.foundations.web.renderer.FormRenderer"

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": STATE / "amparo.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-1000;"
        ),
    },
}
DATABASE_URL = PART.database or env.str("DATABASE_URL", default="")
DATABASES = {"default": here.database(DATABASE_URL) if DATABASE_URL else SQLITE}
if DATABASE_URL:
    DATABASES["default"]["CONN_MAX_AGE"] = None
    # A connection that the database ended is made anew, without an error page.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Frequent statements are planned once on a connection; values are sent separately.
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 3,
        # Row rules make PostgreSQL overestimate the cost and compile for it:
        # that took longer than most pages.
        "options": "-c jit=off",
        "application_name": f"amparo {SURFACE or 'whole'}",
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "amparo_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = here.zone("AMPARO_TIME_ZONE", load_protocol(PROTOCOL).procedure.zone)

STATIC_URL = "/static/"
STATIC_ROOT = RUN / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

UPLOADS = STATE / "uploads"
UMASK = one_surface.shared_mask(UPLOADS) if SURFACE else 0o077
# Recordings of the pages of the door: one folder for each language (door/page_recordings.py).
PROMPTS = env.path("AMPARO_PROMPTS", default=STATE / "prompts")
# Folders of drafts that can be put to everybody from the desk (`amparo consult open` takes any).
DRAFTS = env.path("AMPARO_DRAFTS", default=STATE / "drafts")
UPLOAD_LIMIT = here.number("AMPARO_UPLOAD_LIMIT", 20 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
# Uploads go straight from the socket into an envelope: nothing unsealed touches a disk.
FILE_UPLOAD_HANDLERS = ["amparo.foundations.intake.files.uploads.SealingUploadHandler"]

SECURE_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "media-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# With HTTPS there is always a proxy in front, which says so and names who asks.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_TRANSPORT else None
SECURE_HSTS_SECONDS = 31536000 if SECURE_TRANSPORT else 0
CSRF_COOKIE_AGE = None  # gone with the browser: a cookie that stays tells who was here
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = SECURE_TRANSPORT
CSRF_COOKIE_NAME = "amparo_form"
CSRF_FAILURE_VIEW = "amparo.foundations.accounts.error_pages.form_expired"

# Where "leave quickly" leads: a page that everybody reads.
EXIT_TO = env.str("AMPARO_EXIT_TO", default="https://es.wikipedia.org/wiki/Portada")
# How long an assessment that was saved and never recorded is kept.
DRAFT_DAYS = here.number("AMPARO_DRAFT_DAYS", 30)
# Hours for which emergency access opens a case.
GLASS_HOURS = here.number("AMPARO_GLASS_HOURS", 4)
# Where else to turn if no member can read a letter here.
ELSEWHERE = env.str("AMPARO_ELSEWHERE", default="")
# A schedule of the site's own, for how long what is kept (docs/how-to/retention.md).
RETENTION = env.path("AMPARO_RETENTION", default=STATE / "retention.toml")
# When new requests are read: "1-5 08:30-17:30" (1 = Monday), several with ";".
WATCH = env.str("AMPARO_WATCH", default="1-5 08:30-17:30")
# Day and night only if the site states so: persons in danger must not rely on it in vain.
URGENT_WATCH = env.str("AMPARO_URGENT_WATCH", default=WATCH)
SIGN_IN_COST = env.str("AMPARO_SIGN_IN_COST", default="default")

MAILERS = {"default": here.mailer(STATE / "mail")}
MAIL_FROM = env.str("AMPARO_MAIL_FROM", default="aviso@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"codes_only": {"()": "amparo.foundations.accounts.server.logs.CodesOnly"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["codes_only"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
