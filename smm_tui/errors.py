"""The errors of the program, each with a message id, a title and a remedy.

    SmmError
    |-- UsageError                 a wrong call, or no terminal            (exit 2)
    |-- ConfigError                a file, a line, a field                 (exit 3)
    |   `-- KeyUnavailable         the key source gave no key
    |-- LedgerError                the order book cannot be used           (exit 4)
    |   |-- LedgerDamaged
    |   |-- LedgerBusy
    |   |   |-- LedgerLocked       another program holds the file
    |   |   `-- AddClaimed         another process is adding to this panel
    |   `-- LedgerTooNew
    |-- PanelError                 asking a panel went wrong               (exit 5)
    |   |-- Unreachable            no connection: name, route, TLS, closed
    |   |-- TooSlow                no whole answer within the deadline
    |   |-- RateLimited            asked too often; knows when to ask again
    |   |-- ServerFailed           HTTP 5xx without a refusal of its own
    |   |-- NotAnAnswer            what came back is no answer of a panel
    |   |   |-- Redirected         sent elsewhere, which is never followed
    |   |   |-- WebPage            HTML: a firewall, a login, a maintenance page
    |   |   |-- Oversized          longer than the cap of its action
    |   |   `-- Malformed          JSON that breaks a bound, or of the wrong shape
    |   |       `-- NoIds          items that cannot be told apart: ask one by one
    |   `-- Refused                the panel said no, in its own words
    |       |-- KeyRefused
    |       |-- NoFunds
    |       |-- WrongService
    |       |-- WrongQuantity
    |       |-- WrongLink
    |       |-- DuplicateLink
    |       |-- WrongOrder
    |       `-- ActionUnknown
    |-- ReadOnly                   add, cancel and refill are switched off
    `-- InvalidInput               what a person entered; names the field

`detail` is text that has already passed `untrusted`; it never holds a key.
"""

from __future__ import annotations

from typing import ClassVar

from smm_tui.i18n import N_, _


class SmmError(Exception):
    """Anything the program can explain to a person."""

    message_id: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    heading: ClassVar[str] = N_("Something went wrong")
    mend: ClassVar[str] = N_("Run again with --log FILE and look at the last lines of that file.")

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def title(self) -> str:
        """What went wrong, in a few words, in the language of the reader."""
        return _(self.heading)

    @property
    def remedy(self) -> str:
        """What a person can do about it, in the language of the reader."""
        return _(self.mend)

    def __str__(self) -> str:
        return f"{self.title}: {self.detail}" if self.detail else self.title


class UsageError(SmmError):
    """A wrong call of the program."""

    message_id = "usage"
    exit_code = 2
    heading = N_("Wrong call")
    mend = N_("See smm-tui --help.")


class ConfigError(SmmError):
    """A configuration that cannot be used; `detail` names file, line and field."""

    message_id = "config"
    exit_code = 3
    heading = N_("The configuration cannot be used")
    mend = N_("Mend the file; smm-tui doctor checks it.")

    def __init__(self, detail: str, *, remedy: str = "") -> None:
        super().__init__(detail)
        self._remedy = remedy

    @property
    def remedy(self) -> str:
        """What a person can do about it: the special remedy, else that of the kind."""
        return self._remedy or super().remedy


class KeyUnavailable(ConfigError):
    """The key source gave no key."""

    message_id = "config.key"
    heading = N_("The API key could not be read")
    mend = N_("Check key_command, key_file or key_env of this panel.")


class LedgerError(SmmError):
    """The order book cannot be used, so nothing may be ordered."""

    message_id = "ledger"
    exit_code = 4
    heading = N_("The order book cannot be used")
    mend = N_("Nothing can be ordered until it can. smm-tui doctor says more.")


class LedgerDamaged(LedgerError):
    """The file is no sound database. It is left as it is."""

    message_id = "ledger.damaged"
    heading = N_("The order book is damaged")
    mend = N_("Nothing was changed. Put a backup from the same folder in its place.")


class LedgerBusy(LedgerError):
    """The file cannot be written: the disk is full, or another program holds it."""

    message_id = "ledger.busy"
    heading = N_("The order book cannot be written")
    mend = N_("Check for another program holding it, free space and permissions.")


class LedgerLocked(LedgerBusy):
    """Another program, maybe a stopped one, holds the file for longer than the time allowed."""

    message_id = "ledger.locked"
    heading = N_("The order book is held by another program")
    mend = N_("Let that program go on (fg) or end it. It is tried again by itself.")


class AddClaimed(LedgerBusy):
    """Another process is adding an order to the same panel; adds go one at a time."""

    message_id = "ledger.add_claimed"
    heading = N_("Another order is being sent to this panel")
    mend = N_("It was not sent. Order again when the other is settled.")


class LedgerTooNew(LedgerError):
    """The file was written by a newer version of the program."""

    message_id = "ledger.too_new"
    heading = N_("The order book was written by a newer smm-tui")
    mend = N_("It is shown, not changed. Install the newer version to order.")


class PanelError(SmmError):
    """Asking a panel went wrong."""

    message_id = "panel"
    exit_code = 5
    heading = N_("The panel could not be asked")
    mend = N_("Refresh to try again; smm-tui doctor checks the connection.")


