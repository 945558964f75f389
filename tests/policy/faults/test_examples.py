from firewall.policy.faults import examples


def test_an_example_a_line_in_the_order_of_their_codes():
    lines = [line for line in examples.TABLE.splitlines() if line]
    codes = [line.split(" |")[0] for line in lines]

    assert codes == sorted(set(codes))
    assert all(line.count(" |") == 3 for line in lines)
