"""Sentences are in the user's language; scripts are the same bytes in every one, and a run that was
begun in one language goes on in another."""

import os
import pathlib
import re
import sys

import desk

sys.path.append(str(pathlib.Path(__file__).parents[1] / "support"))
from locales import environment_of  # noqa: E402

SKETCHER = os.environ.get("MQ_SKETCHER_SERVICE", "_build/src/service/maquette-service")
PROMPT = "Create an IRON chair, 0.95 m high, with 2 armrests and a GREEN cushion"
TURNS = ["make the seat 1.5 cm thicker and the legs darker", "remove the INVISIBLE dragon"]


class Hands(desk.Hands):
    """Measures a seat that is not where it should be, so that there is something to mend."""

    def measure(self, data):
        box = {"min": [-0.2, -0.2, 0.4], "max": [0.2, 0.2, 0.45]}
        return {"report": {"objects": [{"name": "Seat", "part": "seat", "hash": "0" * 32,
                                        "box": box}],
                           "whole": {"objects": 1, "triangles": 24, "dimensions_m": [1, 1, 2]}}}


class GrowingHands(Hands):
    """Measures a seat that is thicker each time."""

    measured = 0

    def measure(self, data):
        answer = super().measure(data)
        answer["report"]["objects"][0].update(hash=f"{self.measured:032d}")
        answer["report"]["objects"][0]["box"]["max"][2] += 0.0015 * self.measured
        self.measured += 1
        return answer


def speak(monkeypatch, tmp_path_factory, name):
    """What the next service starts with. German has decimal commas, Turkish another small I."""
    monkeypatch.setattr(desk, "SERVICE", SKETCHER)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for key, value in environment_of(name, tmp_path_factory).items() if name != "C" else ():
        monkeypatch.setenv(key, value)
    monkeypatch.delenv("LANGUAGE", raising=False)


def make(folder, hands=None):
    service = desk.Service(folder)
    run = service.begin(prompt=PROMPT, interactive=True)
    events = desk.follow(service, run, hands or Hands(), TURNS)
    assert service.end() == 0, service.log_text()
    assert events[-1][1] == "done"
    return events


def scripts(events):
    return [data["script"] for _, kind, data in events if kind == "script"]


def steps(events):
    return [data["text"] for _, kind, data in events if kind == "step"]


def test_scripts_are_the_same(tmp_path_factory, folder, monkeypatch):
    told = {}
    for name in ("C", "de_DE", "tr_TR"):
        own = os.path.join(folder, name)
        os.mkdir(own, 0o700)
        speak(monkeypatch, tmp_path_factory, name)
        told[name] = make(own)
    assert len(scripts(told["C"])) >= 3
    assert "as measured" in "".join(scripts(told["C"]))
    for name in ("de_DE", "tr_TR"):
        assert scripts(told[name]) == scripts(told["C"])
        assert [kind for _, kind, _ in told[name]] == [kind for _, kind, _ in told["C"]]
    # Turkish has no words here yet, but decimal commas.
    assert "Planned 9 parts, 56,0 × 57,2 × 95,0 cm" in steps(told["tr_TR"])
    assert [re.sub(r"(\d),(\d)", r"\1.\2", text) for text in steps(told["tr_TR"])] == steps(told["C"])
    plans = {name: [data["plan"] for _, kind, data in events if kind == "plan"]
             for name, events in told.items()}
    for plan, german in zip(plans["C"], plans["de_DE"]):
        assert plan["title"] == german["title"] == "IRON chair with 2 armrests"
        assert plan["params"] == german["params"] and plan["parts"] == german["parts"]


def test_german_is_spoken(tmp_path_factory, folder, monkeypatch):
    speak(monkeypatch, tmp_path_factory, "de_DE")
    events = make(folder)
    assert "Planung" in steps(events)
    assert any(text.startswith("Skript mit") for text in steps(events))


def test_german_has_decimal_commas(tmp_path_factory, folder, monkeypatch):
    speak(monkeypatch, tmp_path_factory, "de_DE")
    events = make(folder, GrowingHands())
    told = [data["text"] for _, kind, data in events if kind == "notice" and data["code"] == "changed"]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in told] == ["Geändert: Sitz: 5,15 cm → 5,45 cm hoch"]


def test_another_language_goes_on(tmp_path_factory, folder, monkeypatch):
    """Killed in English, played again in German: what was said stays as it was said."""
    speak(monkeypatch, tmp_path_factory, "C")
    service = desk.Service(folder)
    run = service.begin(prompt=PROMPT, interactive=True)
    before = []
    hands = Hands()
    stream = service.events(run)
    for event in stream:
        before.append(event)
        if event[1] == "waiting":
            break
        if event[1] == "instruction":
            service.ask("POST", f"/v1/runs/{run}/results", hands.carry_out(event[2]))
    stream.close()
    service.end(9)

    speak(monkeypatch, tmp_path_factory, "de_DE")
    service = desk.Service(folder)
    after = desk.follow(service, run, Hands(), TURNS)
    assert after[:len(before)] == before
    assert after[-1][1] == "done"
    assert len(scripts(after)) > len(scripts(before))
    assert service.end() == 0, service.log_text()
