import pytest

from firewall.detect.looks import Looks
from firewall.detect.recognizer import TooManyError


def test_nobody_looks_more_often_than_there_are_looks():
    looks = Looks(3)
    looks.take()
    looks.take(2)

    with pytest.raises(TooManyError):
        looks.take()
