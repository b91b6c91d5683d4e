"""Groups of characters that look alike."""

from vistazo.evaluation.ambiguity import AMBIGUITY_GROUPS, merge_ambiguous


def test_no_character_is_in_two_groups():
    members = "".join(AMBIGUITY_GROUPS)
    assert len(set(members)) == len(members)


def test_members_of_a_group_become_one_and_others_stay():
    assert merge_ambiguous("oO0lA ") == ("0", "0", "0", "1", "A", " ")


def test_only_printable_ascii_is_named():
    assert all(33 <= ord(member) <= 126 for group in AMBIGUITY_GROUPS for member in group)
