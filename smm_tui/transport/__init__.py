"""One POST to a panel: caps, deadlines, the trace of a sending; httpx stops here."""

from smm_tui.transport.client import Transport
from smm_tui.transport.passage import Gate, Withdrawn
from smm_tui.transport.retries import Retries
from smm_tui.transport.values import Answer, MoneyAction, ReadAction

__all__ = ["Answer", "Gate", "MoneyAction", "ReadAction", "Retries", "Transport", "Withdrawn"]
