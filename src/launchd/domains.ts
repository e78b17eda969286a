/** Domains of launchd, how launchctl spells them and the jobs in them, and where their plists lie. */
import { inFolder } from './in-folder.ts';
import { type LabelProblem, labelProblem } from './labels.ts';

/**
 * system: jobs of the machine (daemons) · gui: jobs of a user while logged in at the desktop · user: jobs of a user
 * after any login, ssh included. Source: launchctl(1).
 */
export type Domain = { readonly kind: 'system' } | { readonly kind: 'gui' | 'user'; readonly uid: number };

/**
 * foreign: a domain of launchctl that holds no jobs of ours · unknown: no domain at all · uid: a uid is missing or
 * no number · label: see {@link LabelProblem}.
 */
export type TargetProblem =
  | { readonly kind: 'foreign'; readonly specifier: 'login' | 'pid' | 'session' }
  | { readonly kind: 'unknown'; readonly specifier: string }
  | { readonly kind: 'uid'; readonly specifier: 'gui' | 'user' }
  | { readonly kind: 'label'; readonly problem: LabelProblem };

/** A target that was read, or why it can not be used. Without a label it names the domain itself. */
export type TargetReading = { readonly domain: Domain; readonly label?: string } | { readonly problem: TargetProblem };

/** uid_t has 32 bits. */
const MAX_UID = 0xffffffff;
/** Problems of a label with which no command reaches the job; with the others it may run. */
const UNREACHABLE: Readonly<Record<LabelProblem, boolean>> = {
  empty: true,
  'control-character': true,
  slash: true,
  'white-space': false,
  'reserved-name': false,
  'reserved-prefix': false,
};

/**
 * Reads `gui/501`, `system`, `gui/501/com.example.x`, `system/com.example.x`. A slash at the end is passed over, as
 * launchctl does (PROC). A second slash in a label is refused: launchctl drops what follows it.
 */
export function parseTarget(text: string): TargetReading {
  const [specifier = '', ...rest] = text.split('/');
  if (specifier === 'system') return withLabel({ kind: 'system' }, rest.join('/'));
  if (specifier === 'login' || specifier === 'pid' || specifier === 'session') {
    return { problem: { kind: 'foreign', specifier } };
  }
  if (specifier !== 'gui' && specifier !== 'user') return { problem: { kind: 'unknown', specifier } };
  const [uid = '', ...label] = rest;
  if (!/^(?:0|[1-9]\d{0,9})$/.test(uid) || Number(uid) > MAX_UID) return { problem: { kind: 'uid', specifier } };
  return withLabel({ kind: specifier, uid: Number(uid) }, label.join('/'));
}

function withLabel(domain: Domain, label: string): TargetReading {
  if (label === '') return { domain };
  const problem = labelProblem(label);
  if (problem !== undefined && UNREACHABLE[problem]) return { problem: { kind: 'label', problem } };
  return { domain, label };
}

/** `gui/501`, `system`. */
export function domainTarget(domain: Domain): string {
  return domain.kind === 'system' ? 'system' : `${domain.kind}/${domain.uid}`;
}

/** `gui/501/com.example.x`. */
export function serviceTarget(domain: Domain, label: string): string {
  return `${domainTarget(domain)}/${label}`;
}

/** What older releases call a domain in the first line of `print`; the number in it is that of the session. */
const OLDER_TITLES: Readonly<Record<Domain['kind'], (uid: string) => RegExp>> = {
  system: () => /^com\.apple\.xpc\.launchd\.domain\.system$/,
  user: (uid) => new RegExp(`^com\\.apple\\.xpc\\.launchd\\.domain\\.user\\.${uid}$`),
  gui: (uid) => new RegExp(`^com\\.apple\\.xpc\\.launchd\\.user\\.domain\\.${uid}\\.\\d+\\.Aqua$`),
};

/**
 * Is the text that `launchctl print` begins with these words about this domain, or this job of it? Newer releases write
 * the target; OS X 10.10 to macOS 10.15 or so a name of launchd's own, and of a job the bare label
 * (wazuh/wazuh-packages#2206, Catalina).
 * @param title what stands before the first brace; undefined where there is none
 */
export function isTitleOf(title: string | undefined, domain: Domain, label?: string): boolean {
  if (title === undefined) return false;
  if (label !== undefined) return title === serviceTarget(domain, label) || title === label;
  const uid = domain.kind === 'system' ? '' : String(domain.uid);
  return title === domainTarget(domain) || OLDER_TITLES[domain.kind](uid).test(title);
}

