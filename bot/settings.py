"""The environment, read once."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.speech.accents import Accent
from lookup.keys import read_masters

STRONG = 32  # Characters of a secret, at least.
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_DATABASE = re.compile(r"sqlite(\+aiosqlite)?:///.|postgresql(\+asyncpg)?://.")
SHORTEST = 16  # Characters of a secret that a provider chose.
_NUMBER = re.compile(r"\+?[0-9]{3,15}", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
_PLACEHOLDER = re.compile(
    r"(.)\1*|.*(?:changeme|change-me|change_me|secret|example|password).*", re.I
)


_BASE64 = re.compile(r"whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_LIMITS = re.compile(
    r"(?:(?:text=[2-9]\d{2,4}|text=1\d{3,4}|buttons=\d{1,2}|label=[1-9]\d{0,2})(?: |$))*"
)

# What one messenger needs, all or none; and those of them that we make up ourselves.
_GROUPS = (
    ("zalo_bot_token", "zalo_bot_secret"),
    ("zalo_oa_app_id", "zalo_oa_app_secret", "zalo_oa_secret", "zalo_oa_refresh_token"),
    ("messenger_app_secret", "messenger_verify_token", "messenger_page_token"),
    ("whatsapp_app_secret", "whatsapp_verify_token", "whatsapp_token", "whatsapp_number_id"),
)
_OURS = ("zalo_bot_secret", "messenger_verify_token", "whatsapp_verify_token")


class SettingsError(Exception):
    """A setting is missing, wrong or half-set; the message is one clear line."""


class Settings(BaseSettings):
    """Every setting there is. None is needed: without any, the demo runs on an embedded SQLite."""

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, extra="ignore")

    env: Literal["demo", "production"] = "demo"
    database_url: str = "sqlite+aiosqlite:///var/cutru.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    cutru_secret: str = ""  # Of one-time codes, pseudonyms and the blind index; it stays.
    cutru_keys: str = ""  # Master keys that seal the register, "name:base64, …"; they change.
    secret_file: Path = Path("var/secret.key")  # Made on the first start of the demo.
    audit_checkpoints: Path = Path("var/audit-checkpoints.jsonl")
    card_key: str = ""  # Seed of the Ed25519 key of answer cards, 64 hexadecimal digits.
    card_former_keys: str = ""  # Public keys whose cards stay genuine, with spaces between.
    public_url: str = ""
    telegram_bot_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_base: str = ""
    twilio_auth_token: str = ""  # Opens `/calls/twilio`.
    stringee_signing_secret: str = ""  # Opens `/calls/stringee`.
    stringee_number: str = ""  # Our number there, from which calls are transferred.
    jambonz_webhook_secret: str = ""  # Opens `/calls/jambonz`.
    hotline: str = ""  # The number that callers are connected with when they want a person.
    speech_accent: Accent = "north"  # Of the voice that reads Vietnamese aloud.
    call_voice: Literal["", "provider"] = ""  # "": ours where espeak-ng is, else the provider's.
    webhook_secret: str = ""  # `whsec_…` of the generic signed webhook; several while one goes.
    webhook_callback_url: str = ""  # Where answers go; without it, they stand in the response.
    webhook_limits: str = ""  # "text=2000 buttons=5 label=20": what that messenger can carry.
    zalo_bot_token: str = ""
    zalo_bot_secret: str = ""
    zalo_oa_app_id: str = ""
    zalo_oa_app_secret: str = ""
    zalo_oa_secret: str = ""  # Of the webhook page.
    zalo_oa_refresh_token: str = ""  # Authorised by hand; each works once.
    messenger_app_secret: str = ""
    messenger_verify_token: str = ""
    messenger_page_token: str = ""
    whatsapp_app_secret: str = ""
    whatsapp_verify_token: str = ""
    whatsapp_token: str = ""
    whatsapp_number_id: str = ""
    viber_token: str = ""
    viber_sender: str = "Cư Trú"
    messengers_api_base: str = ""  # Another server for all of these, for tests.
    demo_persons: int = Field(default=1000, ge=3, le=1_000_000)
    demo_seed: int = 2026

    @property
    def telegram_by_webhook(self) -> bool:
        return bool(self.telegram_bot_token and self.public_url)

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        return tuple(self.webhook_secret.split())

    @property
    def calls_messengers(self) -> bool:
        """Say whether there is a messenger that is called for its answers."""
        firsts = (getattr(self, group[0]) for group in _GROUPS)
        return any((self.webhook_callback_url, self.viber_token, *firsts))

    @model_validator(mode="after")
    def _whole(self) -> Settings:
        for fault in self._faults():
            raise ValueError(fault)
        return self

    def _faults(self) -> list[str]:
        token, secret, url = (
            self.telegram_bot_token,
            self.telegram_webhook_secret,
            self.public_url,
        )
        faults = []
        if not _DATABASE.match(self.database_url):
            faults.append("DATABASE_URL must begin with sqlite:/// or postgresql://")
        if token and not _TOKEN.fullmatch(token):
            faults.append("TELEGRAM_BOT_TOKEN is not a bot token (digits, colon, 35 characters)")
        if not token and (secret or self.telegram_api_base):
            faults.append("TELEGRAM_BOT_TOKEN is missing beside other TELEGRAM_ settings")
        if token and url and not secret:
            faults.append("TELEGRAM_WEBHOOK_SECRET is missing: PUBLIC_URL asks for a webhook")
        if token and secret and not url:
            faults.append("PUBLIC_URL is missing: TELEGRAM_WEBHOOK_SECRET asks for a webhook")
        if secret and not strong(secret):
            faults.append(
                "TELEGRAM_WEBHOOK_SECRET is weak: take at least 32 of A-Z a-z 0-9 _ -, "
                "for example from: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        if url and not _web_address(url):
            faults.append("PUBLIC_URL must be an https:// address without a path")
        if self.telegram_api_base and not urlsplit(self.telegram_api_base).hostname:
            faults.append("TELEGRAM_API_BASE must be a web address")
        faults += self._telephone_faults()
        for name, keys in (
            ("CARD_KEY", self.card_key),
            ("CARD_FORMER_KEYS", self.card_former_keys),
        ):
            if not all(re.fullmatch(r"[0-9a-fA-F]{64}", key) for key in keys.split()):
                faults.append(f"{name} must be 64 hexadecimal digits (openssl rand -hex 32)")
        faults += self._webhook_faults()
        faults += self._messenger_faults()
        if self.cutru_secret and not strong(self.cutru_secret):
            faults.append("CUTRU_SECRET is weak: take at least 32 of A-Z a-z 0-9 _ -")
        if self.env == "production" and not self.cutru_secret:
            faults.append("CUTRU_SECRET is missing: with ENV=production no demo key is used")
        if self.env == "production" and not self.cutru_keys:
            faults.append("CUTRU_KEYS is missing: with ENV=production no demo key is used")
        try:
            read_masters(self.cutru_keys)
        except ValueError as error:
            faults.append(f"CUTRU_KEYS: {error}")
        return faults

    def _telephone_faults(self) -> list[str]:
        secrets = {
            "TWILIO_AUTH_TOKEN": self.twilio_auth_token,
            "STRINGEE_SIGNING_SECRET": self.stringee_signing_secret,
            "JAMBONZ_WEBHOOK_SECRET": self.jambonz_webhook_secret,
        }
        faults = [
            f"{name} is too short: copy all of it from the provider"
            for name, secret in secrets.items()
            if 0 < len(secret) < SHORTEST
        ]
        if any(secrets.values()) and not self.public_url:
            faults.append("PUBLIC_URL is missing: telephone providers ask it for every key")
        if self.stringee_signing_secret and self.hotline and not self.stringee_number:
            faults.append("STRINGEE_NUMBER is missing: HOTLINE asks for calls to be transferred")
        if self.hotline and not _NUMBER.fullmatch(self.hotline):
            faults.append("HOTLINE must be a telephone number: digits, with + in front if any")
        return faults

    def _messenger_faults(self) -> list[str]:
        faults = []
        for group in _GROUPS:
            given = {name: str(getattr(self, name)) for name in group}
            if any(given.values()):
                together = ", ".join(group).upper()
                faults += [
                    f"{name.upper()} is missing: {together} belong together"
                    for name, value in given.items()
                    if not value
                ]
        for name in _OURS:
            secret = str(getattr(self, name))
            if secret and not strong(secret):
                faults.append(f"{name.upper()} is weak: take at least 32 of A-Z a-z 0-9 _ -")
        return faults

    def _webhook_faults(self) -> list[str]:
        faults = []
        if any(not secret.startswith("whsec_") for secret in self.webhook_secrets):
            faults.append("WEBHOOK_SECRET must be a Standard Webhooks key (whsec_…)")
        if any(
            len(secret) < STRONG or not _BASE64.fullmatch(secret) for secret in self.webhook_secrets
        ):
            faults.append("WEBHOOK_SECRET is weak: its key needs 24 bytes, whsec_ and base64")
        if (self.webhook_callback_url or self.webhook_limits) and not self.webhook_secret:
            faults.append("WEBHOOK_SECRET is missing beside other WEBHOOK_ settings")
        if self.webhook_callback_url and not _secure(self.webhook_callback_url):
            faults.append("WEBHOOK_CALLBACK_URL must be an https:// address")
        if not _LIMITS.fullmatch(self.webhook_limits):
            faults.append("WEBHOOK_LIMITS must be like: text=2000 buttons=5 label=20")
        if self.messengers_api_base and not urlsplit(self.messengers_api_base).hostname:
            faults.append("MESSENGERS_API_BASE must be a web address")
        return faults


def strong(secret: str) -> bool:
    """Say whether a secret is long, of the allowed characters, and no placeholder."""
    varied = len(set(secret)) >= 10
    return bool(_SECRET.fullmatch(secret)) and varied and not _PLACEHOLDER.fullmatch(secret)


def _web_address(url: str) -> bool:
    return _secure(url) and urlsplit(url).path in {"", "/"}


def _secure(url: str) -> bool:
    parts = urlsplit(url)
    local = parts.hostname in {"127.0.0.1", "localhost"}
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))


def listen(host: str, port: int) -> socket.socket:
    """Take the address of the service before anything else. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        raise SettingsError(
            f"HOST, PORT: {host}:{port} cannot be used ({error.strerror})"
        ) from error
    return door


def read(**given: object) -> Settings:
    """Read the environment. Raises SettingsError with one line a person can act on."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_one_line(error.errors()[0])) from error


def _one_line(fault: Mapping[str, object]) -> str:
    where = ".".join(str(part) for part in fault["loc"]).upper()  # type: ignore[attr-defined]
    said = str(fault["msg"]).removeprefix("Value error, ")
    return f"{where}: {said}" if where else said
