"""
Promises about the whole policy, proved by going through everything it can be asked.

INVARIANT: there is no second meaning of a policy in here.  What an exchange gives is asked of
``policy.decide.plan`` and ``policy.view``; this package only chooses which exchanges are asked about, and leaves
out those that another one stands for.  ``tests/proving/test_everything.py`` goes through all of them, on small
policies, and finds the same.
"""

from firewall.proving.broken import Broken, Question
from firewall.proving.prove import prove, proved, unkept

__all__ = ["Broken", "Question", "prove", "proved", "unkept"]
