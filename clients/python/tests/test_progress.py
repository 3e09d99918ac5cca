from __future__ import annotations

import pytest

from kachery_gateway.progress import Progress, progress_line


def test_the_line_says_how_far_how_fast_and_how_long() -> None:
    line = progress_line("x.nwb", "sending", 5_200_000_000, 12_000_000_000, 2_000_000_000, 10)
    assert line == "x.nwb  sending  43 %  5.2 GB of 12.0 GB  200.0 MB/s  0:00:34 left"
    assert progress_line("x.nwb", "is being verified", 0, 0, 0, 10) == "x.nwb  is being verified"
    assert progress_line("x.nwb", "sending", 0, 10, 0, 0) == "x.nwb  sending  0 %  0 bytes of 10 bytes"


def test_it_is_on_a_terminal_alone_and_gone_in_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    for shown in (None, True):
        with Progress("x.nwb", shown) as line:
            line.phase("sending", 100)
            line.add(50)
            line.phase("is being verified", 0)
        said = capsys.readouterr().err
        if shown is None:
            assert said == ""
    assert "\rx.nwb  sending  0 %" in said
    assert said.endswith("\r" + " " * len("x.nwb  is being verified") + "\r")
