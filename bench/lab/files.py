"""Capability files: the one that the bench calls, and as many others as are asked for."""

import os
import pathlib
import shutil

_BENCH = '''naftiko: 1.0.0-alpha2
info: {{label: Bench, description: What the benchmark calls.}}
capability:
  consumes:
  - type: http
    namespace: bench
    baseUri: {plain}
    resources:
    - path: "/small/{{id}}"
      operations:
      - {{name: get-small, method: GET}}
      - {{name: post-small, method: POST, inputParameters: [{{name: body, in: body, type: object, required: true}}]}}
    - {{path: "/middle/{{id}}", operations: [{{name: get-middle, method: GET}}]}}
    - {{path: "/large/{{id}}", operations: [{{name: get-large, method: GET}}]}}
    - {{path: "/size/{{bytes}}", operations: [{{name: get-size, method: GET}}]}}
    - {{path: "/order/{{id}}", operations: [{{name: get-order, method: GET, outputRawFormat: json}}]}}
  - type: http
    namespace: bench-tls
    baseUri: {secure}
    resources:
    - {{path: "/small/{{id}}", operations: [{{name: get-small, method: GET}}]}}
  exposes:
  - type: rest
    namespace: bench-rest
    port: 8080
    resources:
    - path: "/small/{{id}}"
      operations:
      - {{name: get-small, method: GET, call: bench.get-small}}
      - {{name: post-small, method: POST, call: bench.post-small, with: {{body: rest.body}}}}
    - {{path: "/middle/{{id}}", operations: [{{name: get-middle, method: GET, call: bench.get-middle}}]}}
    - {{path: "/large/{{id}}", operations: [{{name: get-large, method: GET, call: bench.get-large}}]}}
    - {{path: "/size/{{bytes}}", operations: [{{name: get-size, method: GET, call: bench.get-size}}]}}
    - {{path: "/tls/{{id}}", operations: [{{name: get-tls, method: GET, call: bench-tls.get-small}}]}}
    - path: "/order/{{id}}"
      operations:
      - name: get-order
        method: GET
        call: bench.get-order
        outputParameters:
        - type: object
          properties:
            id: {{type: integer, mapping: $.order.id}}
            state: {{type: string, mapping: $.order.state}}
            created: {{type: string, mapping: $.order.created}}
            customerId: {{type: string, mapping: $.order.customer.id}}
            customer: {{type: string, mapping: $.order.customer.name}}
            total: {{type: number, mapping: $.order.amounts.total}}
            currency: {{type: string, mapping: $.order.amounts.currency}}
            city: {{type: string, mapping: $.order.delivery.city}}
            country: {{type: string, mapping: $.order.delivery.country}}
            express: {{type: boolean, mapping: $.order.delivery.express}}
  - type: mcp
    namespace: bench-mcp
    port: 9090
    tools:
    - {{name: get-small, description: Gets a small thing., call: bench.get-small}}
'''


def bench_file(folder, upstream):
    """Writes the file whose routes and tool the rows call."""
    file = folder / 'bench.yaml'
    file.write_text(_BENCH.format(plain=upstream.origin, secure=f'https://localhost:{upstream.tls_port}'))
    return file


# What a file of the public folders has at the median: about 10 KB and six operations, each a route and a tool.
OPERATIONS_PER_FILE = 6


def many_files(target, count, upstream):
    """Writes `count` files and returns how many operations they consume; copies of BENCH_FOLDER's where that is set."""
    real = os.environ.get('BENCH_FOLDER')
    sources = sorted(file for file in pathlib.Path(real).rglob('*') if file.suffix in ('.yaml', '.yml')) if real else []
    for number in range(count):
        folder = target / f'{number // 500:03d}'
        folder.mkdir(parents=True, exist_ok=True)
        if sources:
            source = sources[number % len(sources)]
            shutil.copy(source, folder / f'{number:05d}-{source.name}')
        else:
            (folder / f'{number:05d}.yaml').write_text(one_file(number, OPERATIONS_PER_FILE, upstream.origin))
    return count * OPERATIONS_PER_FILE


def one_file(number, operations, base_uri, routes=True, tools=True):
    """A file with so many operations, each with a path variable, three query parameters and a header."""
    name = f'shop-{number:05d}'
    wide = range(operations)
    consumed = ''.join(f'''
    - name: thing-{n}
      path: "/things/{name}/kind-{n}/{{id}}/parts"
      operations:
      - name: find-{n}
        method: GET
        description: Finds the parts of a thing of kind {n}, newest first, and says how many there are in all.
        inputParameters:
        - {{name: id, in: path, required: true, description: The number of the thing whose parts are wanted.}}
        - {{name: limit, in: query, type: integer, description: How many parts there may be at most in one answer.}}
        - {{name: since, in: query, description: The first day on which a part may have been added., format: date}}
        - {{name: state, in: query, enum: [open, closed, lost], description: The state that a part must have.}}
        - {{name: X-Tenant, in: header, description: For whom it is done.}}
        outputRawFormat: json
        outputParameters:
        - {{name: result, type: object, value: $.}}''' for n in wide)
    rest = f'''
  - type: rest
    namespace: {name}-rest
    port: 8080
    description: The routes of shop {number}, one for each operation that it consumes.
    resources:''' + ''.join(f'''
    - path: /v1/{name}/kind-{n}/{{id}}/parts
      name: thing-{n}
      description: The parts of things of kind {n}.
      operations:
      - method: GET
        name: find-{n}
        description: Finds the parts of a thing of kind {n}, newest first, and says how many there are in all.
        call: {name}.find-{n}
        with: {{id: rest.id, limit: rest.limit, since: rest.since, state: rest.state}}
        outputParameters:
        - {{type: object, mapping: $.}}''' for n in wide)
    mcp = f'''
  - type: mcp
    namespace: {name}-mcp
    port: 9090
    description: The tools of shop {number}, one for each operation that it consumes.
    tools:''' + ''.join(f'''
    - name: {name}-find-{n}
      description: Finds the parts of a thing of kind {n} in shop {number}, newest first, and says how many there are.
      hints: {{readOnly: true, idempotent: true}}
      call: {name}.find-{n}
      with: {{id: tools.id, limit: tools.limit, since: tools.since, state: tools.state}}
      outputParameters:
      - {{type: object, mapping: $.}}''' for n in wide)
    return f'''naftiko: 1.0.0-alpha2
info:
  label: Shop {number}
  description: The things of shop {number} and their parts. {operations} operations, each as a route and as a tool.
capability:
  consumes:
  - type: http
    namespace: {name}
    baseUri: {base_uri}
    description: The things of shop {number} as its own interface has them.
    resources:{consumed}
  exposes:{rest if routes else ''}{mcp if tools else ''}
'''
