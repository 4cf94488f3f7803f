"""Files that show that a task is done; pure functions."""

from collections.abc import Sequence

from shared.contracts.department.terms import MAX_FILE_BYTES
from shared.rules.pack import RulePack
from shared.rules.violation import Violation

KINDS = "PDF、JPEG、PNG 图片或 Word（docx）、Excel（xlsx）文件"


def size_violations(rules: RulePack, size: int, waiting: int) -> list[Violation]:
    """
    Return what keeps a file of *size* bytes from being brought in.

    Args:
        waiting: How many files of the same person no task has named yet.

    Source: R-JM-13.
    """
    found = []
    if size > MAX_FILE_BYTES:
        message = f"文件超过{rules.number('R-JM-13-SIZE')} MB；请压缩或分成几份再上传"
        found.append(rules.violation("R-JM-13-SIZE", message, field="size"))
    if waiting >= (most := rules.number("R-JM-13-WAITING")):
        message = f"已上传而未报结的文件有{waiting}份，不得超过{most}份；请先报结任务，或待其清理后再上传"
        found.append(rules.violation("R-JM-13-WAITING", message, field="file"))
    return found


def kind_violations(rules: RulePack, kind: str | None, *, has_macros: bool) -> list[Violation]:
    """Return whether evidence may be a file of *kind*, as its content tells. Source: R-JM-13."""
    if kind is None:
        message = f"文件内容不是{KINDS}；请转换后再上传"
        return [rules.violation("R-JM-13-TYPE", message, field="file")]
    if has_macros:
        message = "文件含有宏；请另存为不含宏的文件再上传"
        return [rules.violation("R-JM-13-TYPE", message, field="file")]
    return []


def evidence_violations(rules: RulePack, files: Sequence[str]) -> list[Violation]:
    """Return whether work may be handed in with so many files. Source: R-JM-13."""
    if len(files) <= (most := rules.number("R-JM-13-FILES")):
        return []
    message = f"佐证材料有{len(files)}份，不得超过{most}份；请合并后再报结"
    return [rules.violation("R-JM-13-FILES", message, field="files")]


def keep_days(
    rules: RulePack,
) -> int:
    """Return for how many whole days a file is kept that no task has named."""
    return rules.number("R-JM-13-KEEP")
