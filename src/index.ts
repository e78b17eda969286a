/** The library: from services.yaml to property lists, as `svc render` goes. Nothing here prints, writes or exits. */
export { type CompiledService, compileService } from './compile/compile-service.ts';
export type { Diagnostic, Severity } from './diagnostics/diagnostic.ts';
export type { Place } from './diagnostics/findings.ts';
export { type Position, SourceText } from './diagnostics/source-text.ts';
export { type ManifestOptions, type ManifestReading, readManifest } from './manifest/load.ts';
export type { CalendarEntry } from './manifest/schedule.ts';
export type * from './manifest/types.ts';
export type { PathStep } from './manifest/yaml-node.ts';
export * from './plist/value.ts';
export { PlistValueError, type WriteOptions, writePlist } from './plist/write.ts';
export { type FileProblem, type Loaded, type LoadOptions, loadManifest } from './project/load-manifest.ts';
export { type Ownership, ownershipOf, renderPlist } from './render/render-plist.ts';
