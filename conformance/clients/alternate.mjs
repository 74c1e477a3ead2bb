// A load balancer that sends each request to the next of several servers, whatever client it is from.
//   node alternate.mjs URL...    prints the URL of its own endpoint
import http from 'node:http';

const servers = process.argv.slice(2).map((url) => new URL(url));
let next = 0;

const proxy = http.createServer((request, response) => {
  const server = servers[next++ % servers.length];
  const onward = http.request(
    { host: server.hostname, port: server.port, path: server.pathname, method: request.method, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
});
proxy.listen(0, '127.0.0.1', () => console.log(`alternating at http://127.0.0.1:${proxy.address().port}/mcp`));
