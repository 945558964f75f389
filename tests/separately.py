"""One process for all tests of a worker that reads what may bring down whoever reads it."""

import atexit

from firewall.separate import Separate

SEPARATE = Separate()
atexit.register(SEPARATE.close)
