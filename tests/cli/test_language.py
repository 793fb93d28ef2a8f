"""Commands speak the language of the configuration, else that of the locale; JSON speaks none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Call, Panel

PORTUGUESE = {"LC_ALL": "", "LANG": "pt_BR.UTF-8"}


def test_help_and_wrong_calls_are_in_the_language_of_the_locale(process: Call) -> None:
    told = process("--help", **PORTUGUESE).out
    assert told.startswith("uso: smm-tui")
    for words in ("opções:", "mostrar esta ajuda", "mostrar a versão", "comandos:"):
        assert words in told
    wrong = process("status", "--bogus", **PORTUGUESE)
    assert (wrong.code, wrong.out) == (2, "")
    assert "smm-tui: erro: argumentos desconhecidos: --bogus" in wrong.err
    missing = process("serve-demo", **PORTUGUESE)
    assert "faltam estes argumentos: --port" in missing.err
    assert "não é um terminal" in process(**PORTUGUESE).err


def test_the_configuration_is_stronger_than_the_locale(
    process: Call, configure: Callable[..., Path], panel: Panel
) -> None:
    configure(panel.url)
    status = process("status", **PORTUGUESE).out
    assert "0 pedido ativo" in status
    assert "100,84292 USD" in status
    path = configure(panel.url)
    path.write_text(f'language = "en"\n{path.read_text()}')
    assert "0 live orders" in process("status", **PORTUGUESE).out
    path.write_text(path.read_text().replace('"en"', '"pt_BR"'))
    assert "0 pedido ativo" in process("status").out
    doctor = process("doctor").out
    assert "configuração: " in doctor
    assert "livro de pedidos: " in doctor


def test_what_programs_read_is_the_same_in_every_language(
    process: Call, configure: Callable[..., Path], panel: Panel
) -> None:
    configure(panel.url)
    there, here = (json.loads(process("status", "--json", **e).out) for e in (PORTUGUESE, {}))
    assert there["panels"][0]["balance"] == here["panels"][0]["balance"] == "100.84292"
    assert there["panels"][0].keys() == here["panels"][0].keys()
    assert process("export", **PORTUGUESE).out == process("export").out


def test_a_wrong_language_is_refused(process: Call, configure: Callable[..., Path]) -> None:
    path = configure("https://a.b/")
    path.write_text(f'language = "pt"\n{path.read_text()}')
    ended = process("status")
    assert ended.code == 3
    assert 'line 1: language: must be one of "", en, pt_BR' in ended.err
