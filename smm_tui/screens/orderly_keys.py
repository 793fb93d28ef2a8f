"""Keys act one after the other, each where the one before it has left the focus.

Textual hands a key to the focused widget's own queue and looks at the next one before that has
acted. A burst, as a lagging link delivers it, would then type the quantity into the link.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen

_PATIENCE: Final = 1.0
"""Seconds after which a key acts although something before it has not ended."""
_ROUNDS: Final = 2
"""A widget tells its view, and the view tells the screen."""
_LULL: Final = 0.005
"""Seconds after a key in which it is painted; only then is it seen to that it has acted."""

Result = TypeVar("Result")


class Choosy:
    """A screen that does not take every key or click."""

    def drops(self, event: events.InputEvent) -> bool:
        """Whether this is to have no effect."""
        raise NotImplementedError


class OrderlyKeys(App[int], inherit_bindings=False):
    """An App in which a burst of keys does what the same keys do when struck slowly."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - those of App
        super().__init__(**settings)
        self._acted: tuple[MessagePump, ...] = ()
        self._lull: asyncio.TimerHandle | None = None
        self._calming: asyncio.Task[None] | None = None
        self._opening: set[Opening] = set()
        self._waiting = asyncio.Event()
        self._opened = asyncio.Event()
        self._opened.set()

    @property
    def holds_keys(self) -> bool:
        """Whether keys wait for a dialog that is on its way."""
        return bool(self._opening)

    def hold_keys(self, opening: Opening) -> None:
        """Let keys wait until a dialog is there: they are meant for it."""
        self._opening.add(opening)
        self._opened.clear()
        self._waiting.set()

    def free_keys(self, opening: Opening) -> None:
        """The dialog is there, or will not come."""
        self._opening.discard(opening)
        if not self._opening:
            self._opened.set()

    def when_shown(self, screen: Screen[Any], tell: Callable[[], None]) -> None:
        """Call once a screen, as it is now, is in front of the person; here it is at once."""
        del screen
        tell()

    async def on_event(self, event: events.Event) -> None:
        """Wait until the keys before have acted, then act at once."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._until_settled()
            if isinstance(event, events.Key) and await self._acts(event):
                return
        elif isinstance(event, events.MouseDown | events.MouseUp) and self._dropped(event):
            return
        await super().on_event(event)

    async def _acts(self, event: events.Key) -> bool:
        """Whether a binding, or nothing at all, took the key."""
        screen, focused = self.screen, self.focused
        chain = focused.ancestors_with_self if focused is not None else [screen, self]
        self._acted = tuple(chain[:-1])
        self._lull = asyncio.get_running_loop().call_later(_LULL, self._calm)
        if self._dropped(event):
            return True
        if focused is not None and focused.check_consume_key(event.key, event.character):
            return False
        return await self._check_bindings(event.key)  # none here goes before the others

    async def _on_key(self, event: events.Key) -> None:
        """A key comes back that no binding and no widget took: it means nothing.

        Textual would look its binding up again. By then the keys behind it have acted, so that
        it would act after them, on the screen that they led to.
        """
        event.prevent_default()

    def _dropped(self, event: events.InputEvent) -> bool:
        screen = self.screen
        return isinstance(screen, Choosy) and screen.drops(event)

    def _calm(self) -> None:
        """See to it that the key has acted, before the next one comes."""
        self._lull = None
        self._calming = asyncio.create_task(self._drain(), name="calm")

    async def _until_settled(self) -> None:
        if self._lull is not None:
            self._lull.cancel()
            self._lull = None
        calming, self._calming = self._calming, None
        if calming is None or not calming.done() or self._has_more or not self._opened.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    if calming is not None:
                        await calming
                    if calming is None or self._has_more:
                        await self._drain()
                    await self._opened.wait()
        self._acted = ()

    @property
    def _has_more(self) -> bool:
        """Whether something waits for those that the last key went to."""
        return any(node.message_queue_size for node in self._acted)

    async def _drain(self) -> None:
        for node in self._acted * _ROUNDS:
            await self._drained(node)

    async def _drained(self, node: MessagePump) -> None:
        """Until a node has handled what is in its queue now, or a dialog opens or closes.

        A dialog that closes is removed by this App itself, and must not be waited for here.
        """
        self._waiting.clear()
        # As `call_later`, but for the partial that it makes, whose signature Textual works out.
        if not self._opening and node.post_message(events.Callback(callback=self._go_on)):
            await self._waiting.wait()

    def _go_on(self) -> None:
        self._waiting.set()


class Opening:
    """A dialog on its way: from the key that asked for it until it takes keys itself."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app if isinstance(app, OrderlyKeys) else None
        if self._app is not None:
            self._app.hold_keys(self)

    def over(self) -> None:
        """Keys need not wait any longer; again is nothing."""
        if self._app is not None:
            self._app.free_keys(self)

    async def show(self, app: App[Any], dialog: Asked[Result]) -> Result | None:
        """Open the dialog and wait for its result.

        From when it closes, keys wait again until whoever opened it has gone on: they are
        meant for what comes then.
        """
        # A callback comes even where this wait is ended before it could go on.
        dialog.answered.add_done_callback(_let_go_on)
        try:
            with self:
                await app.push_screen(dialog)
            result, _closing = await dialog.answered
        finally:
            dialog.answered.cancel()
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.over()


def _let_go_on(answered: asyncio.Future[tuple[Any, Opening]]) -> None:
    """Free the keys once those who wait for the answer have had their turn."""
    if not answered.cancelled():
        _result, closing = answered.result()
        asyncio.get_running_loop().call_soon(closing.over)


class Asked(ModalScreen[Result]):
    """A dialog that `Opening.show` waits for."""

    @cached_property
    def answered(self) -> asyncio.Future[tuple[Result | None, Opening]]:
        """The result, and what holds the keys until it is taken up."""
        return asyncio.get_running_loop().create_future()

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with a result."""
        if not self.answered.done():
            self.answered.set_result((result, Opening(self.app)))
        return super().dismiss(result)
