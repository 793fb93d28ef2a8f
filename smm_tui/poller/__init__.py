"""What keeps a session fresh: panels asked at their own pace, the book watched."""

from smm_tui.poller.polling import Poller

__all__ = ["Poller"]
