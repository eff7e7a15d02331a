"""The figures as tables for people, or as one JSON object a line."""
import json

# What design/performance calls for; shown beside the figures, never a reason to fail.
AIMS = {
    ("cold", "bare", 10_000): "≤ 3x floor, ≥ 15x faster than Hugo, ≤ 120 MiB",
    ("cold", "default", 10_000): "≤ 5x floor",
    ("cold", "bare", 100_000): "≤ 1 GiB",
}
FURTHER = "≤ 0.80 of the first"


def lines(result):
    return "\n".join(json.dumps(one(result, figure)) for figure in result.figures)


def one(result, figure):
    ratio = lambda upper, lower: round(upper / lower, 2) if upper and lower else None
    return {"what": figure.what, "theme": figure.theme, "records": result.records, "languages": figure.languages,
            "outputs": figure.outputs,
            "seconds": round(figure.seconds, 4), "cpu_seconds": round(figure.cpu_seconds, 3), "floor_ratio": ratio(figure.seconds, figure.floor),
            "hugo_ratio": ratio(figure.hugo, figure.seconds), "peak_mib": round(figure.peak_mib, 1)}


def table(result):
    rows = [("build", "theme", "outputs", "languages", "seconds", "cpu s", "x floor", "Hugo takes", "peak MiB", "µs a record", "aim")]
    for figure in result.figures:
        told = one(result, figure)
        aim = AIMS.get((figure.what, figure.theme, result.records), "") if (figure.languages, figure.outputs) == (1, "pages") else ""
        rows.append((figure.what, figure.theme, figure.outputs, str(figure.languages), f"{figure.seconds:.3f}", f"{figure.cpu_seconds:.2f}",
                     f"{told['floor_ratio']:.2f}" if told["floor_ratio"] else "",
                     f"{told['hugo_ratio']:.1f}x" if told["hugo_ratio"] else "",
                     f"{figure.peak_mib:.0f}", f"{figure.seconds / result.records * 1e6:.0f}", aim))
    parts = [f"== {result.records:,} records", aligned(rows)]
    parts += [further(result), unchanged(result), sizes(result)]
    return "\n".join(part for part in parts if part) + "\n"


def aligned(rows, left=(0, 1, 2, 10)):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    cells = lambda row: (text.ljust(width) if at in left else text.rjust(width)
                         for at, (text, width) in enumerate(zip(row, widths)))
    return "\n".join("  ".join(cells(row)).rstrip() for row in rows)


def cold(result, theme, languages):
    found = (figure for figure in result.figures
             if (figure.what, figure.theme, figure.languages, figure.outputs) == ("cold", theme, languages, "pages"))
    return next(found, None)


def further(result):
    """What each further language costs, as a share of the first."""
    told = []
    for languages in (2, 3):
        before, after = cold(result, "default", languages - 1), cold(result, "default", languages)
        if before and after:
            share = (after.seconds - before.seconds) / cold(result, "default", 1).seconds
            told.append(f"language {languages}: {share:.2f} of the first")
    return f"{'; '.join(told)} (aim: {FURTHER})" if told else ""


def unchanged(result):
    """How builds with little to do compare with a cold one."""
    told = []
    for figure in result.figures:
        whole = cold(result, figure.theme, figure.languages)
        if figure.what in ("unchanged", "one-changed") and (figure.languages, figure.outputs) == (1, "pages"):
            told.append(f"{figure.theme} {figure.what} {figure.seconds / whole.seconds:.2f}")
    return f"of the cold build: {'; '.join(told)} (aims: unchanged ≤ 1.00, one-changed ≤ 1.25)"


def sizes(result):
    told = (f"{theme}{'' if languages == 1 else f' in {languages} languages'} ({outputs}) {files:,} files, {size / 1e6:.1f} MB"
            for (theme, languages, outputs), (files, size) in result.outputs.items())
    floors = {(figure.theme, figure.languages, figure.outputs): figure.floor for figure in result.figures if figure.floor}
    seconds = (f"{theme} ({outputs}) {floor:.3f} s" for (theme, languages, outputs), floor in floors.items() if languages == 1)
    return f"output: {'; '.join(told)}\nfloor: {'; '.join(seconds)}"


def costs(result):
    """What each output costs beside the pages."""
    rows = [("outputs", "seconds", "more", "cpu s", "more", "peak MiB", "more", "files", "more", "MB", "more")]
    pages = next(figure for figure in result.figures if figure.outputs == "pages")
    base = result.outputs[(pages.theme, pages.languages, "pages")]
    for figure in result.figures:
        files, size = result.outputs[(figure.theme, figure.languages, figure.outputs)]
        rows.append((figure.outputs, f"{figure.seconds:.3f}", f"{figure.seconds - pages.seconds:+.3f}",
                     f"{figure.cpu_seconds:.2f}", f"{figure.cpu_seconds - pages.cpu_seconds:+.2f}",
                     f"{figure.peak_mib:.0f}", f"{figure.peak_mib - pages.peak_mib:+.0f}",
                     f"{files:,}", f"{files - base[0]:+,}", f"{size / 1e6:.1f}", f"{(size - base[1]) / 1e6:+.1f}"))
    return f"== {result.records:,} records, default theme, {pages.languages} language(s)\n{aligned(rows, (0,))}\n"
