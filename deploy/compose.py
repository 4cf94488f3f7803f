"""
``docker-compose.yml``, made of a template and the instances of ``sites.yaml``.

``python -m deploy.compose`` writes it; ``--check`` says whether it is up to date.
"""

from collections.abc import Iterator
from pathlib import Path

from shared.city.sites import Sites
from shared.generated import write_or_check

TEMPLATE = Path(__file__).with_name("docker-compose.template.yml")
FILE = Path(__file__).parents[1] / "docker-compose.yml"
PLACE = "  {instances}\n"


def compose(sites: Sites) -> str:
    """Return the text of the file for a city."""
    return TEMPLATE.read_text(encoding="utf-8").replace(PLACE, "\n".join(_instances(sites)))


def _instances(sites: Sites) -> Iterator[str]:
    for instance in sites.instances:
        yield _service(instance, instance, "deploy.runner")
        if instance in sites.ledger_instances:
            yield _service(f"{instance}-relay", instance, "deploy.relay")


def _service(name: str, instance: str, module: str) -> str:
    lines = [
        f"{name}:",
        "  <<: *service",
        f'  command: ["python", "-m", "{module}", "{instance}"]',
        f"  environment: {{<<: *settings, LIANXI_INSTANCE: {instance}}}",
        f'  volumes: ["./var/compose/{instance}:/run/lianxi:ro"]',
    ]
    return "".join(f"  {line}\n" for line in lines)


def main() -> None:
    """Write the file, or with ``--check`` compare."""
    write_or_check({FILE: compose(Sites.load())})


if __name__ == "__main__":
    main()
