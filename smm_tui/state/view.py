"""How the screens were left, so that the next first picture is the last one."""

from __future__ import annotations

import msgspec

from smm_tui import untrusted
from smm_tui.config import Places
from smm_tui.i18n import N_
from smm_tui.models import Service
from smm_tui.state.documents import Document

_LONGEST_FILTER = 512
"""Characters."""


class Look(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the rows of a view were narrowed and ordered."""

    filter: str = ""
    sort: str = ""
    """As the view names it; "" for its own."""
    reverse: bool = False
    favourites: bool = False
    """Whether only favourites were shown."""
    columns: int | None = None
    """Those with a higher number (`Column.priority`) were hidden; None: as many as fit."""
    side: int = 0
    """The cells of the list at the side; 0: as many as fit."""


class Window(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the spending was shown by; names as the view has them, "" for its own."""

    period: str = ""
    rows: str = ""
    together: bool = False
    """Whether all panels were added up."""
    course: bool = False
    """Whether the balance was drawn where there is room for one chart."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a person was in the catalogue of a panel."""

    category: str | None = None
    """None: all."""
    service: str = ""
    """The id of the one under the cursor; "" for none."""
    recent: tuple[str, ...] = ()
    """What was ordered, the newest first, where rows were in this order."""


class Picture(msgspec.Struct, frozen=True):
    """The services that were in view, for a first picture before the catalogue is there."""

    panel: str
    url: str
    count: int
    """How many rows there were."""
    top: int
    """The first one in view, counted from 0."""
    cursor: int
    services: tuple[Service, ...]
    """Those in view."""


class ViewState(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="version", tag=1):
    """All of it."""

    screen: str = ""
    panel: str = ""
    """The one in view."""
    configured: str = ""
    """The one that the configuration named then: another one there is wanted, not this."""
    catalogue: Look = Look()
    orders: Look = Look()
    spending: Window = Window()
    order: int = 0
    """The `ref` of the one under the cursor; 0 for none."""
    places: dict[str, Place] = msgspec.field(default_factory=dict)
    """By panel."""
    picture: Picture | None = None


def view_file(places: Places) -> Document[ViewState]:
    """Where it is kept."""
    return Document(
        places.state / "view.json",
        ViewState(),
        N_("How the screens were left could not be read; the file is now {path}."),
    )


def cleaned(look: Look) -> Look:
    """A look whose filter may stand on the screen, whatever the file holds."""
    return msgspec.structs.replace(look, filter=untrusted.text(look.filter, limit=_LONGEST_FILTER))
