"""``python -m shared.cli`` is ``lianxi``."""

from shared.cli import main

if __name__ == "__main__":
    main()
