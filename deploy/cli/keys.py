"""``lianxi keys``: a new signing key for an instance, with the old one good until everybody knows the new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli import running
from shared.security import keys

Instance = Annotated[str, typer.Argument(help="服务实例，如 union；门户为 portal")]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    own = typer.Typer(
        help="签名密钥的更换：next（发布新公钥）→ 重启各服务 → use（改用新密钥）→ 重启该服务 → retire（停用旧公钥）。"
        "例：lianxi keys next union"
    )
    for command in (next_key, use_key, retire_key):
        own.command(command.__name__.removesuffix("_key"))(command)
    app.add_typer(own, name="keys")


@contextmanager
def _keys_of(instance: str) -> Iterator[Path]:
    """Give the directory in which the keys lie; say in one sentence what cannot be done."""
    try:
        yield running.settings(instance)[0].keys
    except keys.KeyFileError as problem:
        Console(stderr=True).print(str(problem), style="red", markup=False)
        raise typer.Exit(1) from problem


def _say(text: str) -> None:
    Console().print(text, markup=False, highlight=False)


def next_key(instance: Instance) -> None:
    """生成下一把密钥，公钥与现用的同时有效；各服务重启后即认得它。"""
    with _keys_of(instance) as directory:
        keys.prepare_next(directory, instance)
    _say(f"{instance} 的新公钥已发布；请重启各服务（含其他部门的），再执行 lianxi keys use {instance}")


def use_key(instance: Instance) -> None:
    """改用下一把密钥签名；旧公钥仍有效，已签发的凭证照常使用。"""
    with _keys_of(instance) as directory:
        keys.use_next(directory, instance)
    _say(f"{instance} 已改用新密钥；请重启它，几分钟后执行 lianxi keys retire {instance}")


def retire_key(instance: Instance) -> None:
    """停用旧公钥：此后只认现用的密钥。"""
    with _keys_of(instance) as directory:
        keys.retire(directory, instance)
    _say(f"{instance} 的旧公钥已停用；请重启各服务")
