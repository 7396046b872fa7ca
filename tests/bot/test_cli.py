"""The commands, as typed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn

from bot.cli import main
from bot.web.deadlines import Deadlines


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("serve",),
        ("chat",),
        ("ask",),
        ("eval",),
        ("law", "show"),
        ("population", "seed"),
        ("audit", "verify"),
    ],
)
def test_every_command_has_help(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    assert "usage: cutru" in capsys.readouterr().out


def test_ask_answers_with_the_clause(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "ask", "so ho khau giay con gia tri khong")
    assert "khoản 3 Điều 38 Luật Cư trú" in said


def test_ask_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(run(capsys, "ask", "k2 đ14 nđ104", "--json", "--on", "2022-12-31"))
    assert said["citations"] == ["104/2022/NĐ-CP:art14.cl2"]
    assert said["on"] == "2022-12-31"
    assert "chưa có hiệu lực" in said["answer_text"]


def test_ask_speaks_english(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "ask", "is the paper household book still valid?", "--lang", "en")
    assert "Unofficial translation" in said


def test_the_server_limits_a_head_and_logs_as_we_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[uvicorn.Config] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        served.append(server.config)
        assert sockets[0].getsockname()[0] == "127.0.0.1"

    monkeypatch.setattr(uvicorn.Server, "run", run)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/cutru.db")
    monkeypatch.setenv("SECRET_FILE", str(tmp_path / "secret.key"))
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setattr("bot.logs.set_up", lambda: None)
    assert main(["serve"]) == 0
    (config,) = served
    assert config.http is Deadlines
    assert config.log_config is None
    assert config.access_log is False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_eval_writes_a_line_for_each_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        '{"id": "a", "q": "khoản 2 điều 14 nghị định 104/2022"}\n\n'
        '{"id": "b", "q": "điều 99 nghị định 104/2022"}\n'
        '{"id": "c", "q": "cho tôi xem nơi thường trú của tôi"}\n',
        encoding="utf-8",
    )
    answers = [json.loads(line) for line in run(capsys, "eval", str(rows)).splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert [answer["declined"] for answer in answers] == [False, True, False]
    assert answers[2]["citations"] == ["guide:residence_lookup"]
    assert [answer["outcome"] for answer in answers] == ["answered", "declined", "answered"]
    assert answers[2]["node"] == "lookup.consent"
    assert answers[2]["confidence"] > 0.9
    assert answers[0]["rivals"] == []


@pytest.mark.parametrize("content", ["not json\n", '{"id": "a"}\n', "[1]\n"])
def test_eval_names_the_line_that_is_wrong(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(content, encoding="utf-8")
    assert main(["eval", str(rows)]) == 2
    assert "rows.jsonl:1" in capsys.readouterr().err


def test_eval_of_a_missing_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "/nowhere/rows.jsonl"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_law_show_prints_the_clause(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "law", "show", "điểm b khoản 2 Điều 14 NĐ 104/2022")
    assert "hiển thị trong ứng dụng VNeID" in said
    assert "còn hiệu lực" in said


def test_law_show_tells_a_gap_as_a_gap(capsys: pytest.CaptureFixture[str]) -> None:
    for written in ("nd-69-2024/40", "Điều 40 NĐ 69/2024"):
        assert "chưa có nguyên văn" in run(capsys, "law", "show", written)
        (told,) = json.loads(run(capsys, "law", "show", written, "--json"))
        assert told["text"] is None
        assert "31/12/2026" in told["gap"]


@pytest.mark.parametrize("number", ["100", "1234", "999999999"])
def test_a_clause_with_a_long_number_is_refused_too(number: str) -> None:
    assert main(["law", "show", f"khoản {number} điều 14 nđ 104/2022"]) == 1


def test_an_id_that_does_not_exist_is_not_read_as_a_sentence() -> None:
    assert main(["law", "show", "nd-104-2022/99.9"]) == 1


def test_an_answer_for_another_day_says_whose_words_it_uses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = run(capsys, "ask", "so ho khau con gia tri khong", "--on", "2022-12-31")
    assert said.startswith("Theo luật ngày 31/12/2022:\n\nCòn.")
    said = run(capsys, "ask", "can bo co phai tu tra cuu cu tru khong", "--on", "2022-12-31")
    assert "theo luật hiện nay" in said


def test_law_show_says_what_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "show", "điều 77 nghị định 104/2022"]) == 1
    assert "không có" in capsys.readouterr().err
    assert main(["law", "show", "chuyện đời xưa"]) == 1


def test_an_impossible_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["ask", "hộ khẩu", "--on", "2023-02-31"])
    assert left.value.code == 2
    assert "2023-02-31" in capsys.readouterr().err


def test_the_population_is_seeded_and_a_terminal_conversation_runs(tmp_path: Path) -> None:
    environment = {
        "PATH": "",
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/c.db",
        "SECRET_FILE": str(tmp_path / "key"),
        "DEMO_PERSONS": "30",
    }
    command = [sys.executable, "-m", "bot.cli"]
    seeded = subprocess.run(
        [*command, "population", "seed", "--persons", "30", "--seed", "5", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(seeded.stdout) == {"persons": 30, "made": 30, "seed": 5}
    chat = subprocess.run(
        [*command, "chat"],
        input="cách cài vneid\nxong\n",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Bước 1/9" in chat.stdout
    assert "Bước 2/9" in chat.stdout
    assert "0. Trang chủ" in chat.stdout


def test_law_search_prints_clauses_with_their_status(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "law", "search", "thoi han tam tru toi da")
    assert "khoản 2 Điều 27 Luật Cư trú 68/2020/QH14, hiệu lực từ" in said
    assert "[Thời hạn tạm trú tối đa]" in said
    (first, *_) = json.loads(run(capsys, "law", "search", "điều 14 nđ 104/2022", "--json"))
    assert first["citation"].startswith("104/2022/NĐ-CP:art14")
    assert first["status"] == "in_force"


def test_law_search_looks_at_the_law_of_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert "ngày 31/12/2022 đang có hiệu lực" in run(
        capsys, "law", "search", "sổ hộ khẩu", "--on", "2022-12-31"
    )
    assert main(["law", "search", "blockchain"]) == 1
    assert "Không thấy" in capsys.readouterr().err
