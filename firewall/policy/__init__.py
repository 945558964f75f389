"""POLICY x CONTEXT -> PLAN: rules that lawyers write, compiled to what happens to each category."""
