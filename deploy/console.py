"""
The web console, built from ``services/portal/console`` into ``var/console``.

``python -m deploy.console`` builds it unless it is built already; ``--check`` checks types and runs its unit tests.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "services" / "portal" / "console"
API = ROOT / "shared" / "contracts" / "generated" / "openapi.json"
NODE_LOCK = ROOT / "requirements-console.lock"
VAR = ROOT / "var"
BUILT, STAMP, LOG = VAR / "console", "built-from", VAR / "console.log"
MADE = ("node_modules", "schema.d.ts")
OLDEST_NODE = (20, 19)
# Every outside step ends by itself.
INSTALL_SECONDS, BUILD_SECONDS = 600, 300


class ConsoleError(Exception):
    """Why the console cannot be built, and what the person can do."""


def main() -> None:
    """Build, or with ``--check`` check."""
    try:
        if "--check" in sys.argv[1:]:
            check()
        else:
            build()
    except ConsoleError as problem:
        sys.exit(f"错误：{problem}")


def build() -> None:
    """Build the console unless what is there was built from these very sources."""
    wanted = fingerprint()
    stamp = BUILT / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    environment = _prepared()
    _say("构建网页控制台")
    draft = BUILT.with_suffix(".new")
    _run(["npm", "run", "build"], {**environment, "LIANXI_CONSOLE_BUILD": str(draft)}, BUILD_SECONDS)
    (draft / STAMP).write_text(wanted, encoding="utf-8")
    shutil.rmtree(BUILT, ignore_errors=True)
    draft.replace(BUILT)


def check() -> None:
    """Check the types of the console, against the API's as well, and run its unit tests."""
    _run(["npm", "run", "check"], _prepared(), BUILD_SECONDS)


def fingerprint() -> str:
    """Return a digest of everything the console is built from."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for folder, names, files in os.walk(SOURCE):
        names[:] = sorted(name for name in names if name not in MADE)
        yield from (Path(folder) / name for name in sorted(files) if name not in MADE)
    yield API


def _prepared() -> dict[str, str]:
    """Install what the build needs, unless it is there; return the environment to run it in."""
    environment = {**os.environ, "PATH": f"{_node()}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "1"}
    lock = hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()
    stamp = SOURCE / "node_modules" / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != lock:
        _say("安装网页控制台的依赖（package-lock.json）")
        _run(["npm", "ci"], environment, INSTALL_SECONDS)
        stamp.write_text(lock, encoding="utf-8")
    return environment


def _node() -> Path:
    """Return where a node that is new enough lies: on the path, else from PyPI in our own environment."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(found) >= OLDEST_NODE:
        return Path(found).parent
    own = Path(sys.executable).parent
    if not (own / "node").exists():
        _say("安装 Node.js（requirements-console.lock）")
        pip = [sys.executable, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-input"]
        _run([*pip, "-r", str(NODE_LOCK)], dict(os.environ), INSTALL_SECONDS)
    return own


def _version(node: str) -> tuple[int, ...]:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", told)[:2])


def _run(command: list[str], environment: dict[str, str], seconds: int) -> None:
    """Run a step with its output in the log; raises ConsoleError."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("ab") as log:
        try:
            done = subprocess.run(
                command, cwd=SOURCE, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            advice = "请检查网络或 npm、pip 的软件源设置后重试"
            raise ConsoleError(
                f"{' '.join(command)} 超过 {seconds} 秒没有完成；{advice}，详见 {LOG}"
            ) from error
    if done.returncode:
        tail = LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-30:]
        raise ConsoleError("\n".join([f"{' '.join(command)} 失败，详见 {LOG}", *tail]))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
