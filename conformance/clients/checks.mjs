// Counts what a run of the conformance suite found, and tells what is not known.
//   node checks.mjs FOLDER WARNINGS    WARNINGS: a line "scenario: check" for each warning that is explained
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const [folder, known] = process.argv.slice(2);
const explained = new Set(readFileSync(known, 'utf8').split('\n').map((line) => line.split('#')[0].trim()).filter(Boolean));

function* files(below) {
  for (const name of readdirSync(below).sort()) {
    const path = join(below, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (name === 'checks.json') yield path;
  }
}

let code = 0;
for (const run of readdirSync(folder).sort()) {
  const counts = {};
  let scenarios = 0;
  for (const file of files(join(folder, run))) {
    scenarios++;
    const scenario = basename(dirname(file)).replace(/^server-(.*)-\d{4}-\d\d-\d\dT.*$/, '$1');
    for (const check of JSON.parse(readFileSync(file, 'utf8'))) {
      counts[check.status] = (counts[check.status] ?? 0) + 1;
      if (check.status === 'WARNING' && !explained.has(`${scenario}: ${check.id}`)) {
        console.log(`FAILED: a warning that is not explained: ${run}: ${scenario}: ${check.id}: ${check.errorMessage}`);
        code = 1;
      }
    }
  }
  console.log(`${run}: ${scenarios} scenarios; checks: ${JSON.stringify(counts)}`);
}
process.exit(code);
