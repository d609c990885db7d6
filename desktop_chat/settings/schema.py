"""Every setting: one annotated field each, from which the preferences page and the checks derive.

Settings are values; `settings.store` reads and writes them. A field without `About` is state that
the program keeps for itself and stands on no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from desktop_chat.core.fields import Kind, field_type, short_text
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import BadField
from desktop_chat.settings.endpoint_settings import EndpointSettings
from desktop_chat.settings.model_settings import ModelSettings

ColorScheme = Literal["system", "light", "dark"]
SendKey = Literal["enter", "ctrl+enter"]
TokenTint = Literal["probability", "entropy", "off"]
Amount = Annotated[float, Meta(ge=0, le=1_000_000)]
TimeLimit = Annotated[float, Meta(ge=1, le=3600)]


class Page(StrEnum):
    """A page of the preferences, in the order of their list."""

    APPEARANCE = "Appearance"
    WRITING = "Writing"
    SPENDING = "Spending"
    BACKUPS = "Backups"
    NETWORK = "Network"
    PRACTICE = "Practice model"


@dataclass(frozen=True, slots=True)
class About:
    """The part of a Setting that its annotation cannot say by type and range."""

    title: str
    help: str
    page: Page
    step: float | None = None
    unit: str = ""
    choice_titles: tuple[str, ...] = ()
    unset_title: str = ""


class Appearance(Struct, frozen=True, omit_defaults=True):
    """How the window looks and takes input.

    Attributes:
        token_tint: What the colour of a token says, where probabilities are known.
    """

    color_scheme: Annotated[
        ColorScheme,
        About(
            "Colours",
            "Light or dark, or whatever the system is set to.",
            Page.APPEARANCE,
            choice_titles=("Follow the system", "Light", "Dark"),
        ),
    ] = "system"
    text_scale: Annotated[
        float,
        Meta(ge=0.8, le=2.0),
        About(
            "Text size",
            "Enlarges all text and what is measured by it; 1 is the system's own size.",
            Page.APPEARANCE,
            step=0.1,
            unit="×",
        ),
    ] = 1.0
    send_with: Annotated[
        SendKey,
        About(
            "Send with",
            "The key that sends a message; the other one begins a new line.",
            Page.WRITING,
            choice_titles=("Enter", "Ctrl+Enter"),
        ),
    ] = "enter"
    shows_unsupported: Annotated[
        bool,
        About(
            "Unsupported parameters",
            "Shows the parameters that a model does not take as well. Off, only those that have a "
            "value stay in sight.",
            Page.APPEARANCE,
        ),
    ] = True
    token_tint: TokenTint = "probability"
    keeps_seed: Annotated[
        bool,
        About(
            "Keep the seed",
            "Asks with the same seed again and again. Off, a seed that is set is drawn anew after "
            "each answer, and each answer's own is recorded.",
            Page.WRITING,
        ),
    ] = True


class Writing(Struct, frozen=True, omit_defaults=True):
    """What is written by itself."""

    titles_from_model: Annotated[
        bool,
        About(
            "Titles from the model",
            "After the first answer, asks the conversation's model for a title: a small request "
            "that costs a few tokens. Off, the first words are the title.",
            Page.WRITING,
        ),
    ] = False


class Network(Struct, frozen=True, omit_defaults=True):
    """How connections are made."""

    first_byte_limit_s: Annotated[
        TimeLimit,
        About(
            "Wait for the first word",
            "How long an answer may take to begin. Models that think first need the longer limits.",
            Page.NETWORK,
            step=10,
            unit="s",
        ),
    ] = 120.0
    idle_limit_s: Annotated[
        TimeLimit,
        About(
            "Wait for the next word",
            "How long an answer may pause. A sign of life from the server starts the time anew.",
            Page.NETWORK,
            step=10,
            unit="s",
        ),
    ] = 60.0
    ca_file: Annotated[
        str,
        About(
            "Extra certificates",
            "A PEM file with authorities to trust beside the system's, for a proxy or a server of "
            "your own.",
            Page.NETWORK,
        ),
    ] = ""


class Spending(Struct, frozen=True, omit_defaults=True):
    """Caps on what may be spent, in USD; None: no cap.

    Attributes:
        low_balance_usd: Below what the rest of a key's limit is warned of; None: never.
    """

    message_usd: Annotated[
        Amount | None,
        About(
            "Cap per message",
            "What one answer may cost, its continuations included. An answer that passes the cap "
            "is stopped, and what has come is kept.",
            Page.SPENDING,
            step=0.05,
            unit="$",
            unset_title="no cap",
        ),
    ] = None
    conversation_usd: Annotated[
        Amount | None,
        About(
            "Cap per conversation",
            "What all answers of a conversation may cost together, on every branch.",
            Page.SPENDING,
            step=0.25,
            unit="$",
            unset_title="no cap",
        ),
    ] = None
    day_usd: Annotated[
        Amount | None,
        About(
            "Cap per day",
            "What may be spent from midnight to midnight. Experiments count, and have a cap of "
            "their own.",
            Page.SPENDING,
            step=0.5,
            unit="$",
            unset_title="no cap",
        ),
    ] = None
    month_usd: Annotated[
        Amount | None,
        About(
            "Cap per month",
            "What may be spent in a calendar month.",
            Page.SPENDING,
            step=0.5,
            unit="$",
            unset_title="no cap",
        ),
    ] = None
    low_balance_usd: Annotated[
        Amount | None,
        About(
            "Low balance",
            "Warns when less than this is left of the limit of a key. The endpoint is asked for it "
            "after answers.",
            Page.SPENDING,
            step=0.5,
            unit="$",
            unset_title="no warning",
        ),
    ] = 1.0


class BackupSettings(Struct, frozen=True, omit_defaults=True):
    """Which backups are made by themselves, and where they go."""

    daily: Annotated[
        bool,
        About(
            "Daily backup",
            "Writes a backup each day while the program runs, and keeps those of 12 days, 12 weeks "
            "and 9 months.",
            Page.BACKUPS,
        ),
    ] = True
    folder: Annotated[
        str,
        About(
            "Folder",
            "Where backups go. Empty, a folder beside the archive; one on another disk survives "
            "the loss of this one.",
            Page.BACKUPS,
        ),
    ] = ""


_LOCKS = "Locks an encrypted archive that nobody has used for so long; 0 never does."


class Locking(Struct, frozen=True, omit_defaults=True):
    """When an encrypted archive is locked by itself."""

    after_min: Annotated[
        int,
        Meta(ge=0, le=1_440),
        About("Lock after", _LOCKS, Page.BACKUPS, unit="min"),
    ] = 0


class Practice(Struct, frozen=True, omit_defaults=True):
    """How the built-in model behaves."""

    tokens_per_s: Annotated[
        float,
        Meta(ge=0, le=10_000),
        About(
            "Pace",
            "How many tokens the practice model writes in a second; 0 writes as fast as it can.",
            Page.PRACTICE,
            step=10,
            unit="tokens/s",
        ),
    ] = 60.0


class Settings(Struct, frozen=True, omit_defaults=True):
    """All settings. The program sends nothing home, so there is no switch for that.

    Attributes:
        sampling: The parameters of every conversation, unless it sets its own.
    """

    appearance: Appearance = Appearance()
    writing: Writing = Writing()
    endpoints: EndpointSettings = EndpointSettings()
    models: ModelSettings = ModelSettings()
    network: Network = Network()
    practice: Practice = Practice()
    spending: Spending = Spending()
    backups: BackupSettings = BackupSettings()
    locking: Locking = Locking()
    sampling: Sampling = Sampling()


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting that a person may change.

    Attributes:
        section: The field of Settings in which it stands.
        name: Its field there.
        title, help, page: What the preferences show.
        kind: The sort of value, and so the sort of editor.
        minimum, maximum: The allowed range, inclusive; None: open.
        step: The step of the arrow keys, None where there is none.
        unset_title: What stands for no value, "" where there always is one.
        choices, choice_titles: The values and their names on screen, in their order.
        expectation: What it takes, in words that follow "It takes".
    """

    section: str
    name: str
    title: str
    help: str
    page: Page
    kind: Kind
    expectation: str
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    choice_titles: tuple[str, ...] = ()
    unset_title: str = ""

    @property
    def path(self) -> str:
        """Its place in the settings file, such as "appearance.text_scale"."""
        return f"{self.section}.{self.name}"

    @property
    def default(self) -> Any:
        """Its value when nobody has changed it."""
        return self.read(Settings())

    def read(self, settings: Settings) -> Any:
        """Return its value."""
        return getattr(getattr(settings, self.section), self.name)

    def change(self, settings: Settings, value: object) -> Settings:
        """Return a copy of the settings with this one changed, its type and range checked.

        Raises:
            BadField: The value does not fit; the text names the setting and what it takes.
        """
        struct = SECTIONS[self.section]
        try:
            checked = msgspec.convert({self.name: value}, struct)
            # A file name of undecodable bytes is a text that no JSON can hold.
            msgspec.json.encode(checked)
        except (msgspec.ValidationError, UnicodeEncodeError) as error:
            raise BadField(
                f"{self.title} cannot be {short_text(value)}.",
                advice=f"It takes {self.expectation}.",
                detail=str(error),
            ) from error
        section = msgspec.structs.replace(
            getattr(settings, self.section), **{self.name: getattr(checked, self.name)}
        )
        return msgspec.structs.replace(settings, **{self.section: section})


def _setting(section: str, name: str, hint: Any) -> Setting | None:
    extras = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    about = next((extra for extra in extras if isinstance(extra, About)), None)
    if about is None:
        return None
    known = field_type(hint)
    return Setting(
        section=section,
        name=name,
        title=about.title,
        help=about.help,
        page=about.page,
        kind=known.kind,
        expectation=known.expectation,
        minimum=known.minimum,
        maximum=known.maximum,
        step=about.step,
        unit=about.unit,
        choices=known.choices,
        choice_titles=about.choice_titles,
        unset_title=about.unset_title,
    )


SECTIONS: dict[str, type[Struct]] = get_type_hints(Settings)
"""The sections of the settings file and what each holds."""

SETTINGS: tuple[Setting, ...] = tuple(
    setting
    for section, struct in SECTIONS.items()
    for name, hint in get_type_hints(struct, include_extras=True).items()
    if (setting := _setting(section, name, hint)) is not None
)
"""Every setting that stands on a page of the preferences, in its order there."""
