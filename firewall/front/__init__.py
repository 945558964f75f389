"""The wire: bytes of a requester to exchanges and messages, rulings back to bytes."""
