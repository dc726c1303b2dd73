"""Settings come from the environment or ``.env``; a typo or a bad value stops the start with a clear sentence.

One frozen object, read once: what the process started with is what it runs with.
"""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit

from limits import parse
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CHORISTE_"
_RATES: Final = "deux limites, par personne puis par adresse, comme « 30/minute, 1500/minute »"


class InvalidSettings(Exception):
    """A setting is unknown or refused; ``str()`` is the French text to print before stopping."""


class Settings(BaseSettings):
    """Every setting with its bounds; the README's table is checked against this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="forbid", frozen=True)

    data_dir: Path = Field(default=Path("data"), description="dossier des données : base, index, modèle, originaux")
    knowledge_dir: Path = Field(default=Path("knowledge"), description="dossier des fiches du stage")
    database_url: str = Field(default="", description="base SQL ; vide : SQLite dans le dossier des données")
    chroma_url: str = Field(default="", description="serveur Chroma, http://…[/base] ; vide : Chroma embarqué")
    embedding_model: str = Field(
        default="multilingual-e5-small", description="modèle : celui fourni, ou un dossier sentence-transformers"
    )
    chat_model: str = Field(
        default="", description="modèle de langage, comme init_chat_model le nomme ; vide : réponses extraites"
    )
    access: Literal["open", "code"] = Field(
        default="open", description="accès au chat : libre, ou avec un compte ou le code d'une session"
    )
    public_url: str = Field(
        default="", description="adresse du site pour les stagiaires, https://… ; vide : celle de la page ouverte"
    )
    participant_days: int = Field(
        default=30, ge=0, le=365, description="jours d'accès des participants après la fin de leur session"
    )
    adviser_hours: str = Field(
        default="lun-ven 08:30-18:30",
        pattern=r"^[a-z]{3}-[a-z]{3} \d\d:\d\d-\d\d:\d\d$",
        description="heures des conseillers, heure de Paris",
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""), description="serveur de courriel, smtp://… ou smtps://… ; vide : aucun envoi"
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="clé qui signe les cookies ; vide : tirée au sort et gardée"
    )
    oidc_issuer: str = Field(
        default="", description="adresse https://… du fournisseur OpenID Connect de l'organisation ; vide : aucun"
    )
    oidc_client_id: str = Field(default="", description="identifiant de Choriste chez ce fournisseur")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="secret de Choriste chez ce fournisseur")
    oidc_role_claim: str = Field(default="roles", min_length=1, description="donnée du fournisseur qui dit les rôles")
    oidc_roles: str = Field(
        default="", description="leurs rôles et les nôtres : « profs=formateur,hotline=support », le premier l'emporte"
    )
    host: str = Field(default="127.0.0.1", description="adresse d'écoute")
    port: int = Field(default=7860, ge=1, le=65535, description="port d'écoute")
    cookie_secure: bool = Field(default=False, description="cookies réservés à HTTPS (à activer derrière un proxy)")
    question_max_chars: int = Field(default=2000, ge=100, le=20000, description="longueur maximale d'une question")
    upload_max_mb: int = Field(default=20, ge=1, le=200, description="taille maximale d'un fichier déposé, en Mo")
    upload_max_pages: int = Field(default=500, ge=1, le=5000, description="nombre maximal de pages d'un document")
    upload_max_waiting: int = Field(default=50, ge=1, le=1000, description="nombre maximal de fichiers en attente")
    upload_max_unpacked_mb: int = Field(
        default=200, ge=10, le=2000, description="taille maximale d'un fichier Word ou PowerPoint décompressé, en Mo"
    )
    reading_max_seconds: int = Field(
        default=300, ge=10, le=3600, description="temps maximal de lecture d'un fichier, en secondes"
    )
    reading_max_memory_mb: int = Field(
        default=2000, ge=500, le=16000, description="mémoire maximale pour lire un fichier, en Mo (Linux)"
    )

    attachments_max_mb: int = Field(
        default=10, ge=1, le=100, description="taille maximale d'une pièce jointe à un ticket, en Mo"
    )
    attachments_max_count: int = Field(
        default=5, ge=1, le=20, description="nombre maximal de pièces jointes à un ticket"
    )
    controller_name: str = Field(
        default="", max_length=200, description="responsable du traitement des données (RGPD) ; vide : le formateur"
    )
    controller_contact: str = Field(
        default="", max_length=300, description="où écrire au responsable du traitement : courriel ou adresse"
    )
    # The trainers' list of questions asked in vain looks back ninety days.
    conversations_kept_months: int = Field(
        default=12, ge=3, le=60, description="mois avant qu'une conversation soit rendue anonyme"
    )
    tickets_kept_months: int = Field(default=24, ge=3, le=120, description="mois avant qu'un ticket soit effacé")
    # Participants keep their access for a year at most: no roll is emptied under somebody who may still come in.
    training_kept_months: int = Field(
        default=12, ge=12, le=120, description="mois avant qu'une feuille de présence soit effacée"
    )
    sign_ins_kept_months: int = Field(
        default=6, ge=1, le=12, description="mois avant qu'une ligne du journal des connexions soit effacée"
    )
    audit_kept_months: int = Field(
        default=12, ge=6, le=60, description="mois avant qu'une ligne du journal des actions de l'équipe soit effacée"
    )

    trusted_proxies: str = Field(
        default="",
        description="adresses ou réseaux des proxys que l'on croit, séparés par des virgules ; vide : aucun",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="journal : une ligne JSON, du texte, ou du texte dans un terminal et JSON ailleurs"
    )
    # « par personne, par adresse »: a class shares one address, so that the first is the tight one.
    rate_questions: str = Field(default="30/minute, 1500/minute", description=_RATES)
    rate_sign_ins: str = Field(default="20/minute, 300/minute", description=_RATES)
    rate_uploads: str = Field(default="60/minute, 600/minute", description=_RATES)
    rate_joins: str = Field(default="20/minute, 300/minute", description=_RATES)
    rate_tickets: str = Field(default="10/minute, 300/minute", description=_RATES)
    rate_invitations: str = Field(default="20/minute, 200/minute", description=_RATES)

    @field_validator("trusted_proxies")
    @classmethod
    def _known_networks(cls, value: str) -> str:
        for one in filter(None, (part.strip() for part in value.split(","))):
            ip_network(one, strict=False)
        return value

    @field_validator(
        "rate_questions", "rate_sign_ins", "rate_uploads", "rate_joins", "rate_tickets", "rate_invitations"
    )
    @classmethod
    def _two_rates(cls, value: str) -> str:
        if len([parse(one.strip()) for one in value.split(",")]) != 2:
            raise ValueError("deux limites attendues")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("sqlite:///… ou postgresql://… attendu")
        return value

    @field_validator("chroma_url")
    @classmethod
    def _known_server(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("http://… attendu")
        return value

    @field_validator("public_url")
    @classmethod
    def _bare_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
            raise ValueError("https://… attendu")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _is_mail_server(value.get_secret_value()):
            raise ValueError("smtp://… ou smtps://… attendu")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _known_provider(cls, value: str) -> str:
        parts = urlsplit(value)
        # Without HTTPS, only a provider of this very machine: whoever stands between could be anybody.
        here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
        if value and (not (here or parts.scheme == "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("https://… attendu")
        return value

    @property
    def sql_url(self) -> str:
        """The database address with its driver; SQLite in ``data_dir`` when none is set."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'choriste.db'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://")


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = unquote(f"{parts.username}{parts.password}").isascii()  # SMTP's own rule, and smtplib's
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port or 1) > 0 and named
    except ValueError:  # a port that is no number
        return False