/** How launchctl names a domain in its messages: "user gui: 501", "system". Sources: PROC, PRINT. */
export function domainWords(domain: Domain): string {
  if (domain.kind === 'system') return 'system';
  return domain.kind === 'gui' ? `user gui: ${domain.uid}` : `uid: ${domain.uid}`;
}

/** The other way round; undefined for domains that are none of ours, and for other words. */
export function parseDomainWords(words: string): Domain | undefined {
  const text = words.trim();
  if (text === 'system') return { kind: 'system' };
  const [, gui, uid] = /^(?:user )?(gui|uid|user)(?: domain)?: ?(\d{1,10})$/.exec(text) ?? [];
  if (gui === undefined || Number(uid) > MAX_UID) return undefined;
  return { kind: gui === 'gui' ? 'gui' : 'user', uid: Number(uid) };
}

/** Whose jobs a folder holds: those of one user, those of the administrator, those of Apple. */
export type FolderOwner = 'user' | 'administrator' | 'apple';

/** A folder that launchd reads plists from. */
export interface PlistFolder {
  readonly path: string;
  readonly kind: 'LaunchAgents' | 'LaunchDaemons';
  readonly owner: FolderOwner;
}

/** Where the folders lie. */
export interface Places {
  /** Home of the domain's user, absolute; without it the folder of the user is left out. */
  readonly home?: string;
  /** Stands before /Library and /System; empty for the real ones. */
  readonly root?: string;
}

/**
 * The folders whose plists launchd loads into a domain, the one to install into first: /Library/LaunchDaemons for
 * system, ~/Library/LaunchAgents for the others. Source: launchd.plist(5), FILES.
 */
export function plistFolders(domain: Domain, { home, root = '' }: Places): readonly PlistFolder[] {
  const kind = domain.kind === 'system' ? 'LaunchDaemons' : 'LaunchAgents';
  const shared: readonly PlistFolder[] = [
    { path: `${root}/Library/${kind}`, kind, owner: 'administrator' },
    { path: `${root}/System/Library/${kind}`, kind, owner: 'apple' },
  ];
  if (kind === 'LaunchDaemons' || home === undefined) return shared;
  return [{ path: inFolder(home, `Library/${kind}`), kind, owner: 'user' }, ...shared];
}

/** Does launchd take a file of this name in such a folder for a job? Any case of `.plist`, and no dot files. Source: SRC842. */
export function isJobFileName(name: string): boolean {
  return /^[^.].*\.plist$/is.test(name);
}

/** All five of them: where the plist of a label may lie, whatever its domain. */
export function allPlistFolders(places: Places): readonly PlistFolder[] {
  return [...plistFolders({ kind: 'user', uid: 0 }, places), ...plistFolders({ kind: 'system' }, places)];
}

/** Kinds of session, as LimitLoadToSessionType and `launchctl managername` name them. Source: launchd.plist(5). */
export const SESSION_TYPES = ['Aqua', 'Background', 'LoginWindow', 'StandardIO', 'System'] as const;
export type SessionType = (typeof SESSION_TYPES)[number];

/** The domains of ours that a kind of session is. LoginWindow and StandardIO have domains of their own. */
const DOMAINS_OF: Readonly<Record<SessionType, readonly Domain['kind'][]>> = {
  Aqua: ['gui'],
  Background: ['user'],
  LoginWindow: [],
  StandardIO: [],
  System: ['system'],
};

/**
 * The kinds of domain that take a job with these values of LimitLoadToSessionType; elsewhere bootstrap fails (134).
 * Without the key: gui and system, since an agent is for Aqua then. An empty list: none.
 * Sources: launchctl(1), LDDEV, GEL740.
 * @param sessions the key's values as they stand; unknown ones count for nothing. Undefined: the key is absent
 */
export function domainsFor(sessions: readonly string[] | undefined): readonly Domain['kind'][] {
  if (sessions === undefined) return ['system', 'gui'];
  const domains = SESSION_TYPES.filter((type) => sessions.includes(type)).flatMap((type) => DOMAINS_OF[type]);
  return [...new Set(domains)];
}

/** Codes of launchctl by which a whole domain is not there: what is loaded in it can not be told. Source: HEADLESS. */
export type NoDomainCode = 112 | 125;

export function isNoDomain(code: number | undefined): code is NoDomainCode {
  return code === 112 || code === 125;
}
