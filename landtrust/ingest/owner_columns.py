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


def private_owners(line_1: pa.Array, line_2: pa.Array, public_names: pa.Array) -> pa.Array:
    """Both lines as one text; NULL where everybody may read the name."""
    owners = pc.binary_join_element_wise(line_1, line_2, " ", null_handling="replace")
    return pc.if_else(pc.is_null(public_names), owners, pa.scalar(None, pa.string()))
