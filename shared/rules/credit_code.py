"""The unified social credit code of GB 32100: 18 characters, the last one a check."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
MODULUS = 31
LENGTH = 18


def check_character(first: str) -> str:
    """Return the check character of the *first* 17; raises ValueError for a character the code does not use."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first, WEIGHTS, strict=True))
    return ALPHABET[(MODULUS - total % MODULUS) % MODULUS]


def problem(code: str) -> str | None:
    """
    Return in Chinese what is wrong with *code*, or None.

    Source: GB 32100.
    """
    if len(code) != LENGTH:
        return f"统一社会信用代码应为{LENGTH}位，现为{len(code)}位"
    strange = sorted({character for character in code if character not in ALPHABET})
    if strange:
        return f"统一社会信用代码不使用字符 {' '.join(strange)}"
    if code[-1] != check_character(code[:-1]):
        return "统一社会信用代码校验位不符，请核对营业执照"
    return None
