"""What another site, or another person, can make of a browser: sessions, cookies, addresses to go to."""

from urllib.parse import urlencode, urlsplit

from tests.e2e.attacks.records import PASSWORD
from tests.e2e.attacks.web import FORM, Answer, send
from tests.e2e.attacks.world import World

SESSION, HOME = "lianxi_session", "/console/"
# What a browser says of who made it send a request: of another site, and of our own.
FOREIGN_SITES = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
)
# Where nobody is led who has signed in.
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\t/evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/console/\r\nSet-Cookie: lianxi_session=chosen",
    "/console/\x00",
)


def sign_in(
    world: World, user: str, password: str = PASSWORD, target: str = HOME, url: str = "", **headers: str
) -> Answer:
    """Sign in at the page as a browser does."""
    form = urlencode({"user": user, "password": password, "next": target}).encode()
    told = {**FORM, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return send(url or world.url, "POST", "/login", form, told)


def session(world: World, user: str) -> str:
    """Sign in; return what the browser keeps."""
    answer = sign_in(world, user)
    assert answer.status == 303, answer.text
    return str(answer.cookie(SESSION))


def post(world: World, path: str, kept: str, **headers: str) -> Answer:
    """Send what a page sends with a session's cookie."""
    told = {
        "Cookie": f"{SESSION}={kept}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return send(world.url, "POST", path, b"", told)


def own_site(world: World) -> dict[str, str]:
    """Return what a browser says of a request that our own page sends."""
    return {"Origin": f"http://{urlsplit(world.url).netloc}"}


def is_signed_in(world: World, kept: str) -> bool:
    """Return whether a session goes on."""
    return post(world, "/session/token", kept, X_Active="no").status == 200


def leads_to(answer: Answer) -> str:
    """Return where a browser goes next."""
    return str(answer.headers["Location"])
