import pytest

from tests.documents import GENERATED, PROJECT_ROOT, with_part


@pytest.mark.parametrize("name", GENERATED)
def test_the_generated_part_of_a_document_is_up_to_date(name: str) -> None:
    document, make = GENERATED[name]
    text = (PROJECT_ROOT / document).read_text("utf-8")
    assert text == with_part(text, name, make()), "run `make documents`"
