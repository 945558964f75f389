from firewall.policy.faults import en


def test_a_fault_a_line_in_the_order_of_their_codes():
    codes = [line.split(" |")[0] for line in en.TABLE.splitlines() if line]

    assert codes == sorted(set(codes))
    assert all(line.count(" |") == 3 for line in en.TABLE.splitlines() if line)
