"""A driver for Textual that sends only what differs, never waits, and leaves no trace."""

from __future__ import annotations

import atexit
import os
import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final, Self

from rich.console import RenderableType
from rich.segment import Segment
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Offset, Size
from textual.message import Message
from textual.screen import Screen

from smm_tui.terminal import device, modes
from smm_tui.terminal.cells import Screen as Cells
from smm_tui.terminal.colour import Depth, depth
from smm_tui.terminal.difference import Sent
from smm_tui.terminal.ending import Ending, exit_at_once
from smm_tui.terminal.jobs import Jobs
from smm_tui.terminal.modes import STATUS_ANSWER, Mouse
from smm_tui.terminal.painting import Painter
from smm_tui.terminal.reader import Reader
from smm_tui.terminal.seams import driver_of
from smm_tui.terminal.style import Styles
from smm_tui.terminal.unshown import Unshown
from smm_tui.terminal.writer import Writer

_CLIPBOARD: Final = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07")
_SYNCHRONISED: Final = 512
"""Bytes from which on a frame is marked, so that it is not seen half drawn."""

_ANSWER_WAIT: Final = 0.5
"""Seconds that the answer to a status query is waited for at the end."""

_RESIZED_WAIT: Final = 0.2
"""Seconds that Textual is given to draw for a new size."""


