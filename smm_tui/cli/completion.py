"""`smm-tui completion bash|zsh`: a script for the shell, made from the options that there are.

The script asks the program itself for the names of panels, which reads the configuration and
nothing else: no key, no key command, no network.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Final

from smm_tui.cli.arguments import (
    Arguments,
    Command,
    Option,
    Shell,
    Takes,
    commands,
    options,
    options_of,
)
from smm_tui.cli.launching import places_of
from smm_tui.config import demo_settings
from smm_tui.errors import SmmError

_HELP: Final = ("-h", "--help")
_FIRST: Final = (*_HELP, "--version")


def script(shell: Shell) -> str:
    """The text that the shell reads."""
    return _bash() if shell is Shell.BASH else _zsh()


def panel_names(arguments: Arguments) -> list[str]:
    """The panels of the configuration; none where it cannot be read."""
    if arguments.demo:
        return list(demo_settings().panels)
    from smm_tui.config.settings import ENV_PANEL, read_settings  # noqa: PLC0415 - this call alone

    try:
        settings = read_settings(places_of(arguments).config)
    except SmmError:
        settings = None
    names = [] if settings is None else list(settings.panels)
    return [*names, ENV_PANEL] if os.environ.get("SMM_TUI_URL") else names


def _all_options() -> list[Option]:
    found = [*options(), *(option for command in Command for option in options_of(command))]
    return list(dict.fromkeys(found))


def _taking(*kinds: Takes) -> list[str]:
    return [option.name for option in _all_options() if option.takes in kinds]


def _free() -> list[Option]:
    """Options whose value no shell can know."""
    return [each for each in _all_options() if each.takes is Takes.WORD and not each.choices]


# --- bash

_BASH: Final = r"""# bash completion for smm-tui; put it where bash-completion looks, or source it.

_smm_tui_lines() {
    # Each line of standard input that begins with the word is a completion.
    local line word=${1//\\/} quote=''
    [[ $word == [\"\']* ]] && quote=1 word=${word:1}
    while IFS= read -r line; do
        [[ $line == "$word"* ]] || continue
        [[ $quote ]] || line=$(printf %q "$line")
        COMPREPLY+=("$line")
    done
}

_smm_tui_files() {
    local line
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(compgen "$1" -- "$2")
}

_smm_tui() {
    local cur=${COMP_WORDS[COMP_CWORD]} option='' command='' config='' demo='' i word
    COMPREPLY=()
    ((COMP_CWORD > 0)) && option=${COMP_WORDS[COMP_CWORD - 1]}
    # What stands after an equals sign is a word of its own to bash.
    if [[ $cur == = ]]; then
        cur=''
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
            --demo) demo=--demo ;;
            @VALUED@)
                [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))
                [[ $word == --config ]] && config=${COMP_WORDS[i + 1]}
                ((i++)) ;;
            @COMMANDS@) [[ $command ]] || command=$word ;;
        esac
    done
    case $option in
@VALUES@
    esac
    if [[ $cur == -* ]]; then
        case $command in
@OPTIONS@
        esac
    elif [[ ! $command ]]; then
        COMPREPLY=($(compgen -W "@WORDS@" -- "$cur"))
    elif [[ $command == completion ]]; then
        COMPREPLY=($(compgen -W "@SHELLS@" -- "$cur"))
    fi
}

