"""Tables of results: aligned text for people, Markdown for pages."""

HEAD = ['work', 'contender', 'req/s', '÷ base', 'wanted', 'CPU µs', '÷ base', 'wanted', 'p50 ms', 'p99 ms', 'RSS MB', 'errors',
        'other cores', 'met']
FACTS_HEAD = ['work', 'measure', 'found', 'wanted', 'met']


def comparison_rows(results):
    rows = []
    for result in results:
        for line in result['lines']:
            large = line.get('mb_per_s') and line['rps'] < 1000
            rows.append([
                result['title'], line['contender'], f'{line["mb_per_s"]:,.0f} MB/s' if large else f'{line["rps"]:,.0f}',
                _number(line['ratio'], 2), _bound('≥', line['at_least']),
                f'{line["cpu_us"]:,.0f}' if line['cpu_us'] >= 1000 else _number(line['cpu_us'], 1), _number(line['cpu_ratio'], 2),
                _bound('≤', line['cpu_at_most']), _number(line['p50'], 2), _number(line['p99'], 2), _number(line['rss_mb'], 0),
                str(line['errors']), _number(line['other_cores'], 2), _met_line(line)])
    return rows


def fact_rows(results):
    return [[result['title'], fact['what'], f'{_precise(fact["value"])} {fact["unit"]}',
             _bound('≤', fact['at_most']) or _bound('≥', fact['at_least']), _met_fact(fact)]
            for result in results for fact in result['facts']]


def text(results):
    parts = []
    for head, rows in ((HEAD, comparison_rows(results)), (FACTS_HEAD, fact_rows(results))):
        if rows:
            widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
            numbers = {i for i in range(len(head)) if head is HEAD and 2 <= i <= 12 or head is FACTS_HEAD and i in (2, 3)}
            parts.append('\n'.join(_aligned(row, widths, numbers) for row in [head, *rows]))
    faults = [f'FAULT in {result["row"]}: {fault}' for result in results for fault in result['faults']]
    if faults:
        parts.append('\n'.join(faults))
    return '\n\n'.join(parts)


def markdown(results):
    parts = []
    for head, rows in ((HEAD, comparison_rows(results)), (FACTS_HEAD, fact_rows(results))):
        if rows:
            lines = ['| ' + ' | '.join(head) + ' |', '|' + '---|' * len(head)]
            shown = None
            for row in rows:
                lines.append('| ' + ' | '.join(['' if row[0] == shown else row[0], *row[1:]]) + ' |')
                shown = row[0]
            parts.append('\n'.join(lines))
    return '\n\n'.join(parts)


def fill(page, mark, content):
    """Puts content between the two comments of a page that name the mark."""
    begin, end = f'<!-- {mark}: begin -->', f'<!-- {mark}: end -->'
    whole = page.read_text()
    if begin not in whole or end not in whole:
        raise ValueError(f'{page} has no place for it: expected {begin} and {end}')
    page.write_text(whole.split(begin)[0] + begin + '\n' + content + '\n' + end + whole.split(end, 1)[1])


def _aligned(row, widths, numbers):
    return '  '.join(cell.rjust(width) if i in numbers else cell.ljust(width)
                     for i, (cell, width) in enumerate(zip(row, widths))).rstrip()


def _number(value, digits):
    return '' if value is None else f'{value:,.{digits}f}'


def _precise(value):
    return f'{value:,.2f}' if abs(value) < 10 else f'{value:,.1f}'


def _bound(sign, value):
    return '' if value is None else f'{sign} {value:g}'


def _met_line(line):
    asked = [ok for ok in (
        None if line['at_least'] is None else round(line['ratio'], 2) >= line['at_least'],
        None if line['cpu_at_most'] is None else round(line['cpu_ratio'], 2) <= line['cpu_at_most']) if ok is not None]
    return '' if not asked else 'yes' if all(asked) and not line['errors'] else 'no'


def _met_fact(fact):
    if fact['at_most'] is not None:
        return 'yes' if fact['value'] <= fact['at_most'] else 'no'
    if fact['at_least'] is not None:
        return 'yes' if fact['value'] >= fact['at_least'] else 'no'
    return ''
