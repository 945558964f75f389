from firewall.policy.faults import en


def test_a_fault_a_line():
    codes = [line.split(" |")[0] for line in en.TABLE.splitlines() if line]

    assert len(codes) == len(set(codes))
    assert all(line.count(" |") == 3 for line in en.TABLE.splitlines() if line)
