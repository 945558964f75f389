"""Errors that an operator can act on."""

import pytest

from firewall import errors
from firewall.errors import (
    AuditError,
    ConfigError,
    Fault,
    FirewallError,
    PolicyError,
    ReviewError,
    UpstreamError,
)


def test_a_fault_says_where_what_and_what_to_do():
    assert str(Fault("laws/x.yaml", 7, 11, "`alow` is no outcome.", "Did you mean `allow`?")) == (
        "laws/x.yaml:7:11: `alow` is no outcome. Did you mean `allow`?"
    )
    assert (
        str(Fault("laws/x.yaml", 7, 11, "Nothing stands here.")) == "laws/x.yaml:7:11: Nothing stands here."
    )


def test_faults_are_sorted_by_place():
    later, sooner = Fault("b", 1, 1, "x"), Fault("a", 9, 1, "x")

    assert min(later, sooner, Fault("a", 9, 0, "y")).column == 0
    assert min(later, sooner) is sooner


def test_a_policy_error_carries_every_fault():
    faults = [Fault("a", 1, 1, "One."), Fault("b", 2, 2, "Two.")]
    error = PolicyError(faults)

    assert error.faults == tuple(faults)
    assert str(error) == "a:1:1: One.\nb:2:2: Two."


def test_a_failure_of_a_service_is_a_code():
    assert (UpstreamError("upstream-timeout").why, str(UpstreamError("upstream-timeout"))) == (
        "upstream-timeout",
    ) * 2


@pytest.mark.parametrize("kind", [AuditError, ConfigError, PolicyError, ReviewError, UpstreamError])
def test_every_error_for_operators_has_one_base(kind):
    assert issubclass(kind, FirewallError)


def test_no_error_of_the_module_stands_outside_the_base():
    raised = [v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, Exception)]

    assert all(issubclass(kind, FirewallError) for kind in raised)
