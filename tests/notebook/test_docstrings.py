import doctest

import pytest
from sqlalchemy import Engine

import landtrust
from landtrust.notebook import trust as documented
from landtrust.notebook.trust import Trust


@pytest.mark.sqlite_only("an example names the file")
def test_the_examples_of_the_docstrings_say_what_happens(seeded_engine: Engine) -> None:
    class Named(Trust):
        @property
        def address(self) -> str:
            return "sqlite:///town.db"

    with landtrust.connect(str(seeded_engine.url)) as opened:
        opened.__class__ = Named
        finder = doctest.DocTestFinder(recurse=True)
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
        tests = [
            one
            for one in finder.find(documented, extraglobs={"trust": opened, "Trust": Named})
            if one.examples
        ]
        for one in tests:
            runner.run(one)
    assert len(tests) > 5
    assert runner.summarize(verbose=False).failed == 0
