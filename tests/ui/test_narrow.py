"""At 40 columns and 12 lines every dialog still says what matters and can be worked."""

from __future__ import annotations

from pathlib import Path

from tests.ui.board import Board, dashboard

NARROW = (40, 12)


async def open_form(board: Board, service: str) -> None:
    await board.press("slash", *service, "enter", "enter")
    await board.until(lambda: f"─ Order {service} " in board.text)


async def test_an_order_is_entered_and_reviewed(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=NARROW) as board:
        await open_form(board, "9901")
        await board.type("https://www.instagram.com/p/abc")
        await board.press("tab", *"20")
        assert "! Quantity Allowed: 50 to 10000." in board.text
        assert "^o Review" in board.text
        await board.press("0", "0", "ctrl+o")
        await board.until(lambda: "─ Review " in board.text)
        lines = [line.strip("│ ▐") for line in board.text.splitlines()]
        assert "Charge     1.80 USD" in lines
        assert "Quantity   2,000" in lines
        assert "Link       instagram.com/p/abc" in lines
        assert any(line.startswith("Service    9901  Instagram Likes") for line in lines)
        assert "[ Back ]   Place the order" in lines
        # All of it is there too.
        await board.takes_answers()
        await board.press("pagedown")
        assert "& get your money back" not in "\n".join(lines)
        seen = board.text
        for _page in range(4):
            await board.press("pagedown")
            seen += board.text
        assert "your money back" in " ".join(seen.replace("│", " ").split())


async def test_a_wide_review_has_no_need_to_be_brief(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        await open_form(board, "9901")
        await board.type("https://www.instagram.com/p/abc")
        await board.press("tab", *"2000", "ctrl+o")
        await board.until(lambda: "─ Review " in board.text)
        assert board.text.count("Charge") == 1


async def test_a_list_of_choices_is_not_cut(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=NARROW) as board:
        await board.press("p")
        await board.until(lambda: "─ Panels " in board.text)
        assert "100.84292 USD, 0 live" in board.text
        await board.press("escape", "colon", *"colours", "enter")
        await board.until(lambda: "─ Colours " in board.text)
        box = board.text.split("╰")[0].split("╮")[1]
        assert "…" not in box
