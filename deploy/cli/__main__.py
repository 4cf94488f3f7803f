"""``python -m deploy.cli`` is ``lianxi``."""

from deploy.cli import main

if __name__ == "__main__":
    main()