class Unreachable(PanelError):
    """No connection: the name, the route, TLS, or closed before an answer."""

    message_id = "panel.unreachable"
    heading = N_("The panel cannot be reached")
    mend = N_("Check the network and the panel's URL. It is tried again by itself.")


class TooSlow(PanelError):
    """No whole answer within the deadline."""

    message_id = "panel.too_slow"
    heading = N_("The panel did not answer in time")
    mend = N_("The panel or the network is slow. It is tried again by itself.")


class RateLimited(PanelError):
    """Asked too often."""

    message_id = "panel.rate_limited"
    heading = N_("The panel asks for fewer requests")
    mend = N_("Wait a little; refreshing slows down by itself.")

    def __init__(self, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
        """Seconds to wait, where the panel said so."""


class ServerFailed(PanelError):
    """HTTP 5xx without a refusal of the panel's own."""

    message_id = "panel.server_failed"
    heading = N_("The panel has an internal failure")
    mend = N_("This is the panel's own fault; it is tried again by itself.")


class NotAnAnswer(PanelError):
    """What came back is no answer of a panel."""

    message_id = "panel.not_an_answer"
    heading = N_("That is no answer of a panel")
    mend = N_("Check the panel's URL; it usually ends in /api/v2.")


class Redirected(NotAnAnswer):
    """The panel's address sends elsewhere, which is never followed: the key would go along."""

    message_id = "panel.redirected"
    heading = N_("The panel's address sends elsewhere")
    mend = N_("Redirects are never followed. Put the panel's present URL in the configuration.")


class WebPage(NotAnAnswer):
    """HTML in place of JSON: a firewall, a login, a maintenance page."""

    message_id = "panel.web_page"
    heading = N_("The panel answered with a web page")
    mend = N_(
        "A firewall or a maintenance page may stand in front of it. Open the panel in a "
        "browser, check the URL, or set user_agent for this panel."
    )


class Oversized(NotAnAnswer):
    """Longer than the cap of its action; not read to its end."""

    message_id = "panel.oversized"
    heading = N_("The panel's answer is too large")
    mend = N_("It was not read to its end. Check the panel's URL.")


class Malformed(NotAnAnswer):
    """No JSON, JSON that breaks a bound, or of a shape no panel is known to send."""

    message_id = "panel.malformed"
    heading = N_("The panel's answer cannot be read")


class NoIds(Malformed):
    """Items without ids, and not as many as were asked for: they must be asked one by one."""

    message_id = "panel.no_ids"


class Refused(PanelError):
    """The panel said no; `detail` holds its own words."""

    message_id = "panel.refused"
    heading = N_("The panel refused")
    mend = N_("The panel's words say why.")


class KeyRefused(Refused):
    """The key is wrong, switched off, or its account is not active."""

    message_id = "panel.key_refused"
    heading = N_("The panel refused the API key")
    mend = N_("Copy the key anew from the panel's My account page.")


class NoFunds(Refused):
    """The balance does not cover the charge."""

    message_id = "panel.no_funds"
    heading = N_("Not enough funds")
    mend = N_("Add funds on the panel's site, or order less.")


class WrongService(Refused):
    """The service does not exist or is switched off."""

    message_id = "panel.wrong_service"
    heading = N_("The panel does not sell this service")
    mend = N_("Refresh the catalogue and choose another.")


class WrongQuantity(Refused):
    """The quantity is outside what the panel allows."""

    message_id = "panel.wrong_quantity"
    heading = N_("The panel refused the quantity")
    mend = N_("Its words name the limit; the catalogue may have changed: refresh it.")


class WrongLink(Refused):
    """The panel does not take this link."""

    message_id = "panel.wrong_link"
    heading = N_("The panel refused the link")
    mend = N_("Check it against the example in the service's description.")


class DuplicateLink(WrongLink):
    """An order for the same link is still running at the panel."""

    message_id = "panel.duplicate_link"
    heading = N_("The panel already runs an order for this link")
    mend = N_("Wait until that order has ended.")


class WrongOrder(Refused):
    """The panel does not know the order or refill, or will not refill or cancel it."""

    message_id = "panel.wrong_order"
    heading = N_("The panel refused this order id")


class ActionUnknown(Refused):
    """The panel does not speak this action, or not this form of it."""

    message_id = "panel.action_unknown"
    heading = N_("The panel does not know this action")
    mend = N_("This panel may not offer it; check the URL.")


class ReadOnly(SmmError):
    """Add, cancel and refill are switched off, by the call or by the configuration."""

    message_id = "read_only"
    heading = N_("Read-only: nothing is ordered, refilled or cancelled")
    mend = N_("Start without --read-only, or set read_only = false for this panel.")


class InvalidInput(SmmError):
    """What a person entered cannot be used; `field` is its name, `detail` what is allowed."""

    message_id = "input"
    heading = N_("That cannot be used")
    mend = N_("Change it and try again; nothing was sent.")

    def __init__(self, detail: str, *, field: str = "") -> None:
        super().__init__(detail)
        self.field = field
