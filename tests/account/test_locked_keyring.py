"""maquette-cli signs in while the keyring stays locked: nobody is there to unlock it. In a session of its own."""

from gi.repository import GLib
from test_sign_in import at, desk, issuer  # noqa: F401


def test_sign_in(at, issuer):
    """A sign-in that cannot be kept is none."""
    person = at(issuer)
    login = ["/org/freedesktop/secrets/collection/login"]
    person.keyring.call("Service", "Lock", GLib.Variant("(ao)", (login,)))
    result = person("--login")
    assert result.status == 1 and "stays locked, so nobody is signed in" in result.err, result
    assert "MAQUETTE_ACCESS_TOKEN" in result.err and result.out == "", result
    assert person.keyring.entries(person.service.url) == []
