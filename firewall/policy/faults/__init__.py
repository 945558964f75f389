"""Every fault that a policy can have: its code, its sentences in English and Spanish, and how it is shown."""
