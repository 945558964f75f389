"""Credentials in, a requester and everyone behind them out; headers in, claims out."""
