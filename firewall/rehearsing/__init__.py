"""POLICY x TESTS -> VERDICTS: the tests that legal staff write, played through the real engine and judged."""
