"""``python -m landtrust`` is the command ``landtrust``."""

from landtrust.cli.main import main

main()
