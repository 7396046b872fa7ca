"""The scorer, on answers that are plainly right or wrong."""

from benchmarks.scoreboard import SECOND, questions
from benchmarks.scoring import Question, faults

ASKED = Question("1", "?", "formal", "t", "answer", ("a:art1.cl2",), (("03 ngày",),), ("sai",))


def test_an_answer_is_right_when_it_cites_mentions_and_avoids() -> None:
    assert not faults(ASKED, "Trong 3 ngày.", ["a:art1.cl2.b"], declined=False)


def test_a_citation_above_the_expected_one_is_no_hit() -> None:
    assert faults(ASKED, "3 ngày", ["a:art1"], declined=False) == ["citation"]


def test_every_question_of_the_second_set_can_be_read() -> None:
    assert len({q.id for q in questions(SECOND)}) == len(questions(SECOND))
