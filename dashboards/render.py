#!/usr/bin/env python3
"""Draws a dashboard as Grafana lays it out, from what a Prometheus says now.

  python3 dashboards/render.py --prometheus http://127.0.0.1:9090 --out docs/images dashboards/*.json

For documents and for people without Grafana. Needs matplotlib (Debian: python3-matplotlib).
A panel without data is drawn empty and says so.
"""
import argparse
import json
import math
import pathlib
import re
import time
import urllib.parse
import urllib.request

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

POINTS = 120


def ask(prometheus, path, **parameters):
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"{prometheus}/api/v1/{path}?{query}", timeout=30) as answer:
        return json.load(answer)["data"]["result"]


def filled(expression):
    """The expression with Grafana's variables as 'All' fills them in."""
    expression = expression.replace("$__rate_interval", "30s")
    return re.sub(r"\$(instance|feed|modality)\b", ".*", expression)


def legend(target, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda name: labels.get(name.group(1), ""), target["legendFormat"])


def number(value, unit):
    if math.isnan(value):
        return "-"
    if unit == "percentunit":
        return f"{100 * value:.1f} %"
    if unit in ("bytes", "Bps"):
        for suffix in ("B", "KiB", "MiB", "GiB"):
            if abs(value) < 1024 or suffix == "GiB":
                return f"{value:.3g} {suffix}" + ("/s" if unit == "Bps" else "")
            value /= 1024
    if unit == "s":
        return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.3g} ms"
    if unit == "ms":
        return f"{value:.3g} ms"
    return f"{value:.4g}" + ("/s" if unit in ("reqps", "ops") else "")


def colour(panel, value):
    chosen = "green"
    for step in panel["fieldConfig"]["defaults"]["thresholds"]["steps"]:
        if step["value"] is None or value >= step["value"]:
            chosen = step["color"]
    return {"green": "#2e7d32", "orange": "#ef6c00", "red": "#c62828"}.get(chosen, chosen)


class Drawing:
    """Draws panels of one dashboard at one moment."""

    def __init__(self, prometheus, minutes):
        self.prometheus = prometheus
        self.end = time.time()
        self.start = self.end - 60 * minutes

    def now(self, target):
        return ask(self.prometheus, "query", query=filled(target["expr"]), time=self.end)

    def history(self, target):
        step = (self.end - self.start) / POINTS
        return ask(self.prometheus, "query_range", query=filled(target["expr"]), start=self.start, end=self.end, step=step)

    def draw(self, axes, panel):
        axes.set_title(panel["title"], fontsize=9, loc="left", fontweight="bold")
        unit = panel["fieldConfig"]["defaults"]["unit"]
        if not getattr(self, panel["type"])(axes, panel, unit):
            axes.text(0.5, 0.5, "no data", ha="center", va="center", color="grey", transform=axes.transAxes)
            axes.set_axis_off()

    def timeseries(self, axes, panel, unit):
        drawn = False
        for target in panel["targets"]:
            for series in self.history(target):
                points = [((float(t) - self.end) / 60, float(v)) for t, v in series["values"] if v not in ("NaN", "+Inf")]
                if points:
                    axes.plot(*zip(*points), linewidth=1, label=legend(target, series["metric"])[:40])
                    drawn = True
        if drawn:
            axes.set_ylim(bottom=0)
            axes.yaxis.set_major_formatter(lambda value, _: number(value, unit))
            axes.tick_params(labelsize=6)
            axes.set_xlabel("minutes", fontsize=6)
            axes.grid(alpha=0.3)
            axes.legend(fontsize=5, loc="upper left", ncols=2)
        return drawn

    def stat(self, axes, panel, unit):
        shown = []
        for target in panel["targets"]:
            for series in self.now(target):
                shown.append((legend(target, series["metric"]), float(series["value"][1])))
        if not shown:
            return False
        axes.set_axis_off()
        axes.set_facecolor(colour(panel, max(value for _, value in shown)))
        worst = max((value for _, value in shown), key=lambda value: value)
        axes.add_patch(plt.Rectangle((0, 0), 1, 1, transform=axes.transAxes, color=colour(panel, worst)))
        size = 16 if len(shown) == 1 else 8
        for row, (name, value) in enumerate(shown[:8]):
            text = number(value, unit) if len(shown) == 1 else f"{name}: {number(value, unit)}"
            axes.text(0.5, 1 - (row + 0.5) / len(shown[:8]), text, ha="center", va="center", color="white", fontsize=size, transform=axes.transAxes)
        return True

    def table(self, axes, panel, unit):
        rows = [series["metric"] for target in panel["targets"] for series in self.now(target)]
        if not rows:
            return False
        columns = [name for name in rows[0] if name not in ("__name__", "job")]
        axes.set_axis_off()
        table = axes.table([[row.get(name, "") for name in columns] for row in rows], colLabels=columns, loc="upper center")
        table.auto_set_font_size(False)
        table.set_fontsize(6)
        return True

    def bargauge(self, axes, panel, unit):
        bars = [(legend(target, series["metric"]), float(series["value"][1])) for target in panel["targets"] for series in self.now(target)]
        bars = [(name, value) for name, value in bars if not math.isnan(value)]
        if not bars:
            return False
        bars.sort(key=lambda bar: float(bar[0].split()[-1]))
        axes.barh([name for name, _ in bars], [value for _, value in bars], color="#2e7d32")
        axes.tick_params(labelsize=6)
        axes.xaxis.set_major_formatter(lambda value, _: number(value, unit))
        return True

    def heatmap(self, axes, panel, unit):
        series = [each for target in panel["targets"] for each in self.history(target)]
        series.sort(key=lambda each: float(each["metric"]["le"].replace("+Inf", "inf")))
        if not series:
            return False
        times = sorted({float(t) for each in series for t, _ in each["values"]})
        rows, below = [], {t: 0.0 for t in times}
        for each in series:
            upto = {float(t): float(v) for t, v in each["values"]}
            rows.append([max(0.0, upto.get(t, below[t]) - below[t]) for t in times])
            below = {t: upto.get(t, below[t]) for t in times}
        axes.imshow(rows, aspect="auto", origin="lower", cmap="Oranges", interpolation="nearest",
                    extent=[(times[0] - self.end) / 60, (times[-1] - self.end) / 60 + 1e-3, -0.5, len(rows) - 0.5])
        axes.set_yticks(range(len(rows)), [each["metric"]["le"] for each in series])
        axes.tick_params(labelsize=6)
        axes.set_xlabel("minutes", fontsize=6)
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prometheus", default="http://127.0.0.1:9090")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("dashboards", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for file in arguments.dashboards:
        board = json.loads(file.read_text())
        rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in board["panels"])
        figure = plt.figure(figsize=(14, 0.34 * rows + 0.5))
        figure.suptitle(board["title"], x=0.02, ha="left", fontsize=12, fontweight="bold")
        drawing = Drawing(arguments.prometheus, arguments.minutes)
        top = 1 - 0.6 / (0.34 * rows + 0.5)
        for panel in board["panels"]:
            place = panel["gridPos"]
            left, width = place["x"] / 24 + 0.035, place["w"] / 24 - 0.05
            height = top * place["h"] / rows
            bottom = top - top * (place["y"] + place["h"]) / rows
            drawing.draw(figure.add_axes([left, bottom + 0.16 * height, width, 0.66 * height]), panel)
        figure.savefig(arguments.out / (file.stem + ".png"), dpi=80)
        plt.close(figure)


if __name__ == "__main__":
    main()
