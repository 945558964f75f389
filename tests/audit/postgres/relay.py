"""Stands between the firewall and PostgreSQL: passes on what both say, and cuts or holds up at a word."""

import shutil
import socket
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace


class Relay:
    """``before(word)``: cut when the firewall says it, before the server hears; ``after(word)``: before its answer arrives."""

    def __init__(self, address, folder):
        self._to = address.socket
        self.address = replace(address, host=str(folder))
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.address.socket)
        self._listener.listen()
        self._wires = []
        self._word, self._is_after, self._times = b"", False, 0
        self.is_open = True
        self.is_silent = threading.Event()
        self.is_silent.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def before(self, word, times=1):
        self._word, self._is_after, self._times = word, False, times

    def after(self, word, times=1):
        self._word, self._is_after, self._times = word, True, times

    def during(self, word):
        """Cut when the server has heard it, while it may still be at it."""
        self._word, self._is_after, self._times = word, None, 1

    def cut(self):
        """End every connection, as a network does."""
        for wire in self._wires:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def hold(self):
        """Nothing arrives any more, and nobody is told."""
        self.is_silent.clear()

    def go_on(self):
        self.is_silent.set()

    def close(self):
        self.is_open = False
        self.go_on()
        self.cut()
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.socket(socket.AF_UNIX)
                try:
                    far.connect(self._to if self.is_open else "/nowhere")
                except OSError:
                    near.close()
                    far.close()
                    continue
                self._wires += [near, far]
                cut = threading.Event()
                threading.Thread(target=self._pass, args=(near, far, cut, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near, cut, False), daemon=True).start()

    def _pass(self, source, target, cut, from_firewall):
        with suppress(OSError):
            while data := source.recv(65536):
                self.is_silent.wait()
                if not from_firewall and cut.is_set():
                    break
                if from_firewall and self._times and self._word in data:
                    self._times -= 1
                    if self._is_after is None:
                        target.sendall(data)
                    if not self._is_after:
                        break
                    cut.set()
                target.sendall(data)
        for wire in (source, target):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
            wire.close()


@contextmanager
def relayed(address):
    folder = tempfile.mkdtemp(prefix="pg")
    relay = Relay(address, folder)
    try:
        yield relay
    finally:
        relay.close()
        shutil.rmtree(folder, ignore_errors=True)
