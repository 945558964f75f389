"""What the product costs, measured side by side in one run (``make bench``)."""
