// The program as CommonJS: node links many small ES modules slowly (over a millisecond each) and loads one file fast.
// esbuild splits it as ES modules; each piece becomes a CommonJS function here. The pieces that every start needs stand
// together in a file, and so do those of frequent commands; any other is a file of its own. A file is read when a piece
// of it is asked for, and run from what V8 compiled of it before (`src/system/code-cache.ts`).
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';

/** The place of a piece is known when it runs; till then a name as long stands for it, so that source maps hold. */
const PLACE = 'require("node:url").pathToFileURL(__filename).href';
const PLACE_NAME = '__place'.padEnd(PLACE.length, '_');

/**
 * What `core.cjs` is: how a piece is found, loaded and run from what was compiled of it before.
 * @param cache `system/code-cache.ts` as the body of a CommonJS module
 * @param where file of each piece
 * @param builds name of the text of each file
 */
const core = (cache, where, builds, entry) => `${CORE_HEAD}${cache}})(cache);
const where=${JSON.stringify(where)};
const builds=${JSON.stringify(builds)};
const pieces={};
const loaded=new Map();
function load(id){
const known=loaded.get(id);
if(known)return known.exports;
if(!pieces[id])Object.assign(pieces,filed(where[id]));
const module={exports:{}};
loaded.set(id,module);
pieces[id](module,module.exports);
return module.exports;
}
function filed(file){
const path=__dirname+"/"+file;
return cache.exports.runFile(path,builds[file])(load,require,path);
}
exports.run=(argv)=>load(${JSON.stringify(entry)}).run(argv);
`;

const CORE_HEAD = '"use strict";\nconst cache={exports:{}};((module)=>{';

/** A file of pieces that are needed together: an expression, their function. */
const pack = (pieces) => `${PACK_HEAD}${pieces.map(({ id, code }) => pieceHead(id) + code).join('},\n')}}}})`;
const PACK_HEAD = '(function(load,require,__filename){"use strict";return{';
const pieceHead = (id) => `${JSON.stringify(id)}(module,exports){`;

/** The source map of a file of pieces. */
function packMap(pieces) {
  let before = PACK_HEAD;
  return mapOf(
    pieces.map(({ id, code, map }) => {
      const part = { before: before + pieceHead(id), map };
      before = `${part.before}${code}},\n`;
      return part;
    }),
  );
}

/** The source map of a file: those of its parts, and what stands before each. */
function mapOf(parts) {
  const sections = parts.map(({ before, map }) => ({
    offset: { line: before.split('\n').length - 1, column: before.length - before.lastIndexOf('\n') - 1 },
    map: JSON.parse(map),
  }));
  return JSON.stringify({ version: 3, sections });
}

/**
 * Builds the program.
 * @param options for esbuild, besides what is decided here; with its `sourcemap` each file gets a `.map` beside it
 * @param entry the source that exports `run`
 * @param packs by file: sources whose pieces, with all that they need at once, stand together in it, in the first file
 *   that wants them
 * @param dist folder to write to
 * @returns esbuild's metafile
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
  const idOf = (source) => [...byId].find(([, { entryPoint }]) => entryPoint === source)[0];
  const where = new Map();
  const gather = (id, file) => {
    if (where.has(id)) return;
    where.set(id, file);
    for (const { path, kind } of byId.get(id).imports)
      if (kind === 'import-statement' && byId.has(basename(path))) gather(basename(path), file);
  };
  for (const [file, sources] of Object.entries(packs)) for (const source of sources) gather(idOf(source), file);
  const files = new Map();
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  for (const [id, text] of texts) {
    if (id.endsWith('.map')) continue;
    const file = where.get(id) ?? `chunks/${cjs(id)}`;
    where.set(id, file);
    const piece = { id: cjs(id), ...(await commonJs(text, texts.get(`${id}.map`), options.target, byId)) };
    files.set(file, [...(files.get(file) ?? []), piece]);
  }
  mkdirSync(join(dist, 'chunks'), { recursive: true });
  const builds = {};
  for (const [file, pieces] of files) {
    const text = pack(pieces);
    if (/[^\x00-\x7f]/.test(text)) throw new Error(`${file} is not ASCII, as which it is read`);
    builds[file] = createHash('sha256').update(text).digest('hex').slice(0, 16);
    writeFileSync(join(dist, file), text);
    if (options.sourcemap) writeFileSync(join(dist, `${file}.map`), packMap(pieces));
  }
  const places = Object.fromEntries([...where].map(([id, file]) => [cjs(id), file]));
  const { code, map } = await codeCache(options);
  writeFileSync(join(dist, 'core.cjs'), core(code, places, builds, cjs(idOf(entry))));
  if (map) writeFileSync(join(dist, 'core.cjs.map'), mapOf([{ before: CORE_HEAD, map }]));
  return metafile;
}

/** How a file is run from what was compiled of it. */
async function codeCache(options) {
  const { outputFiles } = await build({
    ...options,
    entryPoints: ['src/system/code-cache.ts'],
    outfile: 'code-cache.cjs',
    format: 'cjs',
    write: false,
  });
  const text = (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text.trimEnd();
  return { code: text('.cjs'), map: text('.map') };
}

const cjs = (id) => id.replace(/\.js$/, '.cjs');

/** A piece as the body of a CommonJS module in which other pieces are asked of `load`, and its source map if it has one. */
async function commonJs(text, mapBefore, target, byId) {
  const inline = mapBefore && `//# sourceMappingURL=data:application/json;base64,${btoa(mapBefore)}\n`;
  const { code, map } = await transform(mapBefore ? `${text}\n${inline}` : text, {
    format: 'cjs',
    minify: true,
    platform: 'node',
    target,
    // `import()` of a piece is a call of `load` as well.
    supported: { 'dynamic-import': false },
    ...(mapBefore && { sourcemap: 'external', sourcesContent: false }),
  });
  const loading = (whole, id) =>
    byId.has(id) ? `load(${JSON.stringify(cjs(id))})`.padEnd(mapBefore ? whole.length : 0) : whole;
  return { code: code.replace(/\brequire\("\.\/([^"]+)"\)/g, loading).replaceAll(PLACE_NAME, PLACE), map };
}
