// The program as CommonJS: node links many small ES modules slowly (over a millisecond each) and loads one file fast.
// esbuild splits it as ES modules; each piece becomes a CommonJS function here. The pieces that every start needs stand
// together in `core.cjs`, those of frequent commands in a file each; any other is a file that is loaded when asked for.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';

/**
 * What `core.cjs` is: the pieces of every start, and how any other is loaded.
 * @param where file of each piece that stands together with others
 */
const core = (pieces, where, entry) => `"use strict";
const pieces={${pieces.join(',\n')}};
const where=${JSON.stringify(where)};
const loaded=new Map();
function load(id){
const known=loaded.get(id);
if(known)return known.exports;
if(!pieces[id]){
const file=where[id];
if(!file)return require("./chunks/"+id);
Object.assign(pieces,require("./"+file).pieces);
}
const module={exports:{}};
loaded.set(id,module);
pieces[id](module,module.exports);
return module.exports;
}
exports.load=load;
exports.run=(argv)=>load(${JSON.stringify(entry)}).run(argv);
`;

/** A file of pieces that are needed together. */
const pack = (pieces) => `"use strict";const{load}=require("./core.cjs");exports.pieces={${pieces.join(',\n')}};`;

/**
 * Builds the program.
 * @param options for esbuild, besides what is decided here
 * @param entry the source that exports `run`
 * @param packs by file: sources whose pieces, with all that they need at once, stand together in it, in the first file
 *   that wants them; the first file is that of every start, `core.cjs`
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
    // The place of a piece is known when it runs; see asFunction.
    define: { 'import.meta.url': '__place' },
  });
  const { outputs } = metafile;
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
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
  mkdirSync(join(dist, 'chunks'), { recursive: true });
  const files = new Map(Object.keys(packs).map((file) => [file, []]));
  for (const [id, text] of texts) {
    const code = await commonJs(text, options.target, byId);
    const file = where.get(id);
    if (file) files.get(file).push(`${JSON.stringify(cjs(id))}(module,exports){${code}}`);
    else writeFileSync(join(dist, 'chunks', cjs(id)), `"use strict";const{load}=require("../core.cjs");${code}`);
  }
  const [[first, firstPieces], ...others] = files;
  for (const [file, pieces] of others) writeFileSync(join(dist, file), pack(pieces));
  const elsewhere = [...where].filter(([, file]) => file !== first).map(([id, file]) => [cjs(id), file]);
  writeFileSync(join(dist, first), core(firstPieces, Object.fromEntries(elsewhere), cjs(idOf(entry))));
  return metafile;
}

const cjs = (id) => id.replace(/\.js$/, '.cjs');

/** A piece as the body of a CommonJS module in which other pieces are asked of `load`. */
async function commonJs(text, target, byId) {
  const { code } = await transform(text, {
    format: 'cjs',
    minify: true,
    platform: 'node',
    target,
    // `import()` of a piece is a call of `load` as well.
    supported: { 'dynamic-import': false },
  });
  return code
    .replace(/\brequire\("\.\/([^"]+)"\)/g, (whole, id) => (byId.has(id) ? `load(${JSON.stringify(cjs(id))})` : whole))
    .replace(/\b__place\b/g, 'require("node:url").pathToFileURL(__filename).href');
}
