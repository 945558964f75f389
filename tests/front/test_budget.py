import pytest

from firewall.front.budget import ByteBudget


def test_leases_share_one_total():
    budget = ByteBudget(10)
    first, second = budget.lease(), budget.lease()

    assert first.take(6)
    assert not second.take(5)
    assert second.take(4)
    assert budget.taken_bytes == 10


def test_who_does_not_get_bytes_takes_none():
    budget = ByteBudget(10)

    assert not budget.lease().take(11)
    assert budget.taken_bytes == 0


def test_a_lease_gives_back_what_it_took_and_only_once():
    budget = ByteBudget(10)
    with budget.lease() as lease:
        lease.take(3)
        lease.take(4)
        lease.give_back()

    assert budget.taken_bytes == 0


def test_a_lease_gives_back_when_its_exchange_fails():
    budget = ByteBudget(10)

    def fail():
        with budget.lease() as lease:
            lease.take(3)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert budget.taken_bytes == 0


def test_a_lease_keeps_what_it_still_needs():
    budget = ByteBudget(10)
    with budget.lease() as lease:
        lease.take(8)
        lease.keep(3)
        assert budget.taken_bytes == 3
        lease.keep(5)
        assert budget.taken_bytes == 3

    assert budget.taken_bytes == 0