complete -F _smm_tui smm-tui
"""
_PANELS: Final = (
    '_smm_tui_lines "$cur" < <("${COMP_WORDS[0]}" completion --panels $demo'
    ' ${config:+--config "$config"} 2>/dev/null)'
)


def _bash() -> str:
    valued = _taking(Takes.PANEL, Takes.FILE, Takes.FOLDER, Takes.WORD)
    names = [str(command) for command in commands()]
    values = [
        _bash_case(_taking(Takes.PANEL), _PANELS, leaves=True),
        _bash_case(_taking(Takes.FILE), '_smm_tui_files -f "$cur"', leaves=True),
        _bash_case(_taking(Takes.FOLDER), '_smm_tui_files -d "$cur"', leaves=True),
        *(
            _bash_case([option.name], _bash_words(option.choices), leaves=True)
            for option in _all_options()
            if option.choices
        ),
        _bash_case(
            [option.name for option in _all_options() if option.takes is Takes.WORD],
            "",
            leaves=True,
        ),
    ]
    shared = [option.name for option in options()]
    own = [
        _bash_case(
            [str(command)],
            _bash_words([*shared, *(each.name for each in options_of(command)), *_HELP]),
            deep=True,
        )
        for command in commands()
    ]
    own.append(_bash_case(["*"], _bash_words([*shared, *_FIRST]), deep=True))
    parts = {
        "VALUED": " | ".join(valued),
        "COMMANDS": " | ".join(names),
        "VALUES": "\n".join(values),
        "OPTIONS": "\n".join(own),
        "WORDS": " ".join(names),
        "SHELLS": " ".join(str(shell) for shell in Shell),
    }
    return _filled(_BASH, parts)


def _bash_words(words: Iterable[str]) -> str:
    return f'COMPREPLY=($(compgen -W "{" ".join(words)}" -- "$cur"))'


def _bash_case(names: Sequence[str], does: str, *, leaves: bool = False, deep: bool = False) -> str:
    steps = "; ".join(part for part in (does, "return" if leaves else "") if part)
    return f"{' ' * (12 if deep else 8)}{' | '.join(names)}) {steps} ;;"


def _filled(text: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


# --- zsh

_ZSH: Final = r"""#compdef smm-tui
# zsh completion for smm-tui; save it as _smm-tui in a folder of $fpath, or source it.

_smm_tui_panels() {
    local config=${opt_args[--config]:-$before[--config]}
    local -a asked names
    asked=(${(Q)~program} completion --panels)
    (($+opt_args[--demo] || $+before[--demo])) && asked+=(--demo)
    [[ -n $config ]] && asked+=(--config ${(Q)~config})
    names=("${(@f)$("${(@)asked}" 2>/dev/null)}")
    compadd -a names
}

_smm_tui() {
    local curcontext=$curcontext state line program=$words[1]
    local -A opt_args before
    local -a shared names
    shared=(
@SHARED@
    )
    names=(
@NAMES@
    )
    _arguments -C -S $shared \
        '--version[@VERSION@]' \
        '1: :->command' \
        '*:: :->rest' && return 0
    case $state in
        command) _describe -t commands command names ;;
        rest)
            before=("${(@kv)opt_args}")
            case $line[1] in
@OPTIONS@
            esac ;;
    esac
}

if [[ $funcstack[1] == _smm-tui || $funcstack[1] == _smm_tui ]]; then
    _smm_tui "$@"
else
    compdef _smm_tui smm-tui
fi
"""
_ZSH_VALUES: Final = {
    Takes.PANEL: "panel:_smm_tui_panels",
    Takes.FILE: "file:_files",
    Takes.FOLDER: "folder:_files -/",
}


def _zsh() -> str:
    shared = [f"        {_zsh_option(option)}" for option in options()]
    shared.append(f"        {_quoted('(-h --help)')}{{-h,--help}}{_quoted('[show help]')}")
    names = [f"        {_quoted(f'{command}:{about}')}" for command, about in commands().items()]
    own = [f"                {command}) {_zsh_command(command)} ;;" for command in commands()]
    parts = {
        "SHARED": "\n".join(shared),
        "NAMES": "\n".join(names),
        "OPTIONS": "\n".join(own),
        "VERSION": "show the version",
    }
    return _filled(_ZSH, parts)


def _zsh_command(command: Command) -> str:
    words = " ".join(_zsh_option(option) for option in options_of(command))
    if command is Command.COMPLETION:
        shells = " ".join(str(shell) for shell in Shell)
        words = _quoted(f"1:shell:({shells})")
    return f"_arguments -S $shared {words}".rstrip()


def _zsh_option(option: Option) -> str:
    about = option.about.replace("\\", "\\\\")
    for char in "[]:":
        about = about.replace(char, f"\\{char}")
    if option.takes is Takes.NOTHING:
        return _quoted(f"{option.name}[{about}]")
    value = _ZSH_VALUES.get(option.takes, f"{option.metavar or 'value'}:")
    if option.choices:
        value = f"value:({' '.join(option.choices)})"
    return _quoted(f"{option.name}=[{about}]:{value}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
