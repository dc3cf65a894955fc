"""Owners of a roll as our rules read them: which kind, by which rule, and what is public."""

import pyarrow as pa
import pyarrow.compute as pc

from landtrust.analysis.owner_kinds import OwnerKindRules, classify_owners, public_owner_names


def owner_columns(line_1: pa.Array, line_2: pa.Array, rules: OwnerKindRules) -> dict[str, pa.Array]:
    """The columns ``owner_kind``, ``owner_rule`` and ``owner_name_public`` of these owner lines."""
    kinds = classify_owners(line_1, line_2, rules)
    names = public_owner_names(line_1, line_2, kinds, rules)
    return {
        "owner_kind": pc.cast(kinds.kind, pa.string()),
        "owner_rule": pc.cast(kinds.rule, pa.string()),
        "owner_name_public": pc.replace_substring(names, " | ", " "),
    }


def with_stated_kinds(
    kinds: pa.Array, line_1: pa.Array, line_2: pa.Array, stated: pa.Array
) -> pa.Array:
    """The kinds, with those that the file itself states where it names no owner.

    Our own public files keep back the names of persons, and still say the kind. A name that is
    there is read by our rules, whatever the file says of it.
    """
    nameless = pc.and_(pc.is_null(line_1), pc.is_null(line_2))
    return pc.if_else(nameless, pc.coalesce(stated, kinds), kinds)


def private_owners(line_1: pa.Array, line_2: pa.Array, public_names: pa.Array) -> pa.Array:
    """Both lines as one text; NULL where everybody may read the name."""
    owners = pc.binary_join_element_wise(line_1, line_2, " ", null_handling="replace")
    return pc.if_else(pc.is_null(public_names), owners, pa.scalar(None, pa.string()))
