// The program as CommonJS: node links many small ES modules slowly (over a millisecond each) and loads one file fast.
// esbuild splits it as ES modules; each piece becomes a CommonJS function here. The pieces that every start needs stand
// together in a file, and so do those of frequent commands; any other is a file of its own. A file is read when a piece
// of it is asked for, and run from what V8 compiled of it before (`src/system/code-cache.ts`).
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** What several packs need. */
const SHARED = 'shared.cjs';

/** The place of a piece is known when it runs; till then a name as long stands for it, so that source maps hold. */
const PLACE = 'process.getBuiltinModule("node:url").pathToFileURL(__filename).href';
const PLACE_NAME = '__place'.padEnd(PLACE.length, '_');

/** A file of pieces that are needed together: an expression, the function that gives them. */
const PACK_HEAD = '(function(load,later,__filename){"use strict";return{';
const pack = (pieces) => `${PACK_HEAD}${joined(pieces)}}}})`;
const joined = (pieces) => pieces.map(({ head, code }) => head + code).join(BETWEEN);
const BETWEEN = '},\n';

/**
 * The file of every start: its own pieces, and how any other is found, loaded and run.
 * @param where file of each piece, by its number in `files`
 * @param files path of each, and the name of its text
 */
const FIRST_HEAD = '(function(folder,runFile){"use strict";const __filename=folder+"/start.cjs";\nconst pieces={';
const first = (pieces, where, files, entry) => `${FIRST_HEAD}${joined(pieces)}}};
const where=JSON.parse('${JSON.stringify(where)}');
const files=JSON.parse('${JSON.stringify(files)}');
const loaded=new Map();
function load(id){
const known=loaded.get(id);
if(known)return known;
if(!pieces[id]){
const[file,build]=files[where[id]];
const path=folder+"/"+file;
Object.assign(pieces,runFile(path,build)(load,later,path));
}
const exports={};
loaded.set(id,exports);
pieces[id](exports);
return exports;
}
function later(id){return Promise.resolve().then(()=>load(id))}
return(argv)=>load(${JSON.stringify(entry)}).run(argv);
})`;

/** The source map of a file of pieces: those of its parts, and where each begins. */
function mapOf(head, pieces) {
  let before = head;
  const sections = pieces.map(({ head, code, map }) => {
    before += head;
    const offset = { line: before.split('\n').length - 1, column: before.length - before.lastIndexOf('\n') - 1 };
    before += code + BETWEEN;
    return { offset, map: JSON.parse(map) };
  });
  return JSON.stringify({ version: 3, sections });
}

/**
 * Builds the program.
 * @param options for esbuild, besides what is decided here; with its `sourcemap` each file gets a `.map` beside it
 * @param entry the source that exports `run`
 * @param packs by file: the source whose pieces, with all that they need at once, stand together in it; the first file is
 *   that of every start, and what several of the others need stands in a file of its own
 * @param dist folder to write to
 * @returns esbuild's metafile, and the name of the text of the first file
 */
