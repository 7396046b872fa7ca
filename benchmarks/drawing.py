"""Pictures of the scoreboard as SVG: every mark has its figure beside it, so none needs colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

COLOURS = {"right": "#2e7d4f", "clarified": "#d9a521", "abstained": "#9aa5a0", "wrong": "#b3362b"}
_INK, _LINE = "#1c1c1c", "#c9d0cc"
_ROW, _BAR, _LEFT, _WIDTH, _RIGHT = 22, 16, 230, 420, 150
_PLOT = 320  # The side of the square in which a curve is drawn.
Bars = Mapping[str, Mapping[str, int]]  # Of each group: how many questions had which outcome.


def bars(title: str, panels: Mapping[str, Bars]) -> str:
    """Draw a bar a group, each outcome with its share, panel below panel."""
    rows = sum(len(groups) + 1 for groups in panels.values()) + 1
    svg = _blank(title, _LEFT + _WIDTH + _RIGHT, _ROW * rows + 12)
    line = 0
    for place, outcome in enumerate(COLOURS):
        _box(svg, _LEFT + place * 105, 6, 12, 12, COLOURS[outcome])
        _text(svg, _LEFT + place * 105 + 16, 16, outcome)
    for panel, groups in panels.items():
        line += 1
        _text(svg, 4, _ROW * line + 19, panel, weight="bold")
        for name, outcomes in groups.items():
            line += 1
            _bar(svg, _ROW * line + 6, name, outcomes)
    return _written(svg)


def _bar(svg: ET.Element, y: float, name: str, outcomes: Mapping[str, int]) -> None:
    whole = sum(outcomes.values())
    _text(svg, 4, y + 13, f"{name} ({whole})")
    at = float(_LEFT)
    for outcome, colour in COLOURS.items():
        width = _WIDTH * outcomes.get(outcome, 0) / whole
        _box(svg, at, y, width, _BAR, colour)
        at += width
    counts = " / ".join(str(outcomes.get(outcome, 0)) for outcome in COLOURS)
    _text(svg, _LEFT + _WIDTH + 6, y + 13, f"{outcomes.get('right', 0) / whole:.2f}  ({counts})")


def curve(title: str, points: Sequence[tuple[float, float, int]]) -> str:
    """Draw how often what was said with a confidence was right; the diagonal is perfect.

    A point is a confidence, the share that was right, and of how many.
    """
    left, top = 60, 16
    svg = _blank(title, left + _PLOT + 60, top + _PLOT + 50)

    def place(sure: float, right: float) -> tuple[float, float]:
        return left + _PLOT * sure, top + _PLOT * (1 - right)

    for tenth in range(0, 11, 2):
        x, y = place(tenth / 10, tenth / 10)
        _stroke(svg, [(x, top), (x, top + _PLOT)], _LINE)
        _stroke(svg, [(left, y), (left + _PLOT, y)], _LINE)
        _text(svg, x - 8, top + _PLOT + 16, f"{tenth / 10:.1f}")
        _text(svg, left - 28, y + 4, f"{tenth / 10:.1f}")
    _stroke(svg, [place(0, 0), place(1, 1)], _INK, dashed=True)
    _stroke(svg, [place(sure, right) for sure, right, _ in points], COLOURS["right"])
    for line, (sure, right, count) in enumerate(points):
        x, y = place(sure, right)
        spot = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "4", "fill": COLOURS["right"]}
        ET.SubElement(svg, "circle", spot)
        # Each label stands on a line of its own, led to by a rule.
        apart = y + 16 * (len(points) - line) * (1 if right > 0.5 else -1)
        _stroke(svg, [(x, y), (x, apart)], COLOURS["right"])
        _text(svg, x - 4, apart, f"{right:.2f} of {count}", anchor="end")
    _text(svg, left + _PLOT / 2 - 40, top + _PLOT + 36, "confidence told")
    _text(svg, 4, top - 4, "right")
    return _written(svg)


def pairs(title: str, counted: Sequence[tuple[str, int]]) -> str:
    """Draw how often one thing was taken for another, the most often first."""
    most = max((count for _, count in counted), default=1)
    svg = _blank(title, 460 + _WIDTH // 2 + 40, _ROW * max(1, len(counted)) + 12)
    if not counted:
        _text(svg, 4, 19, "none")
    for line, (name, count) in enumerate(counted):
        y = _ROW * line + 6
        _text(svg, 4, y + 13, name)
        width = _WIDTH / 2 * count / most
        _box(svg, 460, y, width, _BAR, COLOURS["wrong"])
        _text(svg, 466 + width, y + 13, str(count))
    return _written(svg)


def _blank(title: str, width: int, height: int) -> ET.Element:
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    ET.SubElement(svg, "title").text = title
    ET.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    return svg


def _written(svg: ET.Element) -> str:
    return ET.tostring(svg, encoding="unicode") + "\n"


def _box(svg: ET.Element, x: float, y: float, width: float, height: float, fill: str) -> None:
    size = {"width": f"{width:.1f}", "height": f"{height:.0f}", "fill": fill}
    ET.SubElement(svg, "rect", {"x": f"{x:.1f}", "y": f"{y:.0f}", **size})


def _text(
    svg: ET.Element, x: float, y: float, said: str, weight: str = "normal", anchor: str = "start"
) -> None:
    style = {"font-family": "sans-serif", "font-size": "12", "fill": _INK}
    style |= {"font-weight": weight, "text-anchor": anchor}
    ET.SubElement(svg, "text", {"x": f"{x:.0f}", "y": f"{y:.0f}", **style}).text = said


def _stroke(
    svg: ET.Element, places: Sequence[tuple[float, float]], colour: str, dashed: bool = False
) -> None:
    style = {"fill": "none", "stroke": colour} | ({"stroke-dasharray": "4 4"} if dashed else {})
    at = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    ET.SubElement(svg, "polyline", {"points": at, **style})
