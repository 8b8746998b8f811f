"""Self-signed certificates, as Heroku's servers have them."""

from pathlib import Path

import trustme


def write(certificate: Path, key: Path, authority: Path | None = None):
    """Write a certificate for this machine and its key, which only its owner can read. Clients that
    are given `authority` accept it."""
    signer = trustme.CA()
    if authority is not None:
        signer.cert_pem.write_to_path(authority)
    issued = signer.issue_cert("127.0.0.1", "localhost")
    issued.cert_chain_pems[0].write_to_path(certificate)
    key.touch(0o600)
    issued.private_key_pem.write_to_path(key)
