/** The guides: what they show works, and where they lead there is something. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/commands.ts';
import { folderWith, REPO, svc } from './support/svc.ts';

const GUIDES = readdirSync(join(REPO, 'docs/guides')).map((name) => `docs/guides/${name}`);

describe.each([...GUIDES, 'docs/comparison.md'])('%s', (file) => {
  const text = readFileSync(join(REPO, file), 'utf8');

  it('links to files that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) => join(REPO, dirname(file), link!));
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });

  const manifests = [...text.matchAll(/^```yaml\n(version: 1\n[\s\S]*?)^```/gm)].map(([, yaml]) => yaml!);
  if (manifests.length > 0)
    it('shows services.yaml files that lint finds nothing in', () => {
      for (const yaml of manifests) {
        const cwd = folderWith({ 'services.yaml': yaml });
        expect(svc(['lint'], { cwd })).toMatchObject({ code: 0, stderr: 'svc: 1 file checked: no problems\n' });
      }
    });

  it('names commands of svc that there are', () => {
    const code = [...text.matchAll(/^```sh\n([\s\S]*?)^```|`([^`\n]+)`/gm)].map(
      ([, block, inline]) => block ?? inline!,
    );
    const known = COMMANDS.map(({ name }) => name);
    for (const [, command] of code.join('\n').matchAll(/(?:^|sudo |&& )svc(?: -f \S+)? ([a-z]+)\b/gm)) {
      expect(known).toContain(command);
    }
  });
});
