"""Everything that ``make check`` checks, one line each; all are run, so that one failure does not hide another."""

import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
GENERATED = (
    "shared.contracts.packages",
    "shared.contracts.documents",
    "services.portal.api.openapi",
    "deploy.compose",
    "tests.rule_table",
)
STEP_SECONDS = 300


def steps() -> dict[str, list[str]]:
    """Return the command of each check, by what it checks."""
    run = [sys.executable, "-W", "ignore::DeprecationWarning", "-m"]
    found = {
        "代码风格": [str(BIN / "ruff"), "check", "."],
        "代码格式": [str(BIN / "ruff"), "format", "--check", "."],
        "类型": [*run, "mypy", "shared", "services", "deploy", "deploy/setup"],
        "模块依赖": [str(BIN / "lint-imports"), "--no-cache"],
        "规模与结构": [*run, "pytest", "-q", "tests/architecture"],
        "网页控制台": [*run, "deploy.console", "--check"],
        "依赖的许可证": [*run, "deploy.licences"],
        "编排文件": [
            str(BIN / "check-jsonschema"),
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
        "镜像文件": [str(BIN / "hadolint"), "Dockerfile"],
    }
    return {**found, **{f"生成文件 {module}": [*run, module, "--check"] for module in GENERATED}}


def main() -> None:
    """Run every check; exit with 1 when any fails."""
    failed = []
    for name, command in steps().items():
        started = time.monotonic()
        answer = subprocess.run(command, capture_output=True, text=True, timeout=STEP_SECONDS, check=False)
        verdict = "失败" if answer.returncode else "通过"
        sys.stdout.write(f"{verdict}  {name}（{time.monotonic() - started:.1f} 秒）\n")
        if answer.returncode:
            failed.append(name)
            sys.stdout.write(f"{answer.stdout}{answer.stderr}\n")
        sys.stdout.flush()
    sys.exit(f"未通过：{'、'.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
