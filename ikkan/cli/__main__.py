"""Run the command line as ``python -m ikkan.cli``."""

from ikkan.cli.main import main

main()
