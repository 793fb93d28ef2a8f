"""Which rows of a long list are in view, and which one the cursor is on. No widget here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Viewport:
    """Rows are counted from 0; the cursor is always in view."""

    count: int = 0
    height: int = 1
    top: int = 0
    cursor: int = 0

    @property
    def bottom(self) -> int:
        """The first row below the view."""
        return min(self.top + self.height, self.count)

    def resize(self, height: int) -> None:
        """Take another height; at least one row, so that paging always moves."""
        self.height = max(1, height)
        self.move_to(self.cursor)

    def replace(self, count: int, *, cursor: int) -> None:
        """Take other rows, keeping the cursor on its line of the view where that can be."""
        line = self.cursor - self.top
        self.count = count
        self.cursor = self._inside(cursor)
        self.top = self.cursor - line
        self.move_to(self.cursor)

    def stand(self, top: int, cursor: int) -> None:
        """Be at a place while the height is not known yet; `resize` brings it into the view."""
        self.cursor = self._inside(cursor)
        self.top = max(0, min(top, self.cursor))

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, scrolling as little as need be."""
        self.cursor = self._inside(row)
        top = max(min(self.top, self.cursor), self.cursor - self.height + 1)
        self.top = max(0, min(top, self.count - self.height))

    def page(self, pages: int) -> None:
        """Move view and cursor by whole pages."""
        rows = pages * self.height
        self.top = max(0, min(self.top + rows, self.count - self.height))
        self.move_to(self.cursor + rows)

    def scroll(self, rows: int) -> None:
        """Move the view; the cursor is taken along at its edge."""
        self.top = max(0, min(self.top + rows, self.count - self.height))
        self.move_to(max(self.top, min(self.cursor, self.top + self.height - 1)))

    def is_thumb(self, line: int) -> bool:
        """Whether the sign for the place in the whole stands on this line of the view."""
        hidden = self.count - self.height
        if hidden <= 0:
            return False
        size = max(1, self.height * self.height // self.count)
        start = (self.top * (self.height - size) + hidden // 2) // hidden
        return start <= line < start + size

    def _inside(self, row: int) -> int:
        return max(0, min(row, self.count - 1))
