import pytest

from chauban.kernel.figures import number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("", None), (None, None), ("-1", None), ("1.5", None), ("٣", None), ("9" * 18, 10**18 - 1),
     ("9" * 19, None), ("9" * 5000, None)],
)  # fmt: skip
def test_only_what_can_be_a_key_is_a_number(text, number):
    assert number_in(text) == number