class TerminalDriver(Driver):
    """Textual's output and input on a real terminal.

    The class attributes are set by the program before the App runs. Frames are drawn into
    cells; of them the writer sends what differs from the cells sent before. Nothing else
    that is written gets out, but a bell and Textual's own clipboard sequence.
    """

    difference: ClassVar[bool] = True
    """False: every line that is drawn is sent in full."""

    mouse_mode: ClassVar[Mouse] = Mouse.NONE
    depth: ClassVar[Depth | None] = None
    """The colours that are sent; None for those that the environment says."""
    ascii_only: ClassVar[bool] = False
    """Whether the terminal's text is no UTF-8."""

    on_end: ClassVar[Callable[[int], None]] = staticmethod(exit_at_once)
    """Called with the number of the signal that ends the process, the terminal being restored
    already, between two steps of whatever was running; SIGHUP when the terminal is gone. If it
    returns, the program runs on without a terminal. A second signal exits at once."""

    on_slow: ClassVar[Callable[[bool], None] | None] = None
    """Called when the link becomes slow and when it is no longer."""

    on_unstopped: ClassVar[Callable[[], None] | None] = None
    """Called where ctrl+z leads nowhere: there is no shell that could bring the program back."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        self._fd = device.open_terminal()
        columns, lines = size or device.size(self._fd)
        super().__init__(app, debug=debug, mouse=mouse, size=(columns, lines))
        environ = os.environ
        styles = Styles(self.depth or depth(environ))
        self._asks_sync = environ.get("TERM_PROGRAM") != "Apple_Terminal"
        self._wanted = Cells(styles, columns, lines, ascii_only=self.ascii_only)
        self._abilities = device.abilities(environ.get("TERM", ""), self._fd)
        self._painter = Painter(self._wanted)
        self._sent = Sent(styles, self._abilities)
        self._raw = device.RawMode(self._fd)
        self._ending = Ending(self._restore_at_once, lambda number: type(self).on_end(number))
        self._jobs = Jobs(
            self._loop, suspend=self._stop_here, resume=self._continue, resize=self._resize
        )
        self._mouse_now = self.mouse_mode if mouse else Mouse.NONE
        self._synchronises = False
        self._drawn = False
        self._unshown = Unshown()
        self._titled = False
        self._writer: Writer | None = None
        self._reader: Reader | None = None

    @classmethod
    def of(cls, app: App[Any]) -> Self | None:
        """The driver an App runs on, None if it is another kind (as in tests)."""
        driver = driver_of(app)
        return driver if isinstance(driver, cls) else None

    @property
    def can_suspend(self) -> bool:
        """Ctrl+z works."""
        return True

    @property
    def slow(self) -> bool:
        """Whether the terminal is behind what is sent to it."""
        return self._writer is not None and self._writer.pace.slow

    @property
    def mouse_now(self) -> Mouse:
        """What the terminal tells of the mouse at present."""
        return self._mouse_now

    @mouse_now.setter
    def mouse_now(self, mode: Mouse) -> None:
        self._mouse_now = mode
        self.send(modes.MOUSE[mode])

    @property
    def focus(self) -> bool | None:
        """Whether the terminal is looked at; None where it has not told."""
        return None if self._reader is None else self._reader.focus

    @property
    def struck_at(self) -> float | None:
        """When the last key was struck, in seconds of the loop's clock."""
        return None if self._reader is None else self._reader.struck_at

    # Output

    def write(self, data: str) -> None:
        """Take what Textual writes: a frame is drawn, a bell or the clipboard goes out."""
        if data == "\x07" or _CLIPBOARD.fullmatch(data):
            self.send(data.encode())
        else:
            self._wanted.feed(data)
            self._drawn = True

    def paint(self, frame: RenderableType, cursor: Offset) -> bool:
        """Take a frame that Textual would write out; whether it was one."""
        if not self._painter.paint(frame):
            return False
        self.painted(cursor)
        return True

    def lay(self, x: int, y: int, line: Iterable[Segment]) -> None:
        """Lay a part of a line from a cell on; `painted` ends a frame of such parts."""
        self._painter.line(x, y, line)

    def painted(self, cursor: Offset) -> None:
        """The frame is whole, and the cursor stands there."""
        self._wanted.move_to(*cursor)
        self._show()
        self._await_shown()

    def flush(self) -> None:
        """The frame is whole."""
        if self._drawn:
            self._drawn = False
            self._show()
            self._await_shown()

    def when_shown(self, screen: Screen[Any], tell: Callable[[], None]) -> None:
        """Call once the next frame that is drawn of a screen has reached the terminal."""
        self._unshown.add(screen, tell)

    def _await_shown(self) -> None:
        """Have the writer tell those whose screen has just been drawn."""
        if self._writer is not None:
            self._unshown.pass_on(self._app.screen, self._writer.shown)

    def send(self, sequence: bytes) -> None:
        """Send a sequence of the program's own, in order, never dropped while it runs."""
        if self._writer is not None:
            self._writer.once(sequence)

    def ring(self, sequence: bytes) -> None:
        """Send what calls somebody, in order and once, however long the terminal is behind."""
        if self._writer is not None and sequence:
            self._writer.ring(sequence)

    def title(self, text: str) -> None:
        """Name the window; its old name comes back at the end. Controls are dropped."""
        shown = "".join(character for character in text if character.isprintable())
        saved = b"" if self._titled else modes.SAVE_TITLE
        self._titled = True
        self.send(saved + f"\x1b]2;{shown}\x07".encode())

    def use_depth(self, depth: Depth) -> None:
        """Send other colours from the next frame on, which must draw every cell."""
        styles = Styles(depth)
        wanted = self._wanted
        self._wanted = Cells(styles, wanted.width, wanted.height, ascii_only=self.ascii_only)
        self._painter = Painter(self._wanted)
        self._sent = Sent(styles, self._abilities)

    def repaint(self) -> None:
        """Send the whole screen again."""
        self._sent.forget()
        self._show()

    def _show(self) -> None:
        if self._writer is not None:
            self._writer.frame()

    def _compose(self) -> bytes:
        frame = self._sent.difference(self._wanted, whole=not self.difference).encode()
        if self._synchronises and len(frame) > _SYNCHRONISED:
            return modes.SYNC_BEGIN + frame + modes.SYNC_END
        return frame

    def _tell_slow(self, slow: bool) -> None:  # noqa: FBT001 - the shape of on_slow
        told = type(self).on_slow
        if told is not None:
            told(slow)

    # Input

    def send_message(self, message: Message) -> None:
        """Post what was read; it is read in the App's own loop."""
        self._app.post_message(message)

    def _can_synchronise(self) -> None:
        self._synchronises = True

    # Beginning and end

    def start_application_mode(self) -> None:
        """Take the terminal over and show the screen."""
        if self._writer is not None or self._ending.ended:
            return
        self._ending.lent = False
        atexit.register(self.stop_application_mode)
        self._ending.install()
        self._jobs.install()
        self._raw.enter()
        self._writer = Writer(self._fd, self._compose, slow=self._tell_slow, lost=self._ending.lost)
        self._reader = Reader(
            self._fd,
            self.process_message,
            answered=self._writer.answered,
            synchronised=self._can_synchronise,
            lost=self._ending.lost,
            waiting=lambda: self._app.message_queue_size,
        )
        self._sent.forget()
        query = modes.SYNC_QUERY if self._asks_sync else b""
        self.send(modes.ENTER + modes.MOUSE[self._mouse_now] + query)

    def disable_input(self) -> None:
        """Read no more."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was; again is nothing."""
        self._give_back()
        self._ending.uninstall()
        atexit.unregister(self.stop_application_mode)

    def _give_back(self) -> None:
        self.disable_input()
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        self._unshown.take_back()
        awaited = writer.pace.asked_at is not None and bool(writer.pace.answers)
        writer.close(self._farewell())
        if awaited:
            device.swallow(self._fd, STATUS_ANSWER.encode(), _ANSWER_WAIT)
        self._raw.leave()
        self._jobs.uninstall()

    def suspend_application_mode(self) -> None:
        """Lend the terminal to somebody else; signals still end the process as they should."""
        self._give_back()
        self._ending.lent = True

    def resume_application_mode(self) -> None:
        """Take it back, and show the screen, at whatever size it is now."""
        self.start_application_mode()
        self._resize()
        self._show()

    def close(self) -> None:
        """Let go of the terminal."""
        self.stop_application_mode()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _farewell(self) -> bytes:
        # A frame may have been cut while some lines alone scroll.
        region = modes.WHOLE_REGION if self._abilities.scrolls else b""
        return region + modes.RESET + (modes.RESTORE_TITLE if self._titled else b"")

    def _restore_at_once(self) -> None:
        """Restore the terminal from a signal handler, whatever has been interrupted."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.abandon(self._farewell())
            self._raw.leave(discard=False)
            device.cut_off(self._fd)

    # Jobs of a shell, and sizes

    def _stop_here(self) -> None:
        """Stop the process; this returns when it is continued in the foreground."""
        running = self._writer is not None
        if running:
            self.suspend_application_mode()
        stopped = self._jobs.stop(self._fd)
        if running:
            self.resume_application_mode()
            self.send_message(self.SignalResume())
        told = type(self).on_unstopped
        if not stopped and told is not None:
            told()

    def _continue(self) -> None:
        """Something else stopped the process, and the shell has changed the terminal."""
        if self._writer is not None:
            self._raw.enter()
            if self._reader is not None:
                self._reader.focus = None
            self.send(modes.ENTER + modes.MOUSE[self._mouse_now])
            self._resize()
            self.repaint()

    def _resize(self) -> None:
        columns, lines = device.size(self._fd)
        if (columns, lines) != (self._wanted.width, self._wanted.height):
            self._size = columns, lines
            self._wanted.resize(columns, lines)
            self._sent.forget()
            size = Size(columns, lines)
            self.send_message(events.Resize(size, size))
            # Textual draws for the new size; if nothing changes for it, nobody would.
            self._loop.call_later(_RESIZED_WAIT, self._show)
