"""Another sign-in server than Glewlwyd: maquette-cli signs in at npm's oidc-provider, and maquette-service takes the
tokens. It is stricter: a refresh token needs offline_access and consent, its answer does not name all scopes that
were asked for, it refuses a prompt that it does not know, and it revokes no signed tokens."""

import os
import re
import sys

import pytest
from oidc_provider import SECRET, OidcProvider
from test_service import AUDIENCE, Service
from test_sign_in import Ended, Person, desk, refresh  # noqa: F401

OFFLINE = "openid offline_access maquette"


@pytest.fixture
def at(desk, tmp_path):
    """Makes a person at a service that uses a sign-in server. `settings` are the service's, `options` the server's."""
    started = []

    def make(settings, **options):
        server = OidcProvider(tmp_path / "provider", AUDIENCE, **options)
        started.append(server.close)
        if options.get("is_opaque"):
            secret = tmp_path / "secret"
            secret.touch(0o600)
            secret.write_text(SECRET)
            settings = {"introspection_url": f"{server.issuer}/token/introspection", "introspection_client": "service",
                        "introspection_secret": secret, **settings}
        service = Service(tmp_path, server, **settings)
        started.append(service.end)
        service.url = f"http://127.0.0.1:{service.port}"
        person = Person(desk, server, service)
        person.desk.env |= {"MQ_TEST_PROVIDER": "oidc_provider", "MQ_TEST_COOKIES": str(tmp_path / "cookies")}
        return person

    yield make
    for end in reversed(started):
        end()


@pytest.mark.parametrize("sends_resource", [True, False])
def test_signed_tokens(at, sends_resource):
    """They are about to end from the start, so each command renews them."""
    settings = {"scope": OFFLINE} if sends_resource else {"scope": OFFLINE, "resource": "false"}
    person = at(settings, seconds=30, has_default_resource=not sends_resource)
    result = person("--login")
    assert result.status == 0 and result.out.startswith("Signed in as alice "), result
    (asked,) = person.read_asked()
    assert asked["prompt"] == "consent" and ("resource" in asked) == sends_resource
    first = person.entry()
    assert person("--login").status == 0
    second = person.entry()
    assert first["access_token"] != second["access_token"] and first["refresh_token"] != second["refresh_token"]
    assert person.read_page().count("200 ") == 1, "no browser"
    assert person("--logout").err == ""
    assert refresh(person.issuer, second["refresh_token"])[0] == 400


def test_no_refresh_token(at):
    """The person allows no offline access, and is signed in for as long as the access token is valid."""
    person = at({"scope": OFFLINE})
    result = person("--login", env={"MQ_TEST_REFUSES": "offline_access"})
    assert result.status == 0 and result.out.startswith("Signed in as alice "), result
    tokens = person.entry()
    assert "refresh_token" not in tokens and person("account").status == 0
    person.keyring.replace(person.service.url, tokens | {"expires": 1})
    result = person("account")
    assert result.status == 3 and "Sign in again: the sign-in has expired" in result.err, result
    assert person("--login").status == 0


def test_signed_token_is_not_revoked(at):
    person = at({})
    assert person("--login").status == 0
    result = person("--logout")
    assert result.status == 0 and "only signed out on this computer" in result.err, result
    assert person.keyring.entries(person.service.url) == []


def test_opaque_tokens(at):
    """The service asks the sign-in server, as a client with a secret, and remembers a good answer for a minute."""
    person = at({"scope": OFFLINE}, is_opaque=True)
    result = person("--login")
    assert result.status == 0 and result.out.startswith("Signed in as alice "), result
    token, refresh_token = (person.entry()[name] for name in ("access_token", "refresh_token"))
    assert "." not in token

    service, server = person.service, person.issuer
    asked = server.token("bob")["access_token"], server.token("bob")["access_token"]
    assert service.ask("GET", "/v1/account", asked[0]).json["name"] == "bob"
    for each in asked:
        server.revoke(each)
    assert service.ask("GET", "/v1/account", asked[0]).status == 200
    for each in (asked[1], "never-given", refresh_token):
        answer = service.ask("GET", "/v1/account", each)
        assert answer.status == 401 and "says that the token is not valid" in answer.json["detail"], answer.text
    assert "(inactive, alg none" in service.log_text()

    assert person("--logout").err == ""
    service.end()
    service.start()
    assert service.ask("GET", "/v1/account", token).status == 401
    assert SECRET not in service.log_text()


def test_scope_that_is_not_known(at):
    """The sign-in server leaves it out without a word."""
    person = at({"scope": "openid maquette print"})
    result = person("--login")
    assert result.status == 3 and "the access that the service needs (“print”)" in result.err, result
    assert person.keyring.entries(person.service.url) == []


def test_another_device(at):
    person = at({"scope": OFFLINE})
    process = person.desk.popen("--login", "--no-browser")
    code = re.fullmatch(rf"Open {person.issuer.issuer}/device on any device, and type this code: (\S+)\n",
                        process.stderr.readline())
    address = re.fullmatch(r"Or open this address, which has the code: (\S+)\n", process.stderr.readline())
    assert code and address and code[1] in address[1]
    assert "Sign-in Success" in person.issuer.browser("bob").authorize(address[1])
    result = Ended(process)
    assert result.status == 0 and result.out.startswith("Signed in as bob "), result
    assert person.page.read_text() == "" and "refresh_token" in person.entry()


def test_another_person(at):
    """The browser stays signed in; after a sign-out, the sign-in server asks all the same who it is."""
    person = at({"scope": OFFLINE})

    def sign_in(name):
        result = person("--login", env={"MQ_TEST_PERSON": name})
        assert result.status == 0, result
        return re.match("Signed in as ([a-z]+) ", result.out)[1]

    assert sign_in("alice") == "alice"
    person.keyring.clear(person.service.url)
    assert sign_in("bob") == "alice", "the browser's session counts, and bob is not asked for"
    assert person("--logout").err == ""
    assert sign_in("bob") == "bob"
    assert [each["prompt"] for each in person.read_asked()] == ["consent", "consent", "login consent"]


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
