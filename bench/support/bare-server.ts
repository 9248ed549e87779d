import { spawn } from 'node:child_process';

/** The least that a server of Node does: one body for every request. */
const program = `
const server = require('node:http').createServer((_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
});
const body = Buffer.alloc(Number(process.argv[1]), 'x');
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

/** Starts a server that answers constants, as the limit of what this machine and Node can do. @param bytes of each answer */
export function serveConstants(bytes: number): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = spawn(process.execPath, ['-e', program, String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => {
    server.stdout.once('data', (line: Buffer) => {
      resolve({
        url: line.toString().trim(),
        stop: async () => {
          const ended = new Promise((done) => server.once('exit', done));
          server.kill();
          await ended;
        },
      });
    });
  });
}
