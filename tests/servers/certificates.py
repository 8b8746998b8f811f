"""Certificates that nobody vouches for, as Heroku's servers have them."""

from pathlib import Path

import trustme


def write(certificate: Path, key: Path, authority: Path | None = None):
    """One for this machine, into two files; the key is its owner's alone. Whoever is given
    `authority` can vouch for it."""
    signer = trustme.CA()
    if authority is not None:
        signer.cert_pem.write_to_path(authority)
    issued = signer.issue_cert("127.0.0.1", "localhost")
    issued.cert_chain_pems[0].write_to_path(certificate)
    key.touch(0o600)
    issued.private_key_pem.write_to_path(key)
