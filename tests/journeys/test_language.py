"""An order in Portuguese: a locale is all it takes."""

from __future__ import annotations

from tests.drive import Dashboard


def test_an_order_in_portuguese() -> None:
    with Dashboard.open(
        "--demo", size=(80, 24), env={"LC_ALL": None, "LANG": "pt_BR.UTF-8"}
    ) as dash:
        dash.wait_match(r"^ Serviços .* de 1\.502")
        dash.wait_header(r"100,84292 USD")
        dash.press("/", "9901", "enter", "enter")
        dash.terminal.wait_for("─ Pedido 9901 ")
        dash.press("https://www.instagram.com/p/x", "tab", "2000")
        dash.wait_match("Custo +1,80 USD")
        dash.press("ctrl+o")
        dash.terminal.wait_for("[ Voltar ]")
        dash.confirm("Fazer o pedido")
        dash.wait_header("desfazer: 1 .u desfaz")
        dash.press("u")
        dash.wait_match("Desfeito")
        dash.press("2")
        dash.wait_row("▌", "não enviado")
        assert dash.quit() == 0
