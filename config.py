"""Settings of one installation, read from the environment (and nothing of ours).

A default stands here only if it is right for production and safe to publish.
"""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """Every setting is an environment variable with the prefix ``STORYBANK_``."""

    model_config = SettingsConfigDict(
        env_prefix="STORYBANK_", extra="ignore", hide_input_in_errors=True
    )

    home: Annotated[
        Path, Field(description="Folder of the installation: database, index, files, backups.")
    ] = Path("instance")
    host: Annotated[str, Field(description="Address the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port the server listens on.")] = 8000
    public_url: Annotated[
        str,
        Field(
            description="Address people type. When it begins with https, cookies are sent over "
            "HTTPS only and browsers are told to insist on it."
        ),
    ] = "http://127.0.0.1:8000"
    trusted_proxy: Annotated[
        str,
        Field(
            description="Address of the proxy in front, such as 127.0.0.1, which says in "
            "X-Forwarded-For who asks. Empty: there is none. Needed for limits by sender."
        ),
    ] = ""
    secret_key: Annotated[
        str,
        Field(
            description="Key that signs sessions and jobs. Empty: one is made at first start-up "
            "and kept in the home folder."
        ),
    ] = ""
    max_upload_megabytes: Annotated[
        int, Field(ge=1, le=1000, description="Largest file taken in, in megabytes.")
    ] = 20
    max_story_words: Annotated[
        int, Field(ge=100, description="Longest story taken in, in words.")
    ] = 50_000
    web_threads: Annotated[int, Field(ge=1, le=64, description="Threads that answer pages.")] = 8
    worker_threads: Annotated[
        int, Field(ge=0, le=8, description="Threads that read and index stories; 0 for none.")
    ] = 1
    mail: Annotated[
        str,
        Field(
            repr=False,  # it may hold a password
            description="How e-mail is sent: console (shown on the error output instead, without "
            "its address), none, or smtp://user:password@host:587 (encrypted by STARTTLS, unless "
            "the host is this machine; smtps:// is encrypted from the start).",
        ),
    ] = "console"
    mail_from: Annotated[str, Field(description="Address e-mail comes from.")] = (
        "storybank@localhost"
    )
    smallest_group: Annotated[
        int,
        Field(
            ge=2,
            le=50,
            description="Fewer stories than this share a place, theme and quarter: "
            "a warning comes before any of them is shared wider.",
        ),
    ] = 5
    answer_days: Annotated[
        int, Field(ge=1, le=365, description="Days within which a story should be answered.")
    ] = 30
    concern_hours: Annotated[
        int,
        Field(ge=1, le=720, description="Hours within which the safeguarding lead should decide."),
    ] = 24
    models: Annotated[Path, Field(description="Folder of the reading models and hub themes.")] = (
        PROJECT_ROOT / "nlp_models"
    )

    @field_validator("home", "models")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("mail")
    @classmethod
    def _a_way_to_send(cls, value: str) -> str:
        if value in ("console", "none"):
            return value
        wanted = "give console, none, or an address such as smtp://user:password@host:587"
        try:
            parts = urlsplit(value)
            parts.port  # noqa: B018  (raises where it is no port)
        except ValueError:
            raise ValueError(wanted) from None
        beyond = parts.path.strip("/") or parts.query or parts.fragment
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or beyond:
            raise ValueError(
                f"{wanted}; signs such as / and @ in a password are written %2F and %40"
            )
        if bool(parts.username) != bool(parts.password):
            raise ValueError("give both a user and a password, or neither")
        return value

    @field_validator("mail_from")
    @classmethod
    def _one_address(cls, value: str) -> str:
        before, at, after = value.partition("@")
        if not (before and at and after) or not value.isprintable() or {*value} & {*" ,;<>"}:
            raise ValueError("give one e-mail address, such as storybank@example.org")
        return value

    @field_validator("public_url")
    @classmethod
    def _a_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("give a whole address, such as https://stories.example.org")
        return value.rstrip("/")

    @property
    def https(self) -> bool:
        """Whether people reach this installation over HTTPS."""
        return self.public_url.startswith("https://")

    @property
    def database_path(self) -> Path:
        """The SQLite file that is the record."""
        return self.home / "storybank.db"

    @property
    def jobs_path(self) -> Path:
        """The SQLite file in which the queue keeps its jobs (ids only)."""
        return self.home / "jobs.db"

    @property
    def index_path(self) -> Path:
        """Folder of the search index, which can always be rebuilt."""
        return self.home / "index"

    @property
    def files_path(self) -> Path:
        """Folder of the files as they were received."""
        return self.home / "files"

    @property
    def return_key_path(self) -> Path:
        """The key that return codes are hashed with; without it no code leads anywhere."""
        return self.home / "return-code-key"

    @property
    def backups_path(self) -> Path:
        """Folder of the copies of the database made before a migration."""
        return self.home / "backups"

    @property
    def max_upload_bytes(self) -> int:
        """Largest file taken in, in bytes."""
        return self.max_upload_megabytes * 1024 * 1024
