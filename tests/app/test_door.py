"""Who is let in by the live page: itself; pages of others, in the same browser, get nothing by any path."""

import http.client
import socket
import subprocess
import sys
from contextlib import closing
from itertools import product

import pytest
from pages import served

SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport="
PATHS = ("/", SOCKET + "polling", "/favicon.ico", "/_nicegui_ws/", "/docs", "/nowhere")
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of a page that is served."""
    with served(tmp_path_factory.mktemp("door")) as address:
        yield int(address.rsplit(":", 1)[1])


def asked(port: int, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """The answer to a request, without what it says; `sec_fetch_site` stands for Sec-Fetch-Site."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        with connection.getresponse() as answer:
            return answer


def shaken(port: int, **headers: str) -> int:
    """The status with which a websocket is answered: 101 where it is open."""
    told = {"Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    told |= {"Sec-WebSocket-Key": KEY} | headers
    lines = [f"GET {SOCKET}websocket HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall("\r\n".join(lines).encode())
        return int(connection.makefile("rb").readline().split()[1])


def foreign(port: int) -> list[str]:
    """What other pages call themselves."""
    own = f"http://127.0.0.1:{port}"
    others = ["null", "http://evil.example", "http://127.0.0.1", f"http://127.0.0.1:{port + 1}", f"{own}.evil.example"]
    return [
        *others,
        f"https://127.0.0.1:{port}",
        f"http://localhost.evil.example:{port}",
        f"{own} {own}",
        "",
        own + "/",
    ]


def test_no_path_answers_another_page(port):
    """A request with another Origin is refused by every path and method, also one that only asks whether it may."""
    for origin, path, method in product(foreign(port), PATHS, ("GET", "POST", "OPTIONS")):
        answer = asked(port, path, method, Origin=origin)
        assert (answer.status, answer.getheader("Access-Control-Allow-Origin")) == (403, None)


def test_no_websocket_opens_for_another_page(port):
    """The handshake is refused for another Origin or name; it goes through for the page, by both of its names."""
    for origin in foreign(port):
        assert shaken(port, Origin=origin) == 403
    assert shaken(port, Host="evil.example") == 403
    for name in ("127.0.0.1", "localhost"):
        assert shaken(port, Host=f"{name}:{port}", Origin=f"http://{name}:{port}") == 101


def test_the_page_itself_is_answered(port):
    """With its own Origin, and with none, the page and its polling are served."""
    for name in ("127.0.0.1", "localhost"):
        for headers in ({}, {"Origin": f"http://{name}:{port}"}):
            assert asked(port, "/", Host=f"{name}:{port}", **headers).status == 200
            assert asked(port, SOCKET + "polling", Host=f"{name}:{port}", **headers).status == 200


def test_other_names_are_answered_with_nothing(port):
    """Under any other name, which a page of somebody else may have given to this machine, there is nothing."""
    for name in (
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "[::1]",
        "127.0.0.1:x",
        "0.0.0.0",
    ):
        for path in PATHS:
            assert asked(port, path, Host=name).status == 400


def test_what_a_browser_calls_foreign_is_refused(port):
    """Parts that another site asks for are refused, with no Origin too; from a link the page is opened."""
    for site, mode, what in product(
        ("cross-site", "same-site"), ("no-cors", "cors", "navigate"), ("script", "image", "iframe", "empty", "document")
    ):
        told = {"sec_fetch_site": site, "sec_fetch_mode": mode, "sec_fetch_dest": what}
        assert asked(port, "/", **told).status == (200 if (mode, what) == ("navigate", "document") else 403)
    for site in ("none", "same-origin"):
        assert asked(port, "/", sec_fetch_site=site, sec_fetch_mode="no-cors", sec_fetch_dest="script").status == 200


def test_nothing_is_documented_that_nobody_should_call(port):
    """There are no pages that describe what can be asked for."""
    for path in ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"):
        assert asked(port, path).status == 404


def test_no_other_page_may_frame_or_read_it(port):
    """Every answer forbids frames, reading from elsewhere and guesses at its type, also where it refuses."""
    for path, headers in product(PATHS, ({}, {"Origin": "null"}, {"Host": "evil.example"})):
        answer = asked(port, path, **headers)
        assert answer.getheader("Content-Security-Policy") == "frame-ancestors 'none'"
        assert answer.getheader("X-Frame-Options") == "DENY"
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert answer.getheader("Cross-Origin-Resource-Policy") == "same-origin"


def test_what_is_asked_for_does_not_reach_the_terminal(tmp_path):
    """Paths and sessions with escapes of terminals in them are refused, and nothing raw is printed."""
    asking = "from sim.app.logs import quieten; quieten(); import logging\n"
    asking += "try: 1 / 0\nexcept ZeroDivisionError: logging.getLogger('nicegui').exception('\\x1b]0;wrong')"
    done = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=True)
    assert done.stderr.startswith("\\x1b]0;wrong\nTraceback")
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")
    with served(tmp_path) as address:
        port = int(address.rsplit(":", 1)[1])
        for path in ("/%1b]0;evil%07", SOCKET + "polling&sid=%1bx", SOCKET.replace("4", "3") + "polling", "/?x=%1b"):
            assert asked(port, path).status in (200, 400, 404)