def load_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - each setting has its own type, checked by pydantic
    """Read the settings; raises InvalidSettings that names each key, its value and what was expected."""
    unknown = sorted(
        key
        for key in os.environ
        if key.upper().startswith(PREFIX) and key[len(PREFIX) :].lower() not in Settings.model_fields
    )
    if unknown:
        raise InvalidSettings(
            f"Réglage inconnu : {', '.join(unknown)}. Corrigez son nom (liste dans README.md, « Réglages ») "
            "ou retirez-le de l'environnement."
        )
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise InvalidSettings("\n".join(_say(dict(detail)) for detail in error.errors())) from error
    except UnicodeDecodeError as error:
        raise InvalidSettings(
            "Le fichier .env n'est pas en UTF-8 : réenregistrez-le en UTF-8, puis relancez."
        ) from error


def _say(detail: dict[str, Any]) -> str:
    key = str(detail["loc"][0]) if detail["loc"] else "?"
    if detail["type"] == "extra_forbidden":
        return (
            f"Réglage inconnu : {key.upper()}. Corrigez son nom (liste dans README.md, « Réglages ») "
            "ou retirez-le de .env."
        )
    # An address may carry a password before its « @ ».
    secret = key in ("secret_key", "smtp_url", "oidc_client_secret") or "@" in str(detail["input"])
    shown = "(masqué)" if secret else repr(detail["input"])
    return f"Réglage {PREFIX}{key.upper()} : la valeur {shown} est refusée. Attendu : {_expected(key)}."


def _expected(key: str) -> str:
    field = Settings.model_fields[key]
    schema = Settings.model_json_schema()["properties"][key]
    bounds = [f"de {schema['minimum']} à {schema['maximum']}"] if "minimum" in schema else []
    choices = [" ou ".join(f"« {value} »" for value in schema["enum"])] if "enum" in schema else []
    return " ; ".join([str(field.description), *bounds, *choices])
