"""Throw-away certificates."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext


@dataclass(frozen=True, slots=True)
class Certificate:
    """A throw-away certificate that is its own authority."""

    chain: Path
    key: Path

    @classmethod
    def make(cls, folder: Path, *names: str) -> Certificate:
        """One for these names (`DNS:localhost`, `IP:127.0.0.1`), made by openssl."""
        made = cls(folder / "chain.pem", folder / "key.pem")
        alternatives = ",".join(names or ("DNS:localhost", "IP:127.0.0.1"))
        command = (
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
            *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=panel"),
            *("-addext", f"subjectAltName={alternatives}"),
            *("-keyout", str(made.key), "-out", str(made.chain)),
        )
        subprocess.run(command, check=True, capture_output=True)
        return made

    def context(self) -> SSLContext:
        """What a server needs."""
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context
