"""``python -m firewall.cli`` is ``firewall``."""

from firewall.cli import main

main()
