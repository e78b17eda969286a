/** svc never speaks to a network: nothing in it could, and nothing in it does. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { standInMachine } from '../support/stand-in-machine.ts';
import { folderWith, REPO, svc, TWO_SERVICES } from '../support/svc.ts';

const DIST = join(REPO, 'dist');
const built = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) => /\.c?js$/.test(name));
const NETWORK = /^(?:node:)?(?:net|tls|http|https|http2|dgram|dns|dns\/promises|inspector|quic|undici|cluster)$/;

/** Node's modules that a built file could load, and what speaks to a network without one. */
function reachOf(file: string): string[] {
  const text = readFileSync(join(DIST, file), 'utf8');
  const modules = [
    ...text.matchAll(/(?:getBuiltinModule|require|import)\(\s*["'`]([^"'`]+)["'`]|\bfrom\s*["']([^"']+)["']/g),
  ];
  const globals = text.match(/(?<![\w$.])(?:fetch|WebSocket|EventSource|XMLHttpRequest)\(/g) ?? [];
  return [
    ...modules.flatMap(([, called, from]) => called ?? from ?? []).filter((name) => NETWORK.test(name)),
    ...globals,
  ];
}

describe('what is built', () => {
  it('names no module of node that speaks to a network, but for the socket of the stand-in', () => {
    expect(built.length).toBeGreaterThan(15);
    const reach = built.map((file) => [file, reachOf(file)] as const).filter(([, names]) => names.length > 0);
    expect(reach.flatMap(([, names]) => names).every((name) => name === 'node:net')).toBe(true);
    const [standIn, others] = [/^(?:standin(?:-launchctl)?\.js|esm\/.*)$/, reach.map(([file]) => file)];
    expect(others.filter((file) => !standIn.test(file))).toEqual([]);
    expect(others).toContain('standin.js');
  });

  it('asks for modules of node by names that can be read', () => {
    for (const file of built) {
      const text = readFileSync(join(DIST, file), 'utf8');
      expect([file, ...(text.match(/getBuiltinModule\((?!["'])[^)]*\)|\beval\(|new Function\(/g) ?? [])]).toEqual([
        file,
      ]);
    }
  });
});

/** Loaded before svc: whoever opens a socket, looks up a name or listens, ends with code 97. */
const GUARD = `
const { writeSync } = require('node:fs');
const stop = (what) => () => { writeSync(2, 'NETWORK ' + what + '\\n'); process.exit(97); };
const net = require('node:net');
for (const name of ['connect', 'listen']) (name === 'listen' ? net.Server : net.Socket).prototype[name] = stop('net ' + name);
require('node:dgram').Socket.prototype.send = stop('dgram');
const dns = require('node:dns');
for (const name of Object.keys(dns)) if (/^(lookup|resolve)/.test(name)) dns[name] = stop('dns ' + name);
globalThis.fetch = stop('fetch');
globalThis.WebSocket = stop('WebSocket');
`;

describe('what runs', () => {
  const folder = () => folderWith({ 'services.yaml': TWO_SERVICES, 'guard.cjs': GUARD });

  it('is stopped by the guard of this test where it connects', () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'evil.cjs'), `require('node:net').connect(9, '127.0.0.1');`);
    const args = ['-r', join(cwd, 'guard.cjs'), '-r', join(cwd, 'evil.cjs')];
    expect(svc(['--version'], { cwd, nodeArgs: args }).code).toBe(97);
  });

  it.each([
    ['lint'],
    ['lint', '--fix', 'services.yaml'],
    ['render'],
    ['render', '--check'],
    ['next'],
    ['explain', 'KeepAlive'],
    ['why', '78'],
    ['schema'],
    ['import', 'plists'],
    ['logs'],
    ['--help'],
  ])('svc %s %s opens no socket', (...args) => {
    const cwd = folder();
    const { stderr, code } = svc(args, { cwd, nodeArgs: ['-r', join(cwd, 'guard.cjs')] });
    expect(stderr).not.toContain('NETWORK');
    expect(code).not.toBe(97);
  });

  it('install, status, doctor and uninstall open no socket either; only the stand-in’s launchctl does', async () => {
    const text =
      'version: 1\nnamespace: org.example\nservices:\n  a: {command: [/bin/sleep, "600"], keepAlive: true}\n';
    const machine = await standInMachine(text);
    const guard = join(folder(), 'guard.cjs');
    for (const args of [['install'], ['status'], ['diff'], ['doctor'], ['restart', 'a'], ['uninstall', 'a']]) {
      const { code, stdout, stderr } = await machine.svc(args, { NODE_OPTIONS: `--require=${guard}` });
      expect([args[0], stderr.includes('NETWORK'), code === 97, stdout === '']).toEqual([args[0], false, false, false]);
    }
  });
});
