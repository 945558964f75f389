"""Lines are written by a thread, whatever happens to whom they are written for."""

import os
import threading
import time

import pytest

from firewall.logs.writer import FILE_BYTES, Appended, Descriptor, Writer


def noticed(times):
    return b"dropped %d\n" % times


class Kept:
    """Keeps what it is given; ``opens`` lets writes through."""

    chunk_bytes = 20

    def __init__(self, fails=0):
        self.fails = fails
        self.chunks = []
        self.opens = threading.Event()
        self.opens.set()

    def write(self, lines):
        self.opens.wait()
        if self.fails:
            self.fails -= 1
            raise OSError(28, "No space left on device")
        self.chunks.append(lines)


@pytest.fixture
def started():
    writers = []

    def start(sink, most=100):
        writers.append(Writer(sink, noticed, most))
        return writers[-1]

    yield start
    for writer in writers:
        writer.close(10)


def test_lines_are_written_in_their_order_and_whole(started):
    sink = Kept()
    writer = started(sink)
    for n in range(50):
        writer.put(b"line %02d\n" % n)

    assert writer.flush(10)
    assert b"".join(sink.chunks) == b"".join(b"line %02d\n" % n for n in range(50))
    assert all(chunk.endswith(b"\n") and len(chunk) <= 20 for chunk in sink.chunks)


def test_a_line_longer_than_a_chunk_is_written_too(started):
    sink = Kept()
    writer = started(sink)
    writer.put(b"x" * 100 + b"\n")
    writer.put(b"y\n")

    assert writer.flush(10)
    assert sink.chunks == [b"x" * 100 + b"\n", b"y\n"]


def test_nobody_who_reads_holds_up_nobody_who_logs(started):
    """A pipe that is full: what has no room is dropped and counted, and told when there is room again."""
    reads, writes = os.pipe()
    writer = started(Descriptor(writes), most=50)
    line = b"x" * 4000 + b"\n"
    for _ in range(2000):
        writer.put(line)

    assert writer.dropped > 0
    assert not writer.flush(0.2)  # it stands, and only the thread waits

    heard = bytearray()
    reader = threading.Thread(target=lambda: heard.extend(b"".join(iter(lambda: os.read(reads, 65536), b""))))
    reader.start()
    assert writer.flush(10)
    writer.close(10)
    os.close(writes)
    reader.join(10)
    os.close(reads)
    assert heard.count(b"x\n") + writer.dropped == 2000
    assert b"dropped %d\n" % writer.dropped in heard


def test_to_close_does_not_wait_for_ever_for_a_reader(started):
    sink = Kept()
    sink.opens.clear()
    writer = started(sink)
    writer.put(b"a\n")

    writer.close(0.1)

    assert sink.chunks == []
    sink.opens.set()


def test_a_reader_that_is_gone_is_no_fault_of_ours(started):
    reads, writes = os.pipe()
    os.close(reads)
    writer = started(Descriptor(writes))
    writer.put(b"a\n")
    writer.put(b"b\n")

    assert writer.flush(10)
    assert writer.dropped == 2
    os.close(writes)


def test_a_full_disk_costs_lines_and_nothing_else(started):
    sink = Kept(fails=1)
    writer = started(sink)
    writer.put(b"lost\n")
    assert writer.flush(10)
    writer.put(b"kept\n")

    assert writer.flush(10)
    assert (writer.dropped, sink.chunks) == (1, [b"kept\n"])


def test_a_descriptor_that_does_not_wait_is_waited_for(started):
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    writer = started(Descriptor(writes))
    for _ in range(60):
        writer.put(b"x" * 2000 + b"\n")
    heard = b""
    while heard.count(b"\n") < 60:
        heard += os.read(reads, 65536)

    assert writer.flush(10)
    assert writer.dropped == 0
    os.close(reads)
    os.close(writes)


def test_what_is_left_is_written_at_the_end(started):
    sink = Kept()
    writer = started(sink)
    writer.put(b"last\n")

    writer.close(10)
    writer.close(10)

    assert sink.chunks == [b"last\n"]


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path, started):
    path = tmp_path / "log"
    path.write_bytes(b"before\n")
    writer = started(Appended(path))
    writer.put(b"one\n")
    assert writer.flush(10)
    path.rename(tmp_path / "log.1")
    writer.put(b"two\n")
    assert writer.flush(10)

    assert ((tmp_path / "log.1").read_bytes(), path.read_bytes()) == (b"before\none\n", b"two\n")
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_was_emptied_goes_on_at_its_beginning(tmp_path, started):
    """logrotate's copytruncate."""
    path = tmp_path / "log"
    writer = started(Appended(path))
    writer.put(b"one\n")
    assert writer.flush(10)
    os.truncate(path, 0)
    writer.put(b"two\n")
    assert writer.flush(10)

    assert path.read_bytes() == b"two\n"


def test_a_folder_that_went_away_costs_lines_and_nothing_else(tmp_path, started):
    folder = tmp_path / "logs"
    folder.mkdir()
    writer = started(Appended(folder / "log"))
    (folder / "log").unlink()
    folder.rmdir()
    writer.put(b"lost\n")
    assert writer.flush(10)
    folder.mkdir()
    writer.put(b"kept\n")
    assert writer.flush(10)

    assert (writer.dropped, (folder / "log").read_bytes()) == (1, b"kept\n")


def test_two_processes_do_not_mix_their_lines(started):
    reads, writes = os.pipe()
    one, other = started(Descriptor(writes), most=10_000), started(Descriptor(writes), most=10_000)
    heard = bytearray()
    reader = threading.Thread(target=lambda: heard.extend(b"".join(iter(lambda: os.read(reads, 65536), b""))))
    reader.start()
    for _ in range(1000):
        one.put(b"a" * 100 + b"\n")
        other.put(b"b" * 300 + b"\n")
    assert one.flush(10)
    assert other.flush(10)
    os.close(writes)
    reader.join(10)
    os.close(reads)

    assert set(bytes(heard).splitlines()) == {b"a" * 100, b"b" * 300}
    assert heard.count(b"\n") == 2000


def test_it_gathers_and_does_not_spin(started):
    sink = Kept()
    sink.chunk_bytes = FILE_BYTES
    writer = started(sink)
    ends = time.monotonic() + 1.0
    while time.monotonic() < ends:
        writer.put(b"x\n")
        time.sleep(0.0005)
    writer.flush(10)

    assert len(sink.chunks) < 100  # a write a line would be a thousand


def test_a_process_that_logged_nothing_has_no_thread(started):
    writer = started(Kept())

    assert writer._thread is None
    assert writer.flush(10)


def test_many_who_log_at_first_start_one_thread(started):
    sink = Kept()
    writer = started(sink)
    threads = [threading.Thread(target=writer.put, args=(b"x\n",)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert writer.flush(10)
    assert b"".join(sink.chunks) == b"x\n" * 20
    assert [thread.name for thread in threading.enumerate()].count("logs") == 1
