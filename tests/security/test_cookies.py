"""Every cookie that we set is for the server alone to read."""

from http.cookies import SimpleCookie

from tests.support.builders import PASSWORD, email_of
from tests.support.desks import Desk


def cookies_of(response):
    found = SimpleCookie()
    for line in response.headers.getlist("Set-Cookie"):
        found.load(line)
    return found


def test_no_script_reads_a_cookie(app, client):
    desk = Desk(app, "supervisor")
    fields = {"csrf_token": desk.token, "locale": "sv", "theme": "dark"}
    signed_in = client.post(
        "/api/v1/session", json={"email": email_of("officer"), "password": PASSWORD}
    )
    themed = desk.client.post("/profile/appearance", data=fields)

    for response, name in ((signed_in, "ljuspunkt"), (themed, "theme")):
        cookie = cookies_of(response)[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
