"""What a request claims of itself is not believed: where it comes from, and what it calls us."""

import pytest

from tests.support.builders import PASSWORD, email_of

SIGN_IN = {"email": email_of("officer"), "password": PASSWORD}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_signs_nobody_in(client, site):
    answer = client.post("/api/v1/session", json=SIGN_IN, headers={"Sec-Fetch-Site": site})

    assert (answer.status_code, answer.json["code"]) == (403, "csrf_failed")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_page_signs_in(client, site):
    answer = client.post("/api/v1/session", json=SIGN_IN, headers={"Sec-Fetch-Site": site})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/app//places", "//app/places", "/places//new?area=x"])
def test_a_redirect_does_not_repeat_the_host(client, path):
    answer = client.get(path, headers={"Host": "evil.example"})

    assert "evil.example" not in answer.headers.get("Location", "")
    assert not answer.headers.get("Location", "").startswith("//")
    answer.close()
