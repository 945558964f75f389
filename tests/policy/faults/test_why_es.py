from firewall.policy.faults import why_es


def test_a_code_a_line():
    lines = [line for line in why_es.TABLE.splitlines() if line]
    codes = [line.split(" |")[0] for line in lines]

    assert len(codes) == len(set(codes))
    assert all(line.count(" |") == 1 for line in lines)
