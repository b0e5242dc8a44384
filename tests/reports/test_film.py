"""The replay as a film: a picture for each step, in colours that stay, to the end of the answer."""

import json
import warnings

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image
from replayed import made, reported

from sim.reports.replay.answer import answer
from sim.reports.replay.film import COLOURS
from sim.reports.replay.page import chosen
from sim.results.results import read
from sim.world.layout import positions


def test_a_film_shows_every_step(tmp_path, monkeypatch):
    """The GIF has a picture for each step until nothing changes any more, and the answer; the MP4 is as long."""
    import imageio_ffmpeg

    folder = made(tmp_path, monkeypatch)
    assert reported(folder, "--gif", "--mp4").exit_code == 0
    told = json.loads((folder / "world.json").read_text())
    pair = chosen(read(folder), (), folder)
    last = max(change[0] for label in pair for change in told["strategies"][label]["changes"])
    steps = min(last + 1, 20) + 1
    with Image.open(folder / "replay.gif") as film:
        assert film.n_frames == steps + 1
        assert film.size == (1280, 720)
        first = np.asarray(film.convert("RGB"))
        film.seek(last)
        assert (np.asarray(film.convert("RGB")) != first).any()
    frames, seconds = imageio_ffmpeg.count_frames_and_secs(str(folder / "replay.mp4"))
    assert frames == 7 * steps + 40
    assert seconds == pytest.approx(frames / 10, abs=0.1)


def test_colours_of_a_film_stay(tmp_path, monkeypatch):
    """In every picture of the GIF seeds have the colour of their strategy, the ground is white, and words are grey."""
    folder = made(tmp_path, monkeypatch)
    assert reported(folder, "--gif").exit_code == 0
    told = json.loads((folder / "world.json").read_text())
    places = positions(60, told["ties"], told["tribe"])
    pair = chosen(read(folder), (), folder)
    with Image.open(folder / "replay.gif") as film:
        for number in range(film.n_frames):
            film.seek(number)
            picture = np.asarray(film.convert("RGB")).astype(int)
            assert picture[2, 2].tolist() == [255, 255, 255]
            heading = picture[:60, :600]
            assert heading.min() < 60
            assert np.ptp(heading, axis=2).max() <= 20
            for side, label in enumerate(pair):
                seeds = places[told["strategies"][label]["seeds"]]
                across, down = 1280 * (0.03 + 0.47 * side + 0.45 * seeds[:, 0]), 720 * (0.85 - 0.66 * seeds[:, 1])
                found = picture[np.rint(down).astype(int), np.rint(across).astype(int)]
                right = 255 * np.array(to_rgb(COLOURS[side]))
                assert (np.abs(found - right).max(axis=1) <= 3).mean() >= 0.75  # others may stand in front of some


def test_a_film_says_the_answer_to_its_end(tmp_path, monkeypatch):
    """Long names and a long question are shortened; the numbers of the answer and its last words are never cut off."""
    written: list[str] = []
    drawn = Figure.text

    def noted(self, x, y, s, **look):
        written.append(s)
        return drawn(self, x, y, s, **look)

    monkeypatch.setattr(Figure, "text", noted)
    long = "The colleagues who are asked for advice by the largest number of others in the whole organisation"
    folder = made(
        tmp_path, monkeypatch, strategies=f"{{name: most-connected, label: {long}}}, random", question="Who " * 60
    )
    written.clear()
    assert reported(folder, "--gif").exit_code == 0
    results = read(folder)
    end = answer(results, chosen(results, (), folder)).lines[0][-30:]
    assert any(text.replace("\n", " ").endswith(end) for text in written)
    assert any("the first of 12 simulated worlds; the sentence at the end" in text.lower() for text in written)
    assert max(len(text.splitlines()) for text in written) <= 2


def test_letters_that_no_font_has_are_no_warning(tmp_path, monkeypatch):
    """A question in letters that the fonts here lack makes a film too, and nothing is printed but its name."""
    folder = made(tmp_path, monkeypatch)
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    about["about"]["question"] = "ᚠᚢᚦᚨᚱᚲ 𒀀𒁀?"
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert reported(folder, "--gif").output == f"wrote {folder / 'replay.gif'}\n"