export async function buildProgram(options, entry, packs, dist) {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: [entry],
    outdir: dist,
    splitting: true,
    format: 'esm',
    metafile: true,
    write: false,
    chunkNames: '[name]-[hash]',
    define: { 'import.meta.url': PLACE_NAME },
  });
  const { outputs } = metafile;
  const byId = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  checkAcyclic(byId);
  const idOf = (source) => [...byId].find(([, { entryPoint }]) => entryPoint === source)[0];
  const needs = (id, all) => {
    if (all.has(id)) return all;
    all.add(id);
    for (const { path, kind } of byId.get(id).imports)
      if (kind === 'import-statement' && byId.has(basename(path))) needs(basename(path), all);
    return all;
  };
  const [[start, startSource], ...others] = Object.entries(packs).map(([file, source]) => [file, idOf(source)]);
  const where = new Map([...needs(startSource, new Set())].map((id) => [id, start]));
  for (const [file, source] of others)
    for (const id of needs(source, new Set()))
      if (where.get(id) !== start) where.set(id, where.has(id) ? SHARED : file);
  const files = new Map();
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  for (const [id, text] of texts) {
    if (id.endsWith('.map')) continue;
    const file = where.get(id) ?? `chunks/${cjs(id)}`;
    where.set(id, file);
    files.set(file, [...(files.get(file) ?? []), pieceOf(id, text, texts.get(`${id}.map`), byId)]);
  }
  mkdirSync(join(dist, 'chunks'), { recursive: true });
  const rest = [...files].filter(([file]) => file !== start);
  const write = (file, text, head) => {
    if (options.sourcemap) writeFileSync(join(dist, `${file}.map`), mapOf(head, files.get(file)));
    return writeScript(join(dist, file), text);
  };
  const named = rest.map(([file, pieces]) => [file, write(file, pack(pieces), PACK_HEAD)]);
  const numbers = new Map(rest.map(([file], i) => [file, i]));
  const places = [...where].filter(([, file]) => file !== start).map(([id, file]) => [cjs(id), numbers.get(file)]);
  const text = first(files.get(start), Object.fromEntries(places), named, cjs(idOf(entry)));
  return { metafile, build: write(start, text, FIRST_HEAD) };
}

/** Writes a script and gives the name of its text. */
function writeScript(file, text) {
  if (/[^\x00-\x7f]/.test(text)) throw new Error(`${file} is not ASCII, as which it is read`);
  writeFileSync(file, text);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const cjs = (id) => id.replace(/\.js$/, '.cjs');

/**
 * A piece as a function that fills `exports`. esbuild's own way from ES modules to CommonJS gives each export a getter, which
 * costs a start milliseconds and each call across pieces a little; here values are handed over, once.
 * @param map its source map, for which what is left keeps its columns
 */
function pieceOf(id, text, map, byId) {
  let code = text.trimEnd();
  const lines = [];
  for (;;) {
    const found = /^ *import(?:\{([^}]*)\}from)?"\.\/([^"]+)";/.exec(code);
    if (!found) break;
    const [whole, names = '', needed] = found;
    lines.push(`const{${names.replace(/([\w$]+) as /g, '$1:')}}=load(${JSON.stringify(cjs(needed))});`);
    code = (map ? ' '.repeat(whole.length) : '') + code.slice(whole.length);
  }
  const exported = /export\{([^}]*)\};?$/.exec(code);
  if (exported) code = code.slice(0, exported.index);
  if (/(?:^|[;}])(?:import|export)[{"*]/.test(code))
    throw new Error(`an import or export was overlooked: ${code.slice(0, 200)}`);
  code = code.replace(/\bimport\("\.\/([^"]+)"\)/g, (whole, asked) =>
    byId.has(asked) ? `later(${JSON.stringify(cjs(asked))})`.padEnd(map ? whole.length : 0) : whole,
  );
  const names = exported ? exported[1].replace(/([\w$]+) as ([\w$]+)/g, '$2:$1') : '';
  const head = `${JSON.stringify(cjs(id))}(exports){${lines.join('')}`;
  return { head, code: (code + (names && `Object.assign(exports,{${names}});`)).replaceAll(PLACE_NAME, PLACE), map };
}

/** Values are handed over when a piece has run, so no piece may need itself. */
function checkAcyclic(byId) {
  const state = new Map();
  const visit = (id, path) => {
    if (state.get(id) === 'done') return;
    if (path.includes(id)) throw new Error(`pieces need one another: ${[...path, id].join(' -> ')}`);
    for (const { path: other, kind } of byId.get(id).imports)
      if (kind === 'import-statement' && byId.has(basename(other))) visit(basename(other), [...path, id]);
    state.set(id, 'done');
  };
  for (const id of byId.keys()) visit(id, []);
}
