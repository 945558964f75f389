from firewall.policy.faults import examples


def test_an_example_a_line():
    lines = [line for line in examples.TABLE.splitlines() if line]
    codes = [line.split(" |")[0] for line in lines]

    assert len(codes) == len(set(codes))
    assert all(line.count(" |") == 3 for line in lines)
