// Talks to a server as the official TypeScript clients do: lists everything and calls a sample.
//   node clients.mjs http URL [list]    over HTTP; with 'list' it calls nothing
//   node clients.mjs stdio COMMAND...   over standard input and output
// Prints a line for each client; exits 1 if one fails.
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const [way, ...target] = process.argv.slice(2);
const SAMPLE = 25;
const about = { name: 'capstan-interop', version: '1' };

const clients = {
  'sdk 1.x': {
    client: () => new LegacyClient(about),
    transport: () => way === 'http' ? new LegacyHttp(new URL(target[0])) : new LegacyStdio(command()),
  },
  'client 2.x legacy': {
    client: () => new Client(about, { versionNegotiation: { mode: 'legacy' } }),
    transport: newTransport,
  },
  'client 2.x auto': {
    client: () => new Client(about, { versionNegotiation: { mode: 'auto' } }),
    transport: newTransport,
  },
  'client 2.x 2026-07-28': {
    client: () => new Client(about, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
    transport: newTransport,
  },
};

function command() {
  return { command: target[0], args: target.slice(1), stderr: 'ignore' };
}

function newTransport() {
  return way === 'http' ? new StreamableHTTPClientTransport(new URL(target[0])) : new StdioClientTransport(command());
}

/** Arguments that fit a schema: what is required, and nothing else. */
function sample(schema) {
  if (schema.enum) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  const branch = schema.anyOf?.[0];
  switch (schema.type ?? branch?.type) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, sample(schema.properties[name] ?? {})]));
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}));
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return 'sample'.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength ?? 100);
  }
}

async function pages(list, member) {
  const all = [];
  let cursor;
  do {
    const page = await list(cursor ? { cursor } : {});
    all.push(...page[member]);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

async function talk(name, { client: make, transport }) {
  const client = make();
  await client.connect(transport());
  const can = client.getServerCapabilities();
  const tools = await pages((params) => client.listTools(params), 'tools');
  const prompts = can.prompts ? await pages((params) => client.listPrompts(params), 'prompts') : [];
  const resources = can.resources ? await pages((params) => client.listResources(params), 'resources') : [];
  const templates = can.resources
    ? await pages((params) => client.listResourceTemplates(params), 'resourceTemplates') : [];
  const step = Math.max(1, Math.floor(tools.length / SAMPLE));
  let called = 0;
  let failed = 0;
  const calls = way === 'http' && target[1] === 'list' ? [] : tools.filter((tool, i) => i % step === 0);
  for (const tool of calls) {
    const result = await client.callTool({ name: tool.name, arguments: sample(tool.inputSchema) });
    called++;
    if (result.isError) failed++;
  }
  for (const resource of resources.slice(0, SAMPLE)) await client.readResource({ uri: resource.uri });
  await client.close();
  console.log(`ok: ${name}: ${tools.length} tools, ${prompts.length} prompts, ${resources.length} resources, `
    + `${templates.length} templates; called ${called}, of which ${failed} answered with isError`);
}

let code = 0;
for (const [name, parts] of Object.entries(clients)) {
  try {
    await talk(name, parts);
  } catch (fault) {
    console.log(`FAILED: ${name}: ${fault?.stack ?? fault}`);
    code = 1;
  }
}
process.exit(code);
