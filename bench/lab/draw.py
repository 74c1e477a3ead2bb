"""Draws curves as SVG: some panels beside each other, each with its axes, readable on light and on dark pages."""

import html
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 300, 260, 50, 24, 46, 44
# Told apart by lightness, dash and mark as well as by colour.
LINES = (('#0b6bcb', '#6cb6ff', ''), ('#b35900', '#ffb066', '6 4'), ('#2b7a3d', '#7fd492', '2 3'))

_STYLE = '''text { font: 11px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 12px } .grid { stroke: #d0d7de; stroke-width: 1 } .axis { stroke: #57606a; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
%s
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .grid { stroke: #30363d } .axis { stroke: #8b949e }
%s
}'''


class Panel:
    """One chart: `series` maps names to lists of (x, y); x and y are positive where their axis is logarithmic."""

    def __init__(self, title, x_label, series, x_log=True, y_log=False, bytes_on_x=False):
        self.title, self.x_label, self.series = title, x_label, series
        self.x_log, self.y_log, self.bytes_on_x = x_log, y_log, bytes_on_x


def draw(file, heading, panels):
    """Writes the panels to a file. The heading is what a screen reader says of the picture."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.series))
    legend = 22 if len(names) > 1 else 0
    width, height = WIDTH * len(panels), HEIGHT + legend
    light = '\n'.join(f'.s{i} {{ stroke: {one} }} .d{i} {{ fill: {one} }}' for i, (one, _, _) in enumerate(LINES))
    dark = '\n'.join(f'  .s{i} {{ stroke: {one} }} .d{i} {{ fill: {one} }}' for i, (_, one, _) in enumerate(LINES))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
             f'aria-label="{html.escape(heading)}">', f'<title>{html.escape(heading)}</title>', f'<style>{_STYLE % (light, dark)}</style>']
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({number * WIDTH} 0)">{_panel(panel, names)}</g>')
    if legend:
        parts += _legend(names, HEIGHT + 8)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('\n'.join([*parts, '</svg>']) + '\n')


def _panel(panel, names):
    xs = [x for points in panel.series.values() for x, _ in points]
    ys = [y for points in panel.series.values() for _, y in points]
    x_axis = _Axis(min(xs), max(xs), panel.x_log, LEFT, WIDTH - RIGHT, _bytes if panel.bytes_on_x else _plain)
    # Room below and above, so that no point lies on the frame.
    y_axis = _Axis(min(ys) / 1.3 if panel.y_log else 0, max(ys) * (1.3 if panel.y_log else 1), panel.y_log, HEIGHT - BOTTOM, TOP, _plain)
    parts = [f'<text class="title" x="{LEFT}" y="20">{html.escape(panel.title)}</text>']
    for value in y_axis.ticks():
        y = y_axis.at(value)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{y_axis.label(value)}</text>')
    for value in x_axis.ticks():
        x = x_axis.at(value)
        parts.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{HEIGHT - BOTTOM}" y2="{HEIGHT - BOTTOM + 4}"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 17}" text-anchor="middle">{x_axis.label(value)}</text>')
    parts.append(f'<path class="axis" fill="none" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{html.escape(panel.x_label)}</text>')
    for name, points in panel.series.items():
        at, style = [(x_axis.at(x), y_axis.at(y)) for x, y in points], names.index(name) % len(LINES)
        dash = f' stroke-dasharray="{LINES[style][2]}"' if LINES[style][2] else ''
        parts.append(f'<path class="line s{style}"{dash} d="M' + 'L'.join(f'{x:.1f} {y:.1f}' for x, y in at) + '"/>')
        parts += [f'<circle class="d{style}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in at]
    return '\n'.join(parts)


def _legend(names, y):
    parts, x = [], LEFT
    for number, name in enumerate(names):
        style = number % len(LINES)
        dash = f' stroke-dasharray="{LINES[style][2]}"' if LINES[style][2] else ''
        parts.append(f'<path class="line s{style}"{dash} d="M{x} {y}h26"/><text x="{x + 32}" y="{y + 4}">{html.escape(name)}</text>')
        x += 60 + 7 * len(name)
    return parts


class _Axis:
    """Maps values between `low` and `high` onto pixels between `begin` and `end`, beginning and ending at a tick."""

    def __init__(self, low, high, log, begin, end, label):
        self.log, self.begin, self.end, self.label = log, begin, end, label
        if log:
            self.low, self.high = math.log10(low), math.log10(high)
            if self.high - self.low < 1e-9:
                self.high = self.low + 1
        else:
            self.step = _step(high / 4 or 1)
            self.low, self.high = 0, max(1, math.ceil(high / self.step - 1e-9)) * self.step

    def at(self, value):
        value = math.log10(value) if self.log else value
        return self.begin + (value - self.low) / (self.high - self.low) * (self.end - self.begin)

    def ticks(self):
        if not self.log:
            return [n * self.step for n in range(round(self.high / self.step) + 1)]
        decades = [10 ** n for n in range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)]
        return decades if len(decades) > 1 else [10 ** self.low, 10 ** self.high]


def _step(rough):
    """The next of 1, 2, 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(rough))
    return next(power * n for n in (1, 2, 5, 10) if power * n >= rough - 1e-12)


def _plain(value):
    if value >= 1_000_000:
        return f'{value / 1_000_000:g}M'
    if value >= 1000:
        return f'{value / 1000:.3g}k'
    return f'{value:.3g}'


def _bytes(value):
    for unit, size in (('MB', 1e6), ('KB', 1e3)):
        if value >= size:
            return f'{value / size:.3g} {unit}'
    return f'{value:.3g} B'
